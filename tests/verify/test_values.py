"""Observed values and series of them beside each other."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tf2codemod.verify.comparison import settled
from tf2codemod.verify.outcome import DIFFERS, EQUAL, FETCH, UNSTEADY, VARIABLE, Outcome, Quantity, Side
from tf2codemod.verify.tolerances import EXACT, Tolerances
from tf2codemod.verify.values import Sample, compare_series, gap

FLOAT = Tolerances().of("float32")


def array(*values: float, dtype: str = "float32", shape: list[int] | None = None) -> dict[str, Any]:
    return {"d": dtype, "s": [len(values)] if shape is None else shape, "v": list(values)}


def status(*samples: Sample, kind: str = FETCH) -> str:
    return compare_series(kind, "loss", "a.py:1", samples, Tolerances()).status


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (array(1.0), array(1.00005), ""),
        (array(1.0), array(1.001), "1 of 1 elements"),
        (array(0.0, 1.0), array(0.0, 2.0), "1 of 2 elements"),
        (array(math.nan), array(math.nan), ""),
        (array(math.nan), array(1.0), "1 of 1 elements"),
        (array(math.inf), array(math.inf), ""),
        (array(math.inf), array(-math.inf), "1 of 1 elements"),
        (array(1.0), array(1.0, dtype="float64"), "dtype float32 -> float64"),
        (array(1.0, 2.0), array(1.0, 2.0, shape=[2, 1]), "shape [2] -> [2, 1]"),
        ({"d": "object", "s": [1], "w": ["a"]}, {"d": "|S1", "s": [1], "w": ["b"]}, "words differ"),
    ],
)
def test_gap(old: dict[str, Any], new: dict[str, Any], why: str) -> None:
    assert gap(old, new, FLOAT).why == why


def test_whole_numbers_are_exact() -> None:
    assert Tolerances().of("int64") == EXACT
    assert status(Sample(array(100000.0, dtype="int32"), array(100001.0, dtype="int32"))) == DIFFERS


def test_large_arrays_are_compared_by_their_moments_too() -> None:
    old = {**array(1.0, 1.0), "s": [1000], "m": [1.0, 1.0, 1.0, 1.0]}
    new = {**old, "m": [1.01, 1.01, 1.0, 6.0]}
    assert gap(old, new, FLOAT).why == "moments of all elements differ"
    assert gap(old, {**old, "x": 3}, FLOAT).why == "0 -> 3 values that are not finite"


def test_what_does_not_hold_still_is_not_compared() -> None:
    one, other = array(1.0), array(2.0)
    assert status(Sample(one, other, others=(other,))) == UNSTEADY
    assert status(Sample(one, other, nudged=other)) == UNSTEADY
    assert status(Sample(one, other, others=(None,))) == UNSTEADY
    assert status(Sample(one, other, others=(one,), nudged=one)) == DIFFERS


def test_a_departure_shortly_before_chaos_is_chaos() -> None:
    steady = Sample(array(1.0), array(1.0), nudged=array(1.0))
    off = Sample(array(1.0), array(1.1), nudged=array(1.0))
    moving = Sample(array(1.0), array(3.0), nudged=array(2.0))
    assert status(steady, steady, off, moving, moving) == UNSTEADY
    assert status(off, *[steady] * 8, moving) == DIFFERS


def test_what_moves_a_little_is_compared_loosely() -> None:
    old, moved = array(1.0, 2.0), array(1.0003, 2.0003)
    assert status(Sample(old, array(1.0004, 2.0004), nudged=moved)) == EQUAL
    assert status(Sample(old, array(1.004, 2.004), nudged=moved)) == UNSTEADY
    assert status(Sample(old, array(1.01, 2.01), nudged=array(1.01, 2.01))) == UNSTEADY


def test_another_dtype_is_no_matter_of_steadiness() -> None:
    moved = array(3.0)
    assert status(Sample(array(1.0), array(1.0, dtype="float64"), nudged=moved)) == DIFFERS


def test_a_small_departure_of_a_state_that_moves_is_doubtful() -> None:
    def state(new: float, nudged: float) -> Quantity:
        sample = Sample(array(1.0), array(new), nudged=array(nudged))
        return compare_series(VARIABLE, "w", "", [sample], Tolerances())

    moving, off, far = state(1.0, 1.02), state(1.01, 1.0), state(1.1, 1.0)
    assert [q.status for q in (moving, off, far)] == [UNSTEADY, DIFFERS, DIFFERS]
    assert [q.status for q in settled([moving, off, far])] == [UNSTEADY, UNSTEADY, DIFFERS]
    assert settled([off])[0].status == DIFFERS
    outcome = Outcome(Side("", "", {}), Side("", "", {}), (*[state(1.0, 1.0)] * 5, *settled([moving, off])))
    assert outcome.verdict == "unsteady"


def test_small_quantities_have_a_small_tolerance() -> None:
    assert status(Sample(array(3e-6), array(3.3e-6))) == DIFFERS
    assert status(Sample(array(1.0), array(1.0)), Sample(array(3e-6), array(3.3e-6))) == EQUAL


def test_the_tolerance_widens_with_the_steps() -> None:
    assert status(Sample(array(1.0), array(1.00015))) == DIFFERS
    assert status(Sample(array(1.0), array(1.00015), steps=100)) == EQUAL
    assert Tolerances().of("float32", 10**9).rtol == pytest.approx(1e-3)


def test_elements_of_variables_are_measured_by_the_array() -> None:
    old, new = array(1e-4, 1.0), array(1.5e-4, 1.0)
    assert status(Sample(old, new)) == DIFFERS
    assert status(Sample(old, new), kind=VARIABLE) == EQUAL


def test_the_first_departure_is_told() -> None:
    same, off = Sample(array(1.0), array(1.0), order=1), Sample(array(1.0), array(2.0), order=2)
    quantity = compare_series(FETCH, "loss", "a.py:1", [same, off, off], Tolerances())
    assert quantity.departure is not None
    assert (quantity.departure.step, quantity.order, quantity.largest_absolute) == (2, 2, 1.0)
    assert (quantity.departure.old, quantity.departure.new) == ("1", "2")
