"""Which optimizers a training op may have, where a setting chooses one of several."""

from __future__ import annotations

from collections.abc import Sequence

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, Thing, options_of
from tf2codemod.plan.external import is_external
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.schedules import rate_of


def optimizers_of(node: Node) -> tuple[Thing, ...]:
    """The optimizers that may compute or apply the gradients of an op, the first one made first."""
    chosen = node.arguments.get("optimizer")
    options = options_of(chosen) if chosen is not None else ()
    return tuple(o for o in options if isinstance(o, Thing) and o.kind == "optimizer")


def optimizers_at(node: Node, trace: Trace) -> tuple[Thing, ...]:
    """The optimizers that the place of an op may have, in all objects for which it makes one."""
    made = [n for n in trace.nodes if n.expr is node.expr and n.op == node.op]
    return tuple(dict.fromkeys(o for n in (node, *made) for o in optimizers_of(n)))


def check_alike(optimizers: Sequence[Thing], node: Node) -> None:
    """Whichever optimizer a step has, it is told its rate alike, and leaves the loss to the step."""
    rates = [rate_of(o) for o in optimizers]
    if any(isinstance(r, Node) and r is not rates[0] for r in (*rates, *reversed(rates))):
        message = "the ways of a branch make optimizers whose learning rates differ"
        raise Obstacle("TF411", message, "make them with one rate", node.expr)
    if len(optimizers) > 1 and any(map(is_external, optimizers)):
        message = "a branch chooses an optimizer that evaluates its loss by itself"
        raise Obstacle("TF411", message, "make it in a function of its own", node.expr)


__all__ = ["check_alike", "optimizers_at", "optimizers_of"]
