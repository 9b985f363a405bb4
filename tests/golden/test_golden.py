"""Golden cases: the tool's text byte for byte, and the numbers of TensorFlow 1.15."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tf2codemod.verify.cases import (
    Case,
    Trials,
    disagreements,
    find_cases,
    live_disagreements,
    ran,
    ran_on_compat,
    read_reference,
)

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = tuple(find_cases(GOLDEN))
WRITTEN = tuple(case for case in CASES if case.after.exists())
RUNNABLE = tuple(case for case in WRITTEN if case.runs)
RUNNABLE_BEFORE = tuple(case for case in CASES if case.runs and case.compat)
# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
HAS_TENSORFLOW = sys.executable != PYTHON or importlib.util.find_spec("tensorflow") is not None
TF1_PYTHON = os.environ.get("TF2CODEMOD_TF1_PYTHON", "")
GRAPH_ONLY = ("Session", "placeholder", "compat.v1", "contrib", "feed_dict", "get_default_graph")


def name_of(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_case_is_complete(case: Case) -> None:
    reference = read_reference(case)
    assert reference.versions["tensorflow"].startswith("1.15")
    assert reference.printed.numbers
    assert reference.seen, "record it again: scripts/record_references.py --python TF1_PYTHON CASE"
    ast.parse(case.before.read_text(encoding="utf-8"))
    assert case.pending or case.after.exists()


def apply(folder: Path) -> None:
    """Runs the tool on a folder, as a user does."""
    command = [sys.executable, "-m", "tf2codemod.cli", "apply", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the tool makes of every case, and what a second run makes of that."""
    folder = tmp_path_factory.mktemp("golden")
    paths = {case.name: folder / case.name / "program.py" for case in WRITTEN}
    for case in WRITTEN:
        paths[case.name].parent.mkdir(parents=True)
        paths[case.name].write_bytes(case.before.read_bytes())
    texts: dict[str, list[str]] = {name: [] for name in paths}
    for _ in range(2):
        apply(folder)
        for name, path in paths.items():
            texts[name].append(path.read_text(encoding="utf-8"))
    return texts


@pytest.mark.parametrize("case", WRITTEN, ids=name_of)
def test_tool_writes_after(case: Case, converted: dict[str, list[str]]) -> None:
    assert converted[case.name][0] == case.after.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", WRITTEN, ids=name_of)
def test_second_run_changes_nothing(case: Case, converted: dict[str, list[str]]) -> None:
    first, second = converted[case.name]
    assert first == second


@pytest.mark.parametrize("case", [case for case in WRITTEN if case.level == "native"], ids=name_of)
def test_native_has_no_graph_names(case: Case) -> None:
    tree = ast.parse(case.after.read_text(encoding="utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.arg or "" for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert not names & set(GRAPH_ONLY)
    assert "compat.v1" not in ast.unparse(tree)


@cache
def on_this_tensorflow() -> Trials:
    """One child process runs all cases: importing TensorFlow takes longer than any of them."""
    return ran(PYTHON, RUNNABLE)


@pytest.mark.skipif(not HAS_TENSORFLOW, reason="TensorFlow is not installed")
@pytest.mark.parametrize("case", RUNNABLE, ids=name_of)
def test_same_numbers_as_tensorflow_1(case: Case) -> None:
    assert disagreements(case, *on_this_tensorflow()[case.name]) == []


@pytest.fixture(scope="session")
def on_compat(tmp_path_factory: pytest.TempPathFactory) -> Trials:
    """The old programs themselves, on ``tf.compat.v1`` of the installed TensorFlow."""
    return ran_on_compat(PYTHON, RUNNABLE_BEFORE, tmp_path_factory.mktemp("compat"))


@pytest.mark.skipif(not HAS_TENSORFLOW, reason="TensorFlow is not installed")
@pytest.mark.parametrize("case", RUNNABLE_BEFORE, ids=name_of)
def test_graph_mode_has_the_numbers_of_tensorflow_1(case: Case, on_compat: Trials) -> None:
    assert disagreements(case, *on_compat[case.name]) == []


@pytest.mark.skipif(not HAS_TENSORFLOW, reason="TensorFlow is not installed")
@pytest.mark.parametrize("case", [case for case in RUNNABLE if case.compat], ids=name_of)
def test_same_numbers_as_graph_mode(case: Case, on_compat: Trials) -> None:
    after, record = on_this_tensorflow()[case.name]
    assert live_disagreements(case, on_compat[case.name][0], after, record) == []


@pytest.mark.skipif(not TF1_PYTHON, reason="set TF2CODEMOD_TF1_PYTHON to a Python with TensorFlow 1.15")
def test_references_can_be_recorded_again() -> None:
    script = Path(__file__).parents[2] / "scripts" / "record_references.py"
    command = [sys.executable, str(script), "--python", TF1_PYTHON, "--check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
