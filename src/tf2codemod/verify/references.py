"""Recorded references: what the old side computed, kept as JSON so that it need not be run again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tf2codemod.verify.runner import Program, Run

FORMAT = 2


class UnreadableReference(ValueError):
    """A file that holds no reference of this format."""


@dataclass(frozen=True)
class Recorded:
    """The runs of the old side, by what each was for, and what ran them."""

    runner: str
    versions: Mapping[str, str]
    runs: Mapping[str, Run]
    lines: Mapping[str, Mapping[int, int]]


def write_reference(path: Path, recorded: Recorded) -> None:
    """Writes what the old side did."""
    data = {
        "format": FORMAT,
        "runner": recorded.runner,
        "versions": dict(recorded.versions),
        "lines": {file: dict(lines) for file, lines in recorded.lines.items()},
        "runs": {
            name: {"code": r.code, "verdict": r.verdict, "out": r.out, "err": r.err[-2000:], "seen": r.seen}
            for name, r in recorded.runs.items()
        },
    }
    path.write_text(json.dumps(data) + "\n", encoding="utf-8")


def read_reference(path: Path, program: Program) -> Recorded:
    """Reads back what the old side did."""
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise UnreadableReference(f"{path} has format {data['format']}, not {FORMAT}")
        runs = {
            name: Run(program, r["code"], r["out"], r["err"], r["verdict"], tuple(r["seen"]))
            for name, r in data["runs"].items()
        }
        lines = {f: {int(a): b for a, b in m.items()} for f, m in data["lines"].items()}
        return Recorded(data["runner"], data["versions"], runs, lines)
    except (OSError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableReference(f"{path} is no recorded reference: {error}") from error
    except json.JSONDecodeError as error:
        raise UnreadableReference(f"{path} is no recorded reference: {error}") from error
