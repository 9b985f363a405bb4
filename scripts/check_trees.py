"""Convert whole trees and prove that every TensorFlow name in the output exists, or was told.

    python scripts/check_trees.py --tf2-python PATH DIR... [--out FOLDER]

Copies the Python files and notebooks of each tree, converts the copy, and checks: no crash, every output
parses, every TensorFlow name in it is one of the installed TensorFlow 2 or has a finding in its file.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tensorflow_names import ROOT, Use, missing, text_of, uses

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
KERAS = "TF_USE_LEGACY_KERAS"


@dataclass
class Tree:
    """One tree after its conversion."""

    name: str
    files: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    crashed: str = ""
    unparsable: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def copied(source: Path, target: Path) -> list[Path]:
    """Copy the Python files and notebooks of a tree."""
    files = []
    for path in sorted(source.rglob("*")):
        if path.suffix in (".py", ".ipynb") and path.is_file() and ".git" not in path.parts:
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
            files.append(place)
    return files


def convert(folder: Path) -> tuple[dict[str, Any], str]:
    """Run the tool on a folder; the second value says what broke."""
    options = ["--quiet", "--output-format", "json", str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "tf2codemod.cli", "apply", *options],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )
    try:
        return json.loads(done.stdout), "" if done.returncode in (0, 2) else f"exit code {done.returncode}"
    except ValueError:
        return {"findings": [], "programs": []}, done.stderr[-300:] or f"exit code {done.returncode}"


def is_told(use: Use, findings: list[dict[str, Any]]) -> bool:
    """Whether a finding of the file names the symbol, or something that it is part of."""
    symbol = use.symbol
    parts = symbol.split(".")
    names = {".".join(parts[:end]) for end in range(2, len(parts) + 1)}
    names |= {name.replace("tf.", "tensorflow.", 1) for name in names}
    return any(word.strip("'`,:;()") in names for finding in findings for word in finding["message"].split())


def checked(source: Path, folder: Path, python: str) -> Tree:
    """Convert one tree and check what came out."""
    tree = Tree(source.name)
    files = copied(source, folder)
    tree.files = len(files)
    outcome, tree.crashed = convert(folder)
    tree.levels.update(program["level"] for program in outcome["programs"])
    findings: dict[Path, list[dict[str, Any]]] = {}
    for finding in outcome["findings"]:
        findings.setdefault(Path(finding["path"]).resolve(), []).append(finding)
        if finding["code"].startswith("TF98"):
            place = Path(finding["path"])
            tree.failures.append(f"{place.name}:{finding['line']} {finding['code']} {finding['message']}")
    found: dict[Path, tuple[Use, ...]] = {}
    legacy = False
    for path in files:
        own = findings.get(path.resolve(), [])
        if any(finding["code"].startswith("TF98") for finding in own):
            continue
        try:
            text = text_of(path)
            ast.parse(text)
            found[path] = uses(text)
        except (SyntaxError, ValueError, RecursionError) as error:
            # What could not be read before was left as it was.
            if path.read_bytes() != (source / path.relative_to(folder)).read_bytes():
                tree.unparsable.append(f"{path.relative_to(folder)}: {error}")
            continue
        legacy = legacy or KERAS in text
    names = {use.name for each in found.values() for use in each}
    lacking = missing(python, names, legacy_keras=legacy)
    for path, each in found.items():
        for use in each:
            if use.name in lacking and not use.guarded and ".FLAGS" not in use.name:
                own = findings.get(path.resolve(), [])
                line = f"{path.relative_to(folder)}:{use.line} {use.name}"
                (tree.told if is_told(use, own) else tree.untold).append(line)
    return tree


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--tf2-python", required=True)
@click.option("--out", type=click.Path(path_type=Path), help="Keep the converted trees here.")
def main(folders: tuple[Path, ...], tf2_python: str, out: Path | None) -> None:
    """Print a line for each tree; exit with 1 if a name is missing without a word."""
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        for source in folders:
            place = (out or Path(scratch)) / source.name
            shutil.rmtree(place, ignore_errors=True)
            tree = checked(source, place, tf2_python)
            wrong += bool(tree.crashed) + len(tree.unparsable) + len(tree.untold)
            print(
                f"{tree.name}: {tree.files} files, {dict(tree.levels)}, {len(tree.failures)} failed, "
                f"{len(tree.unparsable)} unparsable, missing names: {len(tree.told)} told, "
                f"{len(tree.untold)} untold{'; CRASHED: ' + tree.crashed if tree.crashed else ''}",
                flush=True,
            )
            for line in (*tree.unparsable, *tree.untold):
                print(f"    {line}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
