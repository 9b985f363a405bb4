"""Loops that make objects from what the turn before handed on."""

from __future__ import annotations

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf


def layer(x, n_in, n_out, name):
    with tf.variable_scope(name):
        w = tf.get_variable("w", [n_in, n_out])
        return tf.nn.tanh(tf.matmul(x, w))


x = tf.placeholder(tf.float32, [None, 3])
widths = {widths}
size = 3
h = x
for {head}:
    h = layer(h, size, {width}, "layer%d" % i)
    {more}
    size = {width}
y = layer(h, {last}, 1, "last")
loss = tf.reduce_sum(y)
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([loss, train_op], {{x: [[1., 2., 3.]]}})[0])
"""


def converted(
    head: str = "i, n in enumerate(widths)",
    width: str = "n",
    more: str = "pass",
    widths: str = "[4, 5]",
    last: str = "size",
) -> str:
    text = PROGRAM.format(head=head, width=width, more=more, widths=widths, last=last)
    return convert_source(text.encode()).programs[0].files[0].after.decode()


def test_the_widths_before_stand_beside_the_widths() -> None:
    text = converted()
    assert "sizes = [size, *widths]" in text
    assert "[Layer(size, n) for i, (size, n) in enumerate(zip(sizes, widths))]" in text
    assert "size = sizes[-1]" in text
    assert "compat.v1" not in text


def test_widths_are_read_by_their_index() -> None:
    text = converted("i in range(len(widths))", "widths[i]")
    assert "sizes = [size, *(widths[i] for i in range(len(widths)))]" in text
    assert "for size, i in zip(sizes, range(len(widths)))" in text
    assert "compat.v1" not in text


def test_a_list_that_is_made_in_the_head_is_named() -> None:
    text = converted("i, n in enumerate(list(widths) + [2])")
    assert "ns = list(widths) + [2]" in text
    assert "sizes = [size, *ns]" in text


@pytest.mark.parametrize(
    "given",
    [
        {"more": "size = size + 0"},
        {"more": "n = n + 0"},
        {"more": "widths.append(6) if i == 5 else None"},
        {"more": "if i > 3:\n        break"},
        {"widths": "iter([4, 5])"},
        {"head": "i, n in zip([0, 1], widths)", "widths": "iter([4, 5])"},
    ],
)
def test_other_loops_stay(given: dict[str, str]) -> None:
    assert "sizes" not in converted(**given)
