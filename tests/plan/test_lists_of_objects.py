"""Lists of variables that an object keeps and other code reads."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """import numpy as np
import tensorflow as tf


class Network(object):
    def __init__(self, name):
        with tf.variable_scope(name):
            self.state = tf.placeholder(tf.float32, [None, 3])
            h = tf.layers.dense(self.state, 4, name='h')
            self.q = tf.layers.dense(h, 2, name='q')
        self.params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope=name)


class Agent(object):
    def __init__(self):
        self.main = Network('main')
        self.target = Network('target')
        self.sync = [tf.assign(t, m) for t, m in zip(self.target.params, self.main.params)]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def update(self):
        self.sess.run(self.sync)

    def values(self, s):
        return self.sess.run(self.target.q, {self.target.state: s})


agent = Agent()
agent.update()
print(agent.values(np.ones((1, 3))))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_the_layers_are_named_where_the_list_is_read() -> None:
    level, text = converted(TEXT)
    assert level is Level.NATIVE
    lists = (f"self.{n}.h.variables + self.{n}.q.variables" for n in ("target", "main"))
    assert f"zip({', '.join(lists)})" in text
    assert ".params" not in text


def test_they_are_built_before() -> None:
    _, text = converted(TEXT)
    assert "self.compute_q.get_concrete_function()  # builds the layers\n" in text


def test_a_list_in_an_expression() -> None:
    _, text = converted(TEXT.replace("self.main.params)]", "self.main.params[:2])]"))
    assert "(self.main.h.variables + self.main.q.variables)[:2]" in text
