"""Feeds a list of placeholders as a whole where a program feeds one after the other."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Const, Items, Node, Value, options_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.sure_names import outlives
from tf2codemod.tree import remembered, walk

WITHOUT_A_NAME = frozenset(("TF219", "TF213"))


def feed_lists(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes one entry of a feed dict for all placeholders of a list; whether there was one to write."""
    if obstacle.code not in WITHOUT_A_NAME:
        return False
    changed = False
    at_once = {site.feed_expr for site in trace.runs}
    seen: set[ast.AST] = set()
    for frame in trace.frames:
        path = frame.module.path
        code = frame.function.node if frame.function is not None else trees[path]
        writer = Writer(frame, code, edits[path], at_once)
        for node in dict.fromkeys(n for run in frame.statements for n in _feeding(run.node)):
            if node not in seen and writer.write(node):
                seen.update(walk(node))
                changed = True
    return changed


@remembered
def _feeding(statement: ast.stmt) -> list[ast.AST]:
    """The parts of a statement that may feed a list."""
    return [n for n in walk(statement) if isinstance(n, (ast.DictComp, ast.Call, ast.For, ast.Dict))]


class Writer:
    """The feeds of one frame in other words."""

    def __init__(self, frame: Frame, code: ast.AST, edits: Edits, at_once: set[ast.expr | None]) -> None:
        self.at_once = at_once
        self.fed = False
        self.code = code
        self.values = frame.values
        self.edits = edits

    def write(self, node: ast.AST) -> bool:
        """Writes a piece of code in other words, if it feeds a list."""
        text = None
        self.fed = node in self.at_once
        if isinstance(node, ast.DictComp) and len(node.generators) == 1:
            text = self._pair(node.key, node.value, node.generators[0])
            text = f"{{{text}}}" if text else None
        elif isinstance(node, ast.Call):
            text = self._of_call(node)
        elif isinstance(node, ast.For):
            text = self._of_loop(node)
        elif isinstance(node, ast.Dict):
            text = self._of_dict(node)
        if text is None:
            return False
        assert isinstance(node, (ast.expr, ast.stmt))
        self.edits.replace(*self.edits.range_of(node), text)
        return True

    def _of_call(self, call: ast.Call) -> str | None:
        """``dict(zip(list, values))``, and ``feed.update(zip(list, values))``."""
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if len(call.args) != 1 or call.keywords or (name != "dict" and method != "update"):
            return None
        given = call.args[0]
        if isinstance(given, (ast.GeneratorExp, ast.ListComp)) and len(given.generators) == 1:
            pair = given.elt
            if not isinstance(pair, ast.Tuple) or len(pair.elts) != 2:
                return None
            text = self._pair(pair.elts[0], pair.elts[1], given.generators[0])
        else:
            parts = _arguments(given, "zip")
            listed = self._list(parts[0]) if parts is not None and len(parts) == 2 else None
            if parts is None or listed is None:
                return None
            text = f"tuple({listed}): {self._values_of(parts[0], parts[1])}"
        if text is None:
            return None
        whole = f"{{{text}}}"
        return whole if name else f"{self.edits.text_of(call.func)}({whole})"

    def _values_of(self, listed: ast.expr, values: ast.expr) -> str:
        """The values that ``zip`` gives to a list, as a list."""
        text = self.edits.text_of(values)
        own, given = self.values.get(listed), self.values.get(values)
        assert isinstance(own, Items)
        if given is not None and _size(own) is not None and _size(own) == _size(given):
            return self._listed(values)
        return f"[value for _, value in zip({self.edits.text_of(listed)}, {text})]"

    def _listed(self, values: ast.expr) -> str:
        """Values as a list, which stays as it is if the values change before a run is fed."""
        text, value = self.edits.text_of(values), self.values.get(values)
        options = options_of(value) if value is not None else ()
        listed = bool(options) and all(isinstance(o, Items) and o.kind == "list" for o in options)
        new = isinstance(values, (ast.List, ast.ListComp)) or (
            isinstance(values, ast.Subscript) and isinstance(values.slice, ast.Slice)
        )
        return text if listed and (self.fed or new) else f"list({text})"

    def _of_loop(self, loop: ast.For) -> str | None:
        """A loop that does nothing but feed the placeholders of lists."""
        if loop.orelse or outlives(loop, self.code):
            return None
        lines = []
        for statement in loop.body:
            target = statement.targets[0] if isinstance(statement, ast.Assign) else None
            if not isinstance(target, ast.Subscript) or not isinstance(statement, ast.Assign):
                return None
            if len(statement.targets) > 1 or not isinstance(target.value, (ast.Name, ast.Attribute)):
                return None
            turn = ast.comprehension(loop.target, loop.iter, [], 0)
            text = self._pair(target.slice, statement.value, turn)
            if text is None or (len(loop.body) > 1 and _does_more(statement.value)):
                return None
            key, _, values = text.partition(": ")
            lines.append(f"{self.edits.text_of(target.value)}[{key}] = {values}")
        return ("\n" + " " * loop.col_offset).join(lines)

    def _of_dict(self, node: ast.Dict) -> str | None:
        """A dict with every placeholder of a list under its number."""
        keys: dict[str, list[int]] = {}
        for place, key in enumerate(node.keys):
            if isinstance(key, ast.Subscript) and isinstance(key.slice, ast.Constant):
                listed = self._list(key.value)
                if listed is not None and not _are_named(self.values[key.value]):
                    keys.setdefault(listed, []).append(place)
        entries: list[str | None] = [
            (f"{self.edits.text_of(k)}: " if k is not None else "**") + self.edits.text_of(v)
            for k, v in zip(node.keys, node.values, strict=True)
        ]
        changed = False
        for listed, places in keys.items():
            first = node.keys[places[0]]
            assert isinstance(first, ast.Subscript)
            numbers = [k.slice.value for p in places if isinstance(k := node.keys[p], ast.Subscript)]  # type: ignore[attr-defined]
            if not any(_does_more(node.values[p]) for p in places):
                order = dict(zip(numbers, places, strict=True))
                numbers = sorted(order)
                places = [order[n] for n in numbers]
            size = _size(self.values.get(first.value))
            together = sorted(places) == list(range(min(places), min(places) + len(places)))
            if numbers != list(range(len(numbers))) or size != len(numbers) or not together:
                return None
            given = ", ".join(self.edits.text_of(node.values[p]) for p in places)
            for place in places:
                entries[place] = None
            entries[min(places)] = f"tuple({listed}): [{given}]"
            changed = True
        return f"{{{', '.join(e for e in entries if e is not None)}}}" if changed else None

    def _pair(self, key: ast.expr, value: ast.expr, turn: ast.comprehension) -> str | None:
        """The entry for a list whose placeholders are the keys at the turns of a loop, each once in order."""
        if turn.ifs or turn.is_async or any(isinstance(n, ast.NamedExpr) for n in walk(value)):
            return None
        listed = self._keys(key, turn)
        named = {n.id for n in walk(turn.iter) if isinstance(n, ast.Name)}
        if listed is None or _stored(turn.target) & named:
            return None
        owner, keys = listed
        read = {n.id for n in walk(value) if isinstance(n, ast.Name)}
        if keys & read:
            return None
        text = self._list(owner)
        target = turn.target
        names = target.elts if isinstance(target, ast.Tuple) and len(target.elts) == 2 else [target, target]
        parts = _arguments(turn.iter, "zip")
        if parts is not None and len(parts) == 2 and parts[0] is owner and _is(names[1], value):
            return f"tuple({text}): {self._values_of(*parts)}"
        counted = _arguments(turn.iter, "enumerate")
        if counted is not None and _is(names[1], value) and not _is(names[0], value):
            return f"tuple({text}): {self._listed(counted[0])}"
        loop = f"{self.edits.text_of(target)} in {self.edits.text_of(turn.iter)}"
        if parts is not None and len(parts) == 2 and parts[0] is owner:
            other, given = self.edits.text_of(names[1]), self.edits.text_of(parts[1])
            own = _size(self.values.get(owner))
            same = own is not None and own == _size(self.values.get(parts[1]))
            loop = f"{other} in {given}" if same else f"_, {other} in zip({text}, {given})"
        elif counted is not None and counted[0] is owner:
            loop = f"{self.edits.text_of(names[0])} in range(len({text}))"
        elif keys:
            return None
        return f"tuple({text}): [{self.edits.text_of(value)} for {loop}]"

    def _keys(self, key: ast.expr, turn: ast.comprehension) -> tuple[ast.expr, set[str]] | None:
        """The list whose placeholders are the keys, and the names that only they have."""
        target, zipped = turn.target, _arguments(turn.iter, "zip")
        if isinstance(key, ast.Name):
            if zipped is not None and isinstance(target, ast.Tuple) and len(zipped) == len(target.elts):
                for part, name in zip(zipped, target.elts, strict=True):
                    if _is(name, key) and self._list(part) is not None and self._is_first(part, zipped):
                        return part, {key.id}
            counted = _arguments(turn.iter, "enumerate")
            pair = target.elts if isinstance(target, ast.Tuple) and len(target.elts) == 2 else [key, key]
            if counted is None or len(counted) != 1 or self._list(counted[0]) is None:
                return None
            return (counted[0], {key.id}) if _is(pair[1], key) and not _is(pair[0], key) else None
        if not isinstance(key, ast.Subscript) or not isinstance(key.slice, ast.Name):
            return None
        if self._list(key.value) is None or not self._counts(key, turn):
            return None
        return key.value, set()

    def _is_first(self, part: ast.expr, zipped: list[ast.expr]) -> bool:
        """Whether ``zip`` ends with a list, or what it goes through with it is as long."""
        return zipped.index(part) == 0 or len({_size(self.values.get(z)) for z in zipped}) == 1

    def _counts(self, key: ast.Subscript, turn: ast.comprehension) -> bool:
        """Whether a loop counts the placeholders of a list."""
        size = _size(self.values.get(key.value))
        target = turn.target
        counted = _arguments(turn.iter, "enumerate")
        if counted is not None and len(counted) == 1 and isinstance(target, ast.Tuple):
            given = _size(self.values.get(counted[0]))
            return _is(target.elts[0], key.slice) and given is not None and given == size
        numbers = _arguments(turn.iter, "range")
        if numbers is None or len(numbers) != 1 or not _is(target, key.slice):
            return False
        end = numbers[0]
        value = self.values.get(end)
        if isinstance(value, Const) and size is not None and value.value == size:
            return True
        length = _arguments(end, "len")
        return length is not None and ast.unparse(length[0]) == ast.unparse(key.value)

    def _list(self, expr: ast.expr) -> str | None:
        """The text of a name for a list of placeholders."""
        value = self.values.get(expr)
        if not isinstance(expr, (ast.Name, ast.Attribute)) or not isinstance(value, Items):
            return None
        parts = (*value.prefix, *((value.rest,) if value.rest is not None else ()))
        if value.kind != "list" or not parts:
            return None
        if not all(isinstance(p, Node) and p.op == "tf.placeholder" for p in parts):
            return None
        return self.edits.text_of(expr)


def _are_named(value: Value) -> bool:
    """Whether all placeholders of a list have names of their own, where they are made."""
    nodes = [p for p in value.prefix if isinstance(p, Node)] if isinstance(value, Items) else []
    made = [(n.made.node, n.expr) for n in nodes]
    return all(isinstance(s, ast.Assign) and s.value is e and _is_name(s.targets) for s, e in made)


def _is_name(targets: list[ast.expr]) -> bool:
    return len(targets) == 1 and isinstance(targets[0], (ast.Name, ast.Attribute))


def _size(value: Value | None) -> int | None:
    """The length of a list, if it is known."""
    options = options_of(value) if value is not None else ()
    sizes = {len(o.prefix) if isinstance(o, Items) and o.rest is None else None for o in options}
    return sizes.pop() if len(sizes) == 1 else None


def _arguments(expr: ast.expr, name: str) -> list[ast.expr] | None:
    """What a call of a builtin is given."""
    plain = isinstance(expr, ast.Call) and isinstance(expr.func, ast.Name) and expr.func.id == name
    if not plain or not isinstance(expr, ast.Call) or expr.keywords:
        return None
    return None if any(isinstance(a, ast.Starred) for a in expr.args) or not expr.args else expr.args


def _is(target: ast.expr, name: ast.expr) -> bool:
    return isinstance(target, ast.Name) and isinstance(name, ast.Name) and target.id == name.id


def _stored(target: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}


def _does_more(value: ast.expr) -> bool:
    return any(isinstance(n, (ast.Call, ast.Await, ast.Yield, ast.YieldFrom)) for n in walk(value))
