"""Iterators that a fed handle chooses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

HEAD = """\
import tensorflow as tf
first = tf.data.Dataset.range(3).batch(2)
second = tf.data.Dataset.range(9).batch(2)
handle = tf.placeholder(tf.string, [])
iterator = tf.data.Iterator.from_string_handle(handle, first.output_types, first.output_shapes)
x = iterator.get_next()
y = tf.reduce_sum(x)
one = first.make_one_shot_iterator()
two = second.make_initializable_iterator()
sess = tf.Session()
handle_of_one = sess.run(one.string_handle())
handle_of_two = sess.run(two.string_handle())
sess.run(two.initializer)
"""


def converted(body: str) -> ProgramResult:
    """What becomes of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body)], Options())
    return result


def test_a_run_draws_from_the_iterator_whose_handle_it_is_fed() -> None:
    body = "print(sess.run(y, {handle: handle_of_one}), sess.run(x, feed_dict={handle: handle_of_two}))\n"
    result = converted(body)
    assert result.level is Level.NATIVE
    text = result.files[0].text
    assert "print(y(next(one)).numpy(), next(two).numpy())\n" in text
    assert "handle" not in text


def test_other_values_are_fed_beside_the_handle() -> None:
    body = (
        "k = tf.placeholder(tf.int64, [])\nz = y * k\n"
        "print(sess.run(z, {handle: handle_of_one, k: 3}), y.eval({handle: handle_of_two}, session=sess))\n"
    )
    result = converted(body)
    assert result.level is Level.NATIVE
    assert "print(z(3, next(one)).numpy(), y(next(two)).numpy())\n" in result.files[0].text


def test_a_handle_stays_that_of_its_iterator() -> None:
    result = converted("one = second.make_one_shot_iterator()\nprint(sess.run(y, {handle: handle_of_one}))\n")
    assert result.level is Level.NATIVE
    assert "one_1 = iter(second)\nprint(y(next(one)).numpy())\n" in result.files[0].text


@pytest.mark.parametrize(
    "body",
    [
        "for chosen in (handle_of_one, handle_of_two):\n    print(sess.run(y, {handle: chosen}))\n",
        "print(sess.run(y, {handle: handle_of_one}))\nprint(handle_of_two)\n",
        "feeds = {handle: handle_of_one}\nprint(sess.run(y, feeds))\n",
        "def show(chosen):\n    print(sess.run(y, {handle: chosen}))\n"
        "show(handle_of_one)\nshow(handle_of_two)\n",
    ],
)
def test_a_handle_that_may_be_of_several_iterators_is_left(body: str) -> None:
    assert converted(body).level is Level.COMPAT
