"""Functions that are handed the op of an object, or one that does nothing, are told by a flag."""

from __future__ import annotations

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf


class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        w = tf.get_variable("w", [3, 2])
        self.loss = tf.reduce_sum(tf.square(tf.matmul(self.x, w)))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)


def run(sess, model, op, n):
    total = 0.
    for i in range(n):
        {line}
        total += loss
    return total


with tf.Session() as sess:
    m = Model()
    {other}
    sess.run(tf.global_variables_initializer())
    print(run(sess, m, m.train_op, 2))
    print(run({second}))
"""
LINE = "loss, _ = sess.run([model.loss, op], {model.x: [[1., 2., 3.]]})"


def conversion(second: str, line: str = LINE, other: str = "pass") -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source(PROGRAM.format(second=second, line=line, other=other).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_a_function_that_is_always_handed_the_op_runs_it_itself() -> None:
    text, codes = conversion("sess, m, m.train_op, 3")
    assert codes == []
    assert "def run(model, n):" in text
    assert "loss = model.train_step([[1., 2., 3.]]).numpy()" in text
    assert "print(run(m, 2))" in text


def test_an_op_that_does_nothing_is_the_other_way_of_a_flag() -> None:
    text, codes = conversion("sess, m, n=3, op=tf.no_op()")
    assert codes == []
    assert "def run(model, train, n):" in text
    assert "        if train:\n            loss = model.train_step([[1., 2., 3.]]).numpy()\n" in text
    assert "        else:\n            loss = model.loss([[1., 2., 3.]]).numpy()\n" in text
    assert "print(run(m, True, 2))" in text
    assert "print(run(m, n=3, train=False))" in text


def test_a_list_of_fetches_that_is_built_before_is_written_at_the_runs() -> None:
    line = "fetches = [model.loss, op]\n        loss, _ = sess.run(fetches, {model.x: [[1., 2., 3.]]})"
    text, codes = conversion("sess, m, tf.no_op(), 3", line)
    assert codes == []
    assert "fetches" not in text


def test_what_an_op_gives_is_none_in_both_ways() -> None:
    text, codes = conversion(
        "sess, m, tf.no_op(), 3", LINE.replace("_ =", "last =") + "\n        print(last)"
    )
    assert codes == []
    assert text.count("last = ") == 2
    assert text.count("None") == 3


@pytest.mark.parametrize(
    ("second", "line", "other"),
    [
        ("sess, m, other.train_op, 1", LINE, 'with tf.variable_scope("b"):\n        other = Model()'),
        ("sess, m, tf.no_op(), 1", LINE + "; total += 1", "pass"),
        ("sess, m, tf.no_op(), 1", f"op = op\n        {LINE}", "pass"),
        ("sess, m, tf.no_op(), 1", LINE, "again = run"),
    ],
)
def test_what_is_not_known_for_sure_is_left(second: str, line: str, other: str) -> None:
    text, _ = conversion(second, line, other)
    assert "compat.v1" in text
