"""The comparison of a trace with a plan."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "trace_runs.py"
    spec = importlib.util.spec_from_file_location("trace_runs", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["trace_runs"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def traced(
    line: int, fetches: list[Any], feeds: list[Any], through: list[str] | None = None
) -> dict[str, Any]:
    return {"file": "a.py", "line": line, "through": through or [], "fetches": fetches, "feeds": feeds}


def planned(
    first: int, last: int, fetches: list[Any], feeds: list[Any], resolved: bool = True
) -> dict[str, Any]:
    sides = {
        "fetches": fetches,
        "feeds": feeds,
        "resolved": resolved,
        "reason": "" if resolved else "too hard",
    }
    return {"file": "a.py", "line": first, "end_line": last, "reached": True, **sides}


def tensor(kind: str, *stack: list[Any]) -> dict[str, Any]:
    return {"kind": kind, "op": "op", "stack": list(stack)}


X = tensor("placeholder", ["a.py", 3])
Y = tensor("tensor", ["a.py", 8], ["b.py", 2])
PLANNED_X = tensor("placeholder", ["a.py", 2, 3])
PLANNED_Y = tensor("tensor", ["a.py", 8, 8], ["b.py", 1, 2])


def words(script: ModuleType, runs: list[Any], plan: list[Any]) -> list[str]:
    return [verdict.word for verdict in script.compare(runs, plan)]


def test_agrees_inside_the_lines_of_the_call(script: ModuleType) -> None:
    assert words(script, [traced(11, [Y], [X])], [planned(10, 12, [PLANNED_Y], [PLANNED_X])]) == ["agrees"]


def test_contradicted_by_a_tensor_the_plan_does_not_name(script: ModuleType) -> None:
    assert words(script, [traced(11, [Y], [X])], [planned(11, 11, [PLANNED_X], [PLANNED_X])]) == [
        "contradicted"
    ]
    assert words(script, [traced(11, [Y], [X])], [planned(11, 11, [PLANNED_Y], [])]) == ["contradicted"]


def test_outermost_frame_tells_two_calls_of_one_function_apart(script: ModuleType) -> None:
    other_call = tensor("tensor", ["a.py", 9, 9], ["b.py", 1, 2])
    assert words(script, [traced(11, [Y], [])], [planned(11, 11, [other_call], [])]) == ["contradicted"]


def test_unresolved_and_missing_sites_are_no_contradiction(script: ModuleType) -> None:
    assert words(script, [traced(11, [Y], [])], [planned(11, 11, [], [], resolved=False)]) == ["unresolved"]
    assert words(script, [traced(11, [Y], [])], []) == ["missing"]


def test_worst_execution_counts_and_inner_runs_do_not(script: ModuleType) -> None:
    runs = [traced(11, [Y], []), traced(11, [X], []), traced(12, [Y], [], ["save"])]
    assert words(script, runs, [planned(11, 11, [PLANNED_Y], [])]) == ["contradicted"]
