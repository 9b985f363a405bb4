"""Functions that compute something of the graph anew for each of their runs."""

from __future__ import annotations

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 2]))
outputs = tf.matmul(x, w)
model = outputs * 2.
loss = tf.reduce_mean(tf.square(model))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([loss, train_op], {{x: [[1., 2., 3.]]}})[0])


def best(rows, k):
    {made}
    found = sess.run({fetched})
    return found


print(best([[1., 2., 3.]], 1))
print(best([[1., 2., 3.]], 2))
"""


def converted(made: str = "top = tf.nn.top_k(model, k)", fetched: str = "top, feed_dict={x: rows}") -> str:
    text = PROGRAM.format(made=made, fetched=fetched)
    return convert_source(text.encode()).programs[0].files[0].after.decode()


@pytest.mark.parametrize("fetched", ["top, feed_dict={x: rows}", "top, {x: rows}"])
def test_the_tensor_is_fetched_and_what_is_made_of_it_follows(fetched: str) -> None:
    text = converted(fetched=fetched)
    assert "model_value = compute_model(rows).numpy()" in text
    assert "tf.math.top_k(model_value, k)" in text
    assert "compat.v1" not in text


@pytest.mark.parametrize(
    ("made", "fetched"),
    [
        ("top = tf.nn.top_k(model * float(k), k)", "top, {x: rows}"),
        ("top = tf.nn.top_k(model + outputs, k)", "top, {x: rows}"),
        ("top = tf.nn.top_k(model, k)", "[top, loss], {x: rows}"),
        ("rows, top = [[2., 3., 4.]], tf.nn.top_k(model, k)", "top, {x: rows}"),
    ],
)
def test_other_ways_to_compute_stay(made: str, fetched: str) -> None:
    assert "model_value" not in converted(made, fetched)
