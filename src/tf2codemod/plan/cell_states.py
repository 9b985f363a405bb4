"""Says which tensors of a plan are the states of recurrent cells, which may be tuples of tensors."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.values import Node, Thing
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_fixed

LOOPS = frozenset(("rnn", "bidirectional_rnn"))
FIRST_STATE = "zero_state"
PARTS = frozenset(("part", "tf.strided_slice"))
SAME_STATE = ("DropoutWrapper", "ResidualWrapper", "DeviceWrapper")


def may_be_nested(node: Node) -> bool:
    """Whether a graph object stands for a state or for the results of an op, which need not be one tensor."""
    fact = lookup(node.op)
    if fact is not None and fact.stage == "tensors" and node.part is None:
        return True
    if node.op == "part" and node.inputs:
        loop = node.inputs[0]
        model = model_of(loop.op)
        if model == "bidirectional_rnn":
            return True
        return model in LOOPS and node.part != 0 and not has_plain_state(_cell_of(loop))
    if node.op == FIRST_STATE:
        return not has_plain_state(node.arguments.get("cell"))
    return node.part == "state" and not has_plain_state(_owner(node))


def is_first_state(node: Node) -> bool:
    """Whether a graph object is the state in which a cell begins, the same at every run."""
    return node.op == FIRST_STATE and node.part is None and is_fixed(node)


def check_whole(node: Node, call: ast.AST) -> None:
    """A fed part of a state has no name of its own: only the whole state can be an argument."""
    source = node
    while source.op in PARTS and source.inputs:
        source = source.inputs[0]
    if source is not node and (source.op == FIRST_STATE or model_of(source.op) in LOOPS):
        raise Obstacle(
            "TF220", "a part of the state of a recurrent cell is fed", "feed the state whole", call
        )


def structure_of(node: Node) -> object:
    """What two states have in common that have the same parts; ``None`` if that is not known."""
    cell: object = None
    if node.op == FIRST_STATE:
        cell = node.arguments.get("cell")
    elif node.op == "part" and node.inputs and model_of(node.inputs[0].op) == "rnn" and node.part != 0:
        cell = _cell_of(node.inputs[0])
    elif node.part == "state":
        cell = _owner(node)
    while isinstance(cell, Thing) and cell.symbol.endswith(SAME_STATE):
        cell = cell.arguments.get("0") or cell.arguments.get("cell")
    return (cell.symbol, cell.expr) if isinstance(cell, Thing) and cell.kind == "cell" else None


def _cell_of(loop: Node) -> object:
    place = "2" if loop.op.endswith("rnn_decoder") else "0"
    return loop.arguments.get(place) or loop.arguments.get("cell")


def _owner(node: Node) -> object:
    owners = (i.arguments["owner"] for i in node.inputs if i.op == node.op and "owner" in i.arguments)
    return next(owners, None)


def has_plain_state(cell: object) -> bool:
    """Whether the state of a cell is one tensor."""
    fact = lookup(cell.symbol) if isinstance(cell, Thing) else None
    return fact is not None and fact.row.get("state") == "tensor"
