"""Says with data sets what the queues of a program do, where both give the same elements."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Thing, options_of
from tf2codemod.plan.naming import names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import tensorflow_name
from tf2codemod.plan.queues import READERS
from tf2codemod.prepare.dissolving import Dissolving, NotDissolved
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.queue_elements import NotCovered, QueueElements
from tf2codemod.prepare.queue_scopes import QueueScope
from tf2codemod.prepare.regions import Scope, asks_for_names
from tf2codemod.tree import walk

FED_BY_A_QUEUE = "TF503"


def read_data_sets(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts data sets in the place of queues; whether all of them could be."""
    if obstacle.code != FED_BY_A_QUEUE:
        return False
    for every in (True, False):
        try:
            return _Reading(trace, trees, edits, every).apply()
        except (NotCovered, NotDissolved, Obstacle):
            for each in edits.values():
                each.edits.clear()
    return False


class _Reading:
    """The queues of a program, with those in code that nothing calls, or without them."""

    def __init__(
        self, trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], every: bool
    ) -> None:
        self.trace = trace
        self.trees = trees
        self.edits = edits
        self.every = every
        self.frames = [f for f in trace.frames if every or any(r.reached for r in f.statements)]

    def apply(self) -> bool:
        """Writes all data sets; whether there are any."""
        elements = QueueElements(self.trace, self.every)
        changed: set[Scope] = set()
        given: set[ast.AST] = set()
        taking: set[ast.AST] = set()
        for path, tree in self.trees.items():
            if asks_for_names(tree):
                raise NotCovered
            here = self.edits[path]
            going = Dissolving(tree, here)
            for scope, frames in self._scopes(path, tree).items():
                taken = names_in(tree)
                each = QueueScope(scope, frames, elements, here, going, tensorflow_name(tree), taken)
                if each.apply():
                    changed.add(scope)
                given |= each.given_to
                taking |= {scope} if each.takes else set()
            self._drop_readers(path, tree, going)
            going.apply()
        if given != taking:
            raise NotCovered
        for frame in self.trace.frames:
            code = frame.function.node if frame.function is not None else None
            if code in changed and frame not in self.frames:
                raise NotCovered
        return bool(changed)

    def _scopes(self, path: Path, tree: ast.Module) -> dict[Scope, list[Frame]]:
        """The functions of a file that ran, and the file itself, each with its activations."""
        found: dict[Scope, list[Frame]] = {}
        for frame in self.frames:
            scope = frame.function.node if frame.function is not None else tree
            if frame.module.path != path or not frame.statements:
                continue
            if frame.function is None and frame.cell is not frame.module.cell:
                continue
            if isinstance(scope, (ast.FunctionDef, ast.Module)):
                found.setdefault(scope, []).append(frame)
        return found

    def _drop_readers(self, path: Path, tree: ast.Module, going: Dissolving) -> None:
        """Takes away the readers, which only the readings that went needed."""
        methods = {n.value for n in walk(tree) if isinstance(n, ast.Attribute) and n.attr == "read"}
        for frame in (f for f in self.frames if f.module.path == path):
            for expr, value in frame.values.items():
                readers = [o for o in options_of(value) if isinstance(o, Thing) and o.symbol in READERS]
                if not readers or not isinstance(expr, (ast.Name, ast.Attribute, ast.Call)):
                    continue
                if not isinstance(expr, ast.Call):
                    if isinstance(expr.ctx, ast.Load) and expr not in methods:
                        raise NotCovered
                    continue
                for run in frame.statements:
                    made = [s for s in walk(run.node) if isinstance(s, ast.Assign) and s.value is expr]
                    going.gone.update(made)


__all__ = ["read_data_sets"]
