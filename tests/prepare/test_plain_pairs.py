"""Feed dicts that pair the placeholders of a list with values."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
t = tf.placeholder(tf.float32, [2])
phs = [x, t]
w = tf.Variable(tf.ones([2]))
loss = tf.reduce_sum(tf.square(x * w - t))
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(3):
    values = [[1., 2.], [i, i]]
    feed = FEED
    print(sess.run(loss, feed_dict=feed))
    sess.run(train, feed_dict=feed)
"""


def converted(feed: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.replace("FEED", feed))], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize("feed", ["dict(zip(phs, values))", "{k: v for k, v in zip(phs, values)}"])
def test_every_placeholder_has_an_entry_of_its_own(feed: str) -> None:
    level, text = converted(feed)
    assert level is Level.NATIVE
    assert "    feed = {'x': values[0], 't': values[1]}\n" in text


def test_a_list_of_another_length_is_not_told_apart() -> None:
    assert converted("dict(zip(phs, values[:1]))")[0] is Level.COMPAT


def test_values_that_are_there_once_are_kept_in_a_list() -> None:
    level, text = converted("dict(zip(phs, iter(values)))")
    assert level is Level.NATIVE
    assert "    values_1 = list(iter(values))\n    feed = {'x': values_1[0], 't': values_1[1]}\n" in text


def test_iterators_with_names_are_not_taken_for_lists() -> None:
    assert converted("values = iter(values)\n    feed = dict(zip(phs, values))")[0] is Level.COMPAT
