"""Lists of variables that move into functions: code that stays is told their lengths alone."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import Items, Node, Value
from tf2codemod.plan.model import Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


class MovedLists:
    """The lists of variables that are bound by statements which move, as code that stays reads them."""

    def __init__(self, planners: Sequence[FramePlanner]) -> None:
        self.planners = planners
        self._moving: dict[frozenset[StatementRun | None], FramePlanner | None] = {}

    def look_at(self, run: StatementRun, consumed: Collection[ast.AST]) -> None:
        """Notes the lengths that a statement which stays asks for; raises TF232 where it asks for more."""
        keys = {key: self._planner(writers) for (_, key), writers in run.reads.items()}
        moved = {key: planner for key, planner in keys.items() if planner is not None}
        if not moved:
            return
        measured = dict(_measured(run.node))
        for expr in walk(run.node):
            key = getattr(expr, "attr", None)
            planner = moved.get(key) if isinstance(expr, ast.Attribute) else None
            if planner is None or not isinstance(expr, ast.Attribute) or expr in consumed:
                continue
            value = run.frame.values.get(expr)
            if not isinstance(value, Items) or not _holds_variables(value):
                continue
            call = measured.get(expr)
            if call is None or value.rest is not None:
                raise Obstacle(
                    "TF232",
                    f"code that stays reads '{ast.unparse(expr)}', which is bound by code that moves",
                    "compute it apart",
                    expr,
                )
            planner.widths[call] = str(len(value.prefix))

    def _planner(self, writers: frozenset[StatementRun | None]) -> FramePlanner | None:
        """The planner of the frame in which all statements move that wrote a place."""
        if writers in self._moving:
            return self._moving[writers]
        found: set[FramePlanner | None] = set()
        for writer in writers:
            found.add(next((p for p in self.planners if writer is not None and _moves(p, writer)), None))
        self._moving[writers] = found.pop() if len(found) == 1 else None
        return self._moving[writers]


def _moves(planner: FramePlanner, writer: StatementRun) -> bool:
    frames: Sequence[Frame] = planner.canonical.frames
    tops = [top for f in frames if (top := writer.within(f)) is not None]
    facts = planner.staging.facts.owner.get(tops[0]) if tops else None
    return facts is not None and planner.staging.roles.get(facts.node) is Role.MOVE


def _measured(statement: ast.stmt) -> Iterator[tuple[ast.expr, ast.Call]]:
    """The expressions of which a statement asks the length."""
    for node in walk(statement):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"
        if named and isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            yield node.args[0], node


def _holds_variables(value: Items) -> bool:
    parts: tuple[Value, ...] = (*value.prefix, *((value.rest,) if value.rest is not None else ()))
    return bool(parts) and all(isinstance(p, Node) and p.kind == "variable" for p in parts)
