#!/usr/bin/env python3
"""Compares what `tf2codemod plan` says of each run with what TensorFlow 1.15 fetched and fed there.

    scripts/trace_runs.py --tf1-python tf1/bin/python --plan 'tf2codemod plan --output-format json {paths}' \\
        --root project [--cwd project/src] [--env NAME=VALUE] 'train.py --epochs 1' ['-m package.test']

Each COMMAND is what would follow `python` in a shell. Without `--plan` the trace alone is printed
as JSON; `--save` keeps it, and `--trace FILE` compares a kept one. A site contradicts the plan when a
tensor that was really fetched or fed there is none of those the plan names, by the places in
the user's code that made it.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("trace_child.py")
Json = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What became of one traced site: its place, one of the words of `WORDS`, and why."""

    file: str
    line: int
    word: str
    why: str = ""


WORDS = ("agrees", "unresolved", "missing", "contradicted")


def trace(
    python: str, commands: Sequence[str], root: Path, cwd: Path, env: Mapping[str, str], seconds: float
) -> list[Json]:
    """Runs the commands one after the other under the tracer and returns what they ran."""
    runs: list[Json] = []
    with tempfile.TemporaryDirectory(prefix="tf2codemod-trace-") as folder:
        out = Path(folder, "trace.json")
        for command in commands:
            words = [python, str(CHILD), str(out), str(root), *shlex.split(command)]
            try:
                done = subprocess.run(
                    words,
                    cwd=cwd,
                    env=dict(env),
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=seconds,
                )
            except subprocess.TimeoutExpired:
                print(f"{command}: no end after {seconds:g} s", file=sys.stderr)
                continue
            if done.returncode:
                message = done.stderr.decode("utf8", "replace").strip()[-800:]
                print(f"{command}: exit status {done.returncode}\n{message}", file=sys.stderr)
        for file in sorted(Path(folder).iterdir()):
            runs.extend(json.loads(file.read_text(encoding="utf-8")))
    return runs


def read_plan(command: str, root: Path) -> list[Json]:
    """The planned runs of all programs under a folder, with file names relative to it."""
    words = [word.replace("{paths}", str(root)) for word in shlex.split(command)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True)
    if not done.stdout.strip():
        raise SystemExit(f"the plan is empty: {done.stderr.strip()[-800:]}")
    data = json.loads(done.stdout)
    return [relative_run(run, root) for run in planned_runs(data)]


def planned_runs(data: Json | list[Json]) -> list[Json]:
    """The runs of all programs of a plan, however its programs are grouped."""
    if isinstance(data, list):
        return [run for group in data for run in planned_runs(group)]
    return list(data.get("runs", ())) + planned_runs(data.get("programs", []))


def relative_run(run: Json, root: Path) -> Json:
    """A planned run whose paths are relative to the root, as those of the trace are."""

    def name(file: str) -> str:
        return os.path.relpath(os.path.realpath(root / file), os.path.realpath(root))

    def tensor(planned: Json) -> Json:
        return {**planned, "stack": [[name(file), *lines] for file, *lines in planned["stack"]]}

    sides = {side: [tensor(planned) for planned in run[side]] for side in ("fetches", "feeds")}
    return {**run, "file": name(run["file"]), **sides}


def same_place(traced: Sequence[Any], planned: Sequence[Any]) -> bool:
    """Whether a traced line lies in the planned range of lines."""
    return bool(traced[0] == planned[0] and planned[1] <= traced[1] <= planned[2])


def matches(traced: Json, planned: Json) -> bool:
    """Whether both were made by the same innermost and the same outermost line of the user's code."""
    if not traced["stack"]:  # made by a library: no line of the project to compare
        return True
    if not planned["stack"]:
        return False
    if (traced["kind"] == "placeholder") != (planned["kind"] == "placeholder"):
        return False
    return all(same_place(traced["stack"][end], planned["stack"][end]) for end in (0, -1))


def place(tensor: Json) -> str:
    """The tensor's kind and the lines that made it, for a person."""
    return f"{tensor['op']} of " + " > ".join(f"{frame[0]}:{frame[1]}" for frame in tensor["stack"])


def judge_run(traced: Json, planned: Iterable[Json]) -> Verdict:
    """Holds one traced run against the planned runs of its file."""
    file, line = traced["file"], traced["line"]
    here = [run for run in planned if run["file"] == file and run["line"] <= line <= run["end_line"]]
    if not here:
        return Verdict(file, line, "missing")
    resolved = [run for run in here if run["resolved"]]
    reasons: list[str] = []
    for run in resolved:
        strangers = [
            f"{side[:-1] if side == 'feeds' else 'fetch'} {place(tensor)}"
            for side in ("fetches", "feeds")
            for tensor in traced[side]
            if not any(matches(tensor, known) for known in run[side])
        ]
        if not strangers:
            return Verdict(file, line, "agrees")
        reasons.append("; ".join(strangers))
    if len(resolved) < len(here):  # two runs may share a line: the unresolved one may be the traced one
        return Verdict(
            file, line, "unresolved", "; ".join(run["reason"] for run in here if not run["resolved"])
        )
    return Verdict(file, line, "contradicted", reasons[0])


def compare(runs: Iterable[Json], planned: Sequence[Json]) -> list[Verdict]:
    """One verdict a site: the worst over its executions."""
    worst: dict[tuple[str, int], Verdict] = {}
    for run in runs:
        if run["through"]:
            continue
        verdict = judge_run(run, planned)
        old = worst.get((verdict.file, verdict.line))
        if old is None or WORDS.index(verdict.word) > WORDS.index(old.word):
            worst[verdict.file, verdict.line] = verdict
    return [worst[site] for site in sorted(worst)]


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15 (needed without --trace)")
    parser.add_argument("--plan", help="a command that prints the plan as JSON; {paths} is the root")
    parser.add_argument("--root", type=Path, default=Path(), help="the project: its frames are the user's")
    parser.add_argument("--cwd", type=Path, help="where the commands run (default: the root)")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--seconds", type=float, default=300.0, help="time for each command")
    parser.add_argument("--save", type=Path, help="keep the trace in this file")
    parser.add_argument("--trace", type=Path, help="compare this kept trace instead of running commands")
    parser.add_argument("commands", nargs="*", metavar="COMMAND")
    return parser.parse_args()


def main() -> int:
    """Traces, compares, and prints one line for each site that does not agree."""
    options = read_arguments()
    root = options.root.resolve()
    if options.trace:
        runs = json.loads(options.trace.read_text(encoding="utf-8"))
    else:
        env = {**os.environ, **dict(item.split("=", 1) for item in options.env)}
        cwd = (options.cwd or root).resolve()
        runs = trace(options.tf1_python, options.commands, root, cwd, env, options.seconds)
    if options.save:
        options.save.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")
    if not options.plan:
        if not options.save:
            print(json.dumps(runs, indent=1))
        return 0
    verdicts = compare(runs, read_plan(options.plan, root))
    for verdict in verdicts:
        if verdict.word != "agrees":
            print(f"{verdict.file}:{verdict.line}: {verdict.word}{': ' * bool(verdict.why)}{verdict.why}")
    count = Counter(verdict.word for verdict in verdicts)
    print(f"{len(verdicts)} sites: " + ", ".join(f"{count[word]} {word}" for word in WORDS))
    return int(count["contradicted"] > 0)


if __name__ == "__main__":
    sys.exit(main())
