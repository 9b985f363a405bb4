#!/usr/bin/env python3
"""Records what the golden programs print on real TensorFlow 1.15.

    scripts/record_references.py --python tf1/bin/python [CASE...]

Each program runs three times, the last with all random draws scaled by 1 + 1e-6: a program whose
numbers do not hold still is refused, for it could not be compared with its converted form.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tf2codemod.verify.cases import Case, Reference, find_cases, record_of, reference_run
from tf2codemod.verify.compare import differences, read_printed
from tf2codemod.verify.comparison import OldRuns, compare_programs
from tf2codemod.verify.outcome import DIFFERS
from tf2codemod.verify.pairing import read_runs
from tf2codemod.verify.pythons import ask
from tf2codemod.verify.runner import Run, run_programs
from tf2codemod.verify.show_text import departure_line
from tf2codemod.verify.tolerances import Tolerance

GOLDEN = Path(__file__).parent.parent / "golden"
NUDGES = (0.0, 0.0, 1e-6)
STEADY = Tolerance(rtol=1e-4, atol=1e-5)


def read_versions(python: str) -> dict[str, str]:
    """The versions that stand beside every reference."""
    found = ask(python)
    if found is None or not found.is_first:
        raise SystemExit(f"no TensorFlow 1 in {python}")
    return {name: version for name, version in found.versions if name in ("tensorflow", "numpy", "python")}


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
    reference = Reference(lines, versions, runs[0].seen)
    target = case.folder / "reference.json"
    if check:
        recorded, again = OldRuns(reference_run(case)), runs[0]
        plan = record_of(case, case.before)
        quantities = compare_programs(plan, recorded, again, read_runs(again, plan, {}, {}), case.tolerances)
        return [departure_line(q) for q in quantities if q.status == DIFFERS]
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
    parser.add_argument("--root", type=Path, default=GOLDEN, help="where the cases are (default: golden)")
    options = parser.parse_args()
    cases = [
        case
        for case in find_cases(options.root.resolve(), options.cases)
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
