"""Finds the runs of initializers that would put variables back which were used before."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tf2codemod.interpret.trace import RunSite, StatementRun, Trace
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.model import RunPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.restores import is_restored_over
from tf2codemod.plan.staging import is_initializer
from tf2codemod.tree import walk

RESETTING = ("global", "all_variables", "variables_init")


def check_initializers(trace: Trace, runs: Sequence[RunPlan]) -> None:
    """Running the initializers again would put the variables back to their first values."""
    if not any(n.kind == "variable" for n in trace.nodes):
        return
    _check_kinds(trace, [r for r in runs if r.dropped])
    _check_variables(trace)


def _check_kinds(trace: Trace, runs: Sequence[RunPlan]) -> None:
    """No initializer may run in a loop, and none of a kind that ran at another place."""
    seen: set[tuple[str, tuple[Node, ...]]] = set()
    for run in runs:
        kinds = {(n.op, n.inputs) for s in run.sites for n in _initializers(s)}
        again = bool(kinds & seen) or any(s.statement.looped or s.statement.times > 1 for s in run.sites)
        resets = any(k == "initializer" or any(word in k for word in RESETTING) for k, _ in kinds)
        if again and all(is_restored_over(s, trace) for s in run.sites):
            continue
        if again and resets:
            raise _obstacle(run.call)
        seen |= kinds


def _check_variables(trace: Trace) -> None:
    """No variable may be initialized after a run that had to do with it, in whichever session."""
    touched: dict[Node, list[RunSite]] = {}
    for site in trace.runs:
        initialized = {v for n in _initializers(site) for v in _variables_of(n)}
        if not initialized:
            for node in upstream(nodes_in(site.fetches)):
                if node.kind == "variable":
                    touched.setdefault(node, []).append(site)
            continue
        earlier = [s for v in trace.nodes if v in initialized for s in touched.get(v, ())]
        before = any(_comes_before(s.statement, site.statement, site.reached and s.reached) for s in earlier)
        restored = is_restored_over(site, trace) or _is_otherwise_restored(site, trace)
        overwritten = not any(n.inputs for n in _initializers(site)) and _is_overwritten(site)
        if (before or overwritten) and not restored:
            raise _obstacle(site.call)


def _obstacle(call: ast.Call) -> Obstacle:
    return Obstacle(
        "TF205",
        "the initializers run more than once, which resets the variables",
        "assign the first values again",
        call,
    )


def _initializers(site: RunSite) -> list[Node]:
    """The initializers that a run fetches, alone or in groups."""
    found = upstream(nodes_in(site.fetches))
    return [n for n in found if n.kind == "action" and n.op != "tf.group" and is_initializer(n)]


def _variables_of(initializer: Node) -> tuple[Node, ...]:
    """The variables that an initializer gives their first values."""
    named = tuple(n for n in initializer.inputs if n.kind == "variable")
    covered = initializer.arguments.get("covers")
    return named or (nodes_in(covered) if covered is not None else ())


def _is_overwritten(site: RunSite) -> bool:
    """Whether a checkpoint was surely restored before in the statements of the same frame."""
    path = set(_arms(site.statement))
    return any(
        run.order < site.statement.order and set(_arms(run)) == path and _uses_saver(run, "restore")
        for run in site.statement.frame.statements
    )


def _is_otherwise_restored(site: RunSite, trace: Trace) -> bool:
    """Whether the initializers only run where there is no checkpoint, and the program saves one."""
    others = [r for r in site.statement.frame.statements if _uses_saver(r, "restore")]
    saves = any(_uses_saver(r, "save") for f in trace.frames for r in f.statements if r.reached)
    return saves and any(_exclude_each_other(r, site.statement) for r in others)


def _uses_saver(run: StatementRun, method: str) -> bool:
    return any(e.kind == "saver" and e.what == method for e in run.effects)


def _comes_before(first: StatementRun, second: StatementRun, certain: bool) -> bool:
    """Whether one execution of the program can do one thing and then the other."""
    chain = {r.frame: r for r in first.chain()}
    for run in second.chain():
        other = chain.get(run.frame)
        if other is not None:
            if other is run:
                return certain or run in (first, second)
            return not _exclude_each_other(other, run)
    return False


def _exclude_each_other(first: StatementRun, second: StatementRun) -> bool:
    """Whether two statements stand in different arms of a condition, or the first in one that leaves."""
    one, two = dict(_arms(first)), dict(_arms(second))
    if any(node in two and two[node] != arm for node, arm in one.items() if isinstance(node, ast.If)):
        return True
    return any(_leaves(node, arm) for node, arm in one.items() if node not in two)


def _leaves(node: ast.stmt, arm: str) -> bool:
    body = getattr(node, arm)
    return isinstance(node, ast.If) and isinstance(body[-1], (ast.Return, ast.Raise))


def _arms(run: StatementRun) -> list[tuple[ast.stmt, str]]:
    """The conditions and handlers around a statement in its frame, each with the part it stands in."""
    return [
        (outer.node, arm)
        for outer in run.frame.statements
        if isinstance(outer.node, (ast.If, ast.Try))
        for arm, inside in _parts(outer.node)
        if run.node in inside
    ]


def _parts(node: ast.If | ast.Try) -> Iterator[tuple[str, set[ast.AST]]]:
    for arm in ("body", "orelse", "handlers", "finalbody"):
        yield arm, {n for part in getattr(node, arm, ()) for n in walk(part)}
