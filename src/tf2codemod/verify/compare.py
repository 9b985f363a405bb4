"""Compares what two programs printed: the words exactly, the numbers within a tolerance."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tf2codemod.verify.tolerances import Tolerance

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?!\w)|nan\b|inf\b)")
# NumPy 2 prints `np.float32(1.5)` and `np.True_` where NumPy 1 printed `1.5` and `True`.
WRAPPER = re.compile(r"\b(?:np|numpy)\.\w+\(|\barray\(|,?\s*dtype=[\w.]+")
BOOLEAN = re.compile(r"\bnp\.(True|False)_")
BRACKETS = re.compile(r"[\[\](){},]")


@dataclass(frozen=True)
class Printed:
    """A printed text, split into its words and its numbers."""

    words: tuple[str, ...]
    numbers: tuple[float, ...]


def read_printed(text: str) -> Printed:
    """Splits a printed text; how arrays are bracketed, padded and wrapped does not count."""
    text = BRACKETS.sub(" ", BOOLEAN.sub(r"\1", WRAPPER.sub(" ", text)))
    numbers = tuple(float(number) for number in NUMBER.findall(text))
    return Printed(tuple(NUMBER.sub(" ", text).split()), numbers)


def differences(old: Printed, new: Printed, tolerance: Tolerance | None = None) -> list[str]:
    """What differs between two printed texts, in words for a person; empty if nothing does."""
    tolerance = tolerance or Tolerance()
    found = []
    if old.words != new.words:
        pairs = [(a, b) for a, b in zip(old.words, new.words) if a != b]  # noqa: B905 - lengths may differ
        first = f", first {pairs[0][0]!r} -> {pairs[0][1]!r}" if pairs else ""
        found.append(f"words differ{first} ({len(old.words)} before, {len(new.words)} after)")
    if len(old.numbers) != len(new.numbers):
        found.append(f"{len(old.numbers)} numbers before, {len(new.numbers)} after")
        return found
    off = [(a, b) for a, b in zip(old.numbers, new.numbers, strict=True) if not tolerance.allows(a, b)]
    if off:
        found.append(f"{len(off)} of {len(old.numbers)} numbers differ, first {off[0][0]!r} -> {off[0][1]!r}")
    return found
