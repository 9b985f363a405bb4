"""Finds values that moved code would read at another time than the graph did, and effects it would repeat."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.facts import table
from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import (
    Cell,
    Const,
    External,
    Function,
    Host,
    Items,
    Mapping,
    Node,
    Value,
    nodes_in,
)
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import Role
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.slices import Slices

_EFFECTS = table("host_effects")
DRAWS = tuple(_EFFECTS["draws"])
CHANGING_METHODS = frozenset(_EFFECTS["changing_methods"])
CHANGING_FUNCTIONS = frozenset(_EFFECTS["changing_functions"])


class Stability:
    """What the moved statements of a frame may rely on: values that stay, and no effects of their own."""

    def __init__(self, planner: Slices) -> None:
        self.planner = planner
        self.staging = planner.staging
        self.frame = planner.frame
        self.trace = planner.trace

    def check(self, ordered: Sequence[ast.stmt], cut: set[Node]) -> None:
        """Raises TF224 for host values that change after they were read, TF233 for effects to be repeated."""
        self._check_shadowed(ordered, cut)
        for statement in ordered:
            facts = self.staging.facts.by_node[statement]
            self._check_places(facts, cut)
            self._check_contents(facts)
            self._check_effects(facts)

    def check_unused(self, used: Iterable[ast.stmt]) -> None:
        """Raises TF233 for statements that no function takes over and that print as they build."""
        needed = set(used)
        for statement, facts in self.staging.facts.by_node.items():
            gone = self.staging.roles.get(statement) in (Role.MOVE, Role.DROP) and statement not in needed
            printed = [e for e in facts.effects if e.kind == "print"]
            if gone and printed and not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                raise _repeats("print", printed[0].node)

    def is_bound_again(self, name: str, statement: ast.stmt) -> bool:
        """Whether a name of the frame means something else at a call of a function."""
        first = self.staging.facts.by_node[statement].run
        writers = self.trace.writes.get((self.frame.cell, name), ())
        return any(w is not first and self._is_seen(w) for w in writers)

    def _check_shadowed(self, ordered: Sequence[ast.stmt], cut: set[Node]) -> None:
        """A name that a function binds is its own from its first line: it cannot read the outer one too."""
        own = instance_cell(self.frame)
        bound: dict[tuple[Cell | None, object], ast.stmt] = {}
        for statement in ordered:
            for name, _ in self.planner.bindings.targets(statement):
                cell = own if "." in name else self.frame.cell
                bound.setdefault((cell, name.removeprefix(self.planner.prefix)), statement)
        for statement in ordered:
            for (place, key), writers in self.staging.facts.by_node[statement].reads.items():
                if (place, key) not in bound or all(self._binds_one_of(w, key, cut) for w in writers):
                    continue
                given = place.slots.get(key)
                if isinstance(given, Node) and self.planner.borrowed_names.get(given) == key:
                    continue  # what the function binds is the tensor that the outer name stands for
                for writer in writers:
                    top = writer.within(self.frame) if writer is not None else None
                    owner = self.staging.facts.owner.get(top) if top is not None else None
                    if owner is None or owner.node not in ordered:
                        raise _changes(f"'{key}'", bound[place, key])

    # Values that change ---------------------------------------------------------------------------------

    def _check_places(self, facts: StatementFacts, cut: set[Node]) -> None:
        for (cell, key), writers in facts.reads.items():
            value = cell.slots.get(key)
            if key == self.planner.receiver or (isinstance(value, Node) and value in cut):
                continue
            if any(self._binds_one_of(w, key, cut) for w in writers):
                continue
            before = [w for w in writers if w is not None]
            if before and all(self._moves(w) for w in before):
                continue
            for writer in self.trace.writes.get((cell, key), ()):
                if writer not in writers and self._is_later(writer, cell, facts) and self._is_seen(writer):
                    raise _changes(f"'{key}'" if isinstance(key, str) else "an element", writer.node)

    def _check_contents(self, facts: StatementFacts) -> None:
        """A list, dict or array that a statement uses must not be changed in place afterwards."""
        for name, value in self._whole(facts):
            if isinstance(value, (Items, Mapping)):
                asked = _entries_read(facts.node, name)
                for (cell, key), writers in self.trace.writes.items():
                    if cell is not value.cell or (asked and isinstance(key, Const) and key not in asked):
                        continue
                    later = any(self._is_later(w, cell, facts) for w in writers)
                    if later and not self._is_copied(facts, name, value):
                        raise _changes(f"'{name}'", writers[-1].node)
            elif isinstance(value, (Host, External)):
                for statement in self._kept_after(facts):
                    if changes_in_place(statement, name) or self._is_changed_by_a_function(statement, name):
                        raise _changes(f"'{name}'", statement)

    def _is_copied(self, facts: StatementFacts, name: str, value: Items | Mapping) -> bool:
        """Copies a flat list or dict of plain values where a statement stood that reads it by its name."""
        planner = self.planner
        reads = [
            n
            for n in walk(facts.node)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
        ]
        inner = any(isinstance(n, (ast.Lambda, ast.FunctionDef)) for n in walk(facts.node))
        parts = value.known.values() if isinstance(value, Mapping) else value.prefix
        plain = value.rest is None and all(isinstance(p, Const) for p in parts)
        if (
            planner.receiver
            or inner
            or not plain
            or not isinstance(facts.node, ast.Assign)
            or facts.run.looped
        ):
            return False
        if not all(n in planner.renames for n in reads):
            copy = fresh(f"{name}_then", planner.taken)
            planner.taken.add(copy)
            maker = "dict" if isinstance(value, Mapping) else value.kind
            planner.openings[facts.node] = (
                *planner.openings.get(facts.node, ()),
                f"{copy} = {maker}({name})",
            )
            planner.renames.update(dict.fromkeys(reads, copy))
        return True

    def _is_changed_by_a_function(self, statement: ast.stmt, name: str) -> bool:
        """Whether a statement gives a value to a function of the program that changes it in place."""
        for call in (n for n in walk(statement) if isinstance(n, ast.Call)):
            function = self.frame.values.get(call.func)
            if not isinstance(function, Function) or isinstance(function.node, ast.Lambda):
                continue
            for argument, parameter in zip(call.args, function.node.args.args, strict=False):
                if _is_name(argument, name) and any(
                    changes_in_place(s, parameter.arg) for s in function.node.body
                ):
                    return True
        return False

    def _whole(self, facts: StatementFacts) -> Iterator[tuple[str, Value]]:
        """The names that a statement reads, with the values that hold no graph objects."""
        for node in walk(facts.node):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                value = self.frame.values.get(node)
                if value is not None and not nodes_in(value) and not self._is_moved_name(facts, node.id):
                    yield node.id, value

    def _is_moved_name(self, facts: StatementFacts, name: str) -> bool:
        writers = [w for (_, key), ws in facts.reads.items() if key == name for w in ws if w is not None]
        return bool(writers) and all(self._moves(w) for w in writers)

    def _is_later(self, writer: StatementRun, cell: Cell, facts: StatementFacts) -> bool:
        """Whether a statement that stays changes a value after the graph has read it."""
        if (
            any(f.cell is cell for f in self.trace.frames)
            and writer.frame.cell is not cell
            and cell is not self.frame.cell
        ):
            return False
        top = writer.within(self.frame)
        if top is None:
            return self._is_after_frame(writer)
        owner = self.staging.facts.owner.get(top)
        if owner is None or owner.node is facts.node:
            return False
        position = self.staging.position
        kept = self.staging.roles.get(owner.node) in (Role.KEEP, Role.COPY)
        return kept and position[owner.node] > position[facts.node]

    def _is_seen(self, writer: StatementRun) -> bool:
        """Whether a function may be called after a statement that binds a name again."""
        top = writer.within(self.frame)
        if top is None or top.looped:
            return True
        for site in (s for group in self.planner.sites.values() for s in group):
            run = site.statement.within(self.frame)
            if run is None or (run.looped and run.order >= top.order) or run.order > top.order:
                return True
        return False

    def _is_after_frame(self, writer: StatementRun) -> bool:
        """Whether a statement that does not run beneath the frame runs after it."""
        outer = self.frame.caller
        while outer is not None:
            top = writer.within(outer.frame)
            if top is not None:
                if top is outer:  # one statement may make an object and call its methods
                    return outer.looped or self._called_after(writer, outer)
                return top.order > outer.order
            outer = outer.frame.caller
        return False

    def _called_after(self, writer: StatementRun, outer: StatementRun) -> bool:
        """Whether the call beneath which a statement runs is one of what the call of the frame gives."""
        mine: Frame | None = self.frame
        while mine is not None and mine.caller is not outer:
            mine = mine.caller.frame if mine.caller is not None else None
        theirs = next((r.frame for r in writer.chain() if r.frame.caller is outer), None)
        if mine is None or theirs is None or mine is theirs or mine.site is None or theirs.site is None:
            return False
        return mine.site is not theirs.site and mine.site in walk(theirs.site)

    def _kept_after(self, facts: StatementFacts) -> Iterator[ast.stmt]:
        position = self.staging.position
        for statement in self.staging.line:
            kept = self.staging.roles.get(statement) in (Role.KEEP, Role.COPY)
            if kept and position[statement] > position[facts.node]:
                yield statement

    def _binds_one_of(self, writer: StatementRun | None, key: object, nodes: set[Node]) -> bool:
        """Whether a name, as a statement bound it, is one of some nodes: a parameter of the function."""
        top = writer.within(self.frame) if writer is not None else None
        facts = self.staging.facts.owner.get(top) if top is not None else None
        targets = self.planner.bindings.targets(facts.node) if facts is not None else []
        return any(n.removeprefix(self.planner.prefix) == key and v in nodes for n, v in targets)

    def _moves(self, writer: StatementRun) -> bool:
        return self._role(writer) is Role.MOVE

    # Effects --------------------------------------------------------------------------------------------

    def _check_effects(self, facts: StatementFacts) -> None:
        """Building a graph did once what a function would do at each call."""
        for effect in facts.run.effects:
            if effect.what.startswith(DRAWS):
                raise _repeats(effect.what.removeprefix("builtins."), effect.node)
        for effect in facts.effects:
            if effect.kind == "print":
                raise _repeats("print", effect.node)
        for node in walk(facts.node):
            if isinstance(node, ast.Call) and self._takes_the_next(node):
                raise _repeats("next", node)
        for (cell, _), place in self._containers(facts).items():
            if any(written is cell for written, _ in facts.writes):
                raise _repeats(f"the change of '{place}'", facts.node)

    def _takes_the_next(self, call: ast.Call) -> bool:
        return self.frame.values.get(call.func) == External("builtins.next")

    def _containers(self, facts: StatementFacts) -> dict[tuple[Cell, object], str]:
        """The lists and dicts of host values, made by code that stays, that a statement reads."""
        found: dict[tuple[Cell, object], str] = {}
        for (cell, key), writers in facts.reads.items():
            value = cell.slots.get(key)
            if not isinstance(value, (Items, Mapping)) or not isinstance(key, str):
                continue
            made = [self._role(w) for w in writers if w is not None]
            if made and all(r is Role.KEEP for r in made):
                found[(value.cell, key)] = key
        return found

    def _role(self, writer: StatementRun) -> Role | None:
        top = writer.within(self.frame)
        owner = self.staging.facts.owner.get(top) if top is not None else None
        return self.staging.roles.get(owner.node) if owner is not None else None


def changes_in_place(statement: ast.stmt, name: str) -> bool:
    """Whether a statement changes the list, dict or array of a name."""
    return any(_is_change(node, name) for node in walk(statement))


def _entries_read(statement: ast.stmt, name: str) -> frozenset[Const]:
    """The entries of a dict or list that a statement reads, if it reads those alone."""
    found = [n for n in walk(statement) if isinstance(n, ast.Subscript) and _is_name(n.value, name)]
    keys = [n.slice.value for n in found if isinstance(n.slice, ast.Constant)]
    every = sum(isinstance(n, ast.Name) and n.id == name for n in walk(statement))
    return frozenset(map(Const, keys)) if len(keys) == every else frozenset()


def _is_change(node: ast.AST, name: str) -> bool:
    if isinstance(node, (ast.Assign, ast.Delete)):
        return any(_is_part_of(t, name) for t in node.targets)
    if isinstance(node, ast.AugAssign):
        return _is_part_of(node.target, name) or _is_name(node.target, name)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        method, owner = node.func.attr, node.func.value
        given = any(_is_name(a, name) for a in node.args)
        return (method in CHANGING_METHODS and _root(owner) == name) or (
            method in CHANGING_FUNCTIONS and given
        )
    return False


def _is_part_of(target: ast.expr, name: str) -> bool:
    return isinstance(target, (ast.Subscript, ast.Attribute)) and _root(target) == name


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _root(expr: ast.expr) -> str:
    while isinstance(expr, (ast.Subscript, ast.Attribute)):
        expr = expr.value
    return expr.id if isinstance(expr, ast.Name) else ""


def _changes(what: str, where: ast.AST) -> Obstacle:
    return Obstacle(
        "TF224",
        f"{what} is read by code that moves into a function, and changes later",
        "keep the value in a name of its own",
        where,
    )


def _repeats(what: str, where: ast.AST) -> Obstacle:
    return Obstacle(
        "TF233",
        f"building the graph did once what a function would do at each call: {what}",
        "keep its result in a name before the op is built",
        where,
    )
