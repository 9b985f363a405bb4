"""Code that stays does not read lists of variables that are bound in functions."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf


class Actor:
    def __init__(self, sess):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.layers.dense(self.x, 3)
        self.params = tf.trainable_variables()
        self.grads = tf.gradients(self.y, self.params)
        self.train = tf.train.GradientDescentOptimizer(0.1).apply_gradients(zip(self.grads, self.params))
        self.count = {read}


class Critic:
    def __init__(self, sess, count):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.layers.dense(self.x, 1)
        self.params = tf.trainable_variables()[count:]
        self.scale = [p.assign(p * 0.5) for p in self.params]


sess = tf.Session()
actor = Actor(sess)
critic = Critic(sess, actor.count)
sess.run(tf.global_variables_initializer())
sess.run(actor.train, {{actor.x: [[1., 2.]]}})
sess.run(critic.scale)
print(sess.run(critic.y, {{critic.x: [[1., 2.]]}}))
"""


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def test_the_length_of_a_list_is_written_out() -> None:
    level, text, codes = converted(PROGRAM.format(read="len(self.params)"))
    assert level is Level.NATIVE, codes
    assert "self.count = 2\n" in text


def test_a_part_of_a_collection_is_the_list_of_its_own_variables() -> None:
    _, text, _ = converted(PROGRAM.format(read="len(self.params)"))
    assert "params = self.dense.trainable_variables\n" in text.partition("class Critic")[2]


def test_a_list_that_moves_is_written_out_where_it_is_read_after_its_layers_are_built() -> None:
    text = PROGRAM.format(read="list(self.params)").replace("actor.count)", "2)")
    level, after, codes = converted(text)
    assert level is Level.NATIVE, codes
    built = "        self.train.get_concrete_function()  # builds the layers\n"
    assert f"{built}        self.count = list(self.dense.trainable_variables)\n" in after


def test_a_list_that_moves_is_not_read_before_its_layers_can_be_built() -> None:
    read = "list(self.params)\n        self.out = tf.layers.dense(self.y, 2)"
    level, _, codes = converted(PROGRAM.format(read=read).replace("actor.count)", "2)"))
    assert level is Level.COMPAT and codes & {"TF232", "TF320"}
