"""Generators as methods that set attributes for themselves, and summaries made apart from their runs."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """import math
import numpy as np
import tensorflow as tf


def half(size):
    return int(math.ceil(float(size) / 2.0))


def linear(x, size, scope, with_w=False):
    with tf.variable_scope(scope):
        w = tf.get_variable('w', [x.get_shape()[1], size], initializer=tf.ones_initializer())
        if with_w:
            return tf.matmul(x, w), w
        return tf.matmul(x, w)


class Model(object):
    def __init__(self, sess, size):
        self.sess = sess
        self.size = size
        self.build()

    def build(self):
        self.z = tf.placeholder(tf.float32, [None, 3])
        self.G = self.generator(self.z)
        self.S = self.sampler(self.z)
        self.loss = tf.reduce_mean(tf.square(self.G - 1.0))
        self.loss_sum = tf.summary.scalar('loss', self.loss)
        self.g_sum = tf.summary.histogram('g', self.G)

    def train(self, steps):
        optim = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.sess.run(tf.global_variables_initializer())
        self.merged = tf.summary.merge([self.loss_sum, self.g_sum])
        writer = tf.summary.FileWriter('logs')
        for step in range(steps):
            z = np.ones((4, 3))
            _, text = self.sess.run([optim, self.merged], {self.z: z})
            writer.add_summary(text, step)
            print(self.sess.run(self.S, {self.z: z}).sum())

    def generator(self, z):
        with tf.variable_scope('generator'):
            s = half(self.size)
            self.h, self.w = linear(z, s, 'g_h0', with_w=True)
            return linear(tf.nn.relu(self.h), self.size, 'g_h1')

    def sampler(self, z):
        with tf.variable_scope('generator') as scope:
            scope.reuse_variables()
            s = half(self.size)
            h = linear(z, s, 'g_h0')
            return linear(tf.nn.relu(h), self.size, 'g_h1')


with tf.Session() as sess:
    Model(sess, 8).train(3)
"""


def converted(text: str) -> tuple[str, Level]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.files[0].text, result.level


def test_methods_with_attributes_of_their_own_and_summaries_made_apart() -> None:
    text, level = converted(PROGRAM)
    assert level is Level.NATIVE
    assert "self.h" not in text.replace("self.half", "") and "self.loss_sum" not in text
    assert 'tf.summary.scalar("loss", loss)' in text.replace("'", '"')


def test_an_attribute_that_others_read_stays() -> None:
    text, _ = converted(PROGRAM + "    print(Model(sess, 8).w)\n")
    assert "self.w" in text


def test_summaries_that_another_method_reads_stay() -> None:
    more = "\n    def other(self):\n        return self.sess.run(self.loss_sum, {self.z: np.ones((4, 3))})\n"
    text, level = converted(PROGRAM.replace("\n    def generator", more + "\n    def generator"))
    assert level is Level.COMPAT or "self.loss_sum" in text
