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
from pathlib import Path

from tf2codemod.verify.cases import Case, disagreements, find_cases
from tf2codemod.verify.runner import run_programs

GOLDEN = Path(__file__).parent.parent / "golden"


def convert(case: Case, target: Path) -> str:
    """Lets the tool rewrite a copy of before.py; returns what it printed if it failed."""
    target.parent.mkdir(parents=True)
    shutil.copy(case.before, target)
    command = [sys.executable, "-m", "tf2codemod", "apply", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        return f"the tool ended with {done.returncode}: {done.stderr.strip()[-600:]}"
    return ""


def main() -> int:
    """Runs the named cases, or all, and prints one line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--python", default=sys.executable, help="a Python with TensorFlow 2 (default: this one)"
    )
    parser.add_argument("--convert", action="store_true", help="run what the tool writes now, not after.py")
    parser.add_argument(
        "--write", action="store_true", help="as --convert, and write after.py where it agrees"
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help="beginnings of case names, as in fetches/")
    options = parser.parse_args()
    fresh = options.convert or options.write
    failures: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="tf2codemod-golden-") as folder:
        runnable, programs = [], []
        for case in find_cases(GOLDEN, options.cases):
            path = Path(folder, case.name, "program.py") if fresh else case.after
            problem = convert(case, path) if fresh else "" if path.exists() else "no after.py yet"
            if not problem and not case.runs:
                if options.write:
                    shutil.copy(path, case.after)
            elif problem:
                failures[case.name] = [problem]
            else:
                runnable.append(case)
                programs.append(case.program(path))
        for case, run in zip(runnable, run_programs(options.python, programs), strict=True):
            failures[case.name] = disagreements(case, run)
            if options.write and not failures[case.name]:
                shutil.copy(run.program.path, case.after)
    for name, found in sorted(failures.items()):
        print(f"{name}: {'; '.join(found) or 'ok'}")
    agreed = sum(not found for found in failures.values())
    print(f"{agreed} of {len(failures)} agree with TensorFlow 1.15")
    return int(agreed < len(failures))


if __name__ == "__main__":
    sys.exit(main())
