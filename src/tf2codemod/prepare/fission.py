"""Splits loops and branches that make variables and compute with them at once: the variables come first."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.naming import fresh, names_in, plural
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.repeatable import is_plain, is_repeatable
from tf2codemod.plan.staging import NEW_EACH_TIME
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import walk

Compound = ast.For | ast.If | ast.With

MAKES_TOGETHER = "TF923"
SCOPES = frozenset(("tf.variable_scope", "tf.name_scope", "tf.device"))


class Unsplittable(Exception):
    """A loop or branch whose variables cannot be made before the rest of it runs."""


def split_apart(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes the variables of a loop or branch in a loop or branch of their own; whether it could."""
    statement = obstacle.node
    if obstacle.code != MAKES_TOGETHER or not isinstance(statement, (ast.For, ast.If)):
        return False
    for code in scopes_of(trace, trees):
        if any(statement in f.by_node for f in code.frames):
            taken = names_in(trees[code.path])
            try:
                Fission(statement, code, trace, edits[code.path], taken).split()
            except Unsplittable:
                return False
            return True
    return False


class Fission:
    """One loop or branch that becomes two."""

    def __init__(
        self, statement: ast.For | ast.If, code: Code, trace: Trace, edits: Edits, taken: set[str]
    ) -> None:
        self.statement = statement
        self.code = code
        self.trace = trace
        self.edits = edits
        self.taken = taken
        self.leaves = list(_leaves(statement))
        self.made = self._made()
        self.stored = {s: _stored(s) for s in self.leaves}
        self.makers = [s for s in self.leaves if self._makes_variables(s)]
        names = {n for s in self.makers for n in self.stored[s]}
        self.makers += [s for s in self.leaves if _puts_away(s) & names]
        self.lists: dict[str, str] = {}
        self.first: Sequence[ast.stmt] = ()

    def split(self) -> None:
        self._check_shape()
        first = self._first_part()
        self._check_containers(first)
        self._check_carried(first)
        self.first = first
        gone = self._gone(first)
        if isinstance(self.statement, ast.For):
            for name in (n for s in self.makers for n in sorted(self.stored[s])):
                self.lists[name] = self._list_of(name) or fresh(plural(name), self.taken)
                self.taken.add(self.lists[name])
        start = self.edits.range_of(self.statement)[0]
        indent = " " * self.statement.col_offset
        own = [text for name, text in self.lists.items() if text != self._list_of(name)]
        lines = [f"{text} = []" for text in own]
        lines.extend(self._written([self.statement], set(first)))
        self.edits.replace(start, start, "".join(f"{line}\n{indent}" for line in lines))
        if isinstance(self.statement, ast.For) and self.lists:
            self._take_along(self.statement)
        self._remove(self.statement.body, set(gone))
        if isinstance(self.statement, ast.If) and self.statement.orelse:
            self._remove(self.statement.orelse, set(gone))

    def _gone(self, first: Sequence[ast.stmt]) -> list[ast.stmt]:
        """The statements of the first part that nothing of the rest needs."""
        gone = list(self.makers)
        outside = self._read_outside()
        while True:
            left = [s for s in self.leaves if s not in gone]
            more = [
                s
                for s in first
                if s in left
                and not self.stored[s] & (outside | {n for r in left if r is not s for n in _loaded(r)})
            ]
            if not more:
                return gone
            gone += more

    # What is made where ---------------------------------------------------------------------------------

    def _made(self) -> dict[ast.stmt, list[Node]]:
        found: dict[ast.stmt, list[Node]] = {s: [] for s in self.leaves}
        for node in self.trace.nodes:
            for frame in self.code.frames:
                run = node.made.within(frame)
                if run is not None and run.node in found:
                    found[run.node].append(node)
        return found

    def _makes_variables(self, statement: ast.stmt) -> bool:
        """Whether a statement binds names to variables, and computes nothing but their first values."""
        made = self.made[statement]
        variables = [n for n in made if n.kind == "variable" and not _belongs(n)]
        if not variables or len(variables) < sum(n.kind == "variable" for n in made):
            return False
        first = upstream([i for v in variables for i in v.inputs])
        if not self._makes_others_each_time(statement, variables):
            return False
        return all(n.kind == "variable" or n in first for n in made) and all(
            isinstance(v, Node) and v.kind == "variable" for v in self._bound(statement)
        )

    def _makes_others_each_time(self, statement: ast.stmt, variables: Sequence[Node]) -> bool:
        """Whether no round of the loop is given a variable that an earlier one made."""
        variables = [n for n in variables if n.op not in NEW_EACH_TIME]
        calls = {n.expr for n in variables}
        makers = {n.made.within(f) for n in variables for f in self.code.frames} - {None}
        return len(variables) >= sum(run.times for run in makers if run is not None) * len(calls)

    def _bound(self, statement: ast.stmt) -> Iterator[object]:
        """The values that a statement binds or appends; nothing where it does something else."""
        parts: list[ast.expr] = []
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            if not all(isinstance(p, (ast.Name, ast.Subscript, ast.Attribute)) for p in parts):
                parts = []
        elif isinstance(statement, ast.Expr) and _is_append(statement.value):
            assert isinstance(statement.value, ast.Call)
            parts = statement.value.args
        for part in parts:
            for frame in self.code.frames:
                yield frame.values.get(part)
        if not parts:
            yield None

    # Conditions -----------------------------------------------------------------------------------------

    def _check_shape(self) -> None:
        if not self.makers or any(_leaves_early(s) for s in self.leaves):
            raise Unsplittable
        blocks = [n for n in walk(self.statement) if isinstance(n, ast.stmt) and hasattr(n, "body")]
        for block in blocks:
            if block is self.statement:
                continue
            if isinstance(block, ast.With):
                self._check_scopes(block)
            elif any(s in self.makers for s in _leaves(block)):
                raise Unsplittable
        every = {n for s in self.leaves for n in self.stored[s]}
        if isinstance(self.statement, ast.If):
            head: ast.expr = self.statement.test
            plain = is_plain(head)
        else:
            head = self.statement.iter
            plain = not self.statement.orelse and is_repeatable(head)
            every |= _stored(self.statement.target)
            if _stored(self.statement.target) & {n for s in self.leaves for n in self.stored[s]}:
                raise Unsplittable
        if not plain or {n.id for n in walk(head) if isinstance(n, ast.Name)} & every:
            raise Unsplittable
        if any(nodes_in(v) for f in self.code.frames if (v := f.values.get(head)) is not None):
            raise Unsplittable

    def _check_scopes(self, block: ast.With) -> None:
        for item in block.items:
            call = item.context_expr
            if not isinstance(call, ast.Call) or not self.trace.symbols.get(call.func, set()) & SCOPES:
                raise Unsplittable
            if any(s in self.makers for s in _leaves(block)) and not all(
                is_plain(a) for a in [*call.args, *(k.value for k in call.keywords)]
            ):
                raise Unsplittable

    def _first_part(self) -> list[ast.stmt]:
        """The statements that make the variables, with the plain ones that they read from."""
        needed: set[ast.stmt] = set()
        pending = list(self.makers)
        while pending:
            statement = pending.pop()
            if statement in needed:
                continue
            needed.add(statement)
            reads = _loaded(statement)
            for block in (n for n in walk(self.statement) if isinstance(n, ast.With)):
                if statement in set(_leaves(block)):
                    reads |= {n for item in block.items for n in _loaded(item)}
            for other in self.leaves:
                if not self.stored[other] & reads:
                    continue
                if other not in self.makers and (self.made[other] or not self._is_host(other)):
                    raise Unsplittable
                pending.append(other)
        names = {n for s in needed for n in self.stored[s]}
        if any(names & self.stored[s] for s in self.leaves if s not in needed):
            raise Unsplittable
        return [s for s in self.leaves if s in needed]

    def _is_host(self, statement: ast.stmt) -> bool:
        """Whether a statement may run twice: it binds names to plain values."""
        if not isinstance(statement, ast.Assign) or not all(
            isinstance(t, ast.Name) for t in statement.targets
        ):
            return False
        return is_plain(statement.value) and not any(
            nodes_in(v) for f in self.code.frames if (v := f.values.get(statement.value)) is not None
        )

    def _check_containers(self, first: Sequence[ast.stmt]) -> None:
        """A list that variables are put into is longer than before when the rest of the loop reads it."""
        filled = {ast.unparse(place) for s in self.makers for place in _containers(s)}
        for statement in self.leaves:
            if statement in first:
                continue
            inside = {
                id(n.value)
                for n in walk(statement)
                if isinstance(n, ast.Subscript)
                and isinstance(n.slice, (ast.Name, ast.JoinedStr, ast.BinOp))
                and not isinstance(n.slice, ast.UnaryOp)
                and isinstance(n.ctx, ast.Load)
            }
            places = [n for n in walk(statement) if isinstance(n, (ast.Name, ast.Attribute))]
            if any(ast.unparse(n) in filled and id(n) not in inside for n in places):
                raise Unsplittable

    def _check_carried(self, first: Sequence[ast.stmt]) -> None:
        """What one round of the loop leaves to the next one is not there for both loops."""
        position = {s: i for i, s in enumerate(self.leaves)}
        for statement in first:
            if statement in self.makers:
                continue
            names = self.stored[statement]
            earlier = [s for s in self.leaves if position[s] <= position[statement] and _loaded(s) & names]
            if earlier and any(_loaded(s) & names for s in self.leaves if s not in first):
                raise Unsplittable

    def _list_of(self, name: str) -> str | None:
        """The list, empty before, to which the loop itself adds each variable of a name."""
        for statement in self.makers:
            if _puts_away(statement) != {name} or not isinstance(statement, ast.Expr):
                continue
            (place,) = _containers(statement)
            text = ast.unparse(place)
            uses = [n for n in ast.walk(self.code.scope) if isinstance(n, ast.stmt) and _fills(n, text)]
            begun = [n for n in uses if isinstance(n, ast.Assign) and ast.unparse(n.value) == "[]"]
            if len(begun) == 1 and len(uses) == 2 and statement in uses:
                return text
        return None

    def _read_outside(self) -> set[str]:
        inside = set(walk(self.statement))
        return {
            n.id
            for n in ast.walk(self.code.scope)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n not in inside
        }

    # Text -----------------------------------------------------------------------------------------------

    def _written(self, statements: Iterable[ast.stmt], kept: set[ast.stmt]) -> Iterator[str]:
        """The lines of the first part, without the indentation of the whole."""
        for statement in statements:
            if isinstance(statement, (ast.For, ast.If, ast.With)):
                yield from self._written_block(statement, kept)
            elif statement in kept:
                yield from self._written_leaf(statement)

    def _written_block(self, block: Compound, kept: set[ast.stmt]) -> Iterator[str]:
        parts = [("", block.body)]
        if isinstance(block, ast.If) and block.orelse:
            parts.append(("else:", block.orelse))
        for head, body in parts:
            inner = list(self._written(body, kept))
            if not inner and (block is not self.statement or head):
                continue
            yield head or self._head(block)
            for line in inner or ["pass"]:
                yield from textwrap.indent(line, "    ").split("\n")

    def _head(self, block: Compound) -> str:
        first = block.body[0]
        start = self.edits.range_of(block)[0]
        text = self.edits.data[start : self.edits.starts[first.lineno - 1] + first.col_offset].decode()
        head = _up_to_colon(text)
        if "#" in head or first.lineno == block.lineno:
            raise Unsplittable
        return re.sub(r"\s*\n\s*", " ", head)

    def _written_leaf(self, statement: ast.stmt) -> Iterator[str]:
        text = textwrap.dedent(" " * statement.col_offset + self.edits.text_of(statement))
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        own = isinstance(target, ast.Name) and self.lists.get(target.id) != self._list_of(target.id)
        alone = isinstance(target, ast.Name) and not any(
            target.id in _loaded(s) for s in self.first if s is not statement
        )
        if (
            statement in self.makers
            and isinstance(target, ast.Name)
            and target.id in self.lists
            and own
            and alone
        ):
            assert isinstance(statement, ast.Assign)
            value = text[self.edits.range_of(statement.value)[0] - self.edits.range_of(statement)[0] :]
            yield f"{self.lists[target.id]}.append({value})"
            return
        yield text
        for name in sorted(self.stored[statement] & set(self.lists)):
            if self.lists[name] == self._list_of(name):
                continue
            yield f"{self.lists[name]}.append({name})"

    def _take_along(self, loop: ast.For) -> None:
        """Lets the second loop go through the variables beside what it went through."""
        names = ", ".join(self.lists)
        lists = ", ".join(self.lists.values())
        source, target = self.edits.range_of(loop.iter), self.edits.range_of(loop.target)
        call, pair = loop.iter, loop.target
        counts = (
            isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "enumerate"
        )
        if counts and isinstance(call, ast.Call) and isinstance(pair, ast.Tuple) and len(pair.elts) == 2:
            if len(call.args) != 1 or call.keywords:
                raise Unsplittable
            item, inner = self.edits.range_of(pair.elts[1]), self.edits.range_of(call.args[0])
            self.edits.replace(item[0], item[1], "(", item, f", {names})")
            self.edits.replace(inner[0], inner[1], "zip(", inner, f", {lists})")
            return
        self.edits.replace(target[0], target[1], *self._grouped(pair, target), f", {names}")
        self.edits.replace(source[0], source[1], "zip(", source, f", {lists})")

    def _grouped(self, target: ast.expr, place: tuple[int, int]) -> tuple[str | tuple[int, int], ...]:
        bare = isinstance(target, ast.Tuple) and not self.edits.text_of(target).startswith("(")
        return ("(", place, ")") if bare else (place,)

    def _remove(self, body: Sequence[ast.stmt], gone: set[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, ast.With) and set(_leaves(statement)) <= gone:
                whole = self.edits.remove_line(statement)
            elif isinstance(statement, ast.With):
                self._remove(statement.body, gone)
                continue
            elif statement in gone:
                whole = self.edits.remove_line(statement)
            else:
                continue
            if not whole:
                raise Unsplittable
        if body and all(set(_leaves(s)) <= gone for s in body):
            start = self.edits.starts[body[0].lineno - 1]
            self.edits.replace(start, start, " " * body[0].col_offset + "pass\n")


def _leaves(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements of a block, with nested ``with`` blocks dissolved; other nested blocks stay whole."""
    if isinstance(statement, (ast.For, ast.If, ast.With)):
        for inner in [*statement.body, *getattr(statement, "orelse", [])]:
            if isinstance(inner, ast.With):
                yield from _leaves(inner)
            else:
                yield inner
    else:
        yield statement


def _up_to_colon(text: str) -> str:
    """The head of a block, without the comments between it and the first statement."""
    lines = text.rstrip().split("\n")
    while lines and lines[-1].lstrip()[:1] in ("", "#"):
        lines.pop()
    last = lines[-1] if lines else ""
    after = last.rfind("#")
    if after > 0 and last[:after].rstrip().endswith(":"):
        lines[-1] = last[:after].rstrip()
    head = "\n".join(lines)
    if not head.endswith(":"):
        raise Unsplittable
    return head


def _belongs(variable: Node) -> bool:
    return "layer" in variable.arguments or "owner" in variable.arguments


def _loaded(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _stored(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _leaves_early(statement: ast.stmt) -> bool:
    kinds = (ast.Break, ast.Continue, ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Global)
    return any(isinstance(n, kinds) for n in walk(statement))


def _is_append(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr == "append"
        and len(value.args) == 1
    )


def _puts_away(statement: ast.stmt) -> set[str]:
    """The names whose values a statement puts into a list or dict."""
    value: ast.expr | None = None
    if isinstance(statement, ast.Expr) and _is_append(statement.value):
        assert isinstance(statement.value, ast.Call)
        value = statement.value.args[0]
    elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
        value = statement.value
    return {value.id} if isinstance(value, ast.Name) else set()


def _fills(statement: ast.stmt, text: str) -> bool:
    """Whether a statement itself binds a list or puts something into it."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        return isinstance(function, ast.Attribute) and ast.unparse(function.value) == text
    if isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return any(ast.unparse(t).partition("[")[0] == text for t in targets)
    return False


def _containers(statement: ast.stmt) -> Iterator[ast.expr]:
    """The lists and dicts that a statement puts something into."""
    if isinstance(statement, ast.Expr) and _is_append(statement.value):
        assert isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Attribute)
        yield statement.value.func.value
    for node in walk(statement):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield node.value
