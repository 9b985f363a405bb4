"""Hands an object to others that use its variables again, which found them by name in a scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Instance, Node
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import is_steady
from tf2codemod.plan.purity import upstream
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

SAME_VARIABLES = "TF331"
BLOCKS = (ast.For, ast.While, ast.If, ast.Try, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.IfExp)
TRAINING = frozenset(("minimize", "apply_gradients", "compute_gradients"))


class Other(Exception):
    """Objects that share variables in another way."""


def hand_on_objects(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets objects of a class take the variables of the first one from it; whether there are such."""
    if obstacle.code != SAME_VARIABLES:
        return False
    for code, frames in _constructors(trace, obstacle.node):
        try:
            Sharing(trace, trees, code, frames).apply(edits)
        except Other:
            continue
        return True
    return False


def _constructors(trace: Trace, made: ast.AST) -> Iterator[tuple[ast.FunctionDef, list[Frame]]]:
    """The constructors that hold the making of a variable, with their activations."""
    found: dict[ast.FunctionDef, list[Frame]] = {}
    for frame in trace.frames:
        code = frame.function.node if frame.function is not None else None
        own = isinstance(frame.cell.slots.get(frame.receiver), Instance) if frame.receiver else False
        if own and isinstance(code, ast.FunctionDef) and code.name == "__init__" and made in walk(code):
            found.setdefault(code, []).append(frame)
    yield from ((code, frames) for code, frames in found.items() if len(frames) > 1)


class Kept(NamedTuple):
    """A variable of a constructor: the statement that makes it, the call, its target and its attribute."""

    statement: ast.Assign
    call: ast.Call
    target: ast.Name | ast.Attribute
    attribute: str


class Sharing:
    """The objects of one class, of which the first has the variables of others."""

    def __init__(
        self,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        code: ast.FunctionDef,
        frames: Sequence[Frame],
    ) -> None:
        self.trace = trace
        self.trees = trees
        self.code = code
        self.first, *self.rest = frames
        self.receiver = code.args.args[0].arg
        self.path = self.first.module.path
        self.taken = names_taken(trees.values())
        if code.args.vararg or code.args.kwarg or code.args.kwonlyargs or code.decorator_list:
            raise Other
        self.variables = list(self._variables())
        self.sharing = [f for f in self.rest if self._shares(f)]
        if not self.sharing or not self.variables:
            raise Other
        self.owner = self._owner()

    def _variables(self) -> Iterator[Kept]:
        """The variables that the constructor makes in statements of its own."""
        inner = {n for b in walk(self.code) if isinstance(b, BLOCKS) and b is not self.code for n in walk(b)}
        cell = instance_cell(self.first)
        known = {str(k) for k in cell.slots} if cell is not None else set()
        known |= {c.name for c in walk(self.trees[self.path]) if isinstance(c, ast.FunctionDef)}
        for statement in walk(self.code):
            call = getattr(statement, "value", None)
            if not isinstance(statement, ast.Assign) or "tf.get_variable" not in self._symbols(call):
                continue
            target = statement.targets[0]
            if statement in inner or len(statement.targets) > 1 or not isinstance(call, ast.Call):
                raise Other
            if isinstance(target, ast.Name):
                stored = [n for n in walk(self.code) if isinstance(n, ast.Name) and n.id == target.id]
                if sum(isinstance(n.ctx, ast.Store) for n in stored) != 1:
                    raise Other
                name = fresh(target.id, known)
                known.add(name)
            elif isinstance(target, ast.Attribute) and ast.unparse(target.value) == self.receiver:
                name = target.attr
                if cell is None or not is_steady(target, self.first, self.trace):
                    raise Other
            else:
                raise Other
            yield Kept(statement, call, target, name)

    def _symbols(self, call: ast.AST | None) -> set[str]:
        return self.trace.symbols.get(call.func, set()) if isinstance(call, ast.Call) else set()

    def _shares(self, frame: Frame) -> bool:
        """Whether an object has all variables of the first one, and trains none of them."""
        mine = {n for n in (frame.values.get(v.call) for v in self.variables) if isinstance(n, Node)}
        theirs = {n for n in (self.first.values.get(v.call) for v in self.variables) if isinstance(n, Node)}
        if len(theirs) != len(self.variables) or any(n.made.within(self.first) is None for n in theirs):
            raise Other
        made = [n for n in self.trace.nodes if n.made.reached and n.made.within(frame) is not None]
        used = {n for n in upstream(made) if n.kind == "variable" and n.made.within(self.first) is not None}
        if not used:
            return False
        if mine != theirs or not used <= mine or any(n.op in TRAINING for n in made):
            raise Other
        return True

    def _owner(self) -> str:
        """The name of the first object where the others are made."""
        calls = [f.site for f in (self.first, *self.sharing)]
        callers = {f.caller.frame for f in (self.first, *self.sharing) if f.caller is not None}
        run = self.first.caller
        if len(callers) != 1 or run is None or any(not isinstance(c, ast.Call) for c in calls):
            raise Other
        if len(set(calls)) < len(calls) or any(f.caller is None or f.caller.looped for f in self.sharing):
            raise Other
        return self._target(run)

    def _target(self, run: StatementRun) -> str:
        statement = run.node
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        plain = isinstance(statement, ast.Assign) and statement.value is self.first.site
        if not plain or run.looped or not isinstance(target, (ast.Name, ast.Attribute)):
            raise Other
        if len(statement.targets) > 1 or not is_steady(target, run.frame, self.trace):  # type: ignore[attr-defined]
            raise Other
        return ast.unparse(target)

    def apply(self, edits: Mapping[Path, Edits]) -> None:
        here = edits[self.path]
        name = fresh("shared", self.taken)
        last = self.code.args.args[-1]
        end = here.range_of(self.code.args.defaults[-1] if self.code.args.defaults else last)[1]
        here.replace(end, end, f", {name}=None")
        for variable in self.variables:
            own = f"{self.receiver}.{variable.attribute}"
            start, _ = here.range_of(variable.call)
            given = f"{name}.{variable.attribute} if {name} is not None else "
            here.replace(start, start, given)
            if isinstance(variable.target, ast.Name):
                for node in walk(self.code):
                    if isinstance(node, ast.Name) and node.id == variable.target.id:
                        here.rename(node, own)
        for frame in self.sharing:
            assert isinstance(frame.site, ast.Call) and frame.caller is not None
            there = edits[frame.caller.frame.module.path]
            close = there.range_of(frame.site)[1] - 1
            values = [*frame.site.args, *(k.value for k in frame.site.keywords)]
            comma = ", " if values else ""
            ends = max((there.range_of(v)[1] for v in values), default=close)
            there.replace(ends, ends, f"{comma}{name}={self.owner}")


__all__ = ["hand_on_objects"]
