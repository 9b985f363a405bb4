"""Finds names that a text reads and does not bind, and takes names of scopes that went out of calls."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator

import libcst as cst

from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.rewrite.marks import MARK
from tf2codemod.rewrite.parts import nodes_below
from tf2codemod.tree import remembered, walk

OF_MODULES = frozenset(
    (MARK, "__name__", "__file__", "__doc__", "__spec__", "__loader__", "__package__", "__path__")
)
# What is made under a name that can be asked for later.
NAMED = frozenset(("Variable", "get_variable", "add_weight"))


def without_lost_scopes(written: cst.Module, before: str, tree: ast.Module) -> str:
    """A new text whose ops are no longer called after scopes that it does not have; raises TF325, TF924."""
    text = written.code
    lost = _lost(before, text)
    if not lost:
        return text
    scopes = _scopes(tree)
    given = {n.arg for n in walk(tree) if isinstance(n, ast.arg)}
    definitions = {n.name for n in walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    text = written.visit(_OpNames(lost & (scopes.keys() | given), definitions)).code
    for name in sorted(_lost(before, text)):
        if name in scopes:
            raise Obstacle("TF325", f"'{name}' is read, and the scope goes", "name it yourself", scopes[name])
        place = next((n for n in walk(tree) if getattr(n, "name", "") == name), tree)
        raise Obstacle("TF924", f"'{name}' would not be defined any more", "report it", place)
    return text


def _lost(before: str, after: str) -> set[str]:
    new = unbound_names(after)
    return new - unbound_names(before) if new else new


@remembered
def _scopes(tree: ast.Module) -> dict[str, ast.AST]:
    """The names of what with blocks open."""
    blocks = [n for n in walk(tree) if isinstance(n, ast.With)]
    items = [
        i.optional_vars for block in blocks for i in block.items if isinstance(i.optional_vars, ast.Name)
    ]
    return {target.id: target for target in items}


def unbound_names(text: str) -> set[str]:
    """The global names that a text reads and nothing in it binds; none, where it imports all of a module."""
    top = symtable.symtable(text, "text", "exec")
    tables = list(_tables(top))
    bound = {
        s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()
    }
    bound |= {
        s.get_name() for t in tables for s in t.get_symbols() if s.is_declared_global() and s.is_assigned()
    }
    # A function called "top" is taken for the module by symtable, its own names for global ones.
    read = {
        s.get_name()
        for t in tables
        for s in t.get_symbols()
        if s.is_referenced() and s.is_global() and (t is top or not s.is_local())
    }
    found = read - bound - OF_MODULES - set(dir(builtins))
    return set() if found and "import *" in text else found


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for inner in table.get_children():
        yield from _tables(inner)


class _OpNames(cst.CSTTransformer):
    """Lets ops have names of their own where they were called after a scope, or what named one."""

    def __init__(self, scopes: set[str], definitions: set[str]) -> None:
        self.scopes = scopes
        self.definitions = definitions
        self.bound: list[set[str]] = []

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        names = (n for n in nodes_below(node) if isinstance(n, (cst.Param, cst.AssignTarget)))
        targets = (n.name if isinstance(n, cst.Param) else n.target for n in names)
        self.bound.append({t.value for t in targets if isinstance(t, cst.Name)})

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        self.bound.pop()
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        function = updated_node.func
        last = function.attr.value if isinstance(function, cst.Attribute) else ""
        own = isinstance(function, cst.Name) and function.value in self.definitions
        if last in NAMED or own:
            return updated_node
        kept = [a for a in updated_node.args if not self._is_name_of_scope(a)]
        if len(kept) == len(updated_node.args):
            return updated_node
        if kept and updated_node.args[-1] not in kept:
            kept[-1] = kept[-1].with_changes(comma=updated_node.args[-1].comma)
        return updated_node.with_changes(args=kept)

    def _is_name_of_scope(self, argument: cst.Arg) -> bool:
        if argument.keyword is None or argument.keyword.value != "name":
            return False
        names = {n.value for n in nodes_below(argument.value) if isinstance(n, cst.Name)}
        return not self.scopes.difference(*self.bound).isdisjoint(names)


__all__ = ["unbound_names", "without_lost_scopes"]
