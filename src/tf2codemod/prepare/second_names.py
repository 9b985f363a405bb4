"""Speaks of functions of TensorFlow by their own names, where modules give them others."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import module_names
from tf2codemod.tree import walk

WITHOUT_FORM = "TF110"


def write_out_second_names(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes the own names of functions in the places of those that a module binds to them."""
    changed = False
    for path, tree in trees.items():
        named = list(_named(tree, trace)) if obstacle.code == WITHOUT_FORM else []
        if not any(obstacle.node in walk(s) for s, _, _ in named):
            continue
        for statement, name, symbol in named:
            uses = _uses(name, symbol, trace, trees)
            if uses is None or not edits[path].remove_line(statement):
                continue
            for there, use, own in uses:
                edits[there].rename(use, symbol.replace("tf", own, 1))
            changed = True
    return changed


def _named(tree: ast.Module, trace: Trace) -> Iterator[tuple[ast.Assign, str, str]]:
    """The statements of a module that give a function of TensorFlow a name, with both."""
    stores = [n.id for n in walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
    for statement in tree.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Attribute):
            continue
        target, symbols = statement.targets[0], trace.symbols.get(statement.value, set())
        if len(statement.targets) == 1 and isinstance(target, ast.Name) and stores.count(target.id) == 1:
            for symbol in symbols if len(symbols) == 1 else ():
                yield statement, target.id, symbol


def _uses(
    name: str, symbol: str, trace: Trace, trees: Mapping[Path, ast.Module]
) -> list[tuple[Path, ast.Name, str]] | None:
    """The places that read a second name, with what they call TensorFlow; ``None`` if one is another's."""
    found: list[tuple[Path, ast.Name, str]] = []
    for path, tree in trees.items():
        own = _tensorflow(tree)
        for node in walk(tree):
            if isinstance(node, ast.alias) and name in (node.name, node.asname):
                return None
            if (
                isinstance(node, ast.Attribute)
                and node.attr == name
                and symbol in trace.symbols.get(node, ())
            ):
                return None
            if isinstance(node, (ast.arg, ast.FunctionDef)) and name in (
                getattr(node, "arg", ""),
                getattr(node, "name", ""),
            ):
                return None
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
                if trace.symbols.get(node) != {symbol} or not own:
                    return None
                found.append((path, node, own))
    return found


def _tensorflow(tree: ast.Module) -> str:
    """What a module calls TensorFlow itself; empty if nothing."""
    imports = [a for n in walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name == "tensorflow"]
    return next((n for a in imports if (n := a.asname or a.name) in module_names(tree)), "")
