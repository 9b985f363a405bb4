"""Optimizers that a function has from its callers, or from the code around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, Thing, nodes_in
from tf2codemod.plan.chosen_optimizers import optimizers_of
from tf2codemod.plan.schedules import rate_of

STEPS = frozenset(("minimize", "apply_gradients"))
GIVEN = ("trained", "0", "grads_and_vars")


def given_optimizers(frame: Frame, parameters: Sequence[str]) -> Iterator[tuple[str, Thing]]:
    """The optimizers that the names of a function stand for, other than those that it makes."""
    for cell, names in ((frame.cell, parameters), *((c, list(c.slots)) for c in frame.scopes)):
        for name in names:
            thing = cell.slots.get(name)
            if not isinstance(name, str) or not isinstance(thing, Thing) or thing.kind != "optimizer":
                continue
            alone = cell is frame.cell or len(cell.writers.get(name, ())) == 1
            if alone and thing.made.frame is not frame:
                yield name, thing


def serves_one_object(optimizer: Thing, trace: Trace, frames: Sequence[Frame]) -> bool:
    """Whether one object alone trains with an optimizer, or all that do train the same variables.

    An optimizer of Keras has the variables that it is first given.
    """
    if isinstance(rate_of(optimizer), Node):
        return False
    steps = [n for n in trace.nodes if n.op in STEPS and optimizer in optimizers_of(n)]
    homes = {r.frame for n in steps for f in frames if (r := n.made.within(f)) is not None}
    lists = set(map(_trained, steps))
    return len(homes) < 2 or (len(lists) == 1 and frozenset() not in lists)


def _trained(step: Node) -> frozenset[Node]:
    """The variables that a training op changes."""
    given = (step.arguments.get(name) for name in GIVEN)
    return frozenset(n for v in given if v is not None for n in nodes_in(v) if n.kind == "variable")


__all__ = ["given_optimizers", "serves_one_object"]
