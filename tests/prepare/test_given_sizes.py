"""Functions that ask their arguments how large the layers are to be which they make."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import numpy as np
import tensorflow as tf
def policy(x, a, hidden):
    size = a.shape.as_list()[-1]
    h = tf.layers.dense(x, hidden, tf.tanh)
    mu = tf.layers.dense(h, size)
    log_std = tf.get_variable('log_std', initializer=-0.5 * np.ones(size, dtype=np.float32))
    return tf.reduce_sum(tf.square(a - mu) * tf.exp(log_std), axis=1)
"""
BODY = """\
def build(x, a):
    with tf.variable_scope('pi'):
        return policy(x, a, 4)
n = int(np.max([3]))
x_ph = tf.placeholder(tf.float32, [None, 2])
a_ph = tf.placeholder(tf.float32, [None, n])
"""
RUNS = """\
loss = tf.reduce_mean(logp)
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {x_ph: np.ones([5, 2]), a_ph: np.ones([5, n])})[0])
"""


def converted(calls: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + BODY + calls + RUNS)], Options())
    return result.level, result.files[0].text


def test_the_size_comes_from_where_the_placeholder_is_known() -> None:
    level, text = converted("logp = build(x_ph, a_ph)\n")
    assert level is Level.NATIVE
    assert "a_ph.shape.as_list()[-1]" in text
    assert "shape=np.ones(size).shape, initializer=tf.keras.initializers.Constant(-0.5)" in text


def test_a_function_that_is_given_away_is_not_told_the_size() -> None:
    assert converted("logp = list(map(policy, [x_ph], [a_ph], [4]))[0]\n")[0] is Level.COMPAT


def test_the_size_of_a_computed_tensor_is_not_told() -> None:
    assert "as_list()[-1], " not in converted("logp = build(x_ph, a_ph * 2.)\n")[1]
