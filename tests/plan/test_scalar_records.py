"""Summaries of numbers that are made by hand, and what keeps them from being dicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
writer = tf.summary.FileWriter('logs')
v = tf.Variable(2.0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    value = sess.run(v)
"""


def converted(lines: str) -> tuple[Level, str, list[str]]:
    text = PROGRAM + "".join(f"    {line}\n" for line in lines.splitlines())
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, [f.code for f in result.findings]


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        (
            "writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag='loss', simple_value=value)]), 1)",
            "write_scalars(writer, {'loss': value}, 1)",
        ),
        (
            "s = tf.Summary()\ns.value.add(tag='a', simple_value=value)\nwriter.add_summary(s)",
            "s = {}\ns['a'] = value\nwrite_scalars(writer, s, 0)",
        ),
    ],
)
def test_a_summary_made_by_hand_is_a_dict(lines: str, after: str) -> None:
    level, text, codes = converted(lines)
    assert level is Level.NATIVE and codes == ["TF520"]
    assert after in text and "def write_scalars(writer, scalars, step):" in text


@pytest.mark.parametrize(
    "lines",
    [
        "s = tf.Summary()\ns.value.add(tag='a', image=value)\nwriter.add_summary(s)",
        "s = tf.Summary()\ns.value.add(tag='a', simple_value=value)\nprint(s.value)\nwriter.add_summary(s)",
        "e = [tf.Summary.Value(tag='a', simple_value=1.)]\nwriter.add_summary(tf.Summary(value=e))",
    ],
)
def test_other_summaries_are_left(lines: str) -> None:
    level, _, codes = converted(lines)
    assert level is Level.COMPAT and "TF515" in codes
