"""Functions, methods and properties that choose variables from a collection."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

FUNCTION = """\
import tensorflow as tf


def get_vars(scope):
    return [x for x in tf.global_variables() if scope in x.name]


x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('main'):
    q = tf.layers.dense(x, 2)
with tf.variable_scope('target'):
    qt = tf.layers.dense(x, 2)
copy = tf.group([tf.assign(t, m) for m, t in zip(get_vars('main'), get_vars('target'))])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(copy)
    print(sess.run([q, qt], {x: [[1., 2., 3.]]}))
"""
OBJECT = """\
import tensorflow as tf


class Net(object):
    def __init__(self, size, name):
        self.size = size
        self.name = name

    def __call__(self, x, reuse=False):
        with tf.variable_scope(self.name, reuse=reuse):
            return tf.layers.dense(tf.layers.dense(x, self.size, name='a'), 1, name='b')

    @property
    def vars(self):
        return [v for v in tf.trainable_variables() if v.name.startswith(self.name)]


class Model(object):
    def __init__(self, net, other):
        self.net = net
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.loss = tf.reduce_mean(tf.square(self.net(self.x) - other(self.x)))
        self.again = self.net(2.0 * self.x, reuse=True)
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss, var_list=self.net.vars)


model = Model(Net(4, 'one'), Net(5, 'two'))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([model.train, model.loss], {model.x: [[1., 2., 3.]]}))
    print(sess.run(model.again, {model.x: [[1., 2., 3.]]}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_a_function_is_written_out_and_the_group_is_a_function() -> None:
    level, text = converted(FUNCTION)
    assert level is Level.NATIVE
    assert "get_vars" not in text
    assert "def copy():\n    copy_ops = [t.assign(m) for m, t in zip(" in text
    assert converted(text) == (level, text)


def test_a_property_is_written_out_where_it_is_read() -> None:
    level, text = converted(OBJECT)
    assert level is Level.NATIVE
    assert "vars(self)" not in text and "@property" not in text
    assert "variables = self.one.trainable_variables" in text
    assert converted(text) == (level, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("get_vars('main'), ", "[*map(get_vars, ['main'])][0], "),
        ("    return [x", "    print(scope)\n    return [x"),
    ],
)
def test_what_does_more_stays(old: str, new: str) -> None:
    assert old in FUNCTION
    assert converted(FUNCTION.replace(old, new))[0] is Level.COMPAT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("class Model", "class Wide(Net):\n    def __call__(self, x):\n        return x\n\n\nclass Model"),
        ("other(self.x)", "tf.map_fn(other, self.x)"),
        ("self.net(2.0", "self.net.__call__(2.0"),
    ],
)
def test_objects_that_are_not_only_called_stay(old: str, new: str) -> None:
    assert old in OBJECT
    assert converted(OBJECT.replace(old, new))[0] is Level.COMPAT
