"""Printed texts: what counts as the same."""

from __future__ import annotations

import math

import pytest

from tf2codemod.verify.compare import differences, read_printed
from tf2codemod.verify.outcome import DIFFERS, UNSTEADY
from tf2codemod.verify.printed import compare_printed
from tf2codemod.verify.tolerances import Tolerance, Tolerances


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("loss 0.5", "loss np.float32(0.5)"),
        ("[0.5, 1.5]", "[np.float32(0.5), np.float32(1.5)]"),
        ("[array([1., 2.], dtype=float32), 3]", "[array([1., 2.],\n dtype=float32), 3]"),
        ("True", "np.True_"),
        ("[[1. 2.]\n [3. 4.]]", "[[1. 2.] [3. 4.]]"),
        ("-0.0", "0.0"),
        ("nan inf", "nan inf"),
        ("1e-05", "1.00001e-05"),
    ],
)
def test_same(old: str, new: str) -> None:
    assert differences(read_printed(old), read_printed(new)) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("loss 0.5", "loss 0.51", "1 of 1 numbers differ, first 0.5 -> 0.51"),
        ("1 2", "1", "2 numbers before, 1 after"),
        ("loss 1", "cost 1", "words differ, first 'loss' -> 'cost' (1 before, 1 after)"),
        ("1.0", "nan", "1 of 1 numbers differ, first 1.0 -> nan"),
        ("[w]", "[w, b]", "words differ (1 before, 2 after)"),
    ],
)
def test_different(old: str, new: str, what: str) -> None:
    assert differences(read_printed(old), read_printed(new)) == [what]


def test_numbers_inside_names_are_words() -> None:
    assert read_printed("dense_1/kernel:0 w2 3").numbers == (0.0, 3.0)


def test_tolerance_is_relative_to_the_larger() -> None:
    tolerance = Tolerance(rtol=0.1, atol=0.0)
    assert tolerance.allows(9.0, 10.0)
    assert not tolerance.allows(8.9, 10.0)
    assert tolerance.allows(math.nan, math.nan)


def printed_numbers(new: str, nudged: str, chaotic: bool) -> str:
    old = "1.0\n2.0\n3.0\n4.0\n"
    return compare_printed(old, new, [old], 1, Tolerances(), nudged, chaotic)[0].status


def test_printed_numbers_that_a_nudge_moves_too() -> None:
    new = "1.0\n2.5\n3.5\n4.5\n"
    assert printed_numbers(new, "1.0\n2.0\n3.1\n4.9\n", True) == UNSTEADY
    # Without restless values behind them, or far ahead of where a nudge moves them, they differ.
    assert printed_numbers(new, "1.0\n2.0\n3.1\n4.9\n", False) == DIFFERS
    assert printed_numbers("1.5\n2.5\n3.5\n4.5\n", "1.0\n2.0\n3.1\n4.9\n", True) == DIFFERS
    assert printed_numbers(new, "1.0\n2.0\n3.0\n4.0\n", True) == DIFFERS
