"""Every kind of random draw gives the numbers that it gives on TensorFlow 1.15, whatever was drawn before."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tf2codemod.verify.runner import run_programs

ROOT = Path(__file__).parents[2]
EXPECTED: dict[str, list[float]] = json.loads(
    (Path(__file__).parent / "programs" / "draws.json").read_text(encoding="utf-8")
)
# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)


def load_script() -> Any:
    path = ROOT / "scripts" / "record_draws.py"
    spec = importlib.util.spec_from_file_location("record_draws", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(
    sys.executable == PYTHON and importlib.util.find_spec("tensorflow") is None,
    reason="TensorFlow is not installed",
)
def test_draws_are_the_same_numbers_as_on_tensorflow_1(tmp_path: Path) -> None:
    script = load_script()
    runs = run_programs(PYTHON, [script.program(tmp_path, 1), script.program(tmp_path, 1, backwards=True)])
    for run in runs:
        assert not run.problem, run.err
        found = json.loads(run.out.splitlines()[-1])
        assert set(found) == set(EXPECTED)
        off = {name for name in found if found[name] != pytest.approx(EXPECTED[name], rel=1e-4, abs=1e-6)}
        assert not off


def test_there_are_draws_of_every_kind() -> None:
    assert len(EXPECTED) >= 50
