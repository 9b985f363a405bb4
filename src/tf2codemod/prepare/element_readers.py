"""Has elements of data read by what computes with them, and not by what hands them on."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Instance, Thing
from tf2codemod.plan.draws import is_element, is_one_shot
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import attribute_names, attributes_in, named_elsewhere, names_taken
from tf2codemod.tree import walk

READ_ELSEWHERE = frozenset(("TF215", "TF219", "TF230", "TF504"))
STRAIGHT = (ast.Assign, ast.AnnAssign, ast.Expr, ast.With, ast.Return)


def read_where_used(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Moves the reading of an iterator to the one function that uses what it gives; whether it could."""
    if obstacle.code not in READ_ELSEWHERE:
        return False
    calls = dict.fromkeys(n.expr for n in trace.nodes if is_element(n) and n.made.reached)
    for call in calls:
        frames = [f for f in trace.frames if call in f.values]
        if isinstance(call, ast.Call) and _read_at_calls(trace, trees, edits, frames, call):
            return True
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or len(frames) != 1:
            continue
        statement = next((s for s in _body(frames[0], trees) if getattr(s, "value", None) is call), None)
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        reading = _Reading(trace, trees, edits, frames[0], statement, call.func.value)
        if reading.move_from_object() or reading.move_into_object():
            return True
    return False


def _read_at_calls(
    trace: Trace,
    trees: Mapping[Path, ast.Module],
    edits: Mapping[Path, Edits],
    frames: Sequence[Frame],
    call: ast.Call,
) -> bool:
    """Leaves out a method that does nothing but read the iterator of its object; its callers read it."""
    codes = {f.function.node: f for f in frames if f.function is not None and f.receiver}
    (code,) = codes if len(codes) == 1 else (None,)
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not isinstance(code, ast.FunctionDef) or not isinstance(owner, ast.Attribute):
        return False
    body = code.body[1:] if ast.get_docstring(code) is not None else code.body
    alone = len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is call
    frame = codes[code]
    made = next(c for c in walk(trees[frame.module.path]) if isinstance(c, ast.ClassDef) and code in c.body)
    if not alone or ast.unparse(owner.value) != frame.receiver or code.decorator_list or len(made.body) < 2:
        return False
    sites = {f.site: f for f in trace.frames if f.function is not None and f.function.node is code}
    calls = [c for c in sites if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)]
    plain = all(not (c.args or c.keywords) and only_reads(c.func) for c in calls)
    readings = [n.expr for n in trace.nodes if is_element(n) and isinstance(n.expr, ast.Call)]
    known = (*calls, *readings)
    if len(calls) < len(sites) or not plain or named_elsewhere(code, known, trees, frame.module.path, True):
        return False
    for site in calls:
        caller = sites[site].caller
        assert isinstance(site.func, ast.Attribute)
        if caller is None:
            return False
        there = edits[caller.frame.module.path]
        words = there.range_of(site.func.value)
        there.replace(*there.range_of(site), words, f".{owner.attr}.get_next()")
    here = edits[frame.module.path]
    here.replace(*here.lines_of(code))
    return True


def _code(frame: Frame, trees: Mapping[Path, ast.Module]) -> ast.AST:
    return frame.function.node if frame.function is not None else trees[frame.module.path]


def _body(frame: Frame, trees: Mapping[Path, ast.Module]) -> Sequence[ast.stmt]:
    code = _code(frame, trees)
    return code.body if isinstance(code, (ast.FunctionDef, ast.Module)) else ()


@dataclass
class _Reading:
    """A statement that reads an iterator and binds what it gives."""

    trace: Trace
    trees: Mapping[Path, ast.Module]
    edits: Mapping[Path, Edits]
    frame: Frame
    statement: ast.Assign
    owner: ast.expr

    @property
    def targets(self) -> list[ast.expr]:
        target = self.statement.targets[0]
        return list(target.elts) if isinstance(target, (ast.Tuple, ast.List)) else [target]

    # Out of an object that keeps an element -------------------------------------------------------------

    def move_from_object(self) -> bool:
        """Reads where the attributes are used, all in one function of something else."""
        receiver = self.frame.receiver
        targets = [t for t in self.targets if isinstance(t, ast.Attribute)]
        if not receiver or len(targets) < len(self.targets):
            return False
        if any(ast.unparse(t.value) != receiver for t in targets):
            return False
        uses = self._uses({t.attr: t for t in targets})
        if uses is None:
            return False
        user, found = uses
        holders = {ast.unparse(u.value) for u in found}
        top = next((s for s in _body(user, self.trees) if any(u in walk(s) for u in found)), None)
        holder = holders.pop()
        if top is None or holders or not self._is_known_before(holder, top, user):
            return False
        there, here = self.edits[user.module.path], self.edits[self.frame.module.path]
        kept = self.owner.attr if self._is_own(self.owner) and isinstance(self.owner, ast.Attribute) else ""
        attribute = kept or fresh("iterator", attribute_names(self.trees.values()))
        reading = f"{holder}.{attribute}.get_next()"
        if len(found) == 1 and len(targets) == 1 and isinstance(top, STRAIGHT):
            there.replace(*there.range_of(found[0]), reading)
        else:
            taken = names_taken([self.trees[user.module.path]])
            plain = _plain_names(user, self.trees)
            names = {t.attr: fresh(t.attr, taken - {t.attr} | plain) for t in targets}
            for use in found:
                there.replace(*there.range_of(use), names[use.attr])
            start, _ = there.lines_of(top)
            bound = ", ".join(names[t.attr] for t in targets)
            comma = "," if isinstance(self.statement.targets[0], ast.Tuple) and len(targets) == 1 else ""
            there.replace(start, start, f"{' ' * top.col_offset}{bound}{comma} = {reading}\n")
        if kept:
            self._leave_out(here)
        else:
            range_of_owner = here.range_of(self.owner)
            here.replace(*here.range_of(self.statement), f"{receiver}.{attribute} = ", range_of_owner)
        return True

    def _uses(self, targets: Mapping[str, ast.Attribute]) -> tuple[Frame, list[ast.Attribute]] | None:
        """The one frame that reads the attributes, and where it does."""
        own = instance_cell(self.frame)
        users: dict[Frame, None] = {}
        found: list[ast.Attribute] = []
        known = [attributes_in(tree) for tree in self.trees.values()]
        for attribute in (a for named in known for n in targets for a in named.get(n, ())):
            if attribute is targets[attribute.attr]:
                continue
            values = {f: f.values[attribute.value] for f in self.trace.frames if attribute.value in f.values}
            objects = [v for v in values.values() if isinstance(v, Instance)]
            if values and all(isinstance(v, Thing) for v in values.values()):
                continue
            if len(objects) < len(values) or not values:
                return None
            if all(v.cell is not own for v in objects):
                continue
            if len(values) > 1 or not isinstance(attribute.ctx, ast.Load):
                return None
            users.update(dict.fromkeys(values))
            found.append(attribute)
        (user,) = users if len(users) == 1 else (None,)
        if user is None or instance_cell(user) is own:
            return None
        return user, found

    def _is_own(self, owner: ast.expr) -> bool:
        return isinstance(owner, ast.Attribute) and ast.unparse(owner.value) == self.frame.receiver

    def _is_known_before(self, holder: str, top: ast.stmt, user: Frame) -> bool:
        """Whether an object has its name before a statement and keeps it."""
        body = _body(user, self.trees)
        later = body[list(body).index(top) :]
        if isinstance(top, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try)):
            return False
        root = holder.partition(".")[0]
        for node in (n for s in later for n in walk(s)):
            stored = isinstance(node, (ast.Name, ast.Attribute)) and not isinstance(node.ctx, ast.Load)
            if stored and ast.unparse(node) in (root, holder):
                return False
        return True

    def _leave_out(self, here: Edits) -> None:
        code = self.frame.function.node if self.frame.function is not None else None
        alone = isinstance(code, ast.FunctionDef) and code.body == [self.statement]
        if alone:
            here.replace(*here.range_of(self.statement), "pass")
        else:
            here.replace(*here.lines_of(self.statement))

    # Into an object that is made of an element ----------------------------------------------------------

    def move_into_object(self) -> bool:
        """Reads in the constructor of the one object that is given what an iterator gives."""
        names = [t.id for t in self.targets if isinstance(t, ast.Name)]
        if len(names) < len(self.targets) or len(set(names)) < len(names):
            return False
        made = self._made_of(names)
        if made is None:
            return False
        call, code, parameters = made
        here = self.edits[self.frame.module.path]
        thing = self.frame.values.get(self.owner)
        there = self.edits[next(p for p, t in self.trees.items() if code in walk(t))]
        taken = {n.id for n in walk(code) if isinstance(n, ast.Name)} | {a.arg for a in code.args.args}
        if not isinstance(thing, Thing) or not (is_one_shot(thing) or only_reads(self.owner)):
            return False
        given = fresh("iterator", taken)
        reading, words = f"{given}.get_next()", here.range_of(self.owner)
        start = here.range_of(_argument(call, names[0]))[0]
        here.replace(start, here.range_of(_argument(call, names[-1]))[1], words)
        self._leave_out(here)
        bounds = [there.range_of(a) for a in code.args.args if a.arg in parameters]
        there.replace(bounds[0][0], bounds[-1][1], given)
        body = code.body[1:] if ast.get_docstring(code) is not None and len(code.body) > 1 else code.body
        bound = ", ".join(parameters)
        comma = "," if isinstance(self.statement.targets[0], ast.Tuple) and len(parameters) == 1 else ""
        start, _ = there.lines_of(body[0])
        there.replace(start, start, f"{' ' * body[0].col_offset}{bound}{comma} = {reading}\n")
        return True

    def _made_of(self, names: Sequence[str]) -> tuple[ast.Call, ast.FunctionDef, list[str]] | None:
        """The call that makes an object of the names side by side, its constructor and its parameters."""
        code = _code(self.frame, self.trees)
        others = {n for f in walk(code) if f is not code for n in _own_names(f, names)}
        named = [n for n in walk(code) if isinstance(n, ast.Name) and n.id in names and n not in others]
        loads = [n for n in named if isinstance(n.ctx, ast.Load)]
        stores = [n for n in named if n not in loads]
        if len(loads) != len(names) or len(stores) != len(names):
            return None
        call = next((c for c in _calls(code) if all(n in c.args for n in loads)), None)
        if call is None or any(isinstance(a, ast.Starred) for a in call.args):
            return None
        places = [call.args.index(_argument(call, n)) for n in names]
        made = [f for f in self.trace.frames if f.site is call and f.function is not None and f.receiver]
        constructor = made[0].function.node if len(made) == 1 and made[0].function is not None else None
        if not isinstance(constructor, ast.FunctionDef) or constructor.name != "__init__":
            return None
        again = [f for f in self.trace.frames if f.function is not None and f.function.node is constructor]
        arguments = constructor.args
        plain = arguments.args[1 : len(arguments.args) - len(arguments.defaults)]
        beside = places == list(range(places[0], places[0] + len(places)))
        if len(again) > 1 or arguments.posonlyargs or not beside:
            return None
        if places[-1] >= len(plain):
            return None
        return call, constructor, [plain[i].arg for i in places]


def _argument(call: ast.Call, name: str) -> ast.expr:
    return next(a for a in call.args if isinstance(a, ast.Name) and a.id == name)


def _calls(code: ast.AST) -> Iterator[ast.Call]:
    yield from (n for n in walk(code) if isinstance(n, ast.Call))


def _own_names(code: ast.AST, names: Sequence[str]) -> Iterator[ast.Name]:
    """The places of names that mean something else in a function, which binds them itself."""
    if not isinstance(code, (ast.FunctionDef, ast.Lambda)):
        return
    inner = [n for n in walk(code) if isinstance(n, ast.Name)]
    bound = {n.id for n in inner if not isinstance(n.ctx, ast.Load)}
    bound |= {a.arg for a in walk(code) if isinstance(a, ast.arg)}
    rebinding = any(isinstance(n, (ast.Global, ast.Nonlocal)) for n in walk(code))
    yield from (n for n in inner if n.id in names and n.id in bound and not rebinding)


def _plain_names(frame: Frame, trees: Mapping[Path, ast.Module]) -> set[str]:
    """The names that a function speaks of, without those of attributes."""
    code = _code(frame, trees)
    names = {n.id for n in walk(code) if isinstance(n, ast.Name)}
    return names | {n.arg for n in walk(code) if isinstance(n, ast.arg)}


__all__ = ["read_where_used"]
