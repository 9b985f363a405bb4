"""The arguments that ``arg_scope`` blocks give to the layers inside of them."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle

PLAIN = (
    ast.Constant, ast.Call, ast.keyword, ast.List, ast.Tuple, ast.Load,
    ast.UnaryOp, ast.unaryop, ast.BinOp, ast.operator,
)  # fmt: skip


def given_by_scopes(trace: Trace) -> dict[ast.Call, Mapping[str, ast.expr]]:
    """The keywords that each layer call has from the blocks around it."""
    found: dict[ast.Call, Mapping[str, ast.expr]] = {}
    for call, given in trace.scoped_arguments.items():
        if not given or not isinstance(call, ast.Call):
            continue
        if "" in given:
            raise Obstacle(
                "TF330",
                "a layer is given other arguments by its arg_scope at each call",
                "write the arguments out",
                call,
            )
        for expr in given.values():
            if not is_plain(expr, trace):
                raise Obstacle(
                    "TF330",
                    "an arg_scope gives an argument that is computed",
                    "write the argument at each layer",
                    expr,
                )
        found[call] = given
    return found


def is_plain(node: ast.AST, trace: Trace) -> bool:
    """Whether an expression is made of constants and names of TensorFlow."""
    if node in trace.symbols:
        return True
    return isinstance(node, PLAIN) and all(is_plain(n, trace) for n in ast.iter_child_nodes(node))
