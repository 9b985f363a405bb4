"""When what earlier conversions left is collected."""

from __future__ import annotations

from tf2codemod.collector import Leftovers


def test_short_groups_after_a_long_one_wait() -> None:
    left = Leftovers()
    left.add(1_000)
    found = []
    for _ in range(6):
        found.append(left.are_worth_collecting(50))
        left.add(50)
    assert found == [False] * 5 + [True]


def test_a_second_long_group_does_not_wait() -> None:
    left = Leftovers()
    left.add(1_000)
    assert left.are_worth_collecting(900)
