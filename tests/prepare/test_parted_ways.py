"""Branches of which a run needs a part that it feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
near = input() == 'near'
a = tf.placeholder(tf.float32, [None])
b = tf.placeholder(tf.float32, [None])
w = tf.Variable(2.)
far = b * w
"""
TAIL = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(one, {a: [1.]}))
    print(sess.run(two, {a: [1.], b: [2.]}))
"""


def converted(body: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body + TAIL)], Options())
    return result.level, result.files[0].text


def test_what_one_run_does_not_feed_is_computed_in_a_branch_of_its_own() -> None:
    level, text = converted(
        "if near:\n    one = a + w\n    two = far * 2.\nelse:\n    one = a - w\n    two = far * 3.\n"
    )
    assert level is Level.NATIVE
    assert "    if near:\n        one = a + w\n    else:\n        one = a - w\n    return one\n" in text
    assert "    if near:\n        two = far * 2.\n    else:\n        two = far * 3.\n    return two\n" in text


def test_placeholders_may_be_read_in_the_branch_itself() -> None:
    level, text = converted(
        "if near:\n    one = a + w\n    two = one * b\nelse:\n    one = a - w\n    two = one * b * 3.\n"
    )
    assert level is Level.NATIVE
    assert "    if near:\n        one = a + w\n    else:\n        one = a - w\n    return one\n" in text


@pytest.mark.parametrize(
    "body",
    [
        "    two = far * 2.\n    far = a + w\n    one = far\n",
        "    one = a + w\n    print(one)\n    two = far * 2.\n",
        "    one = a + w\n    two = far * 2.\n    near = False\n",
    ],
)
def test_a_branch_stays_whole_where_the_order_of_its_statements_tells(body: str) -> None:
    branch = f"if near:\n{body}else:\n    one = a - w\n    two = far\n"
    level, text = converted(branch)
    assert level is Level.COMPAT
    assert branch in text
