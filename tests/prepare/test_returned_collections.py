"""Callers ask for the variables that a function returned in a list beside its tensors."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import tensorflow as tf
class Agent(object):
    def __init__(self):
        self.sess = tf.Session()
        self.s = tf.placeholder(tf.float32, [None, 3])
{made}
        self.update_op = [o.assign(n) for n, o in zip(params, old_params)]
        self.train_op = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_mean(tf.square(q - old_q)))
        self.q = q
        self.sess.run(tf.global_variables_initializer())
    def _build(self, name, trainable):
        with tf.variable_scope(name):
            h = tf.layers.dense(self.s, 4, tf.nn.relu, trainable=trainable)
            q = tf.layers.dense(h, 2, trainable=trainable)
{last}
    def learn(self, s):
        self.sess.run(self.update_op)
        self.sess.run(self.train_op, {{self.s: s}})
        return self.sess.run(self.q, {{self.s: s}})
print(Agent().learn([[1., 2., 3.]]))
"""
LAST = (
    "        params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)\n        return q, params"
)
MADE = "        q, params = self._build('pi', True)\n        old_q, old_params = self._build('old', False)"


def native(made: str = MADE, last: str = LAST) -> str | None:
    (result,) = engine.convert([Source(Path("program.py"), TEXT.format(made=made, last=last))], Options())
    return result.files[0].text if result.level is Level.NATIVE else None


@pytest.mark.parametrize(
    "last",
    [
        LAST,
        "        params = tf.global_variables(name)\n        return q, params",
        "        params = tf.global_variables(name + '/')\n        return (q, params)",
    ],
)
def test_callers_ask_for_the_variables(last: str) -> None:
    text = native(last=last)
    assert text is not None
    assert "params = self.pi.variables" in text and "old_params = self.old.variables" in text


@pytest.mark.parametrize(
    "last",
    [
        "        params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)\n"
        "        print(len(params))\n        return q, params",
        "        name = name + '/'\n        params = tf.global_variables(name)\n        return q, params",
    ],
)
def test_what_the_function_needs_itself_stays(last: str) -> None:
    assert native(last=last) is None


def test_results_that_a_call_leaves_out_are_not_asked_for() -> None:
    made = MADE.replace("q, params = self._build('pi', True)", "q, params = self._build('pi', True)[0:2]")
    text = native(made)
    assert text is not None and "params = self.pi.variables" in text
