"""Gives a tensor that a setting chooses one meaning, where the ways of a branch give one name to several."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Instance, Node, Union, Value
from tf2codemod.plan.naming import names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import places
from tf2codemod.plan.program import USUAL_NAME, tensorflow_name
from tf2codemod.prepare.common_ends import leaves
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.rewrite.chosen import settled_line
from tf2codemod.tree import arms_of, walk

WITHOUT_ONE_NODE = frozenset(("TF210", "TF211", "TF216", "TF217", "TF219", "TF315", "TF412", "TF418"))


def settle_chosen_tensors(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Has each tensor that a branch chooses pass through an identity after it; whether there is one.

    What is fetched or differentiated must be one graph object. The identity goes with the graph.
    """
    if obstacle.code not in WITHOUT_ONE_NODE:
        return False
    wanted = {n.attr for n in ast.walk(obstacle.node) if isinstance(n, ast.Attribute)}
    wanted |= {n.id for n in ast.walk(obstacle.node) if isinstance(n, ast.Name)}
    found: list[tuple[Code, ast.If, str]] = []
    for code in scopes_of(trace, trees):
        for branch, before, after in _branches(code.scope.body):
            for place in sorted(_bound_anyhow(branch, before) | _needed_of_all_ways(branch, after)):
                if _is_settled(place, branch, code.scope):
                    continue
                frames = [f for f in code.frames if branch in f.by_node]
                chosen = all(_is_chosen(place, branch, f) for f in frames)
                if chosen or _is_chosen_for_each(place, branch, frames):
                    found.append((code, branch, place))
    meant = [each for each in found if each[2].rpartition(".")[2] in wanted] or found
    lines: dict[tuple[Path, ast.If], list[str]] = {}
    for code, branch, place in meant:
        tree = trees[code.path]
        tf = tensorflow_name(tree) if USUAL_NAME not in names_in(tree) else USUAL_NAME
        line = " " * branch.col_offset + settled_line(place, tf) + "\n"
        lines.setdefault((code.path, branch), []).append(line)
    for (path, branch), added in lines.items():
        _, end = edits[path].lines_of(branch)
        edits[path].replace(end, end, *added)
    return bool(meant)


def _is_settled(place: str, branch: ast.If, scope: ast.AST) -> bool:
    """Whether a place passes through an identity after a branch already."""
    line = ast.unparse(ast.parse(settled_line(place, USUAL_NAME)))
    after = (s for s in walk(scope) if isinstance(s, ast.Assign) and _comes_after(s, branch))
    return any(ast.unparse(s).endswith(line.partition(USUAL_NAME)[2]) for s in after)


def _branches(
    body: Sequence[ast.stmt], before: Sequence[ast.stmt] = ()
) -> Iterator[tuple[ast.If, list[ast.stmt], Sequence[ast.stmt]]]:
    """The branches that stand in no other branch or loop, each with the statements before and after it."""
    line = list(before)
    for index, statement in enumerate(body, 1):
        if isinstance(statement, ast.With):
            yield from _branches(statement.body, line)
        elif isinstance(statement, ast.If) and statement.lineno != (statement.end_lineno or 0):
            yield statement, line, body[index:]
        line = [*line, statement]


def _bound_anyhow(branch: ast.If, before: Sequence[ast.stmt]) -> set[str]:
    """The names and attributes that a branch binds, and that are bound whichever way it takes."""
    every = tuple(arms_of(branch))
    arms = [arm for arm in every if not arm.body or not leaves(arm.body[-1])]
    bound = [{p for s in arm.body for p in places(s, ast.Store)} for arm in arms]
    earlier = {p for s in before for p in places(s, ast.Store)}
    in_all = set.intersection(*bound) if bound and every[-1].test is None else set()
    return {p for each in bound for p in each} & (earlier | in_all)


def _needed_of_all_ways(branch: ast.If, after: Sequence[ast.stmt]) -> set[str]:
    """What each way of a branch without an ``else`` binds, and what comes next, or other methods, read."""
    bound = [{p for s in arm.body for p in places(s, ast.Store)} for arm in arms_of(branch) if arm.test]
    plain = (s for s in after if isinstance(s, (ast.Assign, ast.Expr, ast.Return)))
    read = {p for s in plain for p in places(s, ast.Load)}
    return {p for p in set.intersection(*bound) if p in read or "." in p}


def _is_chosen(place: str, branch: ast.If, frame: Frame) -> bool:
    """Whether a name or attribute means one of several tensors after a branch, which makes some of them."""
    inside = set(walk(branch))
    read = (
        v
        for e, v in frame.values.items()
        if isinstance(e, (ast.Name, ast.Attribute)) and e not in inside and _comes_after(e, branch)
        if isinstance(e.ctx, ast.Load) and ast.unparse(e) == place
    )
    values = [v for v in (_at_the_end(place, frame), *read) if v is not None]
    run = frame.by_node[branch]
    return not run.looped and any(_is_one_of_several(v, frame, inside) for v in values)


def _is_chosen_for_each(place: str, branch: ast.If, frames: Sequence[Frame]) -> bool:
    """Whether a name or attribute means one tensor in each activation, of which the branch makes some."""
    values = [_at_the_end(place, frame) for frame in frames]
    made = [v.expr for v in values if isinstance(v, Node) and v.kind == "tensor"]
    if len(made) < len(frames) or any(f.by_node[branch].looped for f in frames):
        return False
    return len(set(made)) > 1 and not set(walk(branch)).isdisjoint(made)


def _comes_after(expr: ast.expr | ast.stmt, branch: ast.If) -> bool:
    return expr.lineno > (branch.end_lineno or branch.lineno)


def _at_the_end(place: str, frame: Frame) -> Value | None:
    owner, _, name = place.rpartition(".")
    if not owner:
        return frame.cell.slots.get(name)
    receiver = frame.cell.slots.get(owner)
    return receiver.cell.slots.get(name) if isinstance(receiver, Instance) else None


def _is_one_of_several(value: Value, frame: Frame, inside: set[ast.AST]) -> bool:
    if not isinstance(value, Union) or not all(
        isinstance(o, Node) and o.kind == "tensor" for o in value.options
    ):
        return False
    runs = [o.made.within(frame) for o in value.options if isinstance(o, Node)]
    return any(r is not None and r.node in inside for r in runs)
