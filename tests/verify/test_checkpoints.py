"""Checkpoints written by TensorFlow 1.15 after 5 steps: the converted program goes on as TensorFlow 1 did."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tf2codemod.api import convert_paths, plan_paths
from tf2codemod.cli import main
from tf2codemod.verify.checkpoints import Converted, convert_checkpoint, planned_program
from tf2codemod.verify.project import BadRequest
from tf2codemod.verify.runner import Program, Run, run_programs

FOLDER = Path(__file__).parent / "programs" / "checkpoint"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
needs_tensorflow = pytest.mark.skipif(
    sys.executable == PYTHON and importlib.util.find_spec("tensorflow") is None,
    reason="TensorFlow is not installed",
)


def program_with(folder: Path, optimizer: str) -> tuple[Path, Any]:
    """The program converted, and the plan of it as it was."""
    folder.mkdir(exist_ok=True)
    path = folder / "program.py"
    text = (FOLDER / "before.py").read_text(encoding="utf-8").replace("OPTIMIZER", optimizer)
    path.write_text(text, encoding="utf-8")
    plan = [report.to_json_data() for report in plan_paths([path]).reports]
    assert str(convert_paths([path]).programs[0].level) == "native"
    return path, plan


@pytest.fixture(scope="module")
def continued(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Converted, Run]]:
    """Each checkpoint converted, and the program that went on from it."""
    folder = tmp_path_factory.mktemp("checkpoints")
    converted: dict[str, Converted] = {}
    programs = []
    for name, expected in EXPECTED.items():
        program, plan = program_with(folder / name, expected["optimizer"])
        new = folder / name / "new"
        converted[name] = convert_checkpoint(
            FOLDER / name / "mid", new, plan, program=program, arguments=("5", "new", "end"), python=PYTHON
        )
        programs.append(Program(program, ("5", str(new / "mid"), "end")))
    runs = run_programs(PYTHON, programs)
    return {name: (converted[name], run) for name, run in zip(EXPECTED, runs, strict=True)}


@needs_tensorflow
@pytest.mark.parametrize("name", EXPECTED)
def test_training_goes_on(name: str, continued: dict[str, tuple[Converted, Run]]) -> None:
    written, run = continued[name]
    assert written.complete, written.lines
    assert not written.extra, written.lines
    assert not run.problem, run.err
    *lines, steps = run.out.split("\n")[:6]
    losses = [float(line.split()[1]) for line in lines]
    assert losses == pytest.approx(EXPECTED[name]["losses"], rel=1e-4)
    assert int(steps) == EXPECTED[name]["steps"] == 10


@needs_tensorflow
def test_what_does_not_fit_is_listed(tmp_path: Path) -> None:
    program, plan = program_with(tmp_path, EXPECTED["adam_v2"]["optimizer"])
    text = program.read_text(encoding="utf-8").replace("Dense(4", "Dense(5", 1)
    program.write_text(text, encoding="utf-8")
    plan_file = tmp_path / "plan.json"
    plan_file.write_text(json.dumps(plan), encoding="utf-8")
    old, new = str(FOLDER / "adam_v2" / "mid"), str(tmp_path / "new")
    options = ["--plan", str(plan_file), "--python", PYTHON, "--", "5", "new", "end"]
    result = CliRunner().invoke(main, ["checkpoint", old, new, *options])
    assert result.exit_code == 1, result.output
    assert "mis-shaped hidden/kernel [3, 4] -> " in result.output
    assert "moved      out/w -> w" in result.output


def test_a_checkpoint_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="there is no checkpoint"):
        convert_checkpoint(tmp_path / "nothing", tmp_path / "new", [])


def test_the_program_must_be_named(tmp_path: Path) -> None:
    plan = {"programs": [{"files": ["a.py"]}, {"files": ["b.py"]}]}
    with pytest.raises(BadRequest, match="2 programs"):
        planned_program(plan, None, None)
    assert planned_program(plan, Path("b.py"), None)["files"] == ["b.py"]
    with pytest.raises(BadRequest, match="is not what"):
        planned_program(["?"], None, None)
