"""Which pieces of code a plan speaks of; a file that has none of them stays as it is."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Mapping

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import Cell, Value
from tf2codemod.plan.model import FilePlan, Role
from tf2codemod.tree import walk

# What a plan was made from, which leads to the whole program.
ORIGINS = (Value, Cell, Frame, StatementRun)


class Touched:
    """The pieces of code that a plan speaks of, and those of which it says more than that they stay."""

    def __init__(self, plan: FilePlan) -> None:
        staying = [s for s, role in plan.roles.items() if role is Role.KEEP]
        self.changed = _nodes_in(
            plan._replace(roles={s: r for s, r in plan.roles.items() if r is not Role.KEEP})
        )
        self.nodes = self.changed.union(staying)

    def __contains__(self, tree: ast.Module) -> bool:
        return not self.nodes.isdisjoint(walk(tree))

    def may_change(self, statement: ast.stmt) -> bool:
        """Whether something in a statement may have another text in the new program."""
        return not self.changed.isdisjoint(walk(statement))


def _nodes_in(plan: FilePlan) -> set[ast.AST]:
    nodes: set[ast.AST] = set()
    seen: set[int] = set()
    pending: list[object] = [plan]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.AST):
            nodes.add(part)
        elif not isinstance(part, (str, ORIGINS)) and id(part) not in seen:
            seen.add(id(part))
            pending += _parts(part)
    return nodes


def _parts(part: object) -> list[object]:
    if isinstance(part, Mapping):
        return [*part.keys(), *part.values()]
    if isinstance(part, (list, tuple, set, frozenset)):
        return list(part)
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        return [getattr(part, f.name) for f in dataclasses.fields(part)]
    return []
