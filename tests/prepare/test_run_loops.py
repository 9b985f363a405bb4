"""Loops that run a list one by one, functions that run what they are given, layers read from outside."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.h = tf.layers.dense(self.x, 2)
        self.w = tf.Variable(tf.ones([2, 1]))
        self.y = tf.matmul(self.h, self.w)
def copies(variables, rate):
    half = len(variables) // 2
    ops = []
    for i, v in enumerate(variables[:half]):
        ops.append(variables[half + i].assign(v.value() * rate + (1 - rate) * variables[half + i].value()))
    return ops
def run_all(ops, sess):
    for op in ops:
        sess.run(op)
a, b = Net(), Net()
ops = copies(tf.trainable_variables(), 0.5)
"""
END = """\
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(2):
    run_all(ops, sess)
    print(sess.run(b.y, {b.x: [[1., 2., 3.]]}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_a_copy_follows_its_network() -> None:
    level, text = converted(HEAD + END)
    assert level is Level.NATIVE
    assert "def compute_ops():\n    return copies(" in text
    assert "    compute_ops()\n" in text and "run_all" not in text
    assert "a.dense.trainable_variables + [a.w] + b.dense.trainable_variables + [b.w]" in text
    assert "tf.convert_to_tensor(v) * rate" in text
    assert text.count("get_concrete_function()  # builds the layers") >= 1


def test_ops_that_see_each_other_run_in_their_order() -> None:
    chain = HEAD + "ops = [a.w.assign(b.w * 2.), b.w.assign(a.w + 1.)]\n"
    level, _ = converted(chain + END)
    assert level is Level.COMPAT


def test_a_function_that_binds_names_is_not_put_into_a_loop() -> None:
    text = HEAD.replace(
        "    for op in ops:\n        sess.run(op)\n", "    done = sess.run(ops)\n    print(done)\n"
    )
    level, written = converted(text + END)
    assert level is Level.COMPAT or "print(done)" in written


LISTS = """\
import sys
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
ws = []
h = x
for n in map(int, sys.argv[1:]):
    w = tf.Variable(tf.ones([3, 3]))
    h = tf.matmul(h, w)
train = tf.train.GradientDescentOptimizer(.1).minimize(tf.reduce_sum(tf.square(h)))
sess = tf.Session()
sess.run(tf.global_variables_initializer())
sess.run(train, {x: [[1., 2., 3.]]})
"""


def test_a_loop_of_unknown_length_keeps_its_variables_in_a_list() -> None:
    level, text = converted(
        LISTS.replace("map(int, sys.argv[1:])", "range(len(sys.argv))").replace("ws = []\n", "")
    )
    assert level is Level.NATIVE
    assert "variables = list(ws)\n" in text


def test_a_list_that_may_lack_variables_does_not_name_them() -> None:
    some = LISTS.replace("    h =", "    if n > 1:\n        ws.append(w)\n    h =").replace(
        "map(int, sys.argv[1:])", "range(len(sys.argv))"
    )
    level, text = converted(some)
    assert level is Level.COMPAT or "list(ws)" not in text
