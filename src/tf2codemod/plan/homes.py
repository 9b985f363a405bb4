"""Finds the frame that builds what a run fetches, in which the run's function will be planned."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import Cell, Held, Items, Mapping, Node, Thing, nodes_in, unknowns_in
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_nothing, upstream
from tf2codemod.plan.staging import fed_nodes, is_initializer


def home_of(group: list[RunSite], trace: Trace) -> Frame:
    """The frame that builds what a run fetches, as seen from the run.

    Where several do, it is the one that builds on what the others have made.
    """
    homes = list(dict.fromkeys(first_of(h, trace) for h in homes_of(group)))
    if len(homes) < 2:
        home = homes[0] if homes else group[0].statement.frame
        return next(_frames_of_variables(group, home, trace), home)
    builds_on = {h: _sources(h, group, trace) & set(homes) - {h} for h in homes}
    last = [h for h in homes if builds_on[h] and not any(h in builds_on[o] for o in homes)]
    if len(last) != 1:
        raise Obstacle(
            "TF216",
            "one run fetches tensors of several functions",
            "build them in one function",
            group[0].call,
        )
    return last[0]


def _frames_of_variables(group: list[RunSite], home: Frame, trace: Trace) -> Iterator[Frame]:
    """The frames around a run that make variables which it fetches, and which its home cannot name."""
    for site in group:
        for node in nodes_in(site.fetches):
            frame = node.made.frame
            if node.kind != "variable" or sees(home, frame):
                continue
            around = frame is not site.statement.frame and sees(site.statement.frame, frame)
            if around and node in frame.cell.slots.values() and attribute_home(node) is None:
                yield first_of(frame, trace)


def _sources(home: Frame, group: list[RunSite], trace: Trace) -> set[Frame]:
    """The frames that keep, as attributes, what the fetched tensors of one frame are computed from."""
    own = [
        node
        for site in group
        for node in nodes_in(site.fetches)
        if node.kind in ("tensor", "action") and (found := _visible_home(node, site)) is not None
        if first_of(found, trace) is home
    ]
    kept = kept_nodes(trace)
    frames = (attribute_home(n) for n in upstream(own) if n in kept)
    return {first_of(f, trace) for f in frames if f is not None}


def lenders(group: list[RunSite], home: Frame, trace: Trace) -> list[Frame]:
    """The frames of other objects that keep what a run needs besides what its home builds."""
    found: dict[Frame, None] = {}
    kept = kept_nodes(trace)
    for node in upstream(n for site in group for n in nodes_in(site.fetches)):
        frame = attribute_home(node) if node.kind == "tensor" and node in kept else None
        if frame is None or first_of(frame, trace) is home:
            continue
        fed = [p for p in upstream((node,)) if p.kind == "placeholder"]
        apart = all(r.frame is not home for r in node.made.chain())
        own = instance_cell(frame)
        if apart or any(instance_cell(r.frame) is own for p in fed for r in p.made.chain()):
            found[first_of(frame, trace)] = None
    return list(found)


def modules_of_placeholders(group: list[RunSite]) -> list[Frame]:
    """The modules that make placeholders which a run feeds."""
    fed = [n for site in group for n in fed_nodes(site.feeds) if n.kind == "placeholder"]
    return list(dict.fromkeys(n.made.frame for n in fed if n.made.frame.function is None))


def attribute_home(node: Node) -> Frame | None:
    """The method that made a graph object and keeps it as an attribute of its object."""
    for run in node.made.chain():
        own = instance_cell(run.frame)
        held = held_by(own).get(node, ()) if own is not None else ()
        if own is not None and any(_written_in(own, key, run.frame) for key in held):
            return run.frame
    return None


def attribute_name(node: Node) -> str:
    """The attribute in which an object keeps a graph object."""
    home = attribute_home(node)
    own = instance_cell(home) if home is not None else None
    names = [k for k in held_by(own).get(node, ()) if isinstance(k, str)] if own is not None else []
    return names[0] if names else ""


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
        computed = [n for n in nodes_in(site.fetches) if n.kind != "placeholder"]
        for node in computed or nodes_in(site.fetches):
            if node.kind == "variable" or is_initializer(node) or (is_nothing(node) and len(computed) > 1):
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
        if own is not None and any(_written_in(own, k, frame) for k in held_by(own).get(node, ())):
            return frame
        if sees(site.statement.frame, frame) or _is_round_of(site.statement.frame, frame):
            return frame
    if isinstance(site.fetch_expr, ast.Name):  # handed to the function that runs it
        for run in node.made.chain():
            if any(v is node for v in run.frame.cell.slots.values()):
                return run.frame
    return None


def _is_round_of(frame: Frame, other: Frame) -> bool:
    """Whether two frames are activations of one function by one call, in several rounds of a loop."""
    code = frame.function.node if frame.function is not None else None
    same = other.function is not None and other.function.node is code
    return same and frame.site is other.site


def held_by(cell: Cell) -> Held:
    """The attributes that are a graph object, or a list or dict that has it, for each such object."""
    if cell.held is None:
        cell.held = {}
        for key, value in cell.slots.items():
            if isinstance(value, Thing) and value.kind == "optimizer":
                value = value.arguments.get("step", value)  # such an optimizer runs what it was given
            if isinstance(value, (Node, Items, Mapping)):
                for node in nodes_in(value):
                    cell.held.setdefault(node, []).append(key)
    return cell.held


def kept_nodes(trace: Trace) -> set[Node]:
    """The graph objects that some object keeps as its attributes."""
    if trace.kept is None:
        cells = dict.fromkeys(instance_cell(frame) for frame in trace.frames)
        trace.kept = {node for cell in cells if cell is not None for node in held_by(cell)}
    return trace.kept


def _written_in(cell: Cell, key: object, frame: Frame) -> bool:
    return any(w is not None and w.frame is frame for w in cell.writers.get(key, ()))


def _builder(node: Node, site: RunSite) -> Frame | None:
    """The function that makes the placeholders of a tensor, if it hands the tensor out to be run."""
    common = [run.frame for run in node.made.chain()]
    if not any(_hands_out(frame, site) for frame in common):
        return None
    fed = False
    given = (p for p in upstream((node,)) if p.kind == "placeholder" and not is_element(p))
    placeholders = {p.made: p for p in given}
    for made, placeholder in placeholders.items():
        above = {run.frame for run in made.chain()}
        within = [f for f in common if f in above]
        if (not fed or len(within) < len(common)) and attribute_home(placeholder) is None:
            fed, common = True, within
    return common[0] if fed and common and _hands_out(common[0], site) else None


def _hands_out(frame: Frame, site: RunSite) -> bool:
    """Whether a frame is one of a function, no method, whose names are not seen where a run is made."""
    function = frame.function
    if function is None or frame.receiver or not isinstance(function.node, ast.FunctionDef):
        return False
    return not sees(site.statement.frame, frame)


def sees(frame: Frame, home: Frame) -> bool:
    """Whether the names of one frame can be read in the code of another."""
    return frame is home or home.cell in frame.scopes
