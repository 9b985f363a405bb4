"""Methods that build layers and leave their object alone; attributes that are set again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
class Model(object):
    def __init__(self, width=3):
        self.width = width
        self.x = tf.placeholder(tf.float32, [None, 4])
        with tf.variable_scope('net'):
            self.y = self.net(self.x)
        with tf.variable_scope('net', reuse=True):
            self.z = self.net(self.x * 2.)
    def net(self, x):
        return self.fc(tf.nn.relu(self.fc(x, self.width, 'a')), 2, 'b')
"""
FC = """\
    def fc(self, x, n, name):
        w = tf.get_variable(name, [x.get_shape().as_list()[1], n])
        return tf.matmul(x, w)
"""
END = """\
model = Model()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([model.y, model.z], {model.x: [[1., 2., 3., 4.]]}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_helper_methods_become_layers() -> None:
    level, text = converted(HEAD + FC + END)
    assert level is Level.NATIVE
    assert "class Fc(" in text and "class Net(" in text
    assert "self.net = Net(self.width)" in text
    assert "def fc(" not in text and "def net(" not in text


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(FC.replace("        w =", "        self.n = n\n        w ="), id="sets an attribute"),
        pytest.param(FC + "    def again(self):\n        return self.fc\n", id="handed on"),
        pytest.param(FC.replace("    def", "    @property\n    def"), id="decorated"),
    ],
)
def test_methods_that_need_their_object_stay(method: str) -> None:
    level, _ = converted(HEAD + method + END)
    assert level is Level.COMPAT


FLAG = """\
import tensorflow as tf
class Model(object):
    def __init__(self):
        self.training = True
        self.x = tf.placeholder(tf.float32, [None, 4])
        self.build()
    def build(self):
        self.y = self.x * (2. if self.training else 3.)
    def test(self, sess, x):
        self.training = False
        return sess.run(self.y, {self.x: x})
model = Model()
sess = tf.Session()
print(model.test(sess, [[1., 2., 3., 4.]]))
"""


def test_an_attribute_that_is_set_again_is_kept_as_it_was() -> None:
    level, text = converted(FLAG)
    assert level is Level.NATIVE
    assert "self.training_at_build = self.training\n" in text
    assert "2. if self.training_at_build else 3." in text
    assert "        self.training = False\n" in text


def test_an_attribute_that_the_building_method_sets_too_is_not_copied() -> None:
    level, _ = converted(
        FLAG.replace("        self.y =", "        self.training = not self.training\n        self.y =")
    )
    assert level is Level.COMPAT


TWO_CLASSES = """import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])


class Actor{base}:
    def __init__(self, sess, size):
        self.sess = sess
        self.size = size
        with tf.variable_scope('actor'):
            self.out = self._build_net(x, 'now')
            self.old = self._build_net(x, 'before')

    def _build_net(self, s, scope):
        with tf.variable_scope(scope):
            net = tf.layers.dense(s, 4, name='l1')
            return tf.layers.dense(net, self.size, name='l2') * self.size

    def show(self, s):
        print(self.sess.run([self.out, self.old], {{x: s}}))


class Critic(object):
    def __init__(self, sess, size):
        self.sess = sess
        self.size = size
        with tf.variable_scope('critic'):
            self.q = self._build_net(x, 'now')
            self.q_ = self._build_net(x, 'before')

    def _build_net(self, s, scope):
        with tf.variable_scope(scope):
            w = tf.get_variable('w', [3, self.size])
            return tf.layers.dense(tf.matmul(s, w), 1, name='q') * self.size

    def show(self, s):
        print(self.sess.run([self.q, self.q_], {{x: s}}))


sess = tf.Session()
size = np.random.randint(2, 3)
actor = Actor(sess, size)
critic = Critic(sess, size)
sess.run(tf.global_variables_initializer())


def eval():
    actor.show(np.ones((1, 3)))
    critic.show(np.ones((1, 3)))


eval()
"""


def test_classes_may_have_methods_of_one_name_and_programs_a_function_eval() -> None:
    (result,) = engine.convert([Source(Path("program.py"), TWO_CLASSES.format(base="(object)"))], Options())
    assert result.level is Level.NATIVE, result.findings
    assert "_build_net(self" not in result.files[0].text
