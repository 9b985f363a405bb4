"""Gives functions the tensors of the module that they read as arguments."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.method_classes import tensors_read
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import functions_in, named_elsewhere
from tf2codemod.tree import walk

NOT_GIVEN = "TF219"
SCOPES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def give_tensors(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets the function in which the plan stopped take the tensors as parameters; whether it could."""
    if obstacle.code != NOT_GIVEN:
        return False
    for frame in trace.frames:
        code = frame.function.node if frame.function is not None else None
        path = frame.module.path
        owners: list[ast.Module | ast.ClassDef] = [trees[path]]
        owners += [n for n in trees[path].body if isinstance(n, ast.ClassDef)]
        owner = next((o for o in owners if code in o.body), None)
        if not isinstance(code, ast.FunctionDef) or owner is None or code.name.startswith("__"):
            continue
        if obstacle.node is code or obstacle.node in walk(code):
            read = list(dict.fromkeys(n.id for n in tensors_read(code, frame)))
            return _give(code, isinstance(owner, ast.ClassDef), read, trees, path, edits[path])
    return False


def _give(
    code: ast.FunctionDef,
    is_method: bool,
    names: Sequence[str],
    trees: Mapping[Path, ast.Module],
    path: Path,
    edits: Edits,
) -> bool:
    tree = trees[path]
    arguments = code.args
    plain = not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs or code.decorator_list)
    if not names or not plain or asks_for_names(tree) or len(functions_in(tree).get(code.name, ())) > 1:
        return False
    calls = [n for n in walk(tree) if isinstance(n, ast.Call) and _names(n.func, code.name, is_method)]
    if not calls or named_elsewhere(code, calls, trees, path, is_method):
        return False
    if any(not _means_the_same(names, c, tree) for c in calls):
        return False
    if any(isinstance(a, ast.Starred) for c in calls for a in c.args):
        return False
    if any(k.arg is None for c in calls for k in c.keywords):
        return False
    for call in calls:
        given = ", ".join(f"{n}={n}" for n in names)
        _, end = edits.range_of(call)
        edits.replace(end - 1, end - 1, f", {given}" if call.args or call.keywords else given)
    add_parameters(code, names, edits)
    return True


def add_parameters(code: ast.FunctionDef, names: Sequence[str], edits: Edits) -> None:
    """Writes parameters behind the others; every call names them."""
    every = code.args.args
    text = ", ".join(f"{n}=None" if code.args.defaults else n for n in names)
    if every:
        _, end = edits.range_of(code.args.defaults[-1] if code.args.defaults else every[-1])
        edits.replace(end, end, f", {text}")
    else:
        start = edits.starts[code.lineno - 1] + code.col_offset
        opened = edits.data.index(b"(", start) + 1
        edits.replace(opened, opened, text)


def _means_the_same(names: Sequence[str], call: ast.Call, tree: ast.Module) -> bool:
    """Whether names mean at a call what they mean in the module: no scope around it binds them."""
    for scope in (n for n in walk(tree) if isinstance(n, SCOPES)):
        inside = walk(scope)
        if call in inside:
            bound = {n.id for n in inside if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
            bound |= {n.arg for n in inside if isinstance(n, ast.arg)}
            if not bound.isdisjoint(names):
                return False
    return True


def _names(node: ast.AST, name: str, is_method: bool) -> bool:
    if is_method:
        return isinstance(node, ast.Attribute) and node.attr == name
    return isinstance(node, ast.Name) and node.id == name
