"""Makes the calls that feed what a run does not need in statements before the run."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh, identifier
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.unused_feeds import drop_entry
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

FED = "TF213"


def call_before_runs(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Takes a value that is fed for nothing out of its feed dict; what computes it is still called.

    TensorFlow 1 takes such values and does nothing with them, but the call may draw numbers. The calls of
    values that are fed before it go before the run as well, so that all are made in their order.
    """
    if obstacle.code != FED or not isinstance(obstacle.node, ast.Call):
        return False
    taken = names_taken(trees.values())
    for path, tree in trees.items():
        for statement, display in _feeds(tree, trace):
            place = next((i for i, v in enumerate(display.values) if v is obstacle.node), None)
            key = display.keys[place] if place is not None else None
            if place is None or key is None or None in display.keys[:place]:
                continue
            before = [i for i in range(place) if _calls(display.values[i])]
            lines = []
            for index in before:
                value, named = display.values[index], display.keys[index]
                assert named is not None
                name = fresh(f"{identifier(ast.unparse(named).rpartition('.')[2])}_value", taken)
                taken.add(name)
                lines.append(f"{name} = {edits[path].text_of(value)}\n")
                edits[path].replace(*edits[path].range_of(value), name)
            lines.append(edits[path].text_of(obstacle.node) + "\n")
            if any("\n" in line[:-1] for line in lines):
                return False
            start = edits[path].range_of(statement)[0]
            edits[path].replace(start, start, *_lines(lines, statement.col_offset))
            drop_entry(display, key, edits[path])
            return True
    return False


def _lines(lines: list[str], column: int) -> Iterator[str]:
    for line in lines:
        yield line
        yield " " * column


def _feeds(tree: ast.Module, trace: Trace) -> Iterator[tuple[ast.stmt, ast.Dict]]:
    """The feed dicts that are written at a run, which is all that its statement computes."""
    sites = {site.call: site.feed_expr for site in trace.runs}
    for statement in (n for n in walk(tree) if isinstance(n, (ast.Assign, ast.Expr))):
        feeds = sites.get(statement.value) if isinstance(statement.value, ast.Call) else None
        if isinstance(feeds, ast.Dict):
            yield statement, feeds


def _calls(value: ast.expr) -> bool:
    return any(isinstance(n, ast.Call) for n in walk(value))
