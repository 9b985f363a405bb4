"""Expressions for lists of variables, in the names that the functions of a frame find."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.values import Cell, Const, Instance, Items, Node, Value, nodes_in
from tf2codemod.plan.bindings import LOCAL, variable_list
from tf2codemod.plan.class_parts import is_owned_by_layer
from tf2codemod.plan.held_layers import with_held
from tf2codemod.plan.methods import Lifted, instance_cell
from tf2codemod.plan.model import Role
from tf2codemod.plan.object_paths import variable_path
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames


def places_of(planner: StateNames) -> list[tuple[str, Cell]]:
    """The places in which the functions of a frame find names, with what stands before the names."""
    frame = planner.frame
    own = instance_cell(frame)
    found = [(f"{frame.receiver}.", own)] if own is not None else []
    return [
        *found,
        (planner.prefix, planner.layer_methods.kept),
        ("", frame.cell),
        *(("", c) for c in frame.scopes if c is not frame.cell),
    ]


def takes_away(planner: StateNames, cell: Cell, key: object) -> bool:
    """Whether a name is bound by statements of a frame that go into functions."""
    tops = (w.within(planner.frame) for w in cell.writers.get(key, ()) if w is not None)
    nodes = [planner.staging.statement_of.get(top.node, top.node) for top in tops if top is not None]
    return any(planner.staging.roles.get(node) is Role.MOVE for node in nodes)


class VariablePaths:
    """Names variables for the functions of one frame."""

    def __init__(self, planner: StateNames) -> None:
        self.planner = planner
        self.places = places_of(planner)

    def list_of(
        self,
        variables: Sequence[Node],
        needed: Collection[Node] | None = None,
        before: ast.stmt | None = None,
    ) -> str | None:
        """An expression for a list of variables, as a statement or a function finds them."""
        planner = self.planner
        for owner in {planner.layer_of[v] for v in variables if v in planner.layer_of}:
            others = [
                v
                for v, o in planner.layer_of.items()
                if o == owner
                and v not in variables
                and v.arguments.get("trainable") != Const(False)
                and (v.made.reached or not is_owned_by_layer(v))
            ]
            if any(needed is None or v in needed for v in others):
                return None
        states = planner.functions_with_state.instances.values()
        modules = {i.name for i in states if i.plan.base == "tf.Module"}
        cells = self._kept() if before is None else self._bound_before(before)
        looped = self._lists()
        lent = self._layers_of_objects(variables)
        own = {**{v: path for v, (path, *_) in lent.items()}, **planner.layer_of}
        layers = with_held(planner, own, list(variables))
        if layers is None:
            return None
        text = variable_list(variables, cells, layers, modules, before is not None, looped)
        for path, peer, owner in lent.values():  # a step lists the variables after it has called their layers
            if before is not None and text is not None and path in text:
                planner.lent_layers[peer, owner] = None
        if text is None or planner.lifted is None:
            return text
        for name in {n.id for n in walk(ast.parse(text)) if isinstance(n, ast.Name)} & set(
            map(str, planner.frame.cell.slots)
        ):
            if name != planner.receiver:
                text = re.sub(rf"(?<![\w.]){name}\b", planner.lifted.need(name), text)
        return text

    def one_by_one(self, variables: Sequence[Node]) -> str | None:
        """A list that names each variable of objects and layers by its attribute."""
        stateful, homes = self.planner.functions_with_state, self.planner.canonical.frames
        paths = [variable_path(v, homes, stateful.instances) or self._path_in_layer(v) for v in variables]
        return f"[{', '.join(map(str, paths))}]" if paths and None not in paths else None

    def _path_in_layer(self, variable: Node) -> str | None:
        """A variable as an attribute of its layer, where the frame makes the layer for itself."""
        owner, part = self.planner.layer_of.get(variable), variable.arguments.get("layer")
        own = {p.name for p in self.planner.layers.values() if p.loop is None}
        return f"{owner}.{part.value}" if owner in own and isinstance(part, Const) else None

    def in_lists(self, variables: Sequence[Node]) -> list[Node]:
        """Variables in the order in which the lists of their layers have them."""
        layers = {v: path for v, (path, *_) in self._layers_of_objects(variables).items()}
        layers.update(self.planner.layer_of)
        found: dict[Node, None] = {}
        for variable in variables:
            layer = layers.get(variable)
            members = [v for v in variables if layer and layers.get(v) == layer] or [variable]
            found.update(dict.fromkeys(sorted(members, key=self.planner.trace.nodes.index)))
        return list(found)

    def _layers_of_objects(self, variables: Sequence[Node]) -> dict[Node, tuple[str, StateNames, str]]:
        """The layers that objects in names keep for variables: the path, whose they are, the name there."""
        found: dict[Node, tuple[str, StateNames, str]] = {}
        for prefix, cell in self.places:
            for key, value in cell.slots.items():
                if not isinstance(key, str) or not isinstance(value, Instance):
                    continue
                for peer in self.planner.peers:
                    if peer is self.planner or not any(
                        instance_cell(f) is value.cell for f in peer.canonical.frames
                    ):
                        continue
                    for variable in variables:
                        home = peer.canonical.home(variable)
                        owner = peer.layer_of.get(peer.canonical.of(variable), "")
                        own = home is not None and instance_cell(home) is value.cell
                        if own and owner.startswith(peer.prefix) and "." in owner:
                            path = f"{prefix}{key}.{owner.removeprefix(peer.prefix)}"
                            found.setdefault(variable, (path, peer, owner))
        for peer in self.planner.peers:
            if self._is_module_of(peer):
                own_names = self.planner.frame.local_names
                layers = ((v, peer.layer_of.get(v, "")) for v in variables)
                found |= {v: (o, peer, o) for v, o in layers if o.isidentifier() and o not in own_names}
        return found

    def _is_module_of(self, peer: StateNames) -> bool:
        """Whether a frame is the module of the function or method that is planned."""
        frame = self.planner.frame
        apart = peer is not self.planner and frame.function is not None
        return apart and peer.frame.function is None and peer.frame.module is frame.module

    def _lists(self) -> set[str]:
        """The names that hold one layer for each turn of a loop."""
        objects = self.planner.functions_with_state.instances.values()
        found = {i.name for i in objects if i.loop is not None}
        return found | {p.name for p in self.planner.layers.values() if p.loop is not None}

    def list_with_locals(self, variables: Sequence[Node]) -> str | None:
        """As ``list_of``, where variables may stand in local names of the methods that built objects."""
        cells = self._kept()
        lent: dict[str, tuple[str, Lifted, str]] = {}
        for prefix, peer, lifted in self._lent():
            local = peer.frame.cell
            inner = Cell(local.name)
            for key, value in local.slots.items():
                if isinstance(key, str) and key not in lifted.parameters and not takes_away(peer, local, key):
                    inner.slots[key + LOCAL] = value
                    lent[prefix + key + LOCAL] = (prefix, lifted, key)
            cells.append((prefix, inner))
        text = variable_list(variables, cells, self.planner.layer_of, lists=self._lists())
        for name, (prefix, lifted, key) in lent.items():
            if text is not None and name in text:
                text = text.replace(name, prefix + lifted.need(key).rpartition(".")[2])
        return text

    def _kept(self) -> list[tuple[str, Cell]]:
        """The places without the names that functions of other frames, or lists of pairs, take away."""
        found = []
        for prefix, cell in self.places:
            kept = self._without_taken(cell)
            for key, value in list(kept.slots.items()):
                if isinstance(value, Instance) and not self.planner.peers:
                    del kept.slots[key]  # which of its attributes stay is known when all frames are
                elif isinstance(value, Instance):
                    kept.slots[key] = Instance(value.cls, self._without_taken(value.cell))
            found.append((prefix, kept))
        return found

    def _without_taken(self, cell: Cell) -> Cell:
        kept = Cell(cell.name)
        kept.slots = {k: v for k, v in cell.slots.items() if not self._is_taken_away(cell, k, v)}
        return kept

    def _is_taken_away(self, cell: Cell, key: object, value: Value) -> bool:
        pairs = any(n.kind == "tensor" for n in nodes_in(value))
        own = pairs or self._is_of_loop(cell, key)
        return any(takes_away(p, cell, key) for p in self.planner.peers if p is not self.planner or own)

    def _is_of_loop(self, cell: Cell, key: object) -> bool:
        """Whether a name is bound in a loop: where that goes into a function, the name is only there."""
        tops = [w.within(self.planner.frame) for w in cell.writers.get(key, ()) if w is not None]
        return any(top is not None and isinstance(top.node, ast.For) for top in tops)

    def _bound_before(self, statement: ast.stmt) -> list[tuple[str, Cell]]:
        """The places in which a statement finds names, without what it binds itself and what comes later."""
        staging, frame = self.planner.staging, self.planner.frame
        position = staging.position

        def is_bound(cell: Cell, key: object) -> bool:
            if takes_away(self.planner, cell, key):
                return False
            listed = isinstance(cell.slots[key], Items) and not self.planner.peers
            for writer in cell.writers.get(key, ()):
                if listed and writer is not None and writer.frame is not frame:
                    return False  # whether other code keeps its lists is known when all frames are
                top = writer.within(frame) if writer is not None else None
                owner = staging.facts.owner.get(top) if top is not None else None
                if owner is not None and position[owner.node] >= position[statement]:
                    return False
            return True

        found = []
        for (prefix, cell), (_, kept) in zip(self.places, self._kept(), strict=True):
            known = Cell(cell.name)
            known.slots = {k: v for k, v in kept.slots.items() if is_bound(cell, k)}
            found.append((prefix, known))
        return found

    def _lent(self) -> Iterator[tuple[str, StateNames, Lifted]]:
        """The objects in names, each with the plan of the method that built it."""
        for prefix, cell in self.places:
            for key, value in cell.slots.items():
                if not isinstance(key, str) or not isinstance(value, Instance):
                    continue
                for peer in self.planner.peers:
                    if peer.lifted is not None and instance_cell(peer.frame) is value.cell:
                        yield f"{prefix}{key}.", peer, peer.lifted
