"""Checks that a function planned once, from its first activation, may stand for all of them."""

from __future__ import annotations

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.methods import Canonical
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream


def check_shared_state(trace: Trace, canonical: Canonical) -> None:
    """Each activation must have variables of its own: those of another one are reached by reuse alone."""
    frames = canonical.frames
    if len(frames) < 2:
        return
    homes = {n: canonical.home(n) for n in trace.nodes}
    for node, home in homes.items():
        if home is None:
            continue
        for source in upstream((node,)):
            if source.kind == "variable" and homes[source] not in (None, home):
                raise Obstacle(
                    "TF331",
                    "a function builds the graph several times, with the same variables",
                    "build it once, or hand the variables on",
                    source.expr,
                )
