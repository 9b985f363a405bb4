"""Names the ops that are made within the call that groups them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh, identifier, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

WITHOUT_COUNTERPART = "TF110"
GROUP = "tf.group"
SIMPLE = (ast.Assign, ast.Return, ast.Expr)


def name_grouped_ops(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes the ops of groups in lists before them; whether there were any."""
    if obstacle.code != WITHOUT_COUNTERPART or not _is_group(obstacle.node, trace):
        return False
    changed = False
    for path, tree in trees.items():
        if asks_for_names(tree):
            continue
        taken = names_in(tree)
        for statement in walk(tree):
            call = statement.value if isinstance(statement, SIMPLE) else None
            if isinstance(call, ast.Call) and _is_group(call, trace) and _makes_ops(call):
                assert isinstance(statement, SIMPLE)
                changed |= _name(statement, call, taken, edits[path])
    return changed


def _is_group(node: ast.AST, trace: Trace) -> bool:
    return isinstance(node, ast.Call) and trace.symbols.get(node.func) == {GROUP} and bool(node.args)


def _makes_ops(call: ast.Call) -> bool:
    """Whether a group is given more than names of ops, or of lists of them."""
    return any(isinstance(n, ast.Call) for a in call.args for n in walk(a))


def _name(
    statement: ast.Assign | ast.Return | ast.Expr, call: ast.Call, taken: set[str], edits: Edits
) -> bool:
    start, _ = edits.range_of(statement)
    if edits.data[edits.starts[statement.lineno - 1] : start].strip():
        return False
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    last = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "grouped")
    base = identifier(last.removesuffix("_op").removesuffix("_ops"))
    name = fresh(f"{base}_ops", taken)
    taken.add(name)
    only = call.args[0] if len(call.args) == 1 else None
    if isinstance(only, ast.Starred):
        text = edits.text_of(only.value)
    elif isinstance(only, (ast.List, ast.Tuple, ast.ListComp)):
        text = edits.text_of(only)
    else:
        text = f"[{', '.join(edits.text_of(a) for a in call.args)}]"
    edits.replace(start, start, f"{name} = {text}\n{' ' * statement.col_offset}")
    first, end = edits.range_of(call.args[0])[0], edits.range_of(call.args[-1])[1]
    edits.replace(first, end, f"*{name}")
    return True
