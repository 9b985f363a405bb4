"""Moving averages that a run updates for some objects of a class, and not for others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self, deep):
        with tf.Graph().as_default():
            self.x = tf.placeholder(tf.float32, [None, 4])
            self.training = tf.placeholder(tf.bool)
            self.flat = tf.reduce_sum(self.x, 1)
            self.normed = tf.contrib.layers.batch_norm(
                self.x, is_training=self.training, updates_collections=None)
            if deep:
                out = self.flat + tf.reduce_sum(self.normed, 1)
            else:
                out = self.flat
            self.out = out * 2.
            self.sess = tf.Session()
            self.sess.run(tf.global_variables_initializer())
    def run(self, x):
        return self.sess.run(self.out, {self.x: x, self.training: True})
deep, flat = Net(True), Net(False)
for net in (deep, flat):
    print(net.run(np.ones([2, 4])))
"""
READ = "print(flat.sess.run(flat.normed, {flat.x: np.ones([2, 4]), flat.training: False}))\n"
SAVED = "saver = tf.train.Saver([flat.out])\nsaver.save(flat.sess, 'checkpoint')\n"


def converted(text: str) -> tuple[Level, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, {f.code for f in result.findings}


def test_averages_that_nothing_reads_may_be_updated() -> None:
    level, codes = converted(PROGRAM)
    assert level is Level.NATIVE, codes


@pytest.mark.parametrize("more", [READ, SAVED])
def test_averages_that_are_read_later_are_told(more: str) -> None:
    level, codes = converted(PROGRAM + more)
    assert level is Level.COMPAT
    assert "TF321" in codes
