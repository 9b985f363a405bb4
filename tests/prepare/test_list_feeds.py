"""Lists of placeholders that are fed one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
n = 2
xs = [tf.placeholder(tf.float32, [2], name='x%d' % i) for i in range(n)]
t = tf.placeholder(tf.float32, [2])
y = xs[0] - xs[1]
z = y * t
values = [[1., 2.], [3., 4.]]
sess = tf.Session()
"""


def converted(body: str, head: str = HEAD) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), head + body)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    ("feed", "call"),
    [
        ("dict(zip(xs, values))", "y(values)"),
        ("{x: v for x, v in zip(xs, values)}", "y(values)"),
        ("{x: v * 2 for x, v in zip(xs, values)}", "y([v * 2 for v in values])"),
        ("{xs[i]: values[i] for i in range(n)}", "y([values[i] for i in range(n)])"),
        ("{xs[i]: v for i, v in enumerate(values)}", "y(values)"),
        ("{x: values[i] for i, x in enumerate(xs)}", "y([values[i] for i in range(len(xs))])"),
        ("{xs[1]: values[1], xs[0]: values[0]}", "y([values[0], values[1]])"),
        ("dict((x, v) for x, v in zip(xs, values))", "y(values)"),
        ("dict(zip(xs, open('values')))", "y([value for _, value in zip(xs, open('values'))])"),
    ],
)
def test_a_list_is_one_argument(feed: str, call: str) -> None:
    level, text = converted(f"print(sess.run(y, {feed}))\n")
    assert level is Level.NATIVE
    assert "xs = [tf.TensorSpec([2], tf.float32, name='x%d' % i) for i in range(n)]\n" in text
    assert "@tf.function(input_signature=[xs])\ndef y(xs):\n    return xs[0] - xs[1]\n" in text
    assert f"print({call}.numpy())\n" in text


@pytest.mark.parametrize(
    ("lines", "entry"),
    [
        ("for x, v in zip(xs, values):\n    feed[x] = v\n", "feed['xs'] = list(values)\n"),
        ("for k in range(n):\n    feed[xs[k]] = values[k]\n", "feed['xs'] = [values[k] for k in range(n)]\n"),
        ("feed.update(zip(xs, values))\n", "feed.update({'xs': list(values)})\n"),
    ],
)
def test_a_dict_that_is_filled_has_one_entry_for_a_list(lines: str, entry: str) -> None:
    level, text = converted(f"feed = {{t: [1., 1.]}}\n{lines}print(sess.run(z, feed))\n")
    assert level is Level.NATIVE
    assert entry in text
    assert "z(**feed)" in text


@pytest.mark.parametrize(
    "body",
    [
        "print(sess.run(xs[0] * 2., {xs[0]: [1., 2.]}))\n",
        "print(sess.run(y, dict(zip(reversed(xs), values))))\n",
        "print(sess.run(y, {xs[1 - i]: v for i, v in enumerate(values)}))\n",
        "print(sess.run(y, {x: v for x, v in zip(xs, values) if v}))\n",
        "feed = {}\nfor k in range(n):\n    feed[xs[k]] = values[k]\nprint(k, sess.run(y, feed))\n",
        "feed = {}\nfor x, v in zip(xs, values):\n    feed[x] = v\n    print(v)\nprint(sess.run(y, feed))\n",
        "xs.reverse()\nprint(sess.run(y, dict(zip(xs, values))))\n",
        "print(sess.run(y, dict(zip(values, xs)) or dict(zip(xs, values))))\n",
    ],
)
def test_other_ways_to_feed_a_list_are_left(body: str) -> None:
    assert converted(body)[0] is Level.COMPAT


def test_values_that_change_before_the_run_are_fed_as_they_were() -> None:
    body = "feed = dict(zip(xs, values))\nvalues[0] = [0., 0.]\nprint(sess.run(y, feed))\n"
    level, text = converted(body)
    assert level is Level.NATIVE
    assert "feed = {'xs': list(values)}\n" in text


def test_a_part_of_a_list_that_is_fed_anew_keeps_the_program_as_it_is() -> None:
    body = "feed = dict(zip(xs, values))\nfeed[xs[0]] = [0., 0.]\nprint(sess.run(y, feed))\n"
    assert converted(body)[0] is Level.COMPAT


def test_a_loop_that_makes_placeholders_makes_specifications() -> None:
    head = HEAD.replace("[tf.placeholder(tf.float32, [2], name='x%d' % i) for i in range(n)]", "[]")
    loop = "for i in range(n):\n    xs.append(tf.placeholder(tf.float32, [2]))\n"
    head = head.replace("xs = []\n", f"xs = []\n{loop}")
    level, text = converted("print(sess.run(y, dict(zip(xs, values))))\n", head)
    assert level is Level.NATIVE
    assert "for i in range(n):\n    xs.append(tf.TensorSpec([2], tf.float32))\n" in text
    assert "y(values)" in text


AGENT = """\
import tensorflow as tf
class Agent(object):
    def __init__(self, n):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.layers.dense(self.x, n)
        self.loss = tf.reduce_mean(self.y)
        tvars = tf.trainable_variables()
        self.holders = []
        for i, v in enumerate(tvars):
            holder = tf.placeholder(tf.float32, name='g%d' % i)
            self.holders.append(holder)
        self.grads = tf.gradients(self.loss, tvars)
        self.update = tf.train.AdamOptimizer(.1).apply_gradients(zip(self.holders, tvars))
agent = Agent(3)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
d = [[1., 2.]]
grads = sess.run(agent.grads, {agent.x: d})
print(sess.run(agent.y, {agent.x: d}))
"""


def test_a_list_for_variables_of_layers_has_no_signature() -> None:
    level, text = converted("sess.run(agent.update, dict(zip(agent.holders, grads)))\n", AGENT)
    assert level is Level.NATIVE
    assert "agent.update(grads)" in text
    assert "    @tf.function\n    def update(self, holders):\n" in text
    assert "        holders = [tf.cast(value, tf.float32) for value in holders]\n" in text
    assert "self.holders" not in text


@pytest.mark.parametrize(
    "body",
    [
        "print(len(agent.holders))\nsess.run(agent.update, dict(zip(agent.holders, grads)))\n",
        "sess.run(agent.update, dict(zip(agent.holders, open('gradients'))))\n",
    ],
)
def test_a_list_without_a_signature_is_nowhere_else(body: str) -> None:
    assert converted(body, AGENT)[0] is Level.COMPAT
