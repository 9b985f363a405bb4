"""Says which tensors of a plan are the states of recurrent cells, which may be tuples of tensors."""

from __future__ import annotations

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.values import Node, Thing

LOOPS = frozenset(("rnn", "bidirectional_rnn"))


def may_be_nested(node: Node) -> bool:
    """Whether a graph object stands for a state, or for a pair of outputs, that need not be one tensor."""
    if node.op == "part" and node.inputs:
        loop = node.inputs[0]
        model = model_of(loop.op)
        if model == "bidirectional_rnn":
            return True
        return model in LOOPS and node.part != 0 and not _has_plain_state(_cell_of(loop))
    if node.op == "zero_state":
        return not _has_plain_state(node.arguments.get("cell"))
    return node.part == "state" and not _has_plain_state(_owner(node))


def _cell_of(loop: Node) -> object:
    return loop.arguments.get("0") or loop.arguments.get("cell")


def _owner(node: Node) -> object:
    owners = (i.arguments["owner"] for i in node.inputs if i.op == node.op and "owner" in i.arguments)
    return next(owners, None)


def _has_plain_state(cell: object) -> bool:
    """Whether the state of a cell is one tensor."""
    fact = lookup(cell.symbol) if isinstance(cell, Thing) else None
    return fact is not None and fact.row.get("state") == "tensor"
