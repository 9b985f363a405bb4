"""Runs programs under a chosen Python with controlled randomness, several in one child process."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
# Importing TensorFlow takes seconds on a cold disk.
START_SECONDS = 120.0


@dataclass(frozen=True)
class Program:
    """One program to run: its file, its arguments and the folder it runs in (a fresh one by default)."""

    path: Path
    arguments: tuple[str, ...] = ()
    cwd: Path | None = None
    seconds: float = 60.0


@dataclass(frozen=True)
class Run:
    """What one program printed, and its exit status (124 when its time was over)."""

    program: Program
    code: int
    out: str
    err: str


def child_environment(nudge: float = 0.0) -> dict[str, str]:
    """The environment of a child process: one thread's sums, no GPU, no hash randomness."""
    return {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "CUDA_VISIBLE_DEVICES": "-1",
        "MPLBACKEND": "Agg",
        "TF2CODEMOD_NUDGE": repr(nudge),
    }


def run_programs(python: str, programs: Sequence[Program], nudge: float = 0.0) -> tuple[Run, ...]:
    """Runs programs one after the other in forks of one process that imported TensorFlow once."""
    with tempfile.TemporaryDirectory(prefix="tf2codemod-") as folder:
        jobs = []
        for number, program in enumerate(programs):
            scratch = Path(folder, f"cwd{number}")
            scratch.mkdir()
            jobs.append(
                {
                    "program": str(program.path.resolve()),
                    "arguments": list(program.arguments),
                    "cwd": str(program.cwd or scratch),
                    "seconds": program.seconds,
                    "output": str(Path(folder, f"job{number}")),
                }
            )
        jobs_file = Path(folder, "jobs.json")
        jobs_file.write_text(json.dumps(jobs), encoding="utf-8")
        done = subprocess.run(
            [python, str(CHILD), str(jobs_file)],
            env=child_environment(nudge),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=START_SECONDS + sum(program.seconds for program in programs),
        )
        return tuple(
            collect(program, Path(str(job["output"])), done.stderr)
            for program, job in zip(programs, jobs, strict=True)
        )


def collect(program: Program, output: Path, child_error: str) -> Run:
    """Reads back one program's files; a missing status means that the child itself ended early."""
    code = output.with_suffix(".code")
    if not code.exists():
        return Run(program, 1, "", child_error)
    texts = [
        output.with_suffix(suffix).read_text(encoding="utf-8", errors="replace")
        for suffix in (".out", ".err")
    ]
    return Run(program, int(code.read_text(encoding="utf-8")), *texts)
