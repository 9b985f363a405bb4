"""`tf2codemod verify` and `apply --verify`, with the runs themselves left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tf2codemod.cli import main
from tf2codemod.verify import delivery
from tf2codemod.verify.outcome import DIFFERS, EQUAL, FETCH, Departure, Outcome, Quantity, Side
from tf2codemod.verify.verification import Request

PROGRAM = """import tensorflow as tf

x = tf.placeholder(tf.float32, [2])
y = x * 2
with tf.Session() as sess:
    print(sess.run(y, {x: [1., 2.]}))
"""
FINE = Quantity(FETCH, "y", "program.py:6", EQUAL, 1)
OFF = Quantity(FETCH, "y", "program.py:6", DIFFERS, 1, departure=Departure(1, "1", "2"))


def outcome(*quantities: Quantity, problem: str = "") -> Outcome:
    return Outcome(Side("old", "TensorFlow", {}, problem), Side("new", "TensorFlow", {}), quantities)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def apply(path: Path, patch: pytest.MonkeyPatch, *found: Outcome) -> tuple[Result, list[Request]]:
    requests: list[Request] = []
    answers = iter(found)

    def answer(request: Request) -> Outcome:
        requests.append(request)
        return next(answers)

    patch.setattr(delivery, "verify", answer)
    return CliRunner().invoke(main, ["apply", "--verify", str(path)]), requests


def test_what_agrees_is_written(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = apply(program, monkeypatch, outcome(FINE))
    assert result.exit_code == 0, result.output
    assert "verify native: equal: 1 quantities" in result.output
    assert "Session" not in program.read_text()


def test_what_differs_falls_back(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, requests = apply(program, monkeypatch, outcome(OFF), outcome(FINE))
    assert result.exit_code == 1
    assert "verify native: differs: first fetch y at program.py:6" in result.output
    assert "Delivered at level compat." in result.output
    assert "tensorflow.compat.v1" in program.read_text()
    assert len(requests) == 2


def test_nothing_is_written_where_no_level_agrees(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = apply(program, monkeypatch, outcome(OFF), outcome(OFF))
    assert result.exit_code == 1
    assert program.read_text() == PROGRAM


def test_nothing_is_written_where_the_old_side_fails(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, requests = apply(program, monkeypatch, outcome(problem="timed out after 3 s"))
    assert result.exit_code == 2
    assert "old side failed: timed out after 3 s" in result.output
    assert program.read_text() == PROGRAM
    assert len(requests) == 1


def usage(*words: Any) -> str:
    result = CliRunner().invoke(main, ["verify", *map(str, words)])
    assert result.exit_code == 2
    return result.output


def test_usage(program: Path, tmp_path: Path) -> None:
    assert "two programs are needed" in usage(program)
    assert "--device is cpu, gpu or gpu:N" in usage("--device", "tpu", program, program)
    assert "does not exist" in usage(tmp_path / "none.py", program)
    assert "two files or two folders" in usage(program, tmp_path)
    assert "--entry" in usage(tmp_path, tmp_path)
    assert "no TensorFlow 2 in /bin/false" in usage("--python", "/bin/false", program, program)


def test_apply_does_not_import_the_harness(program: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from click.testing import CliRunner; from tf2codemod.cli import main; "
        f"CliRunner().invoke(main, ['apply', '--check', {str(program)!r}]); "
        "print([m for m in sys.modules if 'verify' in m or m == 'tensorflow'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
