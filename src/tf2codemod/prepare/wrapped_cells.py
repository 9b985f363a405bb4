"""Makes recurrent cells first, and wraps them with fed tensors apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Thing
from tf2codemod.plan.cells_at_calls import is_fed
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.outside_names import loaded
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import named_elsewhere, names_taken
from tf2codemod.tree import COMPREHENSIONS, parts, stored_names, walk

OF_CELLS = frozenset(("TF923", "TF230"))
WRAPPED = "cell"
APART = (ast.Lambda, ast.IfExp, ast.BoolOp, *COMPREHENSIONS)


class _Refused(Exception):
    """A cell that cannot be made before what is wrapped around it."""


def wrap_cells_apart(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Parts the making of a cell from its wrapping with what is fed; whether it could."""
    if obstacle.code not in OF_CELLS or any(map(asks_for_names, trees.values())):
        return False
    things = (t for f in trace.frames for run in f.statements for t in run.made if isinstance(t, Thing))
    for call in dict.fromkeys(t.expr for t in things if t.kind == "cell" and is_fed(t)):
        if not isinstance(call, ast.Call) or obstacle.node not in walk(call):
            continue
        for path, tree in trees.items():
            if call in walk(tree):
                try:
                    return _Wrapping(call, trace, trees, path, edits[path]).part()
                except _Refused:
                    return False
    return False


class _Wrapping:
    """A call that wraps a cell, and the code around it from the outside in."""

    def __init__(
        self, call: ast.Call, trace: Trace, trees: Mapping[Path, ast.Module], path: Path, edits: Edits
    ) -> None:
        self.call, self.trace, self.trees, self.path, self.edits = call, trace, trees, path, edits
        self.around = list(_around(trees[path], call))
        statements = [n for n in self.around if isinstance(n, ast.stmt)]
        self.statement = statements[-1]
        self.loop = next(
            (s for s in reversed(statements[:-1]) if not isinstance(s, (ast.With, ast.If))), None
        )
        self.taken = names_taken(trees.values())
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            raise _Refused
        inner = (
            call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == WRAPPED), None)
        )
        if inner is None:
            raise _Refused
        self.inner: ast.expr = inner

    def part(self) -> bool:
        """Takes one step towards cells that are wrapped where they are run; whether there was one to take."""
        code = next((n for n in reversed(self.around) if isinstance(n, ast.FunctionDef)), None)
        if code is not None and self._is_given_back(code):
            self._wrap_what_is_given_back(code)
        elif isinstance(self.around[-1], ast.ListComp) and self.around[-1].elt is self.call:
            if isinstance(self.inner, ast.Name):
                return False
            self._make_list_first(self.around[-1])
        elif any(isinstance(n, APART) for n in self.around):
            return False
        elif isinstance(self.loop, ast.For):
            self._wrap_after(self.loop)
        elif not isinstance(self.inner, ast.Name):
            self._make_first()
        else:
            return False
        return True

    # Steps ----------------------------------------------------------------------------------------------

    def _make_first(self) -> None:
        """Gives the cell a name of its own in a statement before that of its wrapping."""
        target = self._target()
        name = target if target else fresh(WRAPPED, self.taken)
        self._insert_before(self.statement, f"{name} = {self._text(self.inner)}")
        self.edits.replace(*self.edits.range_of(self.inner), name)

    def _make_list_first(self, comprehension: ast.ListComp) -> None:
        """Makes the cells in a list of their own, and wraps each of them."""
        bound = {n.id for g in comprehension.generators for n in walk(g.target) if isinstance(n, ast.Name)}
        if bound & {r.name for a in self._fed() for r in loaded([a])}:
            raise _Refused
        cells, one = fresh("cells", self.taken), fresh(WRAPPED, self.taken)
        start, end = self.edits.range_of(comprehension)
        first, last = self.edits.range_of(self.call)
        before, after = self.edits.data[start:first].decode(), self.edits.data[last:end].decode()
        self._insert_before(self.statement, f"{cells} = {before}{self._text(self.inner)}{after}")
        self.edits.replace(start, end, f"[{self._wrapped(one)} for {one} in {cells}]")

    def _wrap_after(self, loop: ast.For) -> None:
        """Leaves the cells of a loop as they are made, and wraps the list of them when it is whole."""
        listed, name = self._appended(loop)
        stored = set(stored_names(loop))
        tests = [s.test for s in self.around if isinstance(s, ast.If) and s in walk(loop)]
        if stored & {r.name for part in (*self._fed(), *tests) for r in loaded([part])}:
            raise _Refused
        if isinstance(self.inner, ast.Name):
            if self.inner.id != name or not self.edits.remove_line(self._whole(loop)):
                raise _Refused
        else:
            self.edits.replace(*self.edits.range_of(self.call), self._text(self.inner))
        one = name or fresh(WRAPPED, self.taken)
        text = f"{listed} = [{self._wrapped(one)} for {one} in {listed}]"
        column = " " * loop.col_offset
        if tests and isinstance(self.inner, ast.Name):
            (test,) = tests
            text = f"if {self._text(test)}:\n{column}    {text}"
        end = self.edits.lines_of(loop)[1]
        self.edits.replace(end, end, f"{column}{text}\n")

    def _whole(self, loop: ast.For) -> ast.stmt:
        """The statement that goes: the wrapping, or the branch that holds nothing else."""
        if self.statement in loop.body:
            return self.statement
        branch = next((s for s in loop.body if isinstance(s, ast.If) and s.body == [self.statement]), None)
        if branch is None or branch.orelse:
            raise _Refused
        return branch

    def _appended(self, loop: ast.For) -> tuple[str, str]:
        """The list into which a loop puts its wrapped cells and nothing else, and the name of one of them."""
        name = self._target()
        if loop.orelse or not (name or isinstance(self.statement, ast.Expr)):
            raise _Refused
        puts = [s for s in loop.body if isinstance(s, ast.Expr) and _list_of(s) is not None]
        found = [s for s in puts if self._puts(s, name)]
        if len(found) != 1 or loop.body[-1] is not found[0]:
            raise _Refused
        listed = _list_of(found[0])
        assert listed is not None
        uses = [n for n in walk(loop) if isinstance(n, ast.Name) and n.id == listed]
        before = [s for s in self._block_of(loop) if s.lineno < loop.lineno]
        empty = bool(before) and any(_is_empty_list(s, listed) for s in before)
        if len(uses) != 1 or not empty:
            raise _Refused
        return listed, name

    def _puts(self, statement: ast.Expr, name: str) -> bool:
        assert isinstance(statement.value, ast.Call)
        (given,) = statement.value.args
        return given is self.call or (bool(name) and isinstance(given, ast.Name) and given.id == name)

    def _is_given_back(self, code: ast.FunctionDef) -> bool:
        """Whether a function makes the cell, and does nothing with it but to return it wrapped."""
        if self.statement not in code.body:
            return False
        last = code.body[-1]
        if self.statement is last:
            return isinstance(last, ast.Return) and last.value is self.call
        returned = last.value if isinstance(last, ast.Return) else None
        follows = code.body.index(self.statement) == len(code.body) - 2
        return follows and isinstance(returned, ast.Name) and returned.id == self._target() != ""

    def _wrap_what_is_given_back(self, code: ast.FunctionDef) -> None:
        """Lets a function return the cell as it is, and wraps it where the function is called."""
        method = any(isinstance(n, ast.ClassDef) and code in n.body for n in self.around)
        receiver = code.args.args[0].arg if method and code.args.args else ""
        words = f"{receiver}.{code.name}" if method else code.name
        calls = [n for n in walk(self.trees[self.path]) if isinstance(n, ast.Call) and _called(n) == words]
        returns = sum(isinstance(n, ast.Return) for n in walk(code))
        if not calls or returns != 1 or code.decorator_list:
            raise _Refused
        if named_elsewhere(code, calls, self.trees, self.path, is_method=method):
            raise _Refused
        own = set(stored_names(code))
        own |= {a.arg for a in walk(code.args) if isinstance(a, ast.arg)} - {receiver}
        if own & {r.name for a in self._fed() for r in loaded([a])}:
            raise _Refused
        for call in calls:
            start, end = self.edits.range_of(call)
            before, after = self._wrapped("\0").split("\0")
            self.edits.replace(start, start, before)
            self.edits.replace(end, end, after)
        if isinstance(self.inner, ast.Name) and self.statement is not code.body[-1]:
            if self.inner.id != self._target() or not self.edits.remove_line(self.statement):
                raise _Refused
        else:
            self.edits.replace(*self.edits.range_of(self.call), self._text(self.inner))

    # Text -----------------------------------------------------------------------------------------------

    def _target(self) -> str:
        """The name that the statement gives the wrapped cell, and nothing else."""
        statement = self.statement
        if isinstance(statement, ast.Assign) and statement.value is self.call and len(statement.targets) == 1:
            target = statement.targets[0]
            return target.id if isinstance(target, ast.Name) else ""
        return ""

    def _fed(self) -> list[ast.expr]:
        """What the wrapping takes besides the cell, and how it is called."""
        given = [*self.call.args, *(k.value for k in self.call.keywords)]
        return [self.call.func, *(a for a in given if a is not self.inner)]

    def _wrapped(self, name: str) -> str:
        start, end = self.edits.range_of(self.call)
        first, last = self.edits.range_of(self.inner)
        return f"{self.edits.data[start:first].decode()}{name}{self.edits.data[last:end].decode()}"

    def _text(self, node: ast.expr) -> str:
        return self.edits.text_of(node)

    def _insert_before(self, statement: ast.stmt, text: str) -> None:
        start = self.edits.range_of(statement)[0]
        line = self.edits.starts[statement.lineno - 1]
        if self.edits.data[line:start].strip():
            raise _Refused
        self.edits.replace(start, start, f"{text}\n{' ' * statement.col_offset}")

    def _block_of(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        for node in self.around:
            for field in ("body", "orelse"):
                block = getattr(node, field, None)
                if isinstance(block, list) and statement in block:
                    return block
        return ()


def _around(node: ast.AST, inner: ast.AST) -> Iterator[ast.AST]:
    """The code that holds a piece of code, from the outside in."""
    for part in parts(node):
        if part is not inner and inner in walk(part):
            yield part
            yield from _around(part, inner)
            return


def _list_of(statement: ast.Expr) -> str | None:
    """The list to which a statement appends."""
    call = statement.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or len(call.args) != 1:
        return None
    owner = call.func.value
    return owner.id if call.func.attr == "append" and isinstance(owner, ast.Name) else None


def _is_empty_list(statement: ast.stmt, name: str) -> bool:
    if not isinstance(statement, ast.Assign) or [ast.unparse(t) for t in statement.targets] != [name]:
        return False
    return ast.unparse(statement.value) in ("[]", "list()")


def _called(call: ast.Call) -> str:
    """What a call is of: a name, or an attribute of a name."""
    return ast.unparse(call.func) if isinstance(call.func, (ast.Name, ast.Attribute)) else ""


__all__ = ["wrap_cells_apart"]
