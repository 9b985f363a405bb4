"""Variables that are made within larger expressions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf


def weight_variable(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))


def fc(h, n_in, n_out):
    # Fully connected.
    return {result}


x = tf.placeholder(tf.float32, [None, 3])
y = fc(fc(x, 3, 4), 4, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: [[1., 2., 3.]]}}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_they_are_attributes_of_their_layer() -> None:
    result = "tf.matmul(h, weight_variable([n_in, n_out])) + tf.Variable(tf.zeros([n_out]), name='b')"
    level, text = converted(PROGRAM.format(result=result))
    assert level is Level.NATIVE
    assert "self.weight = weight_variable([n_in, n_out])" in text
    assert "self.b = tf.Variable(tf.zeros([n_out])" in text
    assert "return tf.matmul(h, self.weight) + self.b" in text
    assert converted(text) == (level, text)


@pytest.mark.parametrize(
    "result",
    [
        "tf.matmul(h, weight_variable([n_in, n_out])) if n_in else h",
        "tf.layers.dense(h, n_out) + tf.Variable(tf.zeros([n_out]))",
        "tf.add_n([tf.matmul(h, weight_variable([n_in, n_out])) for _ in range(2)])",
    ],
)
def test_what_may_not_be_made_stays(result: str) -> None:
    assert converted(PROGRAM.format(result=result))[0] is Level.COMPAT
