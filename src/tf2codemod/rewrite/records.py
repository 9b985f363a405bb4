"""Says which expression of the new text took the place of each run.

The file is rewritten once more with marks around those expressions. That text without its marks is the
delivered one, so walking both trees side by side gives the place of each mark in the delivered text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from tf2codemod.model import Source
from tf2codemod.plan.model import FilePlan, RunPlan
from tf2codemod.plan.replaced import Place
from tf2codemod.rewrite.expressions import HintSource
from tf2codemod.rewrite.marks import MARK
from tf2codemod.rewrite.module import rewrite
from tf2codemod.rewrite.touched import Touched

Plain = ast.AST | list[ast.AST] | object


def places(
    source: Source, delivered: str, tree: ast.Module, plan: FilePlan, hints: HintSource
) -> dict[ast.Call, tuple[Place, ...]]:
    """The places of all runs of a file in its delivered text; none if they cannot be told."""
    numbered = list(plan.runs)
    marked_runs: Mapping[ast.Call, RunPlan] = {
        call: plan.runs[call]._replace(mark=number) for number, call in enumerate(numbered)
    }
    marked = rewrite(source, tree, plan._replace(runs=marked_runs), hints, Touched(plan))
    clean = ast.parse(delivered)
    found = list(_pairs(ast.parse(marked), clean))
    if any(mark is None for mark, _ in found):
        return {}
    scopes = _scopes(clean)
    counted = _occurrences(clean, scopes)
    result: dict[ast.Call, tuple[Place, ...]] = dict.fromkeys(numbered, ())
    for mark, node in found:
        assert mark is not None
        number, fetched = mark
        place = _place(str(source.path), node, scopes, counted, fetched)
        result[numbered[number]] = (*result[numbered[number]], place)
    return {call: found_places for call, found_places in result.items() if found_places}


def called(node: ast.expr) -> str:
    """What an expression is known by in an edited text: a call by what it calls."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ast.unparse(node)


def _place(
    path: str,
    node: ast.expr,
    scopes: Mapping[ast.AST, str],
    counted: Mapping[ast.AST, int],
    fetched: int,
) -> Place:
    return Place(
        path,
        node.lineno,
        node.col_offset,
        node.end_lineno or node.lineno,
        node.end_col_offset or 0,
        scopes[node],
        called(node),
        counted[node],
        fetched,
    )


def _pairs(marked: Plain, clean: Plain) -> Iterator[tuple[tuple[int, int] | None, ast.expr]]:
    """The marks with the expressions of the clean tree in their place; a mark None where the trees differ."""
    if isinstance(marked, ast.Call) and isinstance(marked.func, ast.Name) and marked.func.id == MARK:
        number, fetched, inner = marked.args
        assert isinstance(clean, ast.expr)
        yield (ast.literal_eval(number), ast.literal_eval(fetched)), clean
        yield from _pairs(inner, clean)
    elif isinstance(marked, ast.AST) and isinstance(clean, ast.AST):
        if type(marked) is not type(clean):
            yield None, ast.Constant(None)
            return
        for name in marked._fields:
            yield from _pairs(getattr(marked, name, None), getattr(clean, name, None))
    elif isinstance(marked, list) and isinstance(clean, list):
        if len(marked) != len(clean):
            yield None, ast.Constant(None)
            return
        for one, other in zip(marked, clean, strict=True):
            yield from _pairs(one, other)
    elif marked != clean:
        yield None, ast.Constant(None)


def _scopes(tree: ast.Module) -> dict[ast.AST, str]:
    """The dotted name of the function or class around each node; empty at module level."""
    found: dict[ast.AST, str] = {}

    def visit(node: ast.AST, scope: str) -> None:
        found[node] = scope
        inner = scope
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            inner = f"{scope}.{node.name}" if scope else node.name
        for child in ast.iter_child_nodes(node):
            visit(child, inner)

    visit(tree, "")
    return found


def _occurrences(tree: ast.Module, scopes: Mapping[ast.AST, str]) -> dict[ast.AST, int]:
    """How many expressions with the same name stand before each expression of its scope."""
    counts: dict[tuple[str, bool, str], int] = {}
    found: dict[ast.AST, int] = {}
    for node in in_order(tree):
        key = (scopes[node], isinstance(node, ast.Call), called(node))
        found[node] = counts.get(key, 0)
        counts[key] = found[node] + 1
    return found


def expressions_by_name(tree: ast.Module) -> list[tuple[ast.expr, str]]:
    """The expressions of a tree in the order of their text, each with its scope."""
    scopes = _scopes(tree)
    return [(node, scopes[node]) for node in in_order(tree)]


def in_order(tree: ast.AST) -> Sequence[ast.expr]:
    """The expressions of a tree in the order of their text."""
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.expr) and hasattr(n, "lineno")]
    return sorted(nodes, key=_start)


def _start(node: ast.expr) -> tuple[int, int, int, int]:
    return node.lineno, node.col_offset, -(node.end_lineno or 0), -(node.end_col_offset or 0)
