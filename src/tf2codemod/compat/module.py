"""One source file as the compat level sees it: its references to TensorFlow, ready to be edited."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from tf2codemod.compat.scopes import Assignment, Binder, Import, Scope, canonical, dotted, meaning
from tf2codemod.compat.text import Positions
from tf2codemod.model import Finding, Source
from tf2codemod.tree import tree_of, walk_once


@dataclass(frozen=True, eq=False)
class Reference:
    """One place that reads a TensorFlow name: the longest dotted chain, and what it means."""

    node: ast.expr
    scope: Scope
    root: str
    through: str
    name: str
    call: ast.Call | None

    def leading(self, left: int) -> tuple[ast.expr, str]:
        """The node of the chain without its last ``left`` attributes, and those that are not in the chain."""
        node = self.node
        for missing in range(left, 0, -1):
            if not isinstance(node, ast.Attribute):
                return node, "".join(f".{part}" for part in self.name.split(".")[-left:][:missing])
            node = node.value
        return node, ""


class Module:
    """A parsed source file with its imports of and references to TensorFlow."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = tree_of(source.text)
        self.positions = Positions(source.text)
        self._binder = Binder(self.tree)
        self.scope = self._binder.module
        self.imports = tuple(self._binder.imports)
        self.statements = tuple(self._binder.statements)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every read of a name that comes from TensorFlow, in the order of visits."""
        found = []
        for node, scope in self._binder.reads:
            chain = dotted(node)
            if chain is None:
                continue
            base = meaning(scope, chain[0].id)
            if base:
                name = canonical(".".join([base, *chain[1]]))
                call = self._binder.calls.get(node)
                found.append(Reference(node, scope, chain[0].id, base, name, call))
        return tuple(found)

    @cached_property
    def assignments(self) -> tuple[tuple[str, Assignment, str], ...]:
        """The assignments that only give a TensorFlow name a second name: local name, node, meaning."""
        found = []
        for scope in self._scopes:
            for local, bindings in scope.names.items():
                only = bindings[0]
                if len(bindings) == 1 and isinstance(only, Assignment):
                    name = meaning(scope, local)
                    if name:
                        found.append((local, only, name))
        return tuple(found)

    @cached_property
    def _scopes(self) -> tuple[Scope, ...]:
        reached = {id(scope): scope for _, scope in self._binder.reads}
        return tuple({id(self.scope): self.scope, **reached}.values())

    @cached_property
    def words(self) -> frozenset[str]:
        """Every identifier that the module binds or reads, which new names must avoid."""
        names = {n.id for n in walk_once(self.tree) if isinstance(n, ast.Name)}
        names |= {a.arg for a in walk_once(self.tree) if isinstance(a, ast.arg)}
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        names |= {n.name for n in walk_once(self.tree) if isinstance(n, kinds)}
        for statement in self.statements:
            names |= {a.asname or a.name.split(".")[0] for a in statement.names}
        return frozenset(names)

    @property
    def taken_from_others(self) -> frozenset[str]:
        """The names that the file imports from other modules than TensorFlow."""
        own = {i.alias for i in self.imports}
        return frozenset(
            a.name for s in self.statements if isinstance(s, ast.ImportFrom) for a in s.names if a not in own
        )

    def local_name(self, name: str, scope: Scope) -> str:
        """What a TensorFlow name is called in a scope, or the empty string."""
        at: Scope | None = scope
        while at is not None:
            for local, bindings in at.names.items():
                if any(isinstance(b, Import) and b.name == name for b in bindings):
                    found = scope.find(local)
                    if found is not None and found[0] is at and meaning(scope, local) == name:
                        return local
            at = at.parent
        return ""

    def finding(self, node: ast.expr | ast.stmt | ast.alias, code: str, message: str, remedy: str) -> Finding:
        """A finding that points at a node."""
        column = self.positions.column(node)
        return Finding(self.source.path, node.lineno, column, code, message, remedy)
