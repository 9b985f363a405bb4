"""Functions that only run what they are given stand in the places of their calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 1]))
y = tf.matmul(x, w)
z = tf.nn.relu(y) + 1.
grow = w.assign(w * 2.)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
"""
THIN = "def run(op, feed=None):\n    return sess.run(op, feed)\n"
END = """
data = [[1., 2., 3.]]
print(run(y, {x: data}), run(z, {x: data}))
run(grow)
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    "function",
    [
        "def run(op, feed=None):\n    return sess.run(op, feed_dict=feed)",
        'def run(op, feed=None):\n    """Runs one op."""\n    return sess.run(op, feed)',
        "def run(op, feed=None):\n    return sess.run(\n        op,\n        feed_dict=feed)",
    ],
)
def test_a_function_that_runs_what_it_is_given_goes(function: str) -> None:
    level, text = converted(HEAD + function + END)
    assert level is Level.NATIVE
    assert "def run(" not in text and "print(y(data)" in text and "grow()" in text


def test_a_method_that_runs_what_it_is_given_goes() -> None:
    text = """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.layers.dense(self.x, 2)
        self.z = tf.nn.softmax(self.y)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
    def _run(self, fetches, data):
        return self.sess.run(fetches, {self.x: data})
    def scores(self, data):
        return self._run(self.y, data)
    def both(self, data):
        return self._run([self.y, self.z], data)
net = Net()
print(net.scores([[1., 2., 3.]]), net.both([[1., 2., 3.]]))
"""
    level, new = converted(text)
    assert level is Level.NATIVE
    assert "_run" not in new and "return self.compute_scores(data).numpy()" not in new
    assert new.count("self.y(") >= 1


@pytest.mark.parametrize(
    ("function", "end"),
    [
        ("def run(op, feed=None):\n    print(op)\n    return sess.run(op, feed)", END),
        (THIN + "keep = run", END),
        ("def run(*args):\n    return sess.run(*args)", END),
        (THIN, END + "[run(v) for v in (grow, y.op)]\n"),
        (THIN, END + "print([run(t, {x: data}) for t in (y, z)])\n"),
    ],
)  # fmt: skip
def test_a_function_that_does_more_or_is_named_elsewhere_stays(function: str, end: str) -> None:
    level, text = converted(HEAD + function + end)
    assert level is Level.COMPAT
    assert "def run(" in text


def test_a_name_that_means_another_thing_where_the_call_stands_keeps_the_function() -> None:
    function = "def run(op, feed=None):\n    return sess.run(op, feed)\n"
    inner = "def show(sess):\n    print(run(y, {x: [[1., 2., 3.]]}), sess)\nshow(3)\n"
    level, text = converted(HEAD + function + inner + END)
    assert level is Level.COMPAT and "def run(" in text
