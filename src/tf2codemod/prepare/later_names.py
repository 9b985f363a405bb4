"""Gives loops and functions names of their own, where the graph was built with what a name meant before."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import scopes_of
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

CHANGES_LATER = "TF224"
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def name_turns_apart(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Renames the target of a loop that binds a name anew after the graph was built from it."""
    loop = obstacle.node
    if obstacle.code != CHANGES_LATER or not isinstance(loop, ast.For):
        return False
    for code in (c for c in scopes_of(trace, trees) if loop in c.scope.body):
        names = [n for n in walk(code.scope) if isinstance(n, ast.Name)]
        inside = {n for s in (loop.target, *loop.body) for n in walk(s)}
        taken = names_taken(trees.values())
        changed = False
        for name in {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}:
            uses = [n for n in names if n.id == name]
            before = [n for n in uses if n.lineno < loop.lineno]
            if not before or _is_read_elsewhere(name, uses, loop, inside, code.scope):
                continue
            new = fresh(f"{name}_now", taken)
            taken.add(new)
            for use in uses:
                if use in inside:
                    edits[code.path].rename(use, new)
            changed = True
        return changed
    return False


def name_functions_apart(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Renames a function that is defined anew after the graph was built with the one before."""
    code = obstacle.node
    if obstacle.code != CHANGES_LATER or not isinstance(code, ast.FunctionDef):
        return False
    for scope in (c for c in scopes_of(trace, trees) if code in c.scope.body):
        again = [s for s in scope.scope.body if isinstance(s, ast.FunctionDef) and s.name == code.name]
        uses = [n for n in walk(scope.scope) if isinstance(n, ast.Name) and n.id == code.name]
        later = [n for n in uses if n.lineno >= code.lineno]
        inner = {
            n
            for s in scope.scope.body
            if s.lineno < code.lineno and (isinstance(s, INNER) or s in again)
            for n in walk(s)
        }
        stored = any(not isinstance(n.ctx, ast.Load) for n in uses)
        if len(again) != 2 or again[1] is not code or stored or not inner.isdisjoint(uses):
            return False
        new = fresh(code.name, names_taken(trees.values()))
        start = edits[scope.path].range_of(code)[0] + len("def ")
        if edits[scope.path].data[start : start + len(code.name.encode())].decode() != code.name:
            return False
        edits[scope.path].replace(start, start + len(code.name.encode()), new)
        for use in later:
            edits[scope.path].rename(use, new)
        return True
    return False


def _is_read_elsewhere(
    name: str, uses: list[ast.Name], loop: ast.For, inside: set[ast.AST], scope: ast.AST
) -> bool:
    """Whether what a loop binds is read after it, or by functions, or bound by more than the loop."""
    hidden = {n for f in walk(scope) if isinstance(f, INNER) and f is not scope for n in walk(f)}
    kept = {n for s in (loop.iter, *loop.orelse) for n in walk(s)}
    after = [n for n in uses if n not in inside and (n.lineno > loop.lineno or n in kept)]
    declared = any(name in n.names for n in walk(scope) if isinstance(n, (ast.Global, ast.Nonlocal)))
    return declared or any(n in hidden for n in uses) or any(n not in kept for n in after)
