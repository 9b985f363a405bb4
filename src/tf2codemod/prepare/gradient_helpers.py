"""Puts helpers that take gradients of what they are given in the place of their calls, where tapes see it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import functions_in, strings_in
from tf2codemod.tree import walk

OF_HELPERS = frozenset(("TF219", "TF410"))
GRADIENTS = "tf.gradients"
WHOLE = (ast.Call, ast.Subscript, ast.Attribute, ast.Name)
INNER_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.NamedExpr)
Definition = ast.FunctionDef


def inline_gradient_helpers(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts the helpers in place if the plan stopped in one of them; whether it could."""
    if obstacle.code not in OF_HELPERS or any(asks_for_names(t) for t in trees.values()):
        return False
    found: dict[Definition, _Helper] = {}
    for path, tree in trees.items():
        for code in (n for n in walk(tree) if isinstance(n, Definition)):
            if _takes_gradients_of_what_it_is_given(code, trace):
                helper = _Helper(code, path, trees, edits[path])
                if helper.can_be_placed():
                    found[code] = helper
    if not any(obstacle.node is code or obstacle.node in walk(code) for code in found):
        return False
    bodies = {n: code for code in found for n in walk(code)}
    ready = [h for h in found.values() if not any(s in bodies for s in h.statements)]
    taken = {path: names_in(tree) for path, tree in trees.items()}
    for helper in ready:
        helper.place(taken[helper.path])
    return bool(ready)


def _takes_gradients_of_what_it_is_given(code: Definition, trace: Trace) -> bool:
    """Whether a function takes gradients of one of its parameters."""
    parameters = {a.arg for a in code.args.args}
    for call in (n for n in walk(code) if isinstance(n, ast.Call) and n.args):
        if GRADIENTS in trace.symbols.get(call.func, ()):
            target = call.args[0]
            if isinstance(target, ast.Name) and target.id in parameters:
                return True
    return False


class _Helper:
    """A function of straight code, or a method that other methods of its object call."""

    def __init__(self, code: Definition, path: Path, trees: Mapping[Path, ast.Module], edits: Edits) -> None:
        self.code = code
        self.path = path
        self.trees = trees
        self.edits = edits
        self.tree = trees[path]
        self.body = list(code.body)
        if isinstance(self.body[0], ast.Expr) and isinstance(self.body[0].value, ast.Constant):
            self.body = self.body[1:]
        self.owner = next(
            (c for c in walk(self.tree) if isinstance(c, ast.ClassDef) and code in c.body), None
        )
        self.calls: dict[ast.Call, ast.stmt] = {}
        self.scopes: dict[ast.Call, Definition | ast.Module] = {}

    @property
    def statements(self) -> list[ast.stmt]:
        """The statements that call the helper."""
        return list(self.calls.values())

    # Conditions -----------------------------------------------------------------------------------------

    def can_be_placed(self) -> bool:
        """Whether the helper can stand in the place of each of its calls."""
        arguments = self.code.args
        plain = not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs)
        if not plain or arguments.defaults or self.code.decorator_list or not self._is_straight():
            return False
        if self.owner is None and self.code not in self.tree.body:
            return False
        if self.owner is not None and (not arguments.args or self.owner not in self.tree.body):
            return False
        return self._is_only_called() and all(self._fits(c, s) for c, s in self.calls.items())

    def _is_straight(self) -> bool:
        *lines, last = self.body or [self.code]
        stored = [s.targets[0].id for s in lines if _binds_one_name(s)]  # type: ignore[attr-defined]
        parameters = {a.arg for a in self.code.args.args}
        inner = any(isinstance(n, INNER_SCOPES) for s in self.body for n in ast.walk(s))
        return (
            isinstance(last, ast.Return)
            and last.value is not None
            and len(stored) == len(lines) == len(set(stored))
            and parameters.isdisjoint(stored)
            and not inner
            and len({s.lineno for s in self.body} | {self.code.lineno}) == len(self.body) + 1
            and all(s.end_lineno == s.lineno for s in self.body)
        )

    def _is_only_called(self) -> bool:
        """Whether the program does nothing with the helper but call it; finds the calls."""
        name = self.code.name
        if any(name in strings_in(t) for t in self.trees.values()):
            return False
        if sum(len(functions_in(t).get(name, ())) for t in self.trees.values()) != 1:
            return False
        for path, tree in self.trees.items():
            callees = {n.func: n for n in walk(tree) if isinstance(n, ast.Call)}
            for node in walk(tree):
                spoken = name in (getattr(node, "id", ""), getattr(node, "attr", ""))
                spoken = spoken or (isinstance(node, (ast.alias, ast.ClassDef)) and node.name == name)
                if not spoken:
                    continue
                call = callees.get(node)  # type: ignore[call-overload]
                if (
                    call is None
                    or path != self.path
                    or isinstance(node, ast.Name) is (self.owner is not None)
                ):
                    return False
                self._find(call)
                if call not in self.calls:
                    return False
        return bool(self.calls)

    def _find(self, call: ast.Call) -> None:
        """The statement of a call and the function that it stands in."""
        codes = [n for n in walk(self.tree) if isinstance(n, Definition) and call in walk(n)]
        scope = max(codes, key=lambda c: c.lineno, default=None)
        inner: ast.AST = scope or self.tree
        for statement in (n for n in walk(inner) if isinstance(n, ast.stmt)):
            if statement is not inner and not hasattr(statement, "body") and call in walk(statement):
                self.calls[call] = statement
                self.scopes[call] = scope or self.tree

    def _fits(self, call: ast.Call, statement: ast.stmt) -> bool:
        scope = self.scopes[call]
        parameters = self._parameters()
        given = len(call.args) + len(call.keywords)
        if scope is self.code or given != len(parameters) or len(self._arguments(call)) != given:
            return False
        if not all(only_reads(v) for v in self._arguments(call).values()):
            return False
        if self.owner is not None:
            own = scope.args.args[0].arg if isinstance(scope, Definition) and scope.args.args else ""
            called = call.func.value if isinstance(call.func, ast.Attribute) else None
            if not isinstance(called, ast.Name) or called.id != own or scope not in self.owner.body:
                return False
            if isinstance(scope, Definition) and (scope.decorator_list or _binds_again(scope, own)):
                return False
        local = {n.id for n in walk(scope) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        local |= {a.arg for a in walk(scope) if isinstance(a, ast.arg)}
        free = {n.id for s in self.body for n in walk(s) if isinstance(n, ast.Name)}
        free -= {a.arg for a in self.code.args.args} | self._stored()
        if isinstance(scope, Definition) and free & local:
            return False
        inner = [n for n in walk(statement) if isinstance(n, INNER_SCOPES) and call in walk(n)]
        alone = _binds_one_name(statement) and getattr(statement, "value", None) is call
        alone = alone and not isinstance(scope, ast.Module)
        return alone or (len(self.body) == 1 and not inner)

    def _parameters(self) -> list[str]:
        names = [a.arg for a in self.code.args.args]
        return names[1:] if self.owner is not None else names

    def _arguments(self, call: ast.Call) -> dict[str, ast.expr]:
        found = dict(zip(self._parameters(), call.args, strict=False))
        found.update({k.arg: k.value for k in call.keywords if k.arg in self._parameters()})
        return found

    def _stored(self) -> set[str]:
        return {s.targets[0].id for s in self.body[:-1]}  # type: ignore[attr-defined]

    # Text -----------------------------------------------------------------------------------------------

    def place(self, taken: set[str]) -> None:
        """Writes the helper in the place of its calls and takes its definition away."""
        for call, statement in self.calls.items():
            changes = {n: ast.unparse(v) for n, v in self._arguments(call).items()}
            if self.owner is not None:
                changes[self.code.args.args[0].arg] = ast.unparse(call.func.value)  # type: ignore[attr-defined]
            for name in sorted(self._stored()):
                changes[name] = fresh(name, taken)
                taken.add(changes[name])
            self._write(call, statement, changes)
        self.edits.remove_line(self.code)

    def _write(self, call: ast.Call, statement: ast.stmt, changes: dict[str, str]) -> None:
        last = self.body[-1]
        assert isinstance(last, ast.Return) and last.value is not None
        if len(self.body) == 1:
            value = self._text(last.value, changes)
            start, end = self.edits.range_of(call)
            self.edits.replace(start, end, value if isinstance(last.value, WHOLE) else f"({value})")
            return
        assert isinstance(statement, ast.Assign)
        target = ast.unparse(statement.targets[0])
        lines: list[str] = []
        for part in self.body:
            text = (
                f"{target} = {self._text(last.value, changes)}" if part is last else self._text(part, changes)
            )
            above, beside = self._comments(part)
            lines.extend([*above, f"{text}  {beside}" if beside and part is not last else text])
        indent = " " * statement.col_offset
        start, end = self.edits.range_of(statement)
        self.edits.replace(start, end, textwrap.indent("\n".join(lines), indent)[len(indent) :])

    def _comments(self, part: ast.stmt) -> tuple[list[str], str]:
        """The comments right above a statement and behind it."""
        source = self.edits.data.split(b"\n")
        first = part.lineno - 1
        above: list[str] = []
        while source[first - 1].strip().startswith(b"#"):
            first -= 1
            above.insert(0, source[first].strip().decode())
        assert part.end_col_offset is not None
        beside = source[part.lineno - 1][part.end_col_offset :].strip().decode()
        return above, beside if beside.startswith("#") else ""

    def _text(self, node: ast.stmt | ast.expr, changes: dict[str, str]) -> str:
        """The text of a part of the helper in the names of a caller."""
        start, _ = self.edits.range_of(node)
        data = self.edits.text_of(node).encode()
        names = [n for n in walk(node) if isinstance(n, ast.Name) and n.id in changes]
        for name in sorted(names, key=lambda n: n.col_offset, reverse=True):
            first, last = (p - start for p in self.edits.range_of(name))
            data = data[:first] + changes[name.id].encode() + data[last:]
        return data.decode()


def _binds_one_name(statement: ast.AST) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    )


def _binds_again(scope: Definition, name: str) -> bool:
    return any(
        isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in walk(scope)
    )
