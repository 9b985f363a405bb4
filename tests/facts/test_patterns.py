"""A star in a name of the tables stands for any characters."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tf2codemod.facts.patterns import matches

NAMES = st.text("ab.", max_size=6)


@pytest.mark.parametrize(
    ("name", "pattern", "fits"),
    [
        ("tf.train.AdamOptimizer", "tf.train.*Optimizer", True),
        ("tf.train.Optimizer", "tf.train.*Optimizer", True),
        ("tf.train.Saver", "tf.train.*Optimizer", False),
        ("aba", "ab*ba", False),
        ("tf.nn.relu", "tf.nn.relu", True),
        ("tf.nn.relu6", "tf.nn.relu", False),
    ],
)
def test_names_fit_patterns(name: str, pattern: str, fits: bool) -> None:
    assert matches(name, pattern) is fits


@given(NAMES, NAMES, NAMES)
def test_one_star_means_what_it_means_in_file_names(name: str, head: str, tail: str) -> None:
    assert matches(name, f"{head}*{tail}") == fnmatchcase(name, f"{head}*{tail}")
