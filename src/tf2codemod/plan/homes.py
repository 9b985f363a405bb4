"""Finds the frame that builds what a run fetches, in which the run's function will be planned."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import Cell, Items, Mapping, Node, Value, nodes_in, unknowns_in
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.staging import is_initializer


def home_of(group: list[RunSite], trace: Trace) -> Frame:
    """The frame that builds what a run fetches, as seen from the run."""
    homes = list(dict.fromkeys(first_of(h, trace) for h in homes_of(group)))
    if len(homes) > 1:
        raise Obstacle(
            "TF216",
            "one run fetches tensors of several functions",
            "build them in one function",
            group[0].call,
        )
    return homes[0] if homes else group[0].statement.frame


def homes_of(group: list[RunSite]) -> list[Frame]:
    """The frames that build what a run fetches."""
    homes: list[Frame] = []
    for site in group:
        if unknowns_in(site.fetches):
            reason = unknowns_in(site.fetches)[0].reason
            raise Obstacle(
                "TF211",
                f"what a run fetches is not known: {reason}",
                "name the fetched tensors at the run",
                site.call,
            )
        for node in nodes_in(site.fetches):
            if node.kind == "variable" or is_initializer(node):
                continue
            home = _visible_home(node, site)
            if home is None:
                raise Obstacle(
                    "TF216",
                    "a run fetches a tensor that another function builds",
                    "build it where it is run",
                    site.call,
                )
            homes.append(home)
    return homes


def others(frame: Frame, homes: Iterable[Frame], trace: Trace) -> list[Frame]:
    """The activations of what is planned apart from a frame."""
    codes = {f.function.node for f in homes if f is not frame and f.function is not None}
    return [f for f in trace.frames if f.function is not None and f.function.node in codes]


def first_of(frame: Frame, trace: Trace) -> Frame:
    """The first activation of the function that a frame is an activation of."""
    if frame.function is None:
        return frame
    code = frame.function.node
    return next(
        f for f in trace.frames if f.function is not None and f.function.node is code and f.statements
    )


def _visible_home(node: Node, site: RunSite) -> Frame | None:
    builder = _builder(node, site)
    if builder is not None:
        return builder
    for run in node.made.chain():
        frame = run.frame
        own = instance_cell(frame)
        if own is not None and any(
            _holds(v, node) and _written_in(own, k, frame) for k, v in own.slots.items()
        ):
            return frame
        if sees(site.statement.frame, frame):
            return frame
    if isinstance(site.fetch_expr, ast.Name):  # handed to the function that runs it
        for run in node.made.chain():
            if any(v is node for v in run.frame.cell.slots.values()):
                return run.frame
    return None


def _holds(value: Value, node: Node) -> bool:
    """Whether an attribute is a graph object, or a list or dict that has it."""
    return value is node or (isinstance(value, (Items, Mapping)) and any(n is node for n in nodes_in(value)))


def _written_in(cell: Cell, key: object, frame: Frame) -> bool:
    return any(w is not None and w.frame is frame for w in cell.writers.get(key, ()))


def _builder(node: Node, site: RunSite) -> Frame | None:
    """The function that makes the placeholders of a tensor, if it hands the tensor out to be run."""
    common = [run.frame for run in node.made.chain()]
    fed = [p for p in upstream((node,)) if p.kind == "placeholder"]
    for placeholder in fed:
        above = {run.frame for run in placeholder.made.chain()}
        common = [f for f in common if f in above]
    if not fed or not common or sees(site.statement.frame, common[0]):
        return None
    function = common[0].function
    plain = function is not None and not common[0].receiver
    return common[0] if plain and isinstance(function.node, ast.FunctionDef) else None  # type: ignore[union-attr]


def sees(frame: Frame, home: Frame) -> bool:
    """Whether the names of one frame can be read in the code of another."""
    return frame is home or home.cell in frame.scopes
