"""Ctrl-C and SIGTERM end a run at once, and leave whole files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import sys, time
from pathlib import Path
from tf2codemod import engine
from tf2codemod.model import Level, ProgramResult, Rewritten

def convert(sources, options):
    Path("started").touch()
    time.sleep(60)

engine.convert = convert
from tf2codemod.cli import main
main(sys.argv[1:])
"""


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_ends_and_changes_nothing(
    tmp_path: Path, jobs: str, number: signal.Signals, code: int
) -> None:
    (tmp_path / "run.script").write_text(SCRIPT)
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("import tensorflow as tf\n")
    process = subprocess.Popen(
        [sys.executable, "run.script", "apply", "--jobs", jobs, "."], cwd=tmp_path, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 20
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.1)
    process.send_signal(number)
    process.communicate(timeout=10)
    assert process.returncode == code
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.py", "b.py", "run.script", "started"]
    assert (tmp_path / "a.py").read_text() == "import tensorflow as tf\n"
