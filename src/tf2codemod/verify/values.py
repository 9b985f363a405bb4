"""Compares observed values, one or a series of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tf2codemod.verify.outcome import DIFFERS, EQUAL, SLOT, UNSTEADY, VARIABLE, Departure, Quantity
from tf2codemod.verify.tolerances import Tolerance, Tolerances

Compact = Mapping[str, Any]
# A quantity of which fewer than this share of the steps hold still is not compared at all.
STEADY_SHARE = 0.3
LONGEST_CURVE = 500
# The old side's runs may be apart by this share of a value's size for it to be compared loosely: to within
# LOOSENESS times as much.
LOOSE_SHARE = 5e-4
LOOSENESS = 3.0
# Slots average gradients, which near a minimum are small differences of large numbers.
SLOT_FACTOR = 10.0


@dataclass(frozen=True)
class Sample:
    """One value of the old side with its counterpart, and the same value of the old side's other runs."""

    old: Compact
    new: Compact
    others: tuple[Compact | None, ...] = ()
    nudged: Compact | None = None
    steps: int = 0
    order: float = 0.0


@dataclass(frozen=True)
class Gap:
    """How far two values are apart: why they are no match, or the largest errors and the first bad pair."""

    why: str = ""
    absolute: float = 0.0
    relative: float = 0.0
    pair: tuple[str, str] | None = None


def gap(old: Compact, new: Compact, tolerance: Tolerance, slack: Sequence[float] = ()) -> Gap:
    """The gap between two observed values; ``slack`` is what the old one moves by under a nudge."""
    other = form_gap(old, new)
    if other.why:
        return other
    if "w" in old or "w" in new:
        if old.get("w") != new.get("w"):
            both = zip(old.get("w", ()), new.get("w", ()), strict=False)
            pair = next(((a, b) for a, b in both if a != b), ("words", "other words"))
            return Gap("words differ", pair=pair)
        return Gap()
    if old.get("x", 0) != new.get("x", 0):
        return Gap(f"{old.get('x', 0)} -> {new.get('x', 0)} values that are not finite", pair=("", ""))
    pairs = list(zip(old.get("v", ()), new.get("v", ()), strict=False))
    found = _numbers(pairs, tolerance, slack)
    if found.why or "m" not in old or "m" not in new:
        return found
    size = max(old["m"][1], new["m"][1])
    wide = Tolerance(tolerance.rtol, tolerance.atol + tolerance.rtol * size + 2 * max(slack, default=0.0))
    moments = _numbers(list(zip(old["m"], new["m"], strict=True)), wide, ())
    if not moments.why:
        return found
    return Gap("moments of all elements differ", found.absolute, found.relative, moments.pair)


def form_gap(old: Compact, new: Compact) -> Gap:
    """The gap between the shapes or dtypes of two values."""
    if old["s"] != new["s"]:
        return Gap(f"shape {old['s']} -> {new['s']}", pair=(str(old["s"]), str(new["s"])))
    if old["d"] != new["d"] and not ("w" in old and "w" in new):
        return Gap(f"dtype {old['d']} -> {new['d']}", pair=(old["d"], new["d"]))
    return Gap()


def _numbers(pairs: Sequence[tuple[float, float]], tolerance: Tolerance, slack: Sequence[float]) -> Gap:
    absolute = relative = 0.0
    first: tuple[str, str] | None = None
    count = 0
    for place, (old, new) in enumerate(pairs):
        spare = 2 * slack[place] if place < len(slack) else 0.0
        error = abs(old - new) if math.isfinite(old) and math.isfinite(new) else 0.0
        absolute = max(absolute, error)
        largest = max(abs(old), abs(new))
        if error and largest:
            relative = max(relative, error / largest)
        if not tolerance.allows(old, new) and not (math.isfinite(error) and 0 < error <= spare):
            count += 1
            first = first or (f"{old:.7g}", f"{new:.7g}")
    why = f"{count} of {len(pairs)} elements" if first else ""
    return Gap(why, absolute, relative, first)


def slack_of(sample: Sample) -> list[float]:
    """By how much each element of the old side moves when the draws are nudged."""
    if sample.nudged is None:
        return []
    both = zip(sample.old.get("v", ()), sample.nudged.get("v", ()), strict=False)
    moves = [abs(a - b) if math.isfinite(a) and math.isfinite(b) else 0.0 for a, b in both]
    # The rounding of the new side meets other elements than a nudge does.
    usual = math.sqrt(sum(m * m for m in moves) / len(moves)) if moves else 0.0
    return [max(m, usual) for m in moves]


def is_steady(sample: Sample, tolerance: Tolerance) -> bool:
    """Whether the old side's runs agree on a value."""
    others = (*sample.others, *([sample.nudged] if sample.nudged is not None else []))
    return all(other is not None and not gap(sample.old, other, tolerance).why for other in others)


def fits_loosely(sample: Sample) -> bool:
    """Whether a value that moves a little is as near to the new one as the old side's runs are."""
    others = (*sample.others, *([sample.nudged] if sample.nudged is not None else []))
    moves = [_distance(sample.old, other) if other is not None else None for other in others]
    known = [m for m in moves if m is not None]
    apart, size = _distance(sample.old, sample.new), scale_of(sample.old)
    if apart is None or len(known) < len(moves) or "float" not in sample.old["d"]:
        return False
    return max(known, default=0.0) <= LOOSE_SHARE * size and apart <= LOOSENESS * max(known, default=0.0)


def shares(sample: Sample) -> tuple[float, float]:
    """By what share of its size a value moves from run to run, and by what share the new value is away."""
    others = (*sample.others, *([sample.nudged] if sample.nudged is not None else []))
    moves = [_distance(sample.old, other) or 0.0 for other in others if other is not None]
    size = scale_of(sample.old)
    if not size:
        return 0.0, 0.0
    return max(moves, default=0.0) / size, (_distance(sample.old, sample.new) or 0.0) / size


def _distance(one: Compact, other: Compact) -> float | None:
    """The root mean square of the differences; None where there is no such number."""
    if form_gap(one, other).why or not one.get("v") or one.get("x") or other.get("x"):
        return None
    squares = [(a - b) ** 2 for a, b in zip(one["v"], other.get("v", ()), strict=False)]
    found = math.sqrt(sum(squares) / len(squares)) if squares else math.nan
    return found if math.isfinite(found) else None


def has_other_form(sample: Sample) -> bool:
    """Whether the new value has another shape or dtype, which the old side's runs agree on."""
    others = (*sample.others, *([sample.nudged] if sample.nudged is not None else []))
    known = all(other is not None and not form_gap(sample.old, other).why for other in others)
    return known and bool(form_gap(sample.old, sample.new).why)


def scale_of(value: Compact) -> float:
    """The root mean square of an array: an element near zero is measured by it."""
    if "m" in value:
        return float(value["m"][1])
    numbers = [v for v in value.get("v", ()) if math.isfinite(v)]
    return math.sqrt(sum(v * v for v in numbers) / len(numbers)) if numbers else 0.0


def peak_of(value: Compact) -> float:
    """The largest size of an array's elements."""
    sizes = [abs(v) for v in (*value.get("v", ()), *value.get("m", ())) if math.isfinite(v)]
    return max(sizes, default=0.0)


def compare_series(
    kind: str, name: str, place: str, samples: Sequence[Sample], tolerances: Tolerances, note: str = ""
) -> Quantity:
    """One quantity over all steps at which both sides gave it."""
    absolute = relative = 0.0
    departure: Departure | None = None
    unsteady, first_unsteady, order = 0, 0, samples[0].order
    formal = any(has_other_form(s) for s in samples)
    peak = max(peak_of(s.old) for s in samples)
    for step, sample in enumerate(samples, 1):
        tolerance = tolerances.of(sample.old["d"], sample.steps).for_sizes_up_to(peak)
        if kind == SLOT:
            tolerance = tolerance.widened(SLOT_FACTOR)
        if kind in (VARIABLE, SLOT):
            tolerance = Tolerance(tolerance.rtol, tolerance.atol + tolerance.rtol * scale_of(sample.old))
        if not is_steady(sample, tolerance) and not (formal and has_other_form(sample)):
            first_unsteady = first_unsteady or step
            unsteady += not fits_loosely(sample)
            continue
        found = gap(sample.old, sample.new, tolerance, slack_of(sample))
        absolute, relative = max(absolute, found.absolute), max(relative, found.relative)
        if found.why and departure is None:
            old, new = found.pair or ("", "")
            departure, order = Departure(step, old, new, found.why), sample.order
    first, last = samples[0], samples[-1]
    chaos = departure and first_unsteady and _is_chaos(departure.step, first_unsteady, first.old["d"])
    if departure and chaos and not formal:
        note = f"leaves its tolerance at step {departure.step}, and is unsteady from step {first_unsteady} on"
        departure, unsteady = None, len(samples)
    status = DIFFERS if departure else EQUAL
    if departure is None and len(samples) - unsteady < STEADY_SHARE * len(samples):
        status = UNSTEADY
        if not note and first_unsteady > 1:
            note = f"agrees up to step {first_unsteady - 1} of {len(samples)}"
    shown = tolerances.of(last.old["d"], last.steps).for_sizes_up_to(peak)
    return Quantity(
        kind,
        name,
        place,
        status,
        len(samples) if status != UNSTEADY else 0,
        unsteady,
        first.old["d"],
        tuple(first.old["s"]),
        absolute,
        relative,
        str(shown) if shown.rtol else "exact",
        departure,
        order,
        note,
        False,
        *(shares(first) if kind in (VARIABLE, SLOT) else (0.0, 0.0)),
        curve([s.old for s in samples]),
        curve([s.new for s in samples]),
    )


def _is_chaos(departed: int, unsteady: int, dtype: str) -> bool:
    """Whether a departure is the growth of rounding errors that the old side shows too.

    A nudge of the draws acts once and rounding at every step, so the new side may leave a little earlier;
    whole numbers that hang on a tie may turn at any time.
    """
    return unsteady <= 2 * departed or "float" not in dtype


def curve(values: Sequence[Compact]) -> tuple[float, ...]:
    """The course of a single number, thinned; empty for arrays."""
    if len(values) < 2 or any(v["s"] not in ([], [1]) or not v.get("v") for v in values):
        return ()
    stride = max(1, len(values) // LONGEST_CURVE)
    return tuple(float(v["v"][0]) for v in values[::stride])
