"""Which batch normalizations put the updates of their averages into the collection of a graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
z = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable([[1.0], [2.0], [3.0]])
a = {call}
loss = tf.reduce_mean(tf.matmul(z, w))
with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, var_list=[w])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train_op, {{z: [[1.0, 2.0, 3.0]]}})
    print(sess.run(a, {{x: [[1.0, 2.0, 3.0]]}}))
"""


@pytest.mark.parametrize(
    ("call", "level"),
    [
        ("tf.contrib.layers.batch_norm(x, updates_collections=None)", Level.NATIVE),
        ("tf.contrib.layers.batch_norm(x, is_training=False)", Level.NATIVE),
        ("tf.layers.batch_normalization(x)", Level.NATIVE),
        ("tf.contrib.layers.batch_norm(x)", Level.COMPAT),  # the step needs x, which is not fed
        ("tf.layers.batch_normalization(x, training=True)", Level.COMPAT),
    ],
)
def test_a_step_waits_for_what_is_collected(call: str, level: Level) -> None:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(call=call))], Options())
    assert result.level is level
