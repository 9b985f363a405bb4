"""Worker processes, and what happens when one dies."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tf2codemod import batch, engine
from tf2codemod.model import Level, Options, ProgramResult, Rewritten, Source


def dies_on_demand(sources: Sequence[Source], options: Options) -> tuple[ProgramResult, ...]:
    for source in sources:
        if source.text == "die":
            os._exit(3)
        if source.text == "deep":
            nested = 0
            for _ in range(100_000):
                nested = [nested]  # type: ignore[assignment]
            repr(nested)
    return (ProgramResult(tuple(Rewritten(s, "new") for s in sources), Level.NATIVE),)


def groups(*texts: str) -> list[tuple[Source, ...]]:
    return [(Source(Path(f"m{number}.py"), text),) for number, text in enumerate(texts)]


@pytest.mark.skipif(os.name != "posix", reason="the replaced engine reaches workers by forking")
def test_a_dead_worker_fails_its_group_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "convert", dies_on_demand)
    results = dict(batch.convert_groups(groups("a", "die", "b", "die", "c"), Options(), jobs=2))
    assert {number: bool(result[0].error) for number, result in results.items()} == {
        0: False,
        1: True,
        2: False,
        3: True,
        4: False,
    }
    assert results[1][0].findings[0].code == "TF986"


def test_code_nested_too_deeply_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "convert", dies_on_demand)
    results = dict(batch.convert_groups(groups("deep", "a"), Options(), jobs=1))
    assert results[0][0].findings[0].code == "TF984"
    assert not results[1][0].error


@pytest.mark.parametrize(
    ("sizes", "jobs", "expected"), [((10, 10), None, 0), ((10, 10), 2, 2), ((10,), 4, 1), ((), 4, 0)]
)
def test_workers_are_started_where_they_pay(sizes: tuple[int, ...], jobs: int | None, expected: int) -> None:
    assert batch.worker_count(groups(*("x" * size for size in sizes)), jobs) == expected
