"""Names of several iterators in turn, and names of builtin functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\ndata = tf.data.Dataset.range(4)\nother = tf.data.Dataset.range(5, 9)\n"


def converted(body: str) -> tuple[Level, str]:
    """The level and the text that become of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body)], Options())
    return result.level, result.files[0].text


def test_each_iterator_has_a_name_of_its_own() -> None:
    level, text = converted(
        "iterator = data.make_one_shot_iterator()\nx = iterator.get_next()\n"
        "with tf.Session() as sess:\n    print(sess.run(x))\n"
        "iterator = other.make_one_shot_iterator()\nx = iterator.get_next()\n"
        "with tf.Session() as sess:\n    print(sess.run(x))\n"
    )
    assert level is Level.NATIVE
    assert "iterator_1 = iter(other)\nprint(next(iterator_1).numpy())\n" in text


def test_the_data_set_keeps_its_name_until_it_is_bound_again() -> None:
    level, text = converted(
        "iterator = data.make_initializable_iterator()\nx = iterator.get_next()\n"
        "with tf.Session() as sess:\n    sess.run(iterator.initializer)\n    print(sess.run(x))\n"
        "data = data.batch(2)\n"
    )
    assert level is Level.NATIVE
    assert "iterator = iter(data)\nprint(next(iterator).numpy())\ndata = data.batch(2)\n" in text


def test_the_data_set_has_a_name_of_its_own_where_it_is_bound_before_the_start() -> None:
    level, text = converted(
        "iterator = data.make_initializable_iterator()\nx = iterator.get_next()\ndata = data.batch(2)\n"
        "with tf.Session() as sess:\n    sess.run(iterator.initializer)\n    print(sess.run(x))\n"
    )
    assert level is Level.NATIVE
    assert "dataset = data\ndata = data.batch(2)\niterator = iter(dataset)\n" in text


@pytest.mark.parametrize(
    "body",
    [
        "iter = data.make_one_shot_iterator()\nx = iter.get_next()\nit = other.make_one_shot_iterator()\n"
        "y = it.get_next()\nsess = tf.Session()\nprint(sess.run([x, y]))\n",
        "iter = data.make_initializable_iterator()\nx = iter.get_next()\nsess = tf.Session()\n"
        "sess.run(iter.initializer)\nprint(sess.run(x))\nsess.run(iter.initializer)\nprint(sess.run(x))\n",
    ],
)
def test_an_iterator_does_not_hide_the_function_that_begins_it(body: str) -> None:
    level, text = converted(body)
    assert level is Level.NATIVE
    assert "iterator = iter(data)\n" in text


def test_a_counter_does_not_hide_the_function_that_begins_an_iterator() -> None:
    level, text = converted(
        "iterator = data.make_initializable_iterator()\nx = iterator.get_next()\nsess = tf.Session()\n"
        "for iter in range(2):\n    sess.run(iterator.initializer)\n    print(iter, sess.run(x))\n"
    )
    assert level is Level.NATIVE
    assert "for iter_1 in range(2):\n    iterator = iter(data)\n" in text


def test_a_function_that_takes_the_name_of_the_builtin_one_stays_at_compat() -> None:
    level, _ = converted(
        "iterator = data.make_initializable_iterator()\nx = iterator.get_next()\nsess = tf.Session()\n"
        "def show(iter):\n    global iterator\n"
        "    sess.run(iterator.initializer)\n    print(iter, sess.run(x))\n"
        "show(1)\nshow(2)\n"
    )
    assert level is Level.COMPAT
