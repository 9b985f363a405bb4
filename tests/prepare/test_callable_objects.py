"""Objects that only keep arguments for their calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """import numpy as np
import tensorflow as tf


class batch_norm(object):
    def __init__(self, epsilon=1e-5, momentum=0.9, name='bn'):
        with tf.variable_scope(name):
            self.epsilon = epsilon
            self.momentum = momentum
            self.name = name

    def __call__(self, x, train=True):
        # Normalizes.
        return tf.layers.batch_normalization(
            x, momentum=self.momentum, epsilon=self.epsilon, training=train, name=self.name)


class Net(object):
    def __init__(self):
        self.bn1 = batch_norm(name='bn1')
        self.bn2 = batch_norm(1e-3, name='bn2')
        self.x = tf.placeholder(tf.float32, [None, 3])
        h = self.bn1(tf.layers.dense(self.x, 4))
        self.y = self.bn2(h, train=False)


net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(net.y, {net.x: np.ones((2, 3))}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_each_object_becomes_a_layer() -> None:
    level, text = converted(PROGRAM)
    assert level is Level.NATIVE
    assert "class BatchNorm(tf.keras.layers.Layer):" in text
    assert "self.bn1 = BatchNorm(" in text and "self.bn2 = BatchNorm(" in text
    assert "epsilon=0.001" in text
    assert "# Normalizes.\n" in text
    assert converted(text) == (level, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.momentum = momentum", "self.momentum = momentum * 1.0"),
        ("batch_norm(name='bn1')", "batch_norm(name=str('bn1'))"),
        ("self.y = self.bn2(h, train=False)", "self.y = self.bn2(h)\n        self.hooks = [self.bn2]"),
        ("    def __call__", "    def other(self):\n        pass\n\n    def __call__"),
        ("class Net(object)", "class Other(batch_norm):\n    pass\n\n\nclass Net(object)"),
    ],
)
def test_what_holds_more_stays_beside_its_layer(old: str, new: str) -> None:
    assert old in PROGRAM
    level, text = converted(PROGRAM.replace(old, new))
    assert level is Level.NATIVE
    assert "class batch_norm(object):\n    def __init__(" in text and "class BatchNorm(" in text
