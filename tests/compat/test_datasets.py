"""What graph programs ask of data sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.compat import convert
from tf2codemod.model import Source


def converted(text: str) -> str:
    (done,) = convert([Source(Path("a.py"), f"import tensorflow as tf\n{text}\n")], frozenset())
    return done.text.splitlines()[-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("it = d.make_one_shot_iterator()", "it = tf.data.make_one_shot_iterator(d)"),
        ("it = (d or\n  e).make_one_shot_iterator()", "  e))"),
        ("it = f(a, b).make_initializable_iterator()", "it = tf.data.make_initializable_iterator(f(a, b))"),
        ("it = tf.data.make_one_shot_iterator(d)", "it = tf.data.make_one_shot_iterator(d)"),
        (
            "it = tf.data.Iterator.from_structure(d.output_types, d.output_shapes)",
            "it = tf.data.Iterator.from_structure(tf.data.get_output_types(d), tf.data.get_output_shapes(d))",
        ),
        (
            "it = tf.contrib.data.Iterator.from_structure(d.output_types, d.output_shapes)",
            "it = tf.data.Iterator.from_structure(tf.data.get_output_types(d), tf.data.get_output_shapes(d))",
        ),
        ("kinds = cell.output_shapes", "kinds = cell.output_shapes"),
        ("it = d.make_one_shot_iterator(shared)", "it = d.make_one_shot_iterator(shared)"),
    ],
)
def test_functions_answer_for_data_sets_of_both_kinds(before: str, after: str) -> None:
    assert converted(before) == after
