"""Checks that a function planned once, from its first activation, may stand for all of them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.methods import Canonical, instance_cell
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream


def check_shared_state(trace: Trace, canonical: Canonical) -> None:
    """Each activation must have variables of its own: those of another one are reached by reuse alone."""
    frames = canonical.frames
    if len(frames) < 2:
        return
    homes = {n: canonical.home(n) for n in trace.nodes}
    made: dict[Frame, list[Node]] = {}
    for node, home in homes.items():
        if home is not None and node.made.reached:
            made.setdefault(home, []).append(node)
    for home, nodes in made.items():
        for source in upstream(nodes):
            if source.kind == "variable" and homes[source] not in (None, home):
                if _is_handed_on(source, home, frames[0]):
                    continue
                raise Obstacle(
                    "TF331",
                    "a function builds the graph several times, with the same variables",
                    "build it once, or hand the variables on",
                    source.expr,
                )


class Made:
    """What was made beneath each activation, looked up once for all of them."""

    def __init__(self, trace: Trace) -> None:
        self.beneath: dict[Frame, list[Node]] = {}
        for node in trace.nodes:
            for frame in dict.fromkeys(run.frame for run in node.made.chain()):
                self.beneath.setdefault(frame, []).append(node)

    def used_by(self, frame: Frame) -> list[Node]:
        """The variables that are made beneath an activation, or read by what is made there, in order."""
        made = self.beneath.get(frame, ())
        parts = (p for n in made for p in ((n,) if n.kind == "variable" else n.inputs))
        return [p for p in dict.fromkeys(parts) if p.kind == "variable"]

    def is_repeated(self, frame: Frame, frames: Sequence[Frame]) -> bool:
        """Whether an activation is one that another pass of a loop shows again: it made nothing anew."""
        if frame in self.beneath:
            return False
        return any(f in self.beneath and f.sites() == frame.sites() for f in frames)

    @staticmethod
    def functions_of(node: Node) -> set[ast.AST]:
        """The functions beneath whose calls a node was made."""
        functions = (run.frame.function for run in node.made.chain())
        return {f.node for f in functions if f is not None}


def _is_handed_on(variable: Node, home: Frame, first: Frame) -> bool:
    """Whether an object has a variable of the first one under the name that the first one has for it."""
    own, other = instance_cell(home), instance_cell(first)
    if own is None or other is None:
        return False
    held = (variable, variable.arguments.get("owner"))
    return any(own.slots.get(key) is value for key, value in other.slots.items() if value in held)
