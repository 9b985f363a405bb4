"""Finds the types and shapes of what iterators of an object give, where functions are traced before a run."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, Thing, contained
from tf2codemod.plan.draws import needs_values
from tf2codemod.plan.elements import Element
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.iterators import Iterators, source_of
from tf2codemod.plan.methods import signature
from tf2codemod.plan.model import FunctionPlan
from tf2codemod.plan.other_ways import serves_every_object
from tf2codemod.plan.places import is_steady


def specify_elements(trace: Trace, planners: Sequence[FramePlanner], iterators: Iterators) -> None:
    """Keeps the data sets of objects whose layers are saved: their elements say how the layers are built."""
    saved = any(
        isinstance(m, Thing) and m.kind == "saver" for f in trace.frames for r in f.statements for m in r.made
    )
    for planner in planners if saved else ():
        drawn = {p.node for f in planner.functions for p in f.parameters if not p.spec and not p.python}
        for node, element in planner.draws.element_of.items():
            if planner.lifted is None or node not in drawn or element.spec:
                continue
            text = _spec_of_element(planner, iterators, node)
            if text:
                planner.element_specs[node] = _part_of(text, element, node)


def traced_with(planner: FramePlanner, function: FunctionPlan) -> str | None:
    """The arguments with which a function is traced before its first call.

    ``None`` if they are not known, or if not every object of a class can call it.
    """
    if not serves_every_object(planner, function):
        return None
    if function.has_signature:
        return ""
    known = planner.element_specs
    given = ["False" if p.python else p.spec or known.get(p.node, "") for p in function.parameters]
    if not all(given):
        return None
    text = signature(given)
    return text[1:-1] if text.startswith("[") else f"*{text}"


def _part_of(text: str, element: Element, node: Node) -> str:
    return f"{text}[{element.position(node)}]" if element.in_parts else text


def _spec_of_element(planner: FramePlanner, iterators: Iterators, node: Node) -> str:
    """An expression of the methods for the structure of what the iterator of a tensor gives."""
    thing = node.arguments["iterator"]
    if not isinstance(thing, Thing) or not isinstance(thing.expr, ast.Call):
        return ""
    frame = thing.made.frame
    if frame not in planner.canonical.frames or planner.lifted is None:
        return ""
    kept = iterators.retargets.get(thing.made.node, "")
    source: ast.expr | None = source_of(thing.expr)
    if "like" in thing.arguments:
        kept = ""
        source = source.value if isinstance(source, ast.Attribute) else None
    value = frame.values.get(source) if source is not None else None
    things = [t for t in contained(value) if isinstance(t, Thing)] if value is not None else []
    if source is None or not things or any(needs_values(t) for t in things):
        return ""
    if kept:
        return f"{kept}.element_spec" if kept.startswith(planner.prefix) else ""
    if not is_steady(source, frame, planner.trace, thing.made):
        return ""
    if isinstance(source, ast.Attribute) and ast.unparse(source.value) == frame.receiver:
        return f"{ast.unparse(source)}.element_spec"
    if isinstance(source, ast.Name) and source.id in frame.cell.slots:
        return f"{planner.lifted.need(source.id)}.element_spec"
    return ""
