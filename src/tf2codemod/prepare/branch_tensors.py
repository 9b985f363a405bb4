"""Takes tensors out of a branch that does other work too, where a run computes them from what it is fed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import TF, Const, External, Function, Module, Node, nodes_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.sure_names import surely_bound
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import stored_names, walk

MIXED = frozenset(("TF232", "TF923"))
UNCHANGING = (Node, Const, TF, Module, Function, External)
NO_STATE = ("scope", "initializer")


def part_branch(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts tensors before the branch at which the plan stopped; whether there were any.

    What a graph holds beyond what is run has no effect, and the function that a tensor becomes computes
    nothing before it is called.
    """
    if obstacle.code not in MIXED:
        return False
    for code in scopes_of(trace, trees):
        for branch in (n for n in walk(code.scope) if isinstance(n, ast.If)):
            if _is_meant(branch, obstacle, code) and _part(branch, code, trace, edits[code.path]):
                return True
    return False


def _is_meant(branch: ast.If, obstacle: Obstacle, code: Code) -> bool:
    """Whether the plan stopped at a branch, or at a name that one binds."""
    node = obstacle.node
    if any(branch not in f.by_node for f in code.frames):
        return False
    if node is branch or node in branch.body:
        return True
    return isinstance(node, ast.Name) and node.id in stored_names(branch) and node in walk(code.scope)


def _part(branch: ast.If, code: Code, trace: Trace, edits: Edits) -> bool:
    moving = [s for s in branch.body if all(_is_computed(s, f, trace) for f in code.frames)]
    runs = [f.by_node[branch] for f in code.frames]
    if not moving or len(moving) == len(branch.body) or any(r.looped or r.times > 1 for r in runs):
        return False
    staying = [s for s in branch.body if s not in moving]
    for statement in moving:
        earlier = staying[: sum(s.lineno < statement.lineno for s in staying)]
        if not all(_is_independent(statement, s, f, trace) for s in earlier for f in code.frames):
            return False
        if not all(_is_bound_once(name, statement, code) for name in stored_names(statement)):
            return False
    if not _has_names(branch, moving, code) or not all(edits.remove_line(s) for s in moving):
        return False
    column = branch.col_offset
    lines = [f"{edits.text_of(s)}\n" for s in moving]
    start = edits.lines_of(branch)[0]
    if any("\n" in line[:-1] for line in lines) or edits.data[start : start + column].strip():
        return False
    edits.replace(start, start, "".join(" " * column + line for line in lines))
    return True


def _has_names(branch: ast.If, moving: Sequence[ast.stmt], code: Code) -> bool:
    """Whether everything that statements read is there before a branch, whichever way was taken to it."""
    line = _line_before(branch, code.scope.body)
    if line is None:
        return False
    bound = surely_bound(line) | {n for s in moving for n in stored_names(s)}
    if isinstance(code.scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        bound |= {a.arg for a in ast.walk(code.scope.args) if isinstance(a, ast.arg)}
    own = {n.id for n in walk(code.scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    read = {n.id for s in moving for n in walk(s) if isinstance(n, ast.Name)}
    return read & own <= bound


def _line_before(branch: ast.If, body: Sequence[ast.stmt]) -> list[ast.stmt] | None:
    """The statements that have run when a branch is reached, if it stands in no other branch or loop."""
    line: list[ast.stmt] = []
    for statement in body:
        if statement is branch:
            return line
        if isinstance(statement, ast.With) and branch in walk(statement):
            inner = _line_before(branch, statement.body)
            return None if inner is None else [*line, *inner]
        line.append(statement)
    return None


def _is_independent(statement: ast.stmt, earlier: ast.stmt, frame: Frame, trace: Trace) -> bool:
    """Whether it makes no difference for a statement that an earlier one of its branch comes after it."""
    one, other = frame.by_node[statement], frame.by_node.get(earlier)
    if other is None:
        return False
    written = {place for r in beneath(other, frame, trace) for place in r.writes}
    inner = [n for n in walk(earlier) if isinstance(n, ast.stmt) and n in frame.by_node]
    written |= {p for n in inner for r in beneath(frame.by_node[n], frame, trace) for p in r.writes}
    if written & {place for r in beneath(one, frame, trace) for place in r.reads}:
        return False
    named = {n.id for n in walk(earlier) if isinstance(n, ast.Name)}
    shared = [n for n in walk(statement) if isinstance(n, ast.Name) and n.id in named]
    return all(isinstance(frame.values.get(n), UNCHANGING) for n in shared)


def _is_computed(statement: ast.stmt, frame: Frame, trace: Trace) -> bool:
    """Whether a statement only binds names to tensors that depend on what runs feed."""
    run = frame.by_node.get(statement)
    if run is None or not isinstance(statement, ast.Assign):
        return False
    targets = [e for t in statement.targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
    if not all(isinstance(t, ast.Name) for t in targets):
        return False
    for target in targets:
        value = frame.values.get(target)
        if not isinstance(value, Node) or value.kind != "tensor":
            return False
        if not any(n.kind == "placeholder" for n in upstream(nodes_in(value))):
            return False
    runs = list(beneath(run, frame, trace))
    return not any(r.effects for r in runs) and all(
        m.kind in (("tensor",) if isinstance(m, Node) else NO_STATE) for r in runs for m in r.made
    )


def beneath(run: StatementRun, frame: Frame, trace: Trace) -> Iterator[StatementRun]:
    """A statement and those that ran for it."""
    yield run
    for inner in trace.beneath(frame):
        yield from (r for r in inner.statements if r.within(frame) is run)


def _is_bound_once(name: str, statement: ast.stmt, code: Code) -> bool:
    """Whether one statement of a scope binds a name and nothing else does."""
    stores = [
        n
        for n in walk(code.scope)
        if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, (ast.Store, ast.Del))
    ]
    within = set(walk(statement))
    shared = any(isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names for n in walk(code.scope))
    given = isinstance(code.scope, ast.FunctionDef) and any(
        a.arg == name for a in ast.walk(code.scope.args) if isinstance(a, ast.arg)
    )
    return not shared and not given and all(n in within for n in stores)
