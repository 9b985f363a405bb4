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

from tf2codemod.verify.cases import Case, find_cases, read_reference, run_cases

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = tuple(find_cases(GOLDEN))
WRITTEN = tuple(case for case in CASES if case.after.exists())
RUNNABLE = tuple(case for case in WRITTEN if case.runs)
# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
HAS_TENSORFLOW = PYTHON != sys.executable or importlib.util.find_spec("tensorflow") is not None
GRAPH_ONLY = ("Session", "placeholder", "compat.v1", "contrib", "feed_dict", "get_default_graph")


def name_of(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_case_is_complete(case: Case) -> None:
    reference = read_reference(case)
    assert reference.versions["tensorflow"].startswith("1.15")
    assert reference.printed.numbers
    ast.parse(case.before.read_text(encoding="utf-8"))
    assert case.pending or case.after.exists()


@pytest.mark.parametrize("case", WRITTEN, ids=name_of)
def test_tool_writes_after(case: Case, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_bytes(case.before.read_bytes())
    command = [sys.executable, "-m", "tf2codemod", "apply", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 1), done.stderr
    assert program.read_text(encoding="utf-8") == case.after.read_text(encoding="utf-8")
    again = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert again.returncode in (0, 1), again.stderr
    assert program.read_text(encoding="utf-8") == case.after.read_text(encoding="utf-8"), (
        "second run changed it"
    )


@pytest.mark.parametrize("case", [case for case in WRITTEN if case.level == "native"], ids=name_of)
def test_native_has_no_graph_names(case: Case) -> None:
    tree = ast.parse(case.after.read_text(encoding="utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {node.arg or "" for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert not names & set(GRAPH_ONLY)
    assert "compat.v1" not in ast.unparse(tree)


@cache
def found_on_this_tensorflow() -> dict[str, list[str]]:
    """One child process runs all cases: importing TensorFlow takes longer than any of them."""
    return run_cases(PYTHON, RUNNABLE)


@pytest.mark.skipif(not HAS_TENSORFLOW, reason="TensorFlow is not installed")
@pytest.mark.parametrize("case", RUNNABLE, ids=name_of)
def test_same_numbers_as_tensorflow_1(case: Case) -> None:
    assert found_on_this_tensorflow()[case.name] == []
