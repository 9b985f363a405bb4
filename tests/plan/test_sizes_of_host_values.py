"""Layers in numbers that settings say, made and counted by functions."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import numpy as np
import tensorflow as tf
def mlp(x, sizes):
    for size in sizes[:-1]:
        x = tf.layers.dense(x, size, tf.tanh)
    return tf.layers.dense(x, sizes[-1])
def count(variables):
    return sum([np.prod(v.shape.as_list()) for v in variables])
"""
RUNS = """\
x = tf.placeholder(tf.float32, [None, 2])
y = mlp(x, [4] * int(np.max([2])))
loss = tf.reduce_mean(tf.square(y))
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train], {x: np.ones([5, 2])})[0])
"""


def converted(program: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + program)], Options())
    return result.level, result.files[0].text


def test_a_function_that_nothing_calls_makes_no_layer_uncertain() -> None:
    uncalled = "def other(x, a, sizes=(3, 3)):\n    return mlp(tf.concat([x, a], 1), list(sizes) + [1])\n"
    level, text = converted(uncalled + RUNS)
    assert level is not Level.COMPAT
    assert "self.dense_1 = tf.keras.layers.Dense(sizes[-1])" in text


def test_what_is_counted_of_variables_is_an_ordinary_value() -> None:
    level, text = converted(RUNS + "    n = len(tf.trainable_variables())\n    print(n)\n")
    assert level is Level.NATIVE
    assert "n = len(mlp.trainable_variables)\nprint(n)\n" in text


def test_layers_are_built_before_their_variables_are_counted() -> None:
    program = RUNS.replace("loss =", "n = count(tf.trainable_variables())\nprint(n)\nloss =")
    level, text = converted(program)
    assert level is Level.NATIVE
    built = text.index("train.get_concrete_function()  # builds the layers\n")
    assert built < text.index("n = count(mlp.trainable_variables)\nprint(n)\n") < text.index("print(train(")


def test_variables_that_are_made_later_are_not_counted() -> None:
    program = RUNS.replace("y =", "n = count(tf.trainable_variables())\nprint(n)\ny =")
    assert converted(program)[0] is Level.COMPAT


def test_the_rank_of_a_comparison_with_a_number_is_known() -> None:
    program = RUNS.replace(
        "tf.square(y)", "tf.square(y) + tf.reduce_mean(tf.where(p > 0, (1 + .2) * p, (1 - .2) * p))"
    )
    program = program.replace("loss =", "p = tf.reduce_sum(x, axis=1)\nloss =")
    assert converted(program)[0] is Level.NATIVE
