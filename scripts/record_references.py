#!/usr/bin/env python3
"""Records what the golden programs print on real TensorFlow 1.15.

    scripts/record_references.py --python tf1/bin/python [CASE...]

Each program runs three times, the last with all random draws scaled by 1 + 1e-6: a program whose
numbers do not hold still is refused, for it could not be compared with its converted form.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tf2codemod.verify.cases import Case, Reference, find_cases
from tf2codemod.verify.compare import Tolerance, differences, read_printed
from tf2codemod.verify.runner import Run, run_programs

GOLDEN = Path(__file__).parent.parent / "golden"
NUDGES = (0.0, 0.0, 1e-6)
STEADY = Tolerance(rtol=1e-4, atol=1e-5)
ASK_VERSIONS = (
    "import json, platform, numpy, tensorflow as tf;"
    "print(json.dumps({'tensorflow': tf.__version__, 'numpy': numpy.__version__,"
    " 'python': platform.python_version()}))"
)


def read_versions(python: str) -> dict[str, str]:
    """The versions that stand beside every reference."""
    done = subprocess.run(
        [python, "-W", "ignore", "-c", ASK_VERSIONS], capture_output=True, text=True, check=True
    )
    versions: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return versions


def problems(runs: list[Run]) -> list[str]:
    """Why a program gives no reference, or nothing."""
    failed = [run for run in runs if run.code]
    if failed:
        return [f"exit status {failed[0].code}", failed[0].err.strip()[-1500:]]
    first, *others = [read_printed(run.out) for run in runs]
    if not first.numbers:
        return ["prints no number"]
    return [what for other in others for what in differences(first, other, STEADY)]


def record(case: Case, runs: list[Run], versions: dict[str, str], check: bool) -> list[str]:
    """Writes, or with ``check`` compares, the reference of one case."""
    found = problems(runs)
    if found:
        return found
    lines = tuple(line.rstrip() for line in runs[0].out.splitlines())
    reference = Reference(read_printed(runs[0].out), lines, versions)
    target = case.folder / "reference.json"
    if check:
        old = json.loads(target.read_text(encoding="utf-8"))["printed"]
        return differences(read_printed("\n".join(old)), reference.printed, case.tolerance)
    target.write_text(reference.to_json(), encoding="utf-8")
    return []


def main() -> int:
    """Records the named cases, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", required=True, help="a Python with TensorFlow 1.15")
    parser.add_argument(
        "--check", action="store_true", help="compare with the recorded references, write nothing"
    )
    parser.add_argument("--missing", action="store_true", help="only cases without a reference")
    parser.add_argument("cases", nargs="*", metavar="CASE", help="beginnings of case names, as in fetches/")
    options = parser.parse_args()
    cases = [
        case
        for case in find_cases(GOLDEN, options.cases)
        if not (options.missing and (case.folder / "reference.json").exists())
    ]
    versions = read_versions(options.python)
    runs = [
        run_programs(options.python, [case.program(case.before) for case in cases], nudge) for nudge in NUDGES
    ]
    failures = 0
    for number, case in enumerate(cases):
        found = record(case, [batch[number] for batch in runs], versions, options.check)
        failures += bool(found)
        print(f"{case.name}: {'; '.join(found) or 'ok'}")
    print(f"{len(cases) - failures} of {len(cases)} references {'agree' if options.check else 'recorded'}")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
