"""Gives way to the functions that a converted file calls, where the program uses their names itself."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.facts import table
from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import BUILTINS, is_iterator
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk


def make_room_for_helpers(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Renames the variables that are called as a helper or a builtin function; whether it could."""
    place = obstacle.node
    if obstacle.code != "TF228" or not isinstance(place, ast.Name) or not isinstance(place.ctx, ast.Store):
        return False
    if place.id not in table("helpers") and place.id not in BUILTINS:
        return False
    taken = names_taken(trees.values())
    for path, tree in trees.items():
        if place not in walk(tree):
            continue
        if any(_is_bound_otherwise(n, place.id) for other in trees.values() for n in walk(other)):
            return False
        values = [f.values.get(place) for f in trace.frames]
        word = BUILTINS.get(place.id, place.id) if any(map(is_iterator, values)) else place.id
        name = fresh(word, {*taken, place.id})
        for node in walk(tree):
            if isinstance(node, ast.Name) and node.id == place.id:
                edits[path].rename(node, name)
        return True
    return False


def _is_bound_otherwise(node: ast.AST, name: str) -> bool:
    """Whether a name is a parameter, a function, a class, or known to other modules."""
    return (
        (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name)
        or (isinstance(node, ast.alias) and (node.asname or node.name) == name)
        or (isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names)
    )
