"""Lets callers make the placeholders of a function that is called several times, and gives it them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import StatementRun, Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import functions_in, module_names, named_elsewhere
from tf2codemod.tree import walk

MADE_INSIDE = "TF219"
WITHOUT_A_NAME = frozenset(("TF216", "TF217"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
PLACEHOLDERS = frozenset(("tf.placeholder",))


class _Refused(Exception):
    """A function whose placeholders its callers cannot make."""


class _Made(NamedTuple):
    """A placeholder that a function makes and returns: its name, and its place in what is returned."""

    statement: ast.Assign
    name: str
    place: int


class _Use(NamedTuple):
    """A statement that takes the results of the function apart."""

    statement: ast.Assign
    call: ast.Call
    targets: tuple[ast.expr, ...]


def give_placeholders(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes parameters of the placeholders of a function in the way of the plan; whether it could."""
    named = obstacle.code == MADE_INSIDE and bool(_symbols(obstacle.node, trace) & PLACEHOLDERS)
    if not named and obstacle.code not in WITHOUT_A_NAME:
        return False
    for path, tree in trees.items():
        if asks_for_names(tree):
            continue
        scopes: list[ast.Module | ast.ClassDef] = [tree]
        scopes += [n for n in tree.body if isinstance(n, ast.ClassDef)]
        for scope in scopes:
            for code in scope.body:
                if not isinstance(code, ast.FunctionDef) or (named and obstacle.node not in walk(code)):
                    continue
                if not any(_symbols(n, trace) & PLACEHOLDERS for n in walk(code)):
                    continue
                try:
                    giving = _Giving(code, isinstance(scope, ast.ClassDef), trace, trees, path)
                    giving.write(edits[path])
                except _Refused:
                    edits[path].edits.clear()
                    continue
                return True
    return False


def _symbols(node: ast.AST, trace: Trace) -> set[str]:
    return trace.symbols.get(node.func, set()) if isinstance(node, ast.Call) else set()


class _Giving:
    """One function, the placeholders that it makes and returns, and the statements that call it."""

    def __init__(
        self,
        code: ast.FunctionDef,
        is_method: bool,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        path: Path,
    ) -> None:
        self.code, self.is_method, self.trace, self.tree = code, is_method, trace, trees[path]
        given = code.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or code.decorator_list:
            raise _Refused
        if is_method and not given.args:
            raise _Refused
        self.parameters = [a.arg for a in given.args]
        self.frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
        self.result = self._result()
        self.made = list(self._made())
        self.uses = list(self._uses())
        assert isinstance(self.result.value, ast.Tuple)
        if len(self.made) == len(self.result.value.elts):
            raise _Refused
        if not self.made or not self.uses or len(functions_in(self.tree).get(code.name, ())) > 1:
            raise _Refused
        if named_elsewhere(code, [u.call for u in self.uses], trees, path, is_method):
            raise _Refused

    def _result(self) -> ast.Return:
        """The one statement that returns, the last of the function."""
        returns = [n for n in walk(self.code) if isinstance(n, ast.Return)]
        if len(returns) != 1 or returns[0] is not list(_line(self.code.body))[-1]:
            raise _Refused
        if not isinstance(returns[0].value, ast.Tuple) or len(returns[0].value.elts) < 2:
            raise _Refused
        return returns[0]

    def _made(self) -> Iterator[_Made]:
        assert isinstance(self.result.value, ast.Tuple)
        returned = [n.id if isinstance(n, ast.Name) else "" for n in self.result.value.elts]
        for statement in _line(self.code.body):
            call = statement.value if isinstance(statement, ast.Assign) else None
            if not isinstance(statement, ast.Assign) or not _symbols(call or statement, self.trace):
                continue
            target = statement.targets[0]
            if not _symbols(statement.value, self.trace) & PLACEHOLDERS or not isinstance(target, ast.Name):
                continue
            name = target.id
            bound = [n for n in walk(self.code) if isinstance(n, ast.Name) and n.id == name and _is_bound(n)]
            once = len(statement.targets) == 1 and bound == [target] and returned.count(name) == 1
            if once and name not in self.parameters:
                yield _Made(statement, name, returned.index(name))

    def _uses(self) -> Iterator[_Use]:
        """The calls, each the whole value of an assignment to as many targets as there are results."""
        assert isinstance(self.result.value, ast.Tuple)
        sites = {f.site for f in self.frames}
        for node in walk(self.tree):
            call = node.value if isinstance(node, ast.Assign) else None
            if not isinstance(node, ast.Assign) or call not in sites or not isinstance(call, ast.Call):
                continue
            target = node.targets[0]
            if len(node.targets) != 1 or not isinstance(target, ast.Tuple):
                raise _Refused
            if len(target.elts) != len(self.result.value.elts):
                raise _Refused
            if any(isinstance(a, ast.Starred) for a in (*call.args, *target.elts)):
                raise _Refused
            if any(k.arg is None for k in call.keywords):
                raise _Refused
            sites.discard(call)
            yield _Use(node, call, tuple(target.elts))
        if sites:
            raise _Refused

    # What a placeholder is made from --------------------------------------------------------------------

    def _text(self, made: _Made, use: _Use, edits: Edits) -> str:
        """The call that makes a placeholder, in the words of a caller."""
        given = self._arguments(use.call)
        call = made.statement.value
        assert isinstance(call, ast.Call)
        receiver = self.parameters[0] if self.is_method else ""
        swaps: dict[ast.AST, str] = {}
        for name in (n for n in walk(call) if isinstance(n, ast.Name)):
            if name.id == receiver:
                assert isinstance(use.call.func, ast.Attribute)
                swaps[name] = _plain(use.call.func.value)
            elif name.id in self.parameters:
                if name.id not in given or self._is_bound_inside(name.id):
                    raise _Refused
                swaps[name] = _plain(given[name.id])
            elif name.id not in module_names(self.tree) and not self._is_shared(name.id, use):
                raise _Refused
        self._check_kept(call)
        if all(isinstance(n, ast.Name) and n.id == text for n, text in swaps.items()):
            return edits.text_of(call)
        return ast.unparse(_Swapping(swaps).visit(call))

    def _arguments(self, call: ast.Call) -> dict[str, ast.expr]:
        names = self.parameters[1:] if self.is_method else self.parameters
        given = dict(zip(names, call.args, strict=False))
        given.update({k.arg: k.value for k in call.keywords if k.arg is not None})
        missing = self.code.args.defaults
        for parameter, default in zip(reversed(self.code.args.args), reversed(missing), strict=False):
            if isinstance(default, ast.Constant):
                given.setdefault(parameter.arg, default)
        return given

    def _is_bound_inside(self, name: str) -> bool:
        return any(isinstance(n, ast.Name) and n.id == name and _is_bound(n) for n in walk(self.code))

    def _is_shared(self, name: str, use: _Use) -> bool:
        """Whether a name of the module means the same in the function and where it is called."""
        scopes = [n for n in walk(self.tree) if isinstance(n, FUNCTIONS) and use.call in walk(n)]
        own = {n.arg for s in scopes for n in walk(s.args) if isinstance(n, ast.arg)}
        names = (n for s in (*scopes, self.code) for n in walk(s) if isinstance(n, ast.Name))
        own |= {n.id for n in names if _is_bound(n)}
        return name not in own

    def _check_kept(self, call: ast.Call) -> None:
        """What a placeholder is made from must be the same when the function is called as it was inside."""
        words = {n.attr for n in walk(call) if isinstance(n, ast.Attribute)}
        words |= {n.id for n in walk(call) if isinstance(n, ast.Name)} - set(self.parameters)
        if any(key in words for run in self._statements() for _, key in run.writes):
            raise _Refused

    def _check_targets(self, targets: Sequence[ast.expr]) -> None:
        """What callers name the placeholders must not be read under that name by the function."""
        words = {getattr(t, "attr", getattr(t, "id", None)) for t in targets}
        local = {f.cell for f in self.frames}
        read = {key for run in self._statements() for cell, key in run.reads if cell not in local}
        if words & read:
            raise _Refused

    def _statements(self) -> Iterator[StatementRun]:
        """What the function ran, with all that it called."""
        for frame in self.frames:
            for each in (frame, *self.trace.beneath(frame)):
                yield from each.statements

    # Text -----------------------------------------------------------------------------------------------

    def write(self, edits: Edits) -> None:
        texts = [[self._text(m, u, edits) for m in self.made] for u in self.uses]
        names = [m.name for m in self.made]
        if any(isinstance(n, ast.Name) and n.id in names for u in self.uses for n in walk(u.call)):
            raise _Refused
        for use, made in zip(self.uses, texts, strict=True):
            self._write_use(use, made, edits)
        for each in self.made:
            if not edits.remove_line(each.statement):
                raise _Refused
        self._write_parameters(edits)
        assert isinstance(self.result.value, ast.Tuple)
        edits.replace(*edits.range_of(self.result.value), self._without(self.result.value.elts))

    def _without(self, parts: Sequence[ast.expr]) -> str:
        """What is left of a tuple; a single one stands alone."""
        gone = {m.place for m in self.made}
        return ", ".join(ast.unparse(p) for i, p in enumerate(parts) if i not in gone)

    def _write_use(self, use: _Use, texts: Sequence[str], edits: Edits) -> None:
        self._check_targets([use.targets[m.place] for m in self.made])
        start, _ = edits.range_of(use.statement)
        if edits.data[edits.starts[use.statement.lineno - 1] : start].strip():
            raise _Refused
        indent = " " * use.statement.col_offset
        targets = [_plain(use.targets[m.place]) for m in self.made]
        before = "".join(f"{t} = {text}\n{indent}" for t, text in zip(targets, texts, strict=True))
        target = use.statement.targets[0]
        edits.replace(start, edits.range_of(target)[1], before, self._without(use.targets))
        _, opened = edits.range_of(use.call.func)
        opened = edits.data.index(b"(", opened) + 1
        given = ", ".join(targets)
        edits.replace(opened, opened, f"{given}, " if use.call.args or use.call.keywords else given)

    def _write_parameters(self, edits: Edits) -> None:
        names = ", ".join(m.name for m in self.made)
        every = self.code.args.args
        if self.is_method:
            end = edits.range_of(every[0])[1]
            edits.replace(end, end, f", {names}")
            return
        start = edits.starts[self.code.lineno - 1] + self.code.col_offset
        opened = edits.data.index(b"(", start) + 1
        edits.replace(opened, opened, f"{names}, " if every else names)


class _Swapping(ast.NodeTransformer):
    """Puts words of a caller in the place of names, in a copy."""

    def __init__(self, swaps: Mapping[ast.AST, str]) -> None:
        self.swaps = swaps

    def visit(self, node: ast.AST) -> ast.AST:
        if node in self.swaps:
            return ast.parse(self.swaps[node], mode="eval").body
        fields: dict[str, object] = {}
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                fields[name] = [self.visit(v) if isinstance(v, ast.AST) else v for v in value]
            else:
                fields[name] = self.visit(value) if isinstance(value, ast.AST) else value
        return ast.copy_location(type(node)(**fields), node)


def _plain(node: ast.expr) -> str:
    """The text of an expression that may be written twice."""
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    if not isinstance(inner, (ast.Name, ast.Constant)):
        raise _Refused
    return ast.unparse(node)


def _line(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run whatever happens, those of scopes among them."""
    for statement in body:
        if isinstance(statement, ast.With):
            yield from _line(statement.body)
        else:
            yield statement


def _is_bound(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)
