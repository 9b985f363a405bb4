"""A function that is handed an op, or none, is told by a flag what to run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])
        self.w = tf.Variable(1.0)
        self.loss = tf.square(self.w * self.x)
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
    def epoch(self, sess, op={default}):
        {guard}
        for i in range(2):
            loss, _ = sess.run([self.loss, op], {{self.x: 1.0}})
            print(loss)
def main():
    model = Model()
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    model.epoch(sess, model.train_op)
    model.epoch(sess{given})
main()
"""


def converted(guard: str, default: str = "None", given: str = "") -> tuple[Level, str]:
    text = PROGRAM.format(guard=guard, default=default, given=given)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize("test", ["not op", "op is None"])
def test_what_is_not_given_is_not_run(test: str) -> None:
    level, text = converted(f"if {test}:\n            op = tf.no_op()")
    assert level is Level.NATIVE
    assert "def epoch(self, train=False):" in text
    assert "model.epoch(True)" in text and "model.epoch()" in text


@pytest.mark.parametrize(
    ("guard", "default", "given"),
    [
        ("if not op:\n            op = self.loss", "None", ""),
        ("if not op:\n            op = tf.no_op()", "None", ", None"),
        ("if i:\n            op = tf.no_op()", "None", ""),
    ],
)
def test_other_ops_keep_the_graph(guard: str, default: str, given: str) -> None:
    level, text = converted(guard, default, given)
    assert level is Level.COMPAT
    assert "sess.run([self.loss, op], {self.x: 1.0})" in text
