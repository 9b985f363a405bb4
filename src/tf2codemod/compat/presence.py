"""Finds the TensorFlow names of a text that the TensorFlow of today does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from tf2codemod.compat import facts
from tf2codemod.compat.scopes import canonical
from tf2codemod.compat.written import Use, uses
from tf2codemod.facts.names import VERSION, absent
from tf2codemod.model import Finding
from tf2codemod.plan.obstacles import Obstacle

# Packages that TensorFlow brought along: a program without them is the same program, with another reader.
ASIDE = ("tf.examples", "tf.models")


def lacking(text: str) -> list[tuple[Use, str]]:
    """Return the uses of names that TensorFlow 2 lacks, with the symbol that is missing."""
    return [
        (use, canonical(missing))
        for use in uses(text)
        if not use.guarded and ".FLAGS" not in use.name and (missing := absent(use.name))
    ]


def findings(path: Path, before: str, after: str, told: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """Tell of each name in the new text that TensorFlow 2 lacks, at its place in the old one."""
    missing = lacking(after)
    if not missing:
        return ()
    heard = {word.strip("':,") for finding in told for word in finding.message.split()}
    heard = {f"{word}." for word in heard if word.startswith("tf.")}
    places: dict[str, Use] = {}
    for use in uses(before):
        parts = use.symbol.split(".")
        for end in range(1, len(parts) + 1):
            places.setdefault(".".join(parts[:end]), use)
    found = {}
    for use, symbol in missing:
        if any(f"{use.symbol}.".startswith(name) or name.startswith(f"{symbol}.") for name in heard):
            continue
        place = places.get(use.symbol) or places.get(symbol)
        line, column = (place.line, place.column) if place else (1, 1)
        if symbol not in found:
            code, reason, remedy = _left(use.symbol)
            found[symbol] = Finding(path, line, column, code, f"{symbol}: {reason}", remedy)
    return tuple(found.values())


def require(text: str) -> None:
    """Refuse a native text that uses a name that TensorFlow 2 lacks."""
    for use, symbol in lacking(text):
        if not symbol.startswith(ASIDE):
            place = ast.Pass(lineno=1, col_offset=0)
            raise Obstacle("TF931", f"no native form of {use.symbol} is known", _left(use.symbol)[2], place)


def _left(symbol: str) -> tuple[str, str, str]:
    for rows in (facts.names().left, facts.contrib().left):
        row = facts.longest(rows, symbol)
        if row is not None:
            return row[1].code, row[1].reason, row[1].remedy
    return (
        "TF912",
        f"TensorFlow {VERSION} does not have this name",
        "look for its successor, or copy its code",
    )
