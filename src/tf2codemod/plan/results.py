"""Says which results of the runs of a program are read, and so have to keep their form."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from tf2codemod.interpret.trace import RunSite, StatementRun, Trace
from tf2codemod.interpret.values import Cell
from tf2codemod.plan.model import RunPlan

Place = tuple[Cell, object]


def with_uses(runs: Sequence[RunPlan], trace: Trace) -> list[RunPlan]:
    """The runs with what the program does with their results."""
    writers = {s.statement for r in runs for s in r.sites}
    read: dict[StatementRun, set[Place]] = {w: set() for w in writers}
    for frame in trace.frames:
        for statement in frame.statements:
            for place, sources in statement.reads.items():
                for source in sources:
                    if source in read:
                        assert source is not None
                        read[source].add(place)
    return [r._replace(unread=_is_unread(r, read), nones=_nones_read(r, read)) for r in runs]


def _is_unread(run: RunPlan, read: Mapping[StatementRun, set[Place]]) -> bool:
    """Whether nothing is done with what a run gives."""
    return all(not any(_is_read(t, s, read) for t in _receivers(s)) for s in run.sites)


def _nones_read(run: RunPlan, read: Mapping[StatementRun, set[Place]]) -> frozenset[int]:
    """The places of an unpacking to which ops without a value give ``None`` that is read."""
    found: set[int] = set()
    for site in run.sites:
        node = site.statement.node
        target = node.targets[0] if isinstance(node, ast.Assign) and node.value is site.call else None
        if isinstance(target, (ast.Tuple, ast.List)):
            found.update(i for i, t in enumerate(target.elts) if _is_read(t, site, read))
    return frozenset(found)


def _receivers(site: RunSite) -> Sequence[ast.expr]:
    """What the result of a run is bound to as a whole; the run itself where it is part of an expression."""
    node = site.statement.node
    if isinstance(node, ast.Expr) and node.value is site.call:
        return ()
    return node.targets if isinstance(node, ast.Assign) and node.value is site.call else (site.call,)


def _is_read(target: ast.expr, site: RunSite, read: Mapping[StatementRun, set[Place]]) -> bool:
    """Whether anything reads what a statement binds to a target."""
    if not isinstance(target, (ast.Name, ast.Attribute)):
        return True
    name = target.id if isinstance(target, ast.Name) else target.attr
    places = {p for p in site.statement.writes if p[1] == name}
    return not places or bool(places & read[site.statement])
