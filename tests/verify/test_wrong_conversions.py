"""Conversions with one mistake each: every one is caught, and the right quantity is named first."""

from __future__ import annotations

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tf2codemod.verify.cases import Case, compared, find_cases, first_differing, run_cases, run_trials
from tf2codemod.verify.outcome import Quantity

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).parent
# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
pytestmark = pytest.mark.skipif(
    sys.executable == PYTHON and importlib.util.find_spec("tensorflow") is None,
    reason="TensorFlow is not installed",
)
CASES = {
    case.name: case
    for folder in (HERE.parents[1] / "golden", HERE / "programs")
    for case in find_cases(folder)
}
OWN = tuple(case for name, case in CASES.items() if name.startswith("wrong/"))


@dataclass(frozen=True)
class Wrong:
    """A case, one mistake in its conversion, and what must be named first."""

    title: str
    case: Case
    replace: str
    by: str
    first: str
    fails: str

    def text(self) -> str:
        right = self.case.after.read_text(encoding="utf-8")
        assert self.replace in right, f"{self.title}: the text to be replaced is not there"
        return right.replace(self.replace, self.by)


WRONG = tuple(
    Wrong(w["title"], CASES[w["in"]], w["replace"], w["by"], w.get("first", ""), w.get("fails", ""))
    for w in tomllib.loads((HERE / "wrong.toml").read_text(encoding="utf-8"))["wrong"]
    if not w.get("twins")
)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, list[Quantity]]]:
    """One child process runs them all: title to what failed, or to what differs."""
    folder = tmp_path_factory.mktemp("wrong")
    trials = []
    for number, wrong in enumerate(WRONG):
        path = folder / str(number) / "after.py"
        path.parent.mkdir()
        path.write_text(wrong.text(), encoding="utf-8")
        trials.append((wrong.case, path))
    ran = run_trials(PYTHON, trials)
    return {
        wrong.title: (run.problem, [] if run.problem else first_differing(compared(wrong.case, run, record)))
        for wrong, (run, record) in zip(WRONG, ran, strict=True)
    }


def test_there_are_enough() -> None:
    assert len(WRONG) >= 40
    assert len({w.title for w in WRONG}) == len(WRONG)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda w: w.title)
def test_caught(wrong: Wrong, found: dict[str, tuple[str, list[Quantity]]]) -> None:
    problem, differing = found[wrong.title]
    if wrong.fails:
        assert wrong.fails in problem
    else:
        assert not problem
        assert [q.name for q in differing[:1]] == [wrong.first]


def test_right_conversions_are_equal() -> None:
    assert run_cases(PYTHON, OWN) == {case.name: [] for case in OWN}
