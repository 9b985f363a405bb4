"""Lists of variables that a program chooses or sorts by name hold the same variables in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import tensorflow as tf
def net(x, scope):
    with tf.variable_scope(scope):
        h = tf.layers.dense(x, 4)
        return tf.layers.dense(h, 2)
class Agent(object):
    def __init__(self, sess):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.q = net(self.x, 'main')
        self.target = net(self.x, 'target')
    def update(self):
{update}
    def values(self, x):
        return self.sess.run([self.q, self.target], {{self.x: x}})
sess = tf.Session()
agent = Agent(sess)
sess.run(tf.global_variables_initializer())
agent.update()
print(agent.values([[1., 2., 3.]]))
agent.update()
"""
CHOSEN = """\
main = [v for v in tf.trainable_variables() if v.name.startswith('main')]
copies = [v for v in tf.trainable_variables() if 'target' in v.name]
"""
SORTED = CHOSEN + "main = sorted(main, key=lambda v: v.name)\ncopies = sorted(copies, key=lambda v: v.name)\n"
MADE = "ops = []\nfor m, t in zip(main, copies):\n"
LISTS = {
    "appended": MADE + "    ops.append(t.assign(m))\nself.sess.run(ops)\n",
    "named": (MADE + "    op = t.assign(m)\n    ops.append(op)\nself.sess.run(ops)\n"),
    "listed": "ops = [t.assign(m) for m, t in zip(main, copies)]\nself.sess.run(ops)\n",
    "at once": "self.sess.run([t.assign(m) for m, t in zip(main, copies)])\n",
    "one by one": "for m, t in zip(main, copies):\n    self.sess.run(t.assign(m))\n",
}


def converted(update: str) -> tuple[Level, str, set[str]]:
    lines = "".join(f"        {line}\n" for line in update.splitlines())
    text = TEXT.format(update=lines.rstrip())
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize("run", LISTS.values(), ids=LISTS)
def test_assignments_happen_where_they_are_made(run: str) -> None:
    level, text, codes = converted(CHOSEN + run)
    assert level is Level.NATIVE, codes
    assert "main = self.main.trainable_variables\n" in text
    assert "copies = self.target.trainable_variables\n" in text
    assert "ops" not in text and "t.assign(m)" in text


def test_sorted_lists_keep_the_order_of_the_names() -> None:
    level, text, _ = converted(SORTED + LISTS["appended"])
    assert level is Level.NATIVE
    # bias before kernel, as the names of TensorFlow 1 stand in the alphabet
    assert "main = [main[i] for i in (1, 0, 3, 2)]\n" in text
    assert "copies = [copies[i] for i in (1, 0, 3, 2)]\n" in text


@pytest.mark.parametrize(
    "update",
    [
        "print(len(list(filter(lambda v: 'main' in v.name, tf.trainable_variables()))))",
        "print(max(tf.trainable_variables(), key=lambda v: v.name).shape)",
    ],
)
def test_other_names_of_variables_of_layers_are_not_read(update: str) -> None:
    level, _, codes = converted(update)
    assert level is Level.COMPAT and "TF325" in codes


@pytest.mark.parametrize(
    "run",
    [
        MADE + "    ops.append(t.assign(m))\n    ops.append(m.assign(t))\nself.sess.run(ops)\n",
        MADE + "    ops.append(t.assign(m))\nprint(len(ops))\nself.sess.run(ops)\n",
        "ops = [t.assign(m) for m, t in zip(main, copies)]\nself.sess.run(ops)\nself.sess.run(ops)\n",
    ],
)  # fmt: skip
def test_lists_that_are_more_than_run_once_stay(run: str) -> None:
    level, text, _ = converted(CHOSEN + run)
    assert level is Level.COMPAT or "ops" in text


LOSS = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
with tf.variable_scope('net'):
    h = tf.layers.dense(x, 4)
    y = {layer}
    w = tf.get_variable('w', [2, 1])
{decay}
loss = tf.reduce_mean(tf.square(tf.matmul(y, w))) + decay
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(loss, {{x: [[1., 2., 3.]]}}))
"""
DENSE = "tf.layers.dense(h, 2)"
CONNECTED = "tf.contrib.layers.fully_connected(h, 2)"


def decayed(decay: str, layer: str = DENSE) -> tuple[Level, str, set[str]]:
    text = LOSS.format(decay=decay, layer=layer)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize(
    ("test", "written"),
    [
        ("'bias' not in v.name", "+ [w] if 'bias' not in v.name])"),
        ("not ('bias' in v.name or 'w' in v.name)", "if not ('bias' in v.name or 'w' in v.name)])"),
        ("v.name.startswith('net/dense/')", "for v in dense.trainable_variables])"),
        ("'net' in v.name", "dense_1.trainable_variables + [w]])"),
    ],
)
def test_a_filter_of_names_chooses_the_same_variables(test: str, written: str) -> None:
    level, text, _ = decayed(
        f"decay = tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if {test}])"
    )
    assert level is Level.NATIVE
    assert written in text


def test_a_loop_over_variables_that_asks_for_names_stays_if_keras_answers_alike() -> None:
    loop = "decay = 0.\nfor v in tf.trainable_variables():\n    if {0}:\n        decay += tf.nn.l2_loss(v)"
    level, text, _ = decayed(loop.format("'bias' not in v.name"))
    assert level is Level.NATIVE and "if 'bias' not in v.name:" in text
    level, text, _ = decayed(loop.format("'net/' in v.name"))
    assert level is Level.NATIVE and "    for name, v in zip([\n" in text and "if 'net/' in name:" in text


@pytest.mark.parametrize(
    ("test", "written"),
    [
        (
            "'biases' not in v.name",
            "], dense.trainable_variables + fully_connected.trainable_variables + [w])",
        ),
        ("'dense/' in v.name and 'kernel' in v.name", "tf.nn.l2_loss(v) for v in [dense.kernel]])"),
        ("'weights' in v.name", "tf.nn.l2_loss(v) for v in [fully_connected.kernel]])"),
    ],
)
def test_a_filter_that_names_of_keras_would_change_is_written_out(test: str, written: str) -> None:
    decay = f"decay = tf.add_n([tf.nn.l2_loss(v) for v in tf.trainable_variables() if {test}])"
    level, text, _ = decayed(decay, CONNECTED)
    assert level is Level.NATIVE
    assert written in text
    assert "v.name" not in text
