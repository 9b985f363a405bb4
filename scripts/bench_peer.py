"""Compare tf2codemod and tf_upgrade_v2 on the same files.

    python scripts/bench_peer.py DIR... --tf2-python PATH [--results FILE] [--limit SECONDS]

``--tf2-python`` is a Python with TensorFlow 2, beside which tf_upgrade_v2 lies. Each tool gets a copy of the
Python files and notebooks. Counted are the files that use names which TensorFlow 2 lacks before the
conversion: what became of them, and whether the names that are still missing afterwards were told.

With ``--results`` each tree is kept when it is done, and a later run goes on with those that are not there.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent))

from check_trees import copied, is_told
from tensorflow_names import ROOT, Use, missing, text_of, uses

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
KERAS = "TF_USE_LEGACY_KERAS"
ROWS = (
    ("native", "native: TensorFlow 2 alone"),
    ("compat", "runs through compat.v1"),
    ("told", "names missing, each told"),
    ("untold", "names missing without a word"),
    ("refused", "left as it was, and told why"),
    ("left", "left as it was without a word"),
    ("emptied", "emptied"),
    ("unwritten", "not written: the tool had stopped"),
    ("broken", "does not parse"),
)


@dataclass
class Outcome:
    """What one tool made of the files."""

    kinds: Counter[str] = field(default_factory=Counter)
    crashes: int = 0
    stopped: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0

    def add(self, other: Outcome) -> None:
        """Count what the tool made of another tree."""
        self.kinds.update(other.kinds)
        self.crashes += other.crashes
        self.stopped += other.stopped
        self.wall += other.wall
        self.cpu += other.cpu
        self.megabytes = max(self.megabytes, other.megabytes)

    def plain(self) -> dict[str, object]:
        """Return the figures as JSON knows them."""
        return {**vars(self), "kinds": dict(self.kinds)}


@dataclass
class Tree:
    """What both tools made of one tree."""

    files: int
    old: int
    own: Outcome
    peer: Outcome


def timed(command: Sequence[str], outcome: Outcome, log: Path, env: dict[str, str], limit: float) -> int:
    """Run a command within a time limit, and add what it took."""
    start = time.monotonic()
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT, env=env)
        stop = threading.Timer(limit, process.kill)
        stop.start()
        _, status, usage = os.wait4(process.pid, 0)
        stop.cancel()
    took = time.monotonic() - start
    outcome.stopped += took >= limit
    outcome.wall += took
    outcome.cpu += usage.ru_utime + usage.ru_stime
    outcome.megabytes = max(outcome.megabytes, usage.ru_maxrss / 1024)
    return 0 if took >= limit else os.waitstatus_to_exitcode(status)


Told = Callable[[Path, Use], bool]


def run_own(folder: Path, scratch: Path, outcome: Outcome, limit: float) -> tuple[Path, Told, set[Path]]:
    """Run tf2codemod in place."""
    log = scratch / "own.json"
    options = ["--quiet", "--output-format", "json", str(folder)]
    environment = {"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "tf2codemod.cli", "apply", *options]
    code = timed(command, outcome, log, environment, limit)
    findings: dict[Path, list[dict[str, str]]] = {}
    refused = set()
    try:
        for finding in json.loads(log.read_text())["findings"]:
            path = Path(finding["path"]).resolve()
            findings.setdefault(path, []).append(finding)
            if finding["code"].startswith("TF98"):
                refused.add(path)
                outcome.crashes += finding["code"] in ("TF985", "TF986")
    except ValueError:
        outcome.crashes += not outcome.stopped
    outcome.crashes += code not in (0, 2)
    return folder, lambda path, use: is_told(use, findings.get(path.resolve(), [])), refused


def run_peer(
    folder: Path, scratch: Path, outcome: Outcome, tool: Path, limit: float
) -> tuple[Path, Told, set[Path]]:
    """Run tf_upgrade_v2."""
    target, report = scratch / "peer", scratch / "report.txt"
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    log = scratch / "peer.log"
    options = ["--intree", str(folder), "--outtree", str(target), "--reportfile", str(report)]
    code = timed([str(tool), *options], outcome, log, environment, limit)
    outcome.crashes += code != 0
    text = report.read_text(errors="replace") if report.exists() else ""
    text += log.read_text(errors="replace")
    sections: dict[Path, str] = {}
    for part in re.split(r"(?=^Processing file )", text, flags=re.MULTILINE):
        named = re.match(r"Processing file '(.*)'", part)
        if named:
            sections[Path(named.group(1)).relative_to(folder)] = part
    loose = "\n".join(line for line in text.split("\n") if re.match(r".*(ERROR|WARNING)", line))

    def told(path: Path, use: Use) -> bool:
        own = sections.get(path.relative_to(target), "")
        own += "\n".join(line for line in loose.split("\n") if str(path.relative_to(target)) in line)
        parts = use.symbol.split(".")
        return any(".".join(parts[:end]) in own for end in range(2, len(parts) + 1))

    refused = {target / path for path, part in sections.items() if "ERROR: Failed to parse" in part}
    return target, told, refused


def old_uses(path: Path, lacking: dict[str, str]) -> bool:
    """Whether a file uses a name that TensorFlow 2 lacks."""
    try:
        return any(use.name in lacking for use in uses(text_of(path)))
    except (SyntaxError, ValueError, RecursionError):
        return b"tensorflow" in path.read_bytes()


def judged(
    source: Path,
    files: Sequence[Path],
    result: tuple[Path, Told, set[Path]],
    outcome: Outcome,
    python: str,
) -> None:
    """Count what became of each file."""
    place, told, refused = result
    found: dict[Path, list[Use]] = {}
    legacy = False
    for relative in files:
        path = place / relative
        before = (source / relative).read_bytes()
        after = path.read_bytes() if path.exists() else b""
        if not path.exists():
            outcome.kinds["unwritten"] += 1
        elif not after.strip():
            outcome.kinds["emptied"] += 1
        elif path.resolve() in {each.resolve() for each in refused}:
            outcome.kinds["refused"] += 1
        else:
            try:
                text = text_of(path)
                ast.parse(text)
                found[path] = list(uses(text))
                legacy = legacy or KERAS in text
            except (SyntaxError, ValueError, RecursionError):
                outcome.kinds["left" if before == after else "broken"] += 1
    lacking = missing(python, {use.name for each in found.values() for use in each}, legacy_keras=legacy)
    for path, each in found.items():
        gone = [u for u in each if u.name in lacking and not u.guarded and ".FLAGS" not in u.name]
        if gone:
            outcome.kinds["told" if all(told(path, use) for use in gone) else "untold"] += 1
        elif any(use.name.startswith("tensorflow.compat.v1") for use in each):
            outcome.kinds["compat"] += 1
        else:
            outcome.kinds["native"] += 1


def compared(source: Path, python: str, limit: float) -> Tree:
    """Run both tools on copies of one tree."""
    own, peer = Outcome(), Outcome()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        original = scratch / "original"
        files = copied(source, original)
        copied(source, scratch / "own")
        names = set()
        for path in files:
            try:
                names |= {use.name for use in uses(text_of(path))}
            except (SyntaxError, ValueError, RecursionError):
                continue
        lacking = missing(python, names)
        old = [path.relative_to(original) for path in files if old_uses(path, lacking)]
        judged(original, old, run_own(scratch / "own", scratch, own, limit), own, python)
        tool = Path(python).with_name("tf_upgrade_v2")
        judged(original, old, run_peer(original, scratch, peer, tool, limit), peer, python)
    return Tree(len(files), len(old), own, peer)


def kept(results: Path | None) -> dict[str, Tree]:
    """Return the trees that a former run has done."""
    if results is None or not results.exists():
        return {}
    found = {}
    for line in results.read_text().splitlines():
        row = json.loads(line)
        sides = [Outcome(**{**row[side], "kinds": Counter(row[side]["kinds"])}) for side in ("own", "peer")]
        found[row["folder"]] = Tree(row["files"], row["old"], *sides)
    return found


def printed(trees: Sequence[Tree]) -> None:
    """Print the table of all trees."""
    own, peer = Outcome(), Outcome()
    for tree in trees:
        own.add(tree.own)
        peer.add(tree.peer)
    total, counted = sum(tree.files for tree in trees), sum(tree.old for tree in trees)
    print(f"{counted} of {total} files use names that TensorFlow 2 lacks\n")
    print(
        f"| {'after the conversion':34} | tf2codemod | tf_upgrade_v2 |\n"
        f"|{'-' * 36}|-----------:|--------------:|"
    )
    for kind, title in ROWS:
        print(f"| {title:34} | {own.kinds[kind]:10} | {peer.kinds[kind]:13} |")
    print(f"| {'crashes':34} | {own.crashes:10} | {peer.crashes:13} |")
    print(f"| {'trees not done within the limit':34} | {own.stopped:10} | {peer.stopped:13} |")
    print(f"| {'wall time, s':34} | {own.wall:10.1f} | {peer.wall:13.1f} |")
    print(f"| {'CPU time, s':34} | {own.cpu:10.1f} | {peer.cpu:13.1f} |")
    print(f"| {'memory of the largest process, MB':34} | {own.megabytes:10.0f} | {peer.megabytes:13.0f} |")


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--tf2-python", required=True, help="A Python with TensorFlow 2.")
@click.option("--results", type=click.Path(dir_okay=False, path_type=Path), help="Keep each tree here.")
@click.option("--limit", default=900.0, help="Seconds that a tool may take for one tree.", show_default=True)
def main(folders: tuple[Path, ...], tf2_python: str, results: Path | None, limit: float) -> None:
    """Print what both tools make of the files, side by side."""
    done = kept(results)
    trees = []
    for source in folders:
        folder = str(source.resolve())
        tree = done.get(folder)
        if tree is None:
            tree = compared(source, tf2_python, limit)
            click.echo(f"{source.name}: {tree.own.wall:.0f} s and {tree.peer.wall:.0f} s", err=True)
            if results is not None:
                with results.open("a") as stream:
                    sides = {"own": tree.own.plain(), "peer": tree.peer.plain()}
                    row = {"folder": folder, "files": tree.files, "old": tree.old, **sides}
                    stream.write(json.dumps(row) + "\n")
        trees.append(tree)
    printed(trees)


if __name__ == "__main__":
    main()
