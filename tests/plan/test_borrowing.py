"""Runs that need tensors of several objects: one function calls another for what it builds on."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.api import convert_source
from tf2codemod.model import Level, Options, Source

NET = (
    "import tensorflow as tf\n"
    "class Net(object):\n"
    "    def __init__(self, n):\n"
    "        self.x = tf.placeholder(tf.float32, [None, n])\n"
    "        self.w = tf.Variable(tf.ones([n, 1]))\n"
    "        self.loss = tf.reduce_mean(tf.matmul(self.x, self.w))\n"
)
RUN = "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"


def converted(text: str) -> str:
    """The native form of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def codes(text: str) -> set[str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
    return {f.code for f in result.findings}


def test_a_training_op_apart_from_the_object_calls_its_method_under_the_tape() -> None:
    text = converted(
        NET
        + "net = Net(2)\nstep = tf.train.GradientDescentOptimizer(0.1).minimize(net.loss)\n"
        + RUN
        + "sess.run(step, {net.x: [[1.0, 2.0]]})\n"
    )
    assert "    with tf.GradientTape() as tape:\n        loss = net.loss(x)\n" in text
    assert "variables = [net.w]" in text


def test_what_is_fetched_beside_comes_from_the_same_call() -> None:
    text = converted(
        NET
        + "net = Net(2)\nstep = tf.train.GradientDescentOptimizer(0.1).minimize(net.loss)\n"
        + RUN
        + "print(sess.run([step, net.loss], {net.x: [[1.0, 2.0]]})[1])\n"
    )
    assert text.count("net.loss(x)") == 1
    assert "    return loss\n" in text


def test_a_method_that_trains_defines_its_step_where_it_runs() -> None:
    text = converted(
        NET
        + "    def fit(self, sess, x):\n"
        + "        step = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)\n"
        + "        sess.run(tf.global_variables_initializer())\n"
        + "        sess.run(step, {self.x: x})\n"
        + "Net(2).fit(tf.Session(), [[1.0, 2.0]])\n"
    )
    assert "        @tf.function\n        def step(x):\n" in text
    assert "loss = self.loss(x)" in text


def test_a_variable_of_another_object_is_named_through_it() -> None:
    text = converted(
        NET
        + "net = Net(2)\n"
        + "step = tf.train.GradientDescentOptimizer(0.1).minimize(net.loss, var_list=[net.w])\n"
        + RUN
        + "sess.run(step, {net.x: [[1.0, 2.0]]})\n"
    )
    assert "variables = [net.w]" in text


@pytest.mark.parametrize(
    ("use", "code"),
    [
        (
            "a, b = Net(2), Net(2)\nboth = a.loss + b.loss\n"
            + RUN
            + "sess.run(both, {a.x: [[1.0, 2.0]], b.x: [[1.0, 2.0]]})\n",
            "TF219",
        ),
        (
            "net = Net(2)\nhalf = net.loss / 2.0\nnet = [net][0]\n"
            + RUN
            + "sess.run(half, {net.x: [[1.0, 2.0]]})\n",
            "TF216",
        ),
    ],
)
def test_what_cannot_be_told_apart_is_refused(use: str, code: str) -> None:
    assert code in codes(NET + use)


def test_a_helper_method_that_reads_a_tensor_of_the_object_is_given_it() -> None:
    program = (
        "import tensorflow as tf\n"
        "class Net(object):\n"
        "    def __init__(self):\n"
        "        self.x = tf.placeholder(tf.float32, [None, 2])\n"
        "        self.one = self.scaled(1.0)\n"
        "        self.two = self.scaled(2.0)\n"
        "    def scaled(self, by):\n"
        "        return self.x * by\n"
        "net = Net()\n"
    )
    text = converted(program + RUN + "print(sess.run([net.one, net.two], {net.x: [[1.0, 2.0]]}))\n")
    assert "    def scaled(self, by, x):\n        return x * by\n" in text
    assert "one = self.scaled(1.0, x)\n" in text


def test_two_objects_on_one_random_tensor_are_refused() -> None:
    program = (
        "import tensorflow as tf\n"
        "class Net(object):\n"
        "    def __init__(self):\n"
        "        self.x = tf.placeholder(tf.float32, [None, 2])\n"
        "        self.out = tf.nn.dropout(self.x, 0.5)\n"
        "class Head(object):\n"
        "    def __init__(self, net):\n"
        "        self.w = tf.Variable(1.0)\n"
        "        self.score = tf.reduce_sum(net.out) * self.w\n"
        "    def run(self, sess, net):\n"
        "        return sess.run(self.score, {net.x: [[1.0, 2.0]]})\n"
        "net = Net()\nhead = Head(net)\n"
        "loss = tf.reduce_sum(net.out) - head.score\n"
    )
    runs = "print(head.run(sess, net), sess.run(net.out, {net.x: [[1.0, 2.0]]}))\n"
    last = "print(sess.run(loss, {net.x: [[1.0, 2.0]]}))\n"
    assert "TF216" in codes(program + RUN + runs + last)


def test_a_run_that_fetches_a_counter_beside_tensors_of_an_object_is_planned_at_the_counter() -> None:
    program = """
    import tensorflow as tf

    class Net(object):
        def __init__(self):
            self.x = tf.placeholder(tf.float32, [None, 2])
            self.w = tf.Variable(tf.ones([2, 1]))
            self.loss = tf.reduce_mean(tf.matmul(self.x, self.w))

    def train(data):
        net = Net()
        step = tf.Variable(0, trainable=False)
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(net.loss, global_step=step)
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())

        def evaluate(batch):
            print(sess.run([step, net.loss], {net.x: batch}))

        sess.run(train_op, {net.x: data})
        evaluate(data)

    train([[1., 2.]])
    """
    result = convert_source(textwrap.dedent(program).encode())
    text = result.programs[0].files[0].after.decode()
    assert result.programs[0].level is Level.NATIVE
    assert "        return step.read_value(), loss\n" in text
