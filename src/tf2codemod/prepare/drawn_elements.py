"""Moves what a function computes of an element, before it returns it, into the data set of the element."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Instance, Node, Thing, contained, nodes_in
from tf2codemod.interpret.values import Mapping as Dictionary
from tf2codemod.plan.draws import is_element, is_one_shot
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.prepare.dissolving import Dissolving, NotDissolved
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.element_functions import ElementFunction, Opening, lines_of_code
from tf2codemod.prepare.queue_elements import NotCovered
from tf2codemod.prepare.regions import Scope, asks_for_names
from tf2codemod.prepare.words import named_elsewhere
from tf2codemod.tree import returns_of, walk

READ_IN_A_WAY_OF_ITS_OWN = "TF504"
NEXT = ".make_one_shot_iterator().get_next()"


def return_elements(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets a function return the element that it reads, as it comes from a data set; whether it could."""
    call = obstacle.node
    if obstacle.code != READ_IN_A_WAY_OF_ITS_OWN or not isinstance(call, ast.Call):
        return False
    frames = [f for f in trace.frames if call in f.values and f.function is not None]
    if not frames or len({f.function.node for f in frames if f.function is not None}) != 1:
        return False
    path, code = frames[0].module.path, frames[0].function.node if frames[0].function is not None else None
    if not isinstance(code, ast.FunctionDef) or asks_for_names(trees[path]):
        return False
    here = edits[path]
    try:
        going = Dissolving(trees[path], here)
        scope = _Drawing(code, frames, trace, here, going, names_in(trees[path]), call, trees, edits)
        scope.apply()
        going.apply()
    except (NotCovered, NotDissolved):
        return False
    return True


@dataclass
class _Drawing:
    """A function that reads an iterator and returns what it makes of the element."""

    scope: Scope
    frames: Sequence[Frame]
    trace: Trace
    edits: Edits
    going: Dissolving
    taken: set[str]
    call: ast.Call
    trees: Mapping[Path, ast.Module]
    every: Mapping[Path, Edits]

    def __post_init__(self) -> None:
        self.drawn = {n for n in self.trace.nodes if is_element(n) and n.expr is self.call}
        self.line = list(lines_of_code(self.scope.body, lambda s: self.call in walk(s)))
        self.known: dict[Node, bool] = {}
        for node in self.trace.nodes:  # what is asked of a deep graph from its end would go too deep
            self._is_drawn(node)
        self.apart: set[ast.AST] = set()
        self.handed: dict[ast.AST, ast.expr] = {}

    @property
    def indentation(self) -> int:
        """By how many columns the body of the function is moved in."""
        assert not isinstance(self.scope, ast.Module)
        return self.scope.body[0].col_offset - self.scope.col_offset

    def apply(self) -> None:
        """Writes the function of the data set, and what is returned now."""
        statement = next((s for s in self.line if self.call in walk(s)), None)
        if isinstance(statement, ast.Return) and statement.value is self.call:
            self._hand_on()
            return
        if not isinstance(statement, ast.Assign) or statement.value is not self.call:
            raise NotCovered
        opening = self._opening(statement)
        rest = self.line[self.line.index(statement) + 1 :]
        mine = [s for s in rest if self.carried(s)]
        ends = returns_of(self.scope)
        if len(ends) != 1 or not mine or mine[-1] is not ends[0] or rest[-1] is not ends[0]:
            raise NotCovered
        self._check_state(ends[0])
        function = ElementFunction(self, opening, mine[:-1], mine[-1:])
        data = self._data_set(statement, function)
        (end,) = ends
        mapped = function.written_before(end, data)
        assert end.value is not None
        self.edits.replace(*self.edits.range_of(end.value), f"{mapped}{NEXT}")

    def _hand_on(self) -> None:
        """Lets the callers read the iterator over the data set that a function gives them."""
        assert isinstance(self.scope, ast.FunctionDef)
        owner = self.call.func.value if isinstance(self.call.func, ast.Attribute) else None
        making = owner.func if isinstance(owner, ast.Call) else None
        if not isinstance(making, ast.Attribute) or making.attr != "make_one_shot_iterator":
            raise NotCovered
        codes = [f for f in self.trace.frames if f.function is not None and f.function.node is self.scope]
        sites = {f.site: f for f in codes}
        calls = [c for c in sites if isinstance(c, ast.Call)]
        path = self.frames[0].module.path
        if len(calls) < len(sites) or self.frames[0].in_pipeline or len(returns_of(self.scope)) != 1:
            raise NotCovered
        if named_elsewhere(self.scope, calls, self.trees, path, bool(self.frames[0].receiver)):
            raise NotCovered
        self.edits.replace(*self.edits.range_of(self.call), self.edits.range_of(making.value))
        for call, frame in sites.items():
            assert isinstance(call, ast.Call) and frame.caller is not None
            there = self.every[frame.caller.frame.module.path]
            end = there.range_of(call)[1]
            there.replace(end, end, NEXT)

    def carried(self, code: ast.AST) -> frozenset[Node]:
        """The parts of the element that something in a piece of code comes from."""
        found: set[Node] = set()
        for node in walk(code):
            for frame in self.frames if isinstance(node, ast.expr) else ():
                value = frame.values.get(node)
                found.update(n for n in (nodes_in(value) if value is not None else ()) if self._is_drawn(n))
        return frozenset(found)

    def _is_drawn(self, node: Node) -> bool:
        known = self.known.get(node)
        if known is None:
            self.known[node] = False
            known = node in self.drawn or (
                node.kind != "variable" and any(self._is_drawn(n) for n in node.inputs)
            )
            self.known[node] = known
        return known

    def ends(self, statement: ast.stmt) -> list[tuple[ast.expr, ast.AST]]:
        """What is returned, and the statement that returns it."""
        assert isinstance(statement, ast.Return) and statement.value is not None
        return [(statement.value, statement)]

    def _opening(self, statement: ast.Assign) -> Opening:
        (target,) = statement.targets if len(statement.targets) == 1 else (None,)
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        names = [p.id if isinstance(p, ast.Name) else "" for p in parts]
        if not all(names) or len(set(names)) < len(names):
            raise NotCovered
        in_parts = isinstance(target, (ast.Tuple, ast.List))
        values = [f.values[self.call] for f in self.frames]
        if not in_parts and not all(isinstance(v, (Node, Dictionary)) for v in values):
            raise NotCovered
        if not in_parts and any(isinstance(v, Node) and v.part not in ((), None) for v in values):
            raise NotCovered
        return Opening(statement, self.call, "", names, frozenset(self.drawn), in_parts)

    def _check_state(self, end: ast.Return) -> None:
        """What is returned must come of the element alone, and not be read otherwise."""
        for frame in self.frames:
            value = frame.values.get(end.value) if end.value is not None else None
            if value is None or any(isinstance(v, (Instance, Thing)) for v in contained(value)):
                raise NotCovered
            needed = upstream(nodes_in(value), self.drawn)
            if any(n.kind in ("variable", "placeholder") and n not in self.drawn for n in needed):
                raise NotCovered
            if not all(self._is_drawn(n) for n in nodes_in(value)):
                raise NotCovered

    def _data_set(self, statement: ast.Assign, function: ElementFunction) -> str:
        """Names the data set instead of what is read from it; the name."""
        owner = self.call.func.value if isinstance(self.call.func, ast.Attribute) else None
        making = owner
        named = None
        if isinstance(owner, ast.Name):
            bound = [s for s in self.line if isinstance(s, ast.Assign) and owner.id in _targets(s)]
            uses = [n for n in walk(self.scope) if isinstance(n, ast.Name) and n.id == owner.id]
            if len(bound) != 1 or len(uses) != 2:
                raise NotCovered
            named, making = bound[0], bound[0].value
        things = [f.values.get(making) for f in self.frames] if making is not None else []
        if not isinstance(making, ast.Call) or not all(
            isinstance(t, Thing) and is_one_shot(t) for t in things
        ):
            raise NotCovered
        if not isinstance(making.func, ast.Attribute):
            raise NotCovered
        source = making.args[0] if making.args else making.func.value
        place = named if named is not None else statement
        if named is not None:
            self.going.gone.add(statement)
        if isinstance(source, ast.Name) and not self._is_rebound(source.id, place):
            self.going.gone.add(place)
            return source.id
        data = fresh("dataset", self.taken)
        self.taken.add(data)
        moved: Range = self.edits.range_of(source)
        self.edits.replace(*self.edits.range_of(place), f"{data} = ", moved)
        return data

    def _is_rebound(self, name: str, place: ast.stmt) -> bool:
        stores = [n for n in walk(self.scope) if isinstance(n, ast.Name) and n.id == name]
        return any(not isinstance(n.ctx, ast.Load) and n.lineno >= place.lineno for n in stores)


def _targets(statement: ast.Assign) -> list[str]:
    return [t.id for t in statement.targets if isinstance(t, ast.Name)]


__all__ = ["return_elements"]
