"""Decides which batch normalizations keep their first moving averages: those whose updates never ran."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, KeysView, Sequence

from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.interpret.values import NONE, Cell, Const, Mapping, Node, Thing, Value, nodes_in, options_of
from tf2codemod.plan.defaults import WITH_DEFAULT, default_of
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import RunPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.writers import calls_of

UPDATE = "update moving averages"


def frozen_averages(trace: Trace, runs: Sequence[RunPlan]) -> frozenset[ast.Call]:
    """The calls of batch normalizations whose layers must not update, because no run ran the updates.

    Keras updates the averages at every call in training mode, TensorFlow 1 only where the update ops ran.
    """
    sites = [s for r in runs if not r.dropped for s in r.sites]
    needed = {s: upstream(_fetched(s), _fed(s)) for s in sites}
    _check_updates_in_place(trace, runs, needed)
    updates: dict[frozenset[Node], list[Node]] = {}
    for node in trace.nodes:
        if node.op == UPDATE and not _is_in_place(node.inputs[0]):
            updates.setdefault(_state(node.inputs[0]), []).append(node)
    frozen: set[ast.Call] = set()
    moving: set[ast.Call] = set()
    for state, found in updates.items():
        calls = {n.inputs[0].expr for n in found if isinstance(n.inputs[0].expr, ast.Call)}
        fresh = [s for s in sites if any(n in needed[s] for n in found)]
        stale = [s for s in sites if any(_trains_without(n, s, needed[s]) for n in found)]
        if fresh:
            moving |= calls
            for site in stale:
                if not _is_last(site, sites, state, needed, trace):
                    raise Obstacle(
                        "TF321",
                        "only some of the runs in training mode update moving averages",
                        "run the update ops with each training run",
                        site.call,
                    )
        elif stale:
            frozen |= calls
    for call in frozen & moving:
        raise Obstacle(
            "TF321",
            "the moving averages of some layers made here are updated, those of others are not",
            "make them apart",
            call,
        )
    return frozenset(frozen)


def _check_updates_in_place(
    trace: Trace, runs: Sequence[RunPlan], needed: dict[RunSite, KeysView[Node]]
) -> None:
    """Raises TF321 where a run of several objects updates averages of one for which it did not before.

    The function of a run calls each layer for all of its objects; what nothing reads may be updated.
    """
    layers = [n.inputs[0] for n in trace.nodes if n.op == UPDATE and _is_in_place(n.inputs[0])]
    for run in (r for r in runs if len(r.sites) > 1 and not r.dropped and layers):
        called = {n.expr for s in run.sites for n in layers if n in needed[s] and _mode(n, s) is not False}
        for site in run.sites:
            owners = _objects_of(_fetched(site))
            for layer in layers:
                if layer.expr not in called or layer in needed[site] or not owners & _objects_of([layer]):
                    continue
                if _mode(layer, site) is not False and _is_read(_state(layer), needed.values(), trace):
                    raise Obstacle(
                        "TF321",
                        "a run updates the moving averages of some objects, and not of others",
                        "make the layer where a setting asks for it",
                        site.call,
                    )


def _objects_of(nodes: Iterable[Node]) -> set[Cell]:
    """The objects whose methods made some nodes."""
    cells = (instance_cell(run.frame) for n in nodes for run in n.made.chain())
    return {cell for cell in cells if cell is not None}


def _is_read(state: frozenset[Node], needed: Iterable[KeysView[Node]], trace: Trace) -> bool:
    """Whether a run computes with a layer, or something saves it."""
    saved = any(function.attr == "save" for _, function, _, _ in calls_of(trace, "saver"))
    return saved or any(not state.isdisjoint(nodes) for nodes in needed)


def _fetched(site: RunSite) -> list[Node]:
    return [n for o in options_of(site.fetches) for n in nodes_in(o)]


def _fed(site: RunSite) -> dict[Node, Value]:
    """The fed graph objects of a run with the values that are known."""
    if site.feeds is None:
        return {}
    return {
        k: v
        for o in options_of(site.feeds)
        if isinstance(o, Mapping)
        for k, v in o.known.items()
        if isinstance(k, Node)
    }


def _state(layer: Node) -> frozenset[Node]:
    """The variables of a layer."""
    return frozenset(
        n for n in layer.inputs if n.kind == "variable" and "layer" in n.arguments and n.op == layer.op
    )


def _is_in_place(layer: Node) -> bool:
    """Whether a layer updates its averages whenever it is used."""
    return layer.arguments.get("updates_collections") == NONE


def _mode(layer: Node, site: RunSite) -> bool | None:
    """Whether a run uses a layer in training mode; None if that is not known."""
    given = layer.arguments.get("training") or layer.arguments.get("is_training")
    if given is None:
        return not layer.op.startswith("tf.layers")
    if isinstance(given, Node):
        default = default_of(given.expr) if given.op == WITH_DEFAULT else None
        unfed = Const(default.text == "True") if default is not None and default.dtype == "bool" else None
        given = _fed(site).get(given, unfed)
    return bool(given.value) if isinstance(given, Const) else None


def _trains_without(update: Node, site: RunSite, needed: Container[Node]) -> bool:
    layer = update.inputs[0]
    return layer in needed and update not in needed and _mode(layer, site) is not False


def _is_last(
    site: RunSite,
    sites: Sequence[RunSite],
    state: frozenset[Node],
    needed: dict[RunSite, KeysView[Node]],
    trace: Trace,
) -> bool:
    """Whether nothing reads the moving averages after a run, so that it may change them."""
    if any(r.looped for r in site.statement.chain()) or saves(trace):
        return False
    for other in sites:
        if other is site or other.statement.precedes(site.statement):
            continue
        reads = [n for n in needed[other] if n.kind == "tensor" and state & _state(n)]
        direct = state.intersection(_fetched(other))
        if direct or any(_mode(n, other) is not True for n in reads):
            return False
    return True


def saves(trace: Trace) -> bool:
    """Whether a program makes savers, which tell variables by their names."""
    return any(
        isinstance(m, Thing) and m.kind == "saver" for f in trace.frames for r in f.statements for m in r.made
    )
