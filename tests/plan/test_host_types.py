"""The types of arrays that functions of the program hand on."""

from __future__ import annotations

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import numpy as np
import tensorflow as tf


def load(n):
{load}


def both(n):
    first = load(n)
    return first, load(n)


train, test = both(4)
dataset = tf.data.Dataset.from_tensor_slices(train).batch(2)
iterator = tf.data.Iterator.from_structure(dataset.output_types, dataset.output_shapes)
x, y = iterator.get_next()
start = iterator.make_initializer(dataset)
out = tf.layers.dense(x, 2, name='out')
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(start)
    print(sess.run(out))
"""
KNOWN = "    a = np.zeros((n, 3), dtype=np.uint8).reshape(n, 3)\n    a = a.astype(np.{type}) / 255.0\n"


def converted(load: str) -> str:
    """The program after conversion."""
    result = convert_source(PROGRAM.format(load=load).encode())
    return result.programs[0].files[0].after.decode()


@pytest.mark.parametrize(("name", "given"), [("float32", ""), ("float64", ", dtype='float64'")])
def test_the_type_is_followed_through_tuples_and_functions(name: str, given: str) -> None:
    text = converted(KNOWN.format(type=name) + "    return a, np.zeros((n, 1))")
    assert f"tf.keras.layers.Dense(2{given})" in text


@pytest.mark.parametrize(
    "load",
    [
        KNOWN.format(type="float32") + "    if n > 3:\n        a = a.astype(np.float64)\n    return a, a",
        KNOWN.format(type="float32")
        + "    if n > 3:\n        return a.astype('float64'), a\n    return a, a",
        "    return np.load('x.npy'), np.zeros((n, 1))",
        KNOWN.format(type="float32") + "    yield a\n    return a, a",
    ],
)
def test_a_type_that_may_be_another_one_is_not_guessed(load: str) -> None:
    text = converted(load)
    assert "Dense(2)" not in text
