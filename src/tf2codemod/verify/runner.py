"""Runs programs under a chosen Python with controlled randomness, several in one child process."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("child.py")
# Importing TensorFlow takes seconds on a cold disk.
START_SECONDS = 120.0
NO_DEVICE = 97


@dataclass(frozen=True)
class Limits:
    """What one run may use: seconds, bytes of memory, and bytes printed."""

    seconds: float = 60.0
    memory: int = 8 << 30
    printed: int = 16 << 20


@dataclass(frozen=True)
class Observation:
    """What is written down while a program runs: places of its text, and whether weights are told apart."""

    root: Path
    places: tuple[Mapping[str, Any], ...] = ()
    identities: bool = False


@dataclass(frozen=True)
class Program:
    """One program to run: its file, its arguments and the folder it runs in (a fresh one by default).

    With ``project`` the program runs in a copy of that folder; ``path`` and ``cwd`` lie in it. With
    ``or_stop`` the programs after it do not run if it fails. With ``old_rates`` the optimizers of Keras
    take their rates of decay with the digits of TensorFlow 1.
    """

    path: Path
    arguments: tuple[str, ...] = ()
    cwd: Path | None = None
    seconds: float = 60.0
    project: Path | None = None
    python_path: tuple[str, ...] = ()
    limits: Limits | None = None
    nudge: float = 0.0
    randomness: str = "tables"
    table: int = 0
    device: str = "cpu"
    observation: Observation | None = None
    or_stop: bool = False
    checkpoint: Mapping[str, Any] | None = None
    old_rates: bool = False


@dataclass(frozen=True)
class Run:
    """What one program printed, its exit status (124 when its time was over), and what was observed."""

    program: Program
    code: int
    out: str
    err: str
    verdict: str = ""
    seen: tuple[Mapping[str, Any], ...] = ()
    isolated: bool = True
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def problem(self) -> str:
        """Why the run is no basis for a comparison; empty if it is one."""
        if self.verdict:
            return self.verdict
        if not self.code:
            return ""
        lines = [line.strip() for line in self.err.strip().splitlines() if line.strip()]
        last = lines[-1] if lines else "no message"
        return last if self.code == NO_DEVICE else f"exit status {self.code}: {last[:300]}{hint(last)}"


HINTS = (
    ("EOFError: EOF when reading a line", "it reads its standard input, and there is none"),
    ("the following arguments are required", "give its arguments after --"),
    ("ModuleNotFoundError", "install the package into that Python, or name the project folder and --entry"),
    ("ImportError", "install the package into that Python"),
    ("FileNotFoundError", "put the data into the project folder, which is copied, or give its absolute path"),
    ("No such file or directory", "put the data into the project folder, which is copied"),
    ("NotFoundError", "put the data into the project folder, which is copied"),
    ("URLError", "it fetches data: download it before"),
    ("MemoryError", "give it more with --memory"),
)


def hint(message: str) -> str:
    """What a person may do about a program that cannot be run."""
    return next((f" ({advice})" for sign, advice in HINTS if sign in message), "")


def child_environment(device: str = "cpu") -> dict[str, str]:
    """The environment of a child process: no hash randomness, one way to sum, and no GPU unless asked."""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "MPLBACKEND": "Agg",
    }
    if device == "cpu":
        environment["CUDA_VISIBLE_DEVICES"] = "-1"
    elif ":" in device:
        number = device.partition(":")[2]
        visible = [v for v in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if v.strip()]
        beyond = visible and int(number) >= len(visible)
        environment["CUDA_VISIBLE_DEVICES"] = "-1" if beyond else visible[int(number)] if visible else number
    return environment


def run_programs(python: str, programs: Sequence[Program], nudge: float = 0.0) -> tuple[Run, ...]:
    """Runs programs one after the other in forks of one process that imported TensorFlow once."""
    with tempfile.TemporaryDirectory(prefix="tf2codemod-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        jobs = [job(number, program, folder, nudge) for number, program in enumerate(programs)]
        jobs_file = folder / "jobs.json"
        jobs_file.write_text(json.dumps(jobs), encoding="utf-8")
        scratch = folder / "tmp"
        scratch.mkdir()
        home = make_home(folder / "home")
        device = programs[0].device if programs else "cpu"
        done = subprocess.run(
            [python, str(CHILD), str(jobs_file)],
            env={**child_environment(device), "HOME": str(home), "TMPDIR": str(scratch)},
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=START_SECONDS + sum(job["seconds"] + 30 for job in jobs),
        )
        error = done.stderr.decode("utf-8", "replace")
        return tuple(
            collect(program, Path(str(job["output"])), error)
            for program, job in zip(programs, jobs, strict=True)
        )


def make_home(folder: Path) -> Path:
    """A home for the child, where Keras writes and reads its settings, with the data sets that are there."""
    (folder / ".keras").mkdir(parents=True)
    datasets = Path("~/.keras/datasets").expanduser()
    if datasets.is_dir():
        (folder / ".keras" / "datasets").symlink_to(datasets)
    return folder


def job(number: int, program: Program, folder: Path, nudge: float) -> dict[str, Any]:
    """One job as the child reads it."""
    # What a program writes beside its project stays with this one run.
    own = folder / str(number)
    scratch = own / "beside" / "project"
    scratch.parent.mkdir(parents=True)
    limits = program.limits or Limits(seconds=program.seconds)
    path, cwd = program.path.resolve(), program.cwd
    copies: list[tuple[str, str]] = []
    if program.project is None:
        scratch.mkdir()
        cwd = cwd or scratch
    else:
        project = program.project.resolve()
        cwd = scratch / (cwd.resolve() if cwd else path.parent).relative_to(project)
        path = scratch / path.relative_to(project)
        copies.append((str(project), str(scratch)))
    observe = None
    if program.observation is not None:
        observe = {
            "root": str(scratch if program.project is not None else program.observation.root),
            "places": [dict(place) for place in program.observation.places],
            "identities": program.observation.identities,
        }
    return {
        "program": str(path),
        "arguments": list(program.arguments),
        "cwd": str(cwd),
        "seconds": limits.seconds,
        "memory": limits.memory,
        "printed": limits.printed,
        "output": str(own / "job"),
        "own": str(own),
        "home": os.environ.get("HOME", ""),
        "copies": copies,
        "python_path": [str(scratch / part) for part in program.python_path],
        "nudge": program.nudge or nudge,
        "randomness": program.randomness,
        "table": program.table,
        "device": program.device,
        "observe": observe,
        "or_stop": program.or_stop,
        "old_rates": program.old_rates,
        "checkpoint": None
        if program.checkpoint is None
        else {**program.checkpoint, "root": str(scratch), "output": str(own / "job.new")},
    }


def collect(program: Program, output: Path, child_error: str) -> Run:
    """Reads back one program's files; no word of its end means that the child itself ended early."""
    end = output.with_suffix(".end")
    if not end.exists():
        return Run(program, 1, "", child_error)
    ended = json.loads(end.read_text(encoding="utf-8"))
    limit = (program.limits or Limits()).printed
    texts = [
        read_start(output.with_suffix(suffix), limit).replace(str(output.parent / "beside"), "<scratch>")
        for suffix in (".out", ".err")
    ]
    seen = output.with_suffix(".seen")
    observed = tuple(read_lines(seen)) if seen.exists() else ()
    written = {file.name: file.read_bytes() for file in output.parent.glob(f"{output.name}.new*")}
    return Run(
        program,
        ended["code"],
        texts[0],
        texts[1],
        ended["verdict"],
        observed,
        ended.get("isolated", True),
        written,
    )


def read_start(path: Path, size: int) -> str:
    """The beginning of a text file."""
    with path.open("rb") as file:
        return file.read(size).decode("utf-8", "replace").replace("\r\n", "\n")


def read_lines(path: Path) -> Iterator[Mapping[str, Any]]:
    """The observations of a file, up to one that was cut off."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                return
