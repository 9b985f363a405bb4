"""Names that mean several variables in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [])\nsess = tf.Session()\n"
START = "sess.run(tf.global_variables_initializer())\n"


def converted(text: str) -> tuple[Level, str, list[tuple[str, int]]]:
    """What becomes of a program of one file: its level, its text, its findings."""
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    found = [(f.code, f.line) for f in result.findings if not "TF900" <= f.code <= "TF919"]
    return result.level, result.files[0].text, found


def test_a_second_variable_has_the_name_of_its_scope() -> None:
    body = (
        "with tf.variable_scope('one'):\n    w = tf.get_variable('w', [])\n    h = x * w\n"
        "with tf.variable_scope('two'):\n    w = tf.get_variable('w', [])\n    y = h * w\n"
        f"{START}print(sess.run(y, {{x: 1.0}}), sess.run(w))\n"
    )
    level, text, _ = converted(HEAD + body)
    assert level is Level.NATIVE
    assert "    h = x * w\n    return h * two_w\n" in text
    assert "two_w.numpy()" in text


def test_the_trained_variables_are_both() -> None:
    body = (
        "w = tf.Variable(1.0)\nh = w * x\nw = tf.Variable(10.0)\ny = w * h\n"
        "train = tf.train.GradientDescentOptimizer(0.01).minimize(y)\n"
        f"{START}sess.run(train, {{x: 2.0}})\n"
    )
    level, text, _ = converted(HEAD + body)
    assert level is Level.NATIVE
    assert "variables = [w, w_1]\n" in text


def test_a_method_keeps_both() -> None:
    text = (
        "import tensorflow as tf\nclass Net(object):\n    def __init__(self):\n"
        "        self.x = tf.placeholder(tf.float32, [])\n        b = tf.get_variable('b', [])\n"
        "        h = self.x + b\n        b = tf.identity(b) * 2.\n        self.y = h + b\n"
        "        self.sess = tf.Session()\n        self.sess.run(tf.global_variables_initializer())\n"
        "    def get(self, x):\n        return self.sess.run(self.y, {self.x: x})\nprint(Net().get(1.0))\n"
    )
    level, written, _ = converted(text)
    assert level is Level.NATIVE
    assert "b_1 = tf.identity(self.b) * 2.\n        return h + b_1\n" in written


@pytest.mark.parametrize(
    ("body", "line"),
    [
        pytest.param(
            "w = tf.Variable(1.0)\nf = lambda v: v * w\ny = f(x)\nw = tf.Variable(2.0)\n", 7, id="closure"
        ),
        pytest.param(
            "w = tf.Variable(1.0)\ny = x * w\nfor w in [2.0]:\n    print(w)\nprint(w)\n", 6, id="loop"
        ),
        pytest.param("w = tf.Variable(1.0)\ny = x * w\nw = tf.Variable(2.0)\nlocals()\n", 6, id="by text"),
    ],
)
def test_what_does_not_follow_the_lines_is_left(body: str, line: int) -> None:
    level, _, found = converted(HEAD + body + f"{START}print(sess.run(y, {{x: 1.0}}))\n")
    assert (level, found) == (Level.COMPAT, [("TF224", line)])


def test_a_finding_after_a_change_is_at_its_line() -> None:
    body = (
        "w = tf.Variable(1.0)\nh = x * w\nw = tf.Variable(2.0)\ny = h * w\n"
        "k = 2.0\nz = y * k\nk += 1\n"
        f"{START}print(sess.run(z, {{x: 1.0}}))\n"
    )
    level, _, found = converted(HEAD + body)
    assert (level, found) == (Level.COMPAT, [("TF224", 10)])


def test_a_local_name_in_a_branch_is_told_from_the_attribute_that_it_fills() -> None:
    body = (
        "import sys\nclass Net(object):\n    def __init__(self, deep):\n"
        "        self.x = tf.placeholder(tf.float32, [None, 2])\n        w = tf.Variable(tf.ones([2, 2]))\n"
        "        if deep:\n            out = []\n            for i in range(2):\n"
        "                out.append(tf.matmul(self.x, w))\n            self.out = tf.concat(out, 0)\n"
        "        else:\n            self.out = tf.matmul(self.x, w)\n        self.y = self.out * 2.\n"
        "net = Net(len(sys.argv) > 1)\n"
        f"{START}print(sess.run(net.y, {{net.x: [[1., 2.]]}}))\n"
    )
    level, text, _ = converted("import tensorflow as tf\nsess = tf.Session()\n" + body)
    assert level is Level.NATIVE
    assert "out_1 = []\n" in text
    assert "            out = tf.concat(out_1, 0)\n" in text
