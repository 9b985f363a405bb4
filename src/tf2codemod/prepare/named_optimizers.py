"""Names the optimizers of which the code alone does not say what they are."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Thing, options_of
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

NOT_KNOWN = "TF411"
SIMPLE = (ast.Assign, ast.Return, ast.Expr)


def name_optimizers(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives the optimizer of the training op at which the plan stopped a name; whether it could."""
    call = obstacle.node
    if (
        obstacle.code != NOT_KNOWN
        or not isinstance(call, ast.Call)
        or not isinstance(call.func, ast.Attribute)
    ):
        return False
    made = call.func.value
    values = [o for f in trace.frames if made in f.values for o in options_of(f.values[made])]
    if not isinstance(made, ast.Call) or not values or not all(map(_is_optimizer, values)):
        return False
    for path, tree in trees.items():
        for statement in walk(tree):
            if isinstance(statement, SIMPLE) and statement.value is call and not asks_for_names(tree):
                start, _ = edits[path].range_of(statement)
                line = edits[path].starts[statement.lineno - 1]
                if edits[path].data[line:start].strip():
                    return False
                name = fresh("optimizer", names_in(tree))
                text = edits[path].text_of(made)
                edits[path].replace(start, start, f"{name} = {text}\n{' ' * statement.col_offset}")
                edits[path].replace(*edits[path].range_of(made), name)
                return True
    return False


def _is_optimizer(value: object) -> bool:
    return isinstance(value, Thing) and value.kind == "optimizer"
