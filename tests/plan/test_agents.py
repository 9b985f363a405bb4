"""What programs that learn by acting do: copies of networks, sessions handed around, settings in dicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


COPIES = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
def net(x, trainable):
    h = tf.layers.dense(x, 4, trainable=trainable)
    return {last}
with tf.variable_scope('main'):
    q = net(x, True)
with tf.variable_scope('target'):
    t = net(x, False)
main = [v for v in tf.global_variables() if v.name.startswith('main')]
target = [v for v in tf.global_variables() if v.name.startswith('target'){and_}]
copy = [b.assign(a) for a, b in zip(main, target)]
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(copy)
    print(sess.run([q, t], {{x: [[1., 2., 3.]]}}))
"""


def test_variables_that_are_not_trained_are_in_the_list() -> None:
    level, text, _ = converted(COPIES.format(last="tf.layers.dense(h, 2, trainable=trainable)", and_=""))
    assert level is Level.NATIVE
    assert "target = list(target.variables)" in text or ".variables" in text
    assert "target_1.trainable_variables" not in text and "net_1.trainable_variables" not in text


def test_some_variables_of_a_layer_are_no_list_of_all() -> None:
    text = COPIES.format(last="tf.layers.dense(h, 2, trainable=trainable)", and_=" and 'kernel' in v.name")
    level, new, _ = converted(text)
    assert level is Level.COMPAT or "trainable_variables" not in new.split("target = ")[1].split("\n")[0]


SESSIONS = """\
import numpy as np
import tensorflow as tf
class Processor(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [3])
        self.y = self.x * 2.
    def process(self, sess, state):
        return sess.run(self.y, {self.x: state})
def train(sess, processor):
    for i in range(3):
        if i > 1:
            state = processor.process(sess, np.ones(3))
        else:
            state = np.ones(3)
    print(state)
with tf.Session() as sess:
    train(sess, Processor())
"""


def test_a_session_is_given_on_a_way_that_is_not_taken_at_first() -> None:
    level, text, _ = converted(SESSIONS)
    assert level is Level.NATIVE and "processor.process(np.ones(3))" in text


METHODS = """\
import tensorflow as tf
METHOD = [dict(name='kl', lam=0.5), dict(name='clip', epsilon=0.2)][1]
class Agent(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        y = tf.layers.dense(self.x, 2)
        if METHOD['name'] == 'kl':
            self.lam = tf.placeholder(tf.float32, [])
            kl = tf.square(y)
            self.mean = tf.reduce_mean(kl)
            self.loss = tf.reduce_mean(y - self.lam * kl)
        else:
            self.loss = tf.reduce_mean(tf.minimum(y, METHOD['{read}']))
        self.train_op = tf.train.AdamOptimizer(0.1).minimize(self.loss)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
    def update(self, x):
        if METHOD['name'] == 'kl':
            _, mean = self.sess.run([self.train_op, self.mean], {{self.x: x, self.lam: METHOD['lam']}})
        METHOD['lam'] = 2.
        return self.sess.run([self.train_op, self.loss], {{self.x: x}})[1]
print(Agent().update([[1., 2., 3.]]))
"""


def test_a_way_that_needs_its_own_placeholder_is_left_out() -> None:
    level, text, codes = converted(METHODS.format(read="epsilon"))
    assert level is Level.NATIVE and codes == {"TF934"}
    assert "tf.minimum(y, METHOD['epsilon'])" in text and "NotImplementedError" in text


def test_an_entry_that_changes_is_not_read_by_a_function() -> None:
    level, _, codes = converted(METHODS.format(read="lam").replace("epsilon=0.2", "lam=0.2"))
    assert level is Level.COMPAT and "TF224" in codes


COPIER = """\
import tensorflow as tf
class Estimator(object):
    def __init__(self, scope):
        self.scope = scope
        with tf.variable_scope(scope):
            self.x = tf.placeholder(tf.float32, [None, 3])
            self.y = tf.layers.dense(self.x, 2)
            self.train_op = tf.train.AdamOptimizer(0.1).minimize(
                tf.reduce_mean(self.y), global_step=tf.train.get_global_step())
    def update(self, sess, x):
        global_step, _ = sess.run([tf.train.get_global_step(), self.train_op], {self.x: x})
        return global_step
class Copier(object):
    def __init__(self, one, other):
        first = [t for t in tf.trainable_variables() if t.name.startswith(one.scope)]
        first = sorted(first, key=lambda v: v.name)
        second = [t for t in tf.trainable_variables() if t.name.startswith(other.scope)]
        second = sorted(second, key=lambda v: v.name)
        self.update_ops = []
        for a, b in zip(first, second):
            op = b.assign(a)
            self.update_ops.append(op)
    def make(self, sess):
        sess.run(self.update_ops)
step = tf.Variable(0, name='global_step', trainable=False)
one, other = Estimator('one'), Estimator('other')
copier = Copier(one, other)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(one.update(sess, [[1., 2., 3.]]))
    copier.make(sess)
    print(sess.run(other.y, {other.x: [[1., 2., 3.]]}))
"""


@pytest.mark.parametrize("name", ["step", "global_step"])
def test_parameters_are_copied_and_steps_counted(name: str) -> None:
    level, text, _ = converted(COPIER.replace("\nstep =", f"\n{name} ="))
    assert level is Level.NATIVE
    assert f"{name}.read_value()" in text and f"        {name}.assign_add(1)" in text
    assert "self.first = [self.first[i] for i in (1, 0)]" in text
    assert "for a, b in zip(self.first, self.second):" in text


REGISTERED = """\
import tensorflow as tf
class Agent(object):
    def __init__(self, extra):
        self.s = tf.placeholder(tf.float32, [None, 3])
        with tf.variable_scope('eval'):
            names, init = ['eval_params', tf.GraphKeys.GLOBAL_VARIABLES], tf.zeros_initializer()
            self.q = self.build(self.s, names, init, True)
        with tf.variable_scope('target'):
            names_ = ['target_params', tf.GraphKeys.GLOBAL_VARIABLES]
            self.t = self.build(self.s, names_, init, False)
        pairs = zip(tf.get_collection('target_params'), tf.get_collection('eval_params'))
        self.replace = [t.assign(e) for t, e in pairs]
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
    def build(self, s, names, init, trainable):
        w = tf.get_variable('w', [3, 2], initializer=init, collections=names, trainable=trainable)
        return tf.matmul(s, w)
    def act(self, s):
        self.sess.run(self.replace)
        return self.sess.run([self.q, self.t], {self.s: s})
print(Agent(1).act([[1., 2., 3.]]))
"""


def test_parameters_that_say_collections_go() -> None:
    level, text, _ = converted(REGISTERED)
    assert level is Level.NATIVE
    assert "names" not in text and "GraphKeys" not in text
