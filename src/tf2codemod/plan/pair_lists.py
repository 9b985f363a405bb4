"""Finds loops over pairs of gradients and variables that only use the variables."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import Items, Node
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk


@dataclass
class VariablesOnly:
    """What to change in such loops: they run over the variables, so that no gradient is needed for them."""

    lists: dict[ast.expr, str] = field(default_factory=dict)
    elements: set[ast.AST] = field(default_factory=set)
    unread: dict[ast.stmt, set[StatementRun]] = field(default_factory=dict)


def variables_only(
    line: Sequence[ast.stmt], frame: Frame, text: Callable[[ast.Call, Sequence[Node]], str]
) -> VariablesOnly:
    """The loops over pairs in the statements of a frame."""
    found = VariablesOnly()
    for statement in line:
        if not isinstance(statement, (ast.Assign, ast.Expr)):
            continue
        names: dict[str, list[ast.Name]] = {}
        for node in walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and _pairs(node, frame):
                names.setdefault(node.id, []).append(node)
        for uses in names.values():
            elements = [_elements(use, statement) for use in uses]
            pairs = _pairs(uses[0], frame)
            if not pairs or any(e is None for e in elements):
                continue
            call = next(g.expr for g, _ in pairs if g is not None)
            assert isinstance(call, ast.Call)
            try:
                listed = text(call, [v for _, v in pairs])
            except Obstacle:
                continue
            found.lists.update((use, listed) for use in uses)
            found.elements.update(e for group in elements if group is not None for e in group)
            found.unread.setdefault(statement, set()).update(g.made for g, _ in pairs if g is not None)
    return found


def _pairs(name: ast.Name, frame: Frame) -> list[tuple[Node | None, Node]]:
    """The pairs that a name stands for, if it is the result of ``compute_gradients``."""
    value = frame.values.get(name)
    if not isinstance(value, Items) or value.rest is not None:
        return []
    found: list[tuple[Node | None, Node]] = []
    for pair in value.prefix:
        parts = pair.prefix if isinstance(pair, Items) and pair.rest is None else ()
        if len(parts) != 2 or not isinstance(parts[1], Node) or parts[1].kind != "variable":
            return []
        gradient = parts[0] if isinstance(parts[0], Node) else None
        if gradient is not None and gradient.op != "compute_gradients":
            return []
        found.append((gradient, parts[1]))
    return found if any(g is not None for g, _ in found) else []


def _elements(use: ast.Name, statement: ast.stmt) -> list[ast.AST] | None:
    """The parts of a comprehension that say which element of a pair is meant; None if gradients are used."""
    for node in walk(statement):
        if not isinstance(node, (ast.ListComp, ast.GeneratorExp)) or len(node.generators) != 1:
            continue
        loop = node.generators[0]
        target: ast.expr | None = None
        if loop.iter is use:
            target = loop.target
        elif _is_counted(loop, use) and isinstance(loop.target, ast.Tuple) and len(loop.target.elts) == 2:
            target = loop.target.elts[1]
        if target is None:
            continue
        read = [n for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
        if isinstance(target, ast.Name):
            picked = [
                n for n in walk(node)
                if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name) and n.value.id == target.id
                and isinstance(n.slice, ast.Constant) and n.slice.value == 1
            ]  # fmt: skip
            return list(picked) if len(picked) == sum(n.id == target.id for n in read) else None
        if isinstance(target, ast.Tuple) and len(target.elts) == 2 and isinstance(target.elts[0], ast.Name):
            unused = target.elts[0].id not in {n.id for n in read}
            return [target.elts[0]] if unused and isinstance(target.elts[1], ast.Name) else None
    return None


def _is_counted(loop: ast.comprehension, use: ast.Name) -> bool:
    """Whether a comprehension runs over ``enumerate`` of a name."""
    call = loop.iter
    named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "enumerate"
    return named and isinstance(call, ast.Call) and call.args[:1] == [use]
