"""Shows findings and the summary as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tf2codemod.api import Conversion
from tf2codemod.model import Finding, Level
from tf2codemod.report.diff import shown_path


def finding_lines(findings: Sequence[Finding], remedies: bool = False) -> list[str]:
    """Return one line a finding, and a second one with its remedy where asked for."""
    lines = []
    for finding in findings:
        place = f"{shown_path(finding.path)}:{finding.line}:{finding.column}"
        lines.append(f"{place}: {finding.code} {finding.message}")
        if remedies and finding.remedy:
            lines.append(f"    {finding.remedy}")
    return lines


def summary(conversion: Conversion, written: bool) -> str:
    """Return what was done, in one or two sentences."""
    changed = len(conversion.changes)
    verb = "Changed" if written else "Would change"
    parts = [f"{verb} {_count(changed, 'file')} of {conversion.files_seen}."]
    sound = [program for program in conversion.programs if not program.error]
    if sound:
        levels = Counter(program.level for program in sound)
        listed = ", ".join(
            f"{levels[level]} {level}" for level in sorted(Level, reverse=True) if levels[level]
        )
        parts.append(f"{_count(len(sound), 'program')}: {listed}.")
    failed = len(conversion.failures)
    others = len(conversion.findings) - failed
    if others:
        parts.append(f"{_count(others, 'finding')}.")
    if failed:
        parts.append(f"{_count(failed, 'failure')}.")
    return " ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
