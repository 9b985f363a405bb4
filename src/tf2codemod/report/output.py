"""Prints a conversion: what programs read on stdout, what people read besides on stderr."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from tf2codemod.api import Conversion
from tf2codemod.report.diff import patch, shown_path
from tf2codemod.report.text import finding_lines, summary


def show(
    conversion: Conversion, *, diff: bool, as_json: bool, written: bool, quiet: bool, verbose: bool
) -> None:
    """Print the conversion; a patch stands alone on stdout and sends all else to stderr."""
    report = sys.stderr if diff else sys.stdout
    if diff:
        sys.stdout.buffer.write(patch(conversion.changes))
        sys.stdout.flush()
    if as_json:
        # Imported late: most runs print text.
        from tf2codemod.report.json_data import to_json

        _print(to_json(conversion, written), report)
    else:
        findings = conversion.failures if quiet else conversion.findings
        for line in finding_lines(findings, remedies=verbose):
            _print(line, report)
    if verbose:
        for file in conversion.changes:
            _print(f"{'changed' if written else 'would change'} {shown_path(file.path)}", sys.stderr)
    if not quiet:
        _print(summary(conversion, written), sys.stderr)


def silence_stdout() -> None:
    """Keep the interpreter from complaining at exit about a reader that went away."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print(text: str, stream: TextIO) -> None:
    # File names may hold bytes that the terminal's encoding lacks.
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
