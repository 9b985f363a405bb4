"""A list of fetches that one run alone uses is written at the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.api import convert_source
from tf2codemod.model import Level, Options, Source

PROGRAM = """
import tensorflow as tf


class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        w = tf.get_variable('w', [2, 2])
        self.y = tf.matmul(self.x, w)
        self.loss = tf.reduce_sum(tf.square(self.y))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)


def train(sess, model, n, other=None):
    fetches = [model.loss, model.train_op]
    for i in range(n):
        {before}
        loss, _ = sess.run(fetches, {{model.x: [[1., 2.]]}})
    return loss


m = Model()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(train(sess, m, 2, m))
"""


def converted(before: str) -> str:
    """The program after conversion."""
    result = convert_source(PROGRAM.format(before=before).encode())
    return result.programs[0].files[0].after.decode()


def test_a_list_before_a_loop_is_written_in_the_run() -> None:
    text = converted("pass")
    assert "loss = model.train_step([[1., 2.]]).numpy()" in text
    assert "fetches" not in text


@pytest.mark.parametrize(
    "before", ["model = other", "print(len(fetches))", "fetches = [model.y, model.loss]"]
)
def test_a_list_that_means_something_else_there_is_left(before: str) -> None:
    assert "compat.v1" in converted(before)


SUMS = """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])
        self.a, self.b = tf.Variable(0.0), tf.Variable(0.0)
        up, down = self.a.assign_add(self.x), self.b.assign_sub(self.x)
        self.ups = [up]
        self.downs = [down]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
    def step(self, x):
        {run}
net = Net()
net.step(2.0)
print(net.sess.run([net.a, net.b]))
"""


def test_lists_that_are_added_up_are_fetched_beside_each_other() -> None:
    text = SUMS.format(run="self.sess.run(self.ups + self.downs, {self.x: x})")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE, result.findings
    assert "self.ups_and_downs(x)\n" in result.files[0].text


def test_lists_whose_results_are_read_stay_one() -> None:
    text = SUMS.format(run="return self.sess.run(self.ups + self.downs, {self.x: x})")
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
