"""Writes the arguments that blocks around layers compute where the layers are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.scopes import ARGUMENT_SCOPES
from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.argument_scopes import is_plain
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits, remove_arguments
from tf2codemod.tree import stored_names, walk

SCOPED = "TF330"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def write_out_scope_arguments(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives layers what an ``arg_scope`` around them computes for them; whether there is any."""
    if obstacle.code != SCOPED:
        return False
    changed = False
    for path, tree in trees.items():
        added: dict[ast.Call, list[str]] = {}
        for block in (n for n in walk(tree) if isinstance(n, ast.With)):
            for call in _scopes_opened(block, trace):
                gone = []
                for keyword in call.keywords:
                    layers = _layers_given(keyword, block, trace)
                    if layers is not None:
                        text = f"{keyword.arg}={edits[path].text_of(keyword.value)}"
                        for layer in layers:
                            added.setdefault(layer, []).append(text)
                        gone.append(keyword.value)
                if gone:
                    remove_arguments(edits[path], call, gone)
        for layer, arguments in added.items():
            add_arguments(layer, arguments, edits[path])
        changed |= bool(added)
    return changed


def _scopes_opened(block: ast.With, trace: Trace) -> Iterator[ast.Call]:
    for item in block.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and trace.symbols.get(call.func, set()) & ARGUMENT_SCOPES:
            yield call


def _layers_given(keyword: ast.keyword, block: ast.With, trace: Trace) -> list[ast.Call] | None:
    """The layers that a block gives a computed argument, where it means the same at each of them."""
    if keyword.arg is None or is_plain(keyword.value, trace):
        return None
    layers = [
        (node, given)
        for node, given in trace.scoped_arguments.items()
        if any(expr is keyword.value for expr in given.values())
    ]
    inside = {n for s in block.body for n in _straight(s)}
    if not layers or any("" in given or node not in inside for node, given in layers):
        return None
    read = {n.id for n in walk(keyword.value) if isinstance(n, ast.Name)}
    if read & {name for s in block.body for name in stored_names(s)} or _calls(keyword.value):
        return None
    return [node for node, _ in layers if isinstance(node, ast.Call)]


def _calls(value: ast.expr) -> bool:
    """Whether a value is made by a call, which would be made again at each layer."""
    return any(isinstance(n, ast.Call) for n in walk(value))


def _straight(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below one that stand in the same function."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, FUNCTIONS):
            yield from _straight(child)


def add_arguments(call: ast.Call, arguments: list[str], edits: Edits) -> None:
    """Gives a call more arguments behind those that it has."""
    end = edits.range_of(call)[1] - 1
    before = edits.data[:end].rstrip()
    comma = " " if before.endswith(b",") else "" if before.endswith(b"(") else ", "
    edits.replace(len(before), end, comma + ", ".join(arguments))
