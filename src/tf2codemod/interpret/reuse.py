"""Whether a variable is made anew, or is one that was made before under the same name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tf2codemod.interpret.machine import NO_WRITER
from tf2codemod.interpret.statements import Statements
from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import NONE, Cell, Const, Instance, Node, Unknown, Value

# A name that is not known; with a number it is one and the same wherever the number is.
UNCERTAIN = re.compile(r"\?(?!\d)")
UNKNOWN = re.compile(r"\?\d*")
COMBINED = (ast.Name, ast.Attribute, ast.Constant, ast.BinOp, ast.Tuple, ast.JoinedStr, ast.FormattedValue)


class Reuse(Statements):
    """Finds the variables that a name stands for, where names or what a scope asks for are not known."""

    tokens: dict[object, int]

    def name_of_unknown(self, expr: ast.expr | None) -> str:
        """What stands in a path for a name that is not known: a number where its meaning is one."""
        found = list(self._meaning(self.frame, expr)) if isinstance(expr, COMBINED) else [None]
        if None in found:
            return "?"
        if not hasattr(self, "tokens"):
            self.tokens = {}
        key = (*found, self.loops)
        return f"?{self.tokens.setdefault(key, len(self.tokens))}"

    def _meaning(self, frame: Frame, expr: ast.expr) -> Iterator[object]:
        """What an expression is computed from; with ``None`` among it if that is not known."""
        if isinstance(expr, (ast.Name, ast.Attribute)):
            yield from self._place(frame, expr)
            return
        yield type(expr)
        if isinstance(expr, ast.Constant):
            yield expr.value
        for part in ast.iter_child_nodes(expr):
            if not isinstance(part, ast.expr):
                yield type(part)
            elif isinstance(part, COMBINED):
                yield from self._meaning(frame, part)
            else:
                yield None

    def _place(self, frame: Frame, expr: ast.Name | ast.Attribute) -> Iterator[object]:
        cell, key = self._held_at(frame, expr)
        if cell is None:
            yield None
            return
        writers = cell.writers.get(key, NO_WRITER)
        given = self._given(frame, expr.id) if isinstance(expr, ast.Name) and cell is frame.cell else None
        if given is not None and frame.caller is not None and writers == frame.caller.alone:
            yield from self._meaning(frame.caller.frame, given)
            return
        yield from (cell, key, writers)

    def _held_at(self, frame: Frame, expr: ast.Name | ast.Attribute) -> tuple[Cell | None, object]:
        if isinstance(expr, ast.Name):
            cells = (frame.cell, *frame.scopes, frame.module.cell)
            return next((c for c in cells if expr.id in c.slots), None), expr.id
        owner = frame.values.get(expr.value)
        if isinstance(owner, Instance) and expr.attr in owner.cell.slots:
            return owner.cell, expr.attr
        return None, expr.attr

    def _given(self, frame: Frame, name: str) -> ast.expr | None:
        """The argument that a call gives a parameter of the function whose activation a frame is."""
        code = frame.function.node if frame.function is not None else None
        if not isinstance(code, ast.FunctionDef) or not isinstance(frame.site, ast.Call):
            return None
        if any(isinstance(a, ast.Starred) for a in frame.site.args):
            return None
        names = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
        names = names[1:] if frame.receiver else names
        positional = dict(zip(names, frame.site.args, strict=False))
        return next((k.value for k in frame.site.keywords if k.arg == name), positional.get(name))

    def used_again(self, path: str, node: ast.AST, asks_for_it: bool = False) -> Node | Unknown | None:
        """The variable that an earlier call made under a path; ``None`` if it is made now.

        Unknown where it may be an earlier one: the scope or the call asks for those, and a name is not known.
        """
        known = self.variable_named(path)
        if known is not None and not UNCERTAIN.search(path):
            return known
        reuses = asks_for_it or self.may_reuse()
        if reuses and any(_may_be_one(path, other) for other in self._variable_paths()):
            return self.unclear("a variable is used again under a name that is not known", node)
        return None

    def unclear(self, reason: str, node: ast.AST) -> Unknown:
        """A variable of which it is not known whether it is an earlier one; no program with it is planned."""
        if self.statement is not None:
            self.trace.unclear_reuse.append((self.statement, node))
        return Unknown(reason)

    def reuses(self) -> bool:
        """Whether the scope in force asks for earlier variables."""
        return self.scope.reuse or self.graph.slots.get(("reuse", self.scope.serial)) == Const(True)

    def may_reuse(self) -> bool:
        """Whether it asks for them, or may."""
        return self.scope.reuse or self.scope.may_reuse or ("reuse", self.scope.serial) in self.graph.slots

    def _variable_paths(self) -> Iterator[str]:
        return (key[1] for key in self.graph.slots if isinstance(key, tuple) and key[0] == "variable")


def may_ask_for_it(reuse: Value | None) -> bool:
    """Whether an argument ``reuse`` may ask for earlier variables."""
    return reuse is not None and reuse != NONE and not (isinstance(reuse, Const) and reuse.value is False)


def _may_be_one(path: str, other: str) -> bool:
    """Whether two paths with unknown parts may be the same."""
    return _matches(path, other) or _matches(other, path)


def _matches(pattern: str, path: str) -> bool:
    if "?" not in pattern:
        return pattern == path
    return re.fullmatch(".*".join(map(re.escape, UNKNOWN.split(pattern))), path) is not None


__all__ = ["UNCERTAIN", "Reuse", "may_ask_for_it"]
