"""Functions that make placeholders and compute from them are given the placeholders by their callers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

AGENT = """\
import numpy as np
import tensorflow as tf


class Agent:
    def __init__(self, sess, n_state):
        self.sess = sess
        self.n_state = n_state
        self.inputs, self.q, self.w = self.create_q_network()
        self.target_inputs, self.target_q, self.target_w = self.create_q_network()
        self.update = [self.target_w.assign(self.w)]

    def create_q_network(self):
{body}

    def value(self, s):
        return self.sess.run([self.q, self.target_q], {{self.inputs: s, self.target_inputs: s}})

    def copy(self):
        self.sess.run(self.update)


sess = tf.Session()
agent = Agent(sess, 2)
sess.run(tf.global_variables_initializer())
agent.copy()
print(agent.value(np.ones([1, 2])))
"""
BODY = """\
        inputs = tf.placeholder(tf.float32, [None, self.n_state])
        w = tf.Variable(tf.ones([self.n_state, 3]))
        return inputs, tf.matmul(inputs, w), w"""


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def test_callers_make_the_placeholders_of_a_method() -> None:
    level, text, codes = converted(AGENT.format(body=BODY))
    assert level is Level.NATIVE, codes
    assert "self.target_inputs = tf.TensorSpec([None, self.n_state], tf.float32)\n" in text
    assert "class QNetwork(tf.Module):" in text and "self.q_network_1 = QNetwork(self.n_state)\n" in text


def test_variables_that_a_method_returns_are_those_of_its_object() -> None:
    _, text, _ = converted(AGENT.format(body=BODY))
    assert "[self.q_network_1.w.assign(self.q_network.w)]" in text


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("        w = ", "        self.n_state += 1\n        w = "),
        BODY.replace("inputs, tf.matmul", "1.0 * inputs, tf.matmul"),
        BODY.replace("return inputs", "inputs = inputs * 2.0\n        return inputs"),
        BODY.replace("[None, self.n_state]", "[None, int(self.n_state)]").replace("int", "np.random.randint"),
    ],
)
def test_placeholders_stay_where_callers_cannot_make_them(body: str) -> None:
    level, text, codes = converted(AGENT.format(body=body))
    assert level is Level.COMPAT or "create_q_network(self, inputs)" not in text, codes


FUNCTION = """\
import argparse
import tensorflow as tf
SIZE = 3
args = vars(argparse.ArgumentParser().parse_args())


def net(units, name="net"):
    with tf.variable_scope(name):
        x = tf.placeholder(tf.float32, [None, SIZE], name="x")
        return x, tf.layers.dense(x, units)


a, y = net(4)
b, z = net(4, "other")
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(y, {a: [[1., 2., 3.]]}), sess.run(z, {b: [[1., 2., 3.]]}))
"""


def test_callers_make_the_placeholders_of_a_function() -> None:
    level, text, codes = converted(FUNCTION)
    assert level is Level.NATIVE, codes
    assert 'a = tf.TensorSpec([None, SIZE], tf.float32, name="x")\n' in text


def test_a_caller_with_another_meaning_of_a_name_keeps_the_placeholder() -> None:
    inner = "def main(SIZE):\n    a, y = net(4)\n    return a, y\na, y = main(5)\n"
    level, text, _ = converted(FUNCTION.replace("a, y = net(4)\n", inner))
    assert level is Level.COMPAT or "[None, SIZE], tf.float32" not in text.partition("def main")[2]
