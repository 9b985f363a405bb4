"""Classes of optimizers that are passed on, kept and looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import sys
import tensorflow as tf
{before}
x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.random_normal([3, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
{made}
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([train, loss], {{x: [[1., 2., 3.]]}}))
"""
NETS = """\
import tensorflow as tf
class Net:
    def __init__(self, opt, **kwargs):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.loss = tf.reduce_mean(tf.square(tf.layers.dense(self.x, 1)))
        self.train = opt(0.01, **kwargs).minimize(self.loss)
nets = [Net(tf.train.AdamOptimizer), Net(tf.train.MomentumOptimizer, momentum=0.9)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for net in nets:
        print(sess.run([net.train, net.loss], {net.x: [[1., 2., 3.]]}))
"""
ADAM = "tf.keras.optimizers.Adam(learning_rate, beta_2=0.9990000129, epsilon=1e-8)"
CHOICE = "OPTIMIZERS = {'adam': tf.train.AdamOptimizer, 'sgd': tf.train.GradientDescentOptimizer}"


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def program(before: str, made: str) -> tuple[Level, str]:
    return converted(PROGRAM.format(before=before, made=made))


def test_each_class_becomes_what_makes_the_optimizer() -> None:
    level, text = converted(NETS)
    assert level is Level.NATIVE
    assert f"Net(lambda learning_rate: {ADAM})" in text
    made = "tf.keras.optimizers.SGD(learning_rate, momentum=momentum)"
    assert f"Net(lambda learning_rate, momentum: {made}, momentum=0.9)" in text
    assert converted(text) == (level, text)


def test_a_choice_is_one_of_functions() -> None:
    level, text = program(CHOICE, "train = OPTIMIZERS[sys.argv[-1]](0.1).minimize(loss)")
    assert level is Level.NATIVE
    assert f"'adam': lambda learning_rate: {ADAM}" in text
    assert "optimizer = OPTIMIZERS[sys.argv[-1]](0.1)" in text


@pytest.mark.parametrize("named", ["tf.train.AdamOptimizer", "getattr(tf.train, 'AdamOptimizer')"])
def test_a_second_name_goes(named: str) -> None:
    level, text = program(f"opt = {named}", "train = opt(0.1).minimize(loss)")
    assert level is Level.NATIVE
    assert "lambda" not in text and "opt =" not in text
    assert "optimizer = tf.keras.optimizers.Adam(0.1, " in text


@pytest.mark.parametrize(
    "asked",
    [
        "print(cls.__name__)",
        "print(cls)",
        "assert cls is not tf.train.MomentumOptimizer",
        "print(issubclass(cls, tf.train.Optimizer))",
    ],
)
def test_what_is_asked_of_a_class_keeps_it(asked: str) -> None:
    made = f"cls = OPTIMIZERS[sys.argv[-1]]\n{asked}\nopt = cls(0.1)\ntrain = opt.minimize(loss)"
    level, _ = program(CHOICE, made)
    assert level is Level.COMPAT


def test_arguments_that_are_not_known_keep_it() -> None:
    text = NETS.replace("momentum=0.9)]", "**dict(zip(names, values)))]")
    text = text.replace("class Net", "import json\nnames, values = json.load(open('given.json'))\nclass Net")
    assert converted(text)[0] is Level.COMPAT
