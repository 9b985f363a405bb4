#!/usr/bin/env python3
"""Converts golden cases with the tool, and runs what it wrote against the recorded references.

    scripts/run_golden.py --python tf2/bin/python [CASE...]             compare after.py with the references
    scripts/run_golden.py --python tf2/bin/python --convert [CASE...]   ... what the tool writes now, instead
    scripts/run_golden.py --python tf2/bin/python --write [CASE...]     ... and keep what agrees as after.py

A written after.py waits for its review: `status = "pending"` in case.toml is for a person to change.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tf2codemod.verify.cases import Case, find_cases, run_cases

GOLDEN = Path(__file__).parent.parent / "golden"


def convert(cases: Sequence[Case], folder: Path) -> str:
    """Lets the tool rewrite copies of all before.py at once; returns what it said if it failed."""
    for case in cases:
        target = copy_of(case, folder)
        target.parent.mkdir(parents=True)
        shutil.copy(case.before, target)
    command = [sys.executable, "-m", "tf2codemod.cli", "apply", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        return f"the tool ended with {done.returncode}: {done.stderr.strip()[-1500:]}"
    return ""


def copy_of(case: Case, folder: Path) -> Path:
    """Where the copy of a case's program stands: no two cases may look like one program."""
    return folder / case.name / "program.py"


def main() -> int:
    """Runs the named cases, or all, and prints one line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--python", default=sys.executable, help="a Python with TensorFlow 2 (default: this one)"
    )
    parser.add_argument("--convert", action="store_true", help="run what the tool writes now, not after.py")
    parser.add_argument("--written", action="store_true", help="leave out the cases without after.py")
    parser.add_argument(
        "--write", action="store_true", help="as --convert, and write after.py where it agrees"
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help="beginnings of case names, as in fetches/")
    options = parser.parse_args()
    fresh = options.convert or options.write
    failures: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="tf2codemod-golden-") as folder:
        cases = list(find_cases(GOLDEN, options.cases))
        if fresh:
            problem = convert(cases, Path(folder))
            if problem:
                print(problem, file=sys.stderr)
        paths = {case.name: copy_of(case, Path(folder)) if fresh else case.after for case in cases}
        if options.written:
            cases = [case for case in cases if paths[case.name].exists()]
            paths = {case.name: paths[case.name] for case in cases}
        failures |= {name: ["no after.py yet"] for name, path in paths.items() if not path.exists()}
        runnable = [case for case in cases if case.runs and case.name not in failures]
        failures |= run_cases(options.python, runnable, paths)
        if options.write:
            for case in cases:
                if not failures.get(case.name):
                    shutil.copy(paths[case.name], case.after)
    for name, found in sorted(failures.items()):
        print(f"{name}: {'; '.join(found) or 'ok'}")
    agreed = sum(not found for found in failures.values())
    print(f"{agreed} of {len(failures)} agree with TensorFlow 1.15")
    return int(agreed < len(failures))


if __name__ == "__main__":
    sys.exit(main())
