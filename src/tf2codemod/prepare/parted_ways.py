"""Parts a branch in two where a run needs some of its tensors and feeds only what those are made from."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, options_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import places
from tf2codemod.plan.staging import fed_nodes
from tf2codemod.prepare.branch_tensors import beneath
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import Arm, arms_of, walk

NOT_FED = "TF215"
STEADY = (ast.Name, ast.Attribute, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp)
PARTS = (ast.expr_context, ast.cmpop, ast.boolop, ast.unaryop)


def part_ways(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts what needs a placeholder that a run does not feed into a branch after; whether it could.

    The condition is asked twice, so it may only compare what the branch does not change.
    """
    place = obstacle.node
    if obstacle.code != NOT_FED or not isinstance(place, ast.stmt):
        return False
    for code in scopes_of(trace, trees):
        if not all(place in f.by_node for f in code.frames):
            continue
        for branch in _branches(code.scope.body):
            ways = _unfed(branch, code.frames, trace) if branch is place else [places(place, ast.Store)]
            after = branch is place or branch.lineno > place.lineno
            if after and any(_part(branch, late, code, trace, edits[code.path]) for late in ways if late):
                return True
    return False


def _branches(body: Sequence[ast.stmt]) -> list[ast.If]:
    """The branches that stand in no other branch, loop or function."""
    found: list[ast.If] = []
    for statement in body:
        if isinstance(statement, ast.If):
            found.append(statement)
        elif isinstance(statement, ast.With):
            found += _branches(statement.body)
    return found


def _unfed(branch: ast.If, frames: Sequence[Frame], trace: Trace) -> list[set[str]]:
    """For each run, the names and attributes by which a branch reads placeholders that it does not feed."""
    read = [
        (ast.unparse(n), v)
        for n in walk(branch)
        if isinstance(n, (ast.Name, ast.Attribute)) and isinstance(n.ctx, ast.Load)
        for f in frames
        for v in (options_of(f.values[n]) if n in f.values else ())
        if isinstance(v, Node) and v.kind == "placeholder"
    ]
    fed = [set(fed_nodes(site.feeds)) for site in trace.runs]
    return [{name for name, node in read if node not in each} for each in fed]


def _part(branch: ast.If, late: set[str], code: Code, trace: Trace, edits: Edits) -> bool:
    arms = list(arms_of(branch))
    tests = [arm.test for arm in arms if arm.test is not None]
    if not all(isinstance(n, (*STEADY, *PARTS)) for t in tests for n in walk(t)):
        return False
    read = {p for t in tests for p in places(t, ast.Load)}
    bound = {p for arm in arms for s in arm.body for p in places(s, ast.Store)}
    if read & bound:
        return False
    parted = [_parted(arm, late, code, trace) for arm in arms]
    if any(p is None for p in parted) or not any(p and p[0] and p[1] for p in parted):
        return False
    column = branch.col_offset
    lines: list[str | Range] = []
    for which in (0, 1):
        ways: list[tuple[ast.expr | None, list[str | Range]]] = []
        for arm, parts in zip(arms, parted, strict=True):
            assert parts is not None
            ways.append((arm.test, [p for s in parts[which] for p in edits.moved(s, column + 4)]))
        while ways and not ways[-1][1]:
            ways.pop()
        lines.extend(edits.branch(column, ways))
    edits.replace(*edits.lines_of(branch), *lines)
    return True


def _parted(
    arm: Arm, late: set[str], code: Code, trace: Trace
) -> tuple[list[ast.stmt], list[ast.stmt]] | None:
    """The statements of an arm that come first, and those that are late; ``None`` if they cannot part."""
    if all(isinstance(s, ast.Raise) for s in arm.body):
        return list(arm.body), []
    waiting, first, second = set(late), [], []
    needed: set[str] = set()
    for statement in arm.body:
        if not all(_only_computes(statement, f, trace) for f in code.frames):
            return None
        reads, binds = places(statement, ast.Load), places(statement, ast.Store)
        if reads & waiting:
            second.append(statement)
            waiting |= binds
            needed |= reads | binds
        elif binds & needed:
            return None
        else:
            first.append(statement)
    shared = {p for s in first for p in places(s, ast.Store)} & {
        p for s in second for p in places(s, ast.Store)
    }
    return None if shared else (first, second)


def _only_computes(statement: ast.stmt, frame: Frame, trace: Trace) -> bool:
    """Whether a statement does nothing but bind names and attributes to tensors."""
    run = frame.by_node.get(statement)
    if run is None or run.looped or not isinstance(statement, ast.Assign):
        return False
    for target in statement.targets:
        value = frame.values.get(target)
        if not isinstance(target, (ast.Name, ast.Attribute)):
            return False
        if value is not None and not all(isinstance(v, Node) for v in options_of(value)):
            return False
    runs = list(beneath(run, frame, trace))
    return not any(r.effects for r in runs) and all(
        isinstance(m, Node) and m.kind == "tensor" for r in runs for m in r.made
    )
