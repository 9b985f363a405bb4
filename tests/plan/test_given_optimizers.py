"""One optimizer may serve several objects that train the same variables."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import tensorflow as tf
OPT = tf.train.RMSPropOptimizer(0.001)
class Shared(object):
    def __init__(self, scope):
        with tf.variable_scope(scope):
            self.s = tf.placeholder(tf.float32, [None, 3])
            self.v = tf.layers.dense(self.s, 1, name='v')
        self.params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=scope)
class Local(object):
    def __init__(self, scope, shared):
        with tf.variable_scope(scope):
            self.s = tf.placeholder(tf.float32, [None, 3])
            self.v = tf.layers.dense(self.s, 1, name='v')
        self.params = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope=scope)
        self.grads = tf.gradients(tf.reduce_mean(tf.square(self.v)), self.params)
        self.pull = [l.assign(g) for l, g in zip(self.params, shared.params)]
        self.push = OPT.apply_gradients(zip(self.grads, {trained}))
sess = tf.Session()
shared = Shared('shared')
workers = [Local('w_%d' % i, shared) for i in range(2)]
sess.run(tf.global_variables_initializer())
for w in workers:
    sess.run(w.pull)
    sess.run(w.push, {{w.s: [[1., 2., 3.]]}})
print(sess.run(shared.v, {{shared.s: [[1., 2., 3.]]}}))
"""


def converted(trained: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), TEXT.format(trained=trained))], Options())
    return result.level, result.files[0].text


def test_objects_train_the_variables_of_another_one() -> None:
    level, text = converted("shared.params")
    assert level is Level.NATIVE
    assert "OPT.apply_gradients(zip(grads, self.shared.v.trainable_variables))" in text
    assert "zip(params, self.shared.v.trainable_variables)]" in text


def test_an_optimizer_keeps_the_variables_that_it_was_given_first() -> None:
    assert converted("self.params")[0] is Level.COMPAT
