"""Compares what two programs print, apart from clocks and from numbers that do not hold still."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tf2codemod.verify.compare import Printed, read_printed
from tf2codemod.verify.outcome import DIFFERS, EQUAL, PRINTED, UNSTEADY, Departure, Quantity
from tf2codemod.verify.tolerances import Tolerance, Tolerances
from tf2codemod.verify.values import STEADY_SHARE

# Printed after everything was computed, and before the program ended.
AT_PRINTING = 1.5e9
CLOCK = re.compile(
    r"(?i)(?:\b(?:time|elapsed|duration|took|speed|sec(?:ond)?s?/\w+|ms/\w+)\b[^\d\n]{0,16}[\d.:e+-]+"
    r"(?:\s*(?:s|ms|sec|secs|seconds|min|minutes))?\b"
    r"|\b[\d.]+\s*(?:sec|secs|seconds|ms|examples/sec|it/s|s/batch)\b)"
)
NOISE = re.compile(
    r"^(WARNING|[WIE]\d{4}|Instructions for updating|\s*\*|For more information|If you depend)"
    r"|UserWarning|FutureWarning|DeprecationWarning|warnings\.warn|np_resource|_np_q"
)


def read(text: str) -> Printed:
    """A printed text without clocks and TensorFlow's own lines."""
    lines = [line for line in text.splitlines() if line.strip() and not NOISE.search(line)]
    return read_printed(CLOCK.sub(" ", "\n".join(lines)))


def compare_printed(
    old: str,
    new: str,
    others: Sequence[str],
    steps: int,
    tolerances: Tolerances,
    nudged: str | None = None,
    chaotic: bool = False,
) -> list[Quantity]:
    """The printed numbers, and the printed words, of both sides.

    Where fetched values are ``chaotic``, so may be what is printed from them.
    """
    before, after = read(old), read(new)
    repeats = [read(text) for text in others]
    moved = read(nudged) if nudged is not None else None
    found = []
    if before.numbers or after.numbers:
        numbers = _numbers(before, after, [*repeats, *([moved] if moved else [])], steps, tolerances)
        if chaotic and moved and _is_chaos(numbers, before, repeats, moved, tolerances.of("float32", steps)):
            note = f"leaves its tolerance at number {numbers.departure.step if numbers.departure else 0}"
            numbers = replace(numbers, status=UNSTEADY, steps=0, departure=None, note=note)
        found.append(numbers)
    repeats += [moved] if moved else []
    if before.words or after.words:
        found.append(_words(before, after, repeats))
    return found


def _numbers(
    before: Printed, after: Printed, repeats: Sequence[Printed], steps: int, tolerances: Tolerances
) -> Quantity:
    # Printed numbers are rounded: a last digit may turn where the values agree.
    tolerance = tolerances.of("float32", steps)
    count = len(before.numbers)
    if any(len(r.numbers) != count for r in repeats):
        note = "the old side prints another number of numbers at every run"
        return Quantity(PRINTED, "numbers", "", UNSTEADY, note=note)
    if len(after.numbers) != count:
        why = Departure(0, f"{count} numbers", f"{len(after.numbers)} numbers", "another number of numbers")
        return Quantity(PRINTED, "numbers", "", DIFFERS, count, departure=why, order=AT_PRINTING)
    moving = {
        n for r in repeats for n in range(count) if not tolerance.allows(before.numbers[n], r.numbers[n])
    }
    absolute = relative = 0.0
    departure: Departure | None = None
    for number, (a, b) in enumerate(zip(before.numbers, after.numbers, strict=True)):
        if number in moving:
            continue
        error = abs(a - b)
        if error == error and error != float("inf"):
            absolute = max(absolute, error)
            relative = max(relative, error / max(abs(a), abs(b)) if error else 0.0)
        if departure is None and not tolerance.allows(a, b):
            departure = Departure(number + 1, f"{a!r}", f"{b!r}")
    status = DIFFERS if departure else EQUAL
    if not departure and count - len(moving) < STEADY_SHARE * count:
        status = UNSTEADY
    return Quantity(
        PRINTED,
        "numbers",
        "",
        status,
        count - len(moving),
        len(moving),
        largest_absolute=absolute,
        largest_relative=relative,
        tolerance=str(tolerance),
        departure=departure,
        order=AT_PRINTING,
    )


def _is_chaos(
    numbers: Quantity, before: Printed, repeats: Sequence[Printed], moved: Printed, tolerance: Tolerance
) -> bool:
    """Whether numbers that held still at every repetition move by a nudge about where they depart."""
    still = zip(before.numbers, moved.numbers, *(r.numbers for r in repeats), strict=False)
    first = next(
        (
            n
            for n, (one, nudge, *again) in enumerate(still, 1)
            if not tolerance.allows(one, nudge) and all(tolerance.allows(one, other) for other in again)
        ),
        None,
    )
    departed = numbers.departure.step if numbers.departure else 0
    return first is not None and 0 < first <= 2 * departed


def _words(before: Printed, after: Printed, repeats: Sequence[Printed]) -> Quantity:
    if any(r.words != before.words for r in repeats):
        return Quantity(PRINTED, "words", "", UNSTEADY, note="the old side prints other words at every run")
    old, new = "".join(before.words), "".join(after.words)
    if old == new:
        return Quantity(PRINTED, "words", "", EQUAL, len(before.words))
    both = zip((*before.words, ""), (*after.words, ""), strict=False)
    pair = next(((a, b) for a, b in both if a != b), ("", ""))
    why = Departure(0, pair[0], pair[1], "words differ")
    return Quantity(PRINTED, "words", "", DIFFERS, len(before.words), departure=why, order=AT_PRINTING + 1)
