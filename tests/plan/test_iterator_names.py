"""Iterators that are begun elsewhere than where the graph reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

MODEL = """\
import tensorflow as tf
class Model(object):
    def __init__(self, iterator):
        x = iterator.get_next()
        self.total = tf.reduce_sum(x)
class Loader(object):
    def __init__(self, count):
        data = tf.data.Dataset.range(count).batch(2)
        self.iterator = data.make_initializable_iterator()
"""


def converted(body: str) -> ProgramResult:
    """What becomes of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), MODEL + body)], Options())
    return result


def native(body: str) -> str:
    """The text of a program that becomes native."""
    result = converted(body)
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def test_a_run_draws_from_the_iterator_of_its_own_function() -> None:
    text = native(
        "def main():\n    begun = tf.data.Dataset.range(4).batch(2).make_initializable_iterator()\n"
        "    model = Model(begun)\n    with tf.Session() as sess:\n        sess.run(begun.initializer)\n"
        "        print(sess.run(model.total))\nmain()\n"
    )
    assert "model = Model()\n" in text
    assert "print(model.total(next(begun)).numpy())\n" in text


def test_a_run_draws_from_the_iterator_of_another_object() -> None:
    text = native(
        "loader = Loader(4)\nmodel = Model(loader.iterator)\nsess = tf.Session()\n"
        "sess.run(loader.iterator.initializer)\nprint(sess.run(model.total))\n"
    )
    assert "print(model.total(next(loader.iterator)).numpy())\n" in text


def test_an_object_keeps_the_loader_and_the_model() -> None:
    text = native(
        "class Trainer(object):\n    def __init__(self):\n        self.loader = Loader(4)\n"
        "        self.model = Model(self.loader.iterator)\n        self.sess = tf.Session()\n"
        "    def run(self):\n        self.sess.run(self.loader.iterator.initializer)\n"
        "        return self.sess.run(self.model.total)\nprint(Trainer().run())\n"
    )
    assert "return self.model.total(next(self.loader.iterator)).numpy()\n" in text


def test_a_model_that_is_made_of_elements_reads_them_itself() -> None:
    text = native(
        "class Net(object):\n    def __init__(self, x, scale):\n        self.y = x * scale\n"
        "it = tf.data.Dataset.range(4).make_initializable_iterator()\nx = it.get_next()\nnet = Net(x, 3)\n"
        "sess = tf.Session()\nsess.run(it.initializer)\nprint(sess.run(net.y))\n"
    )
    assert "print(net.y(next(it)).numpy())\n" in text


def test_an_object_that_has_an_iterator_is_called_as_the_run_sees_it() -> None:
    text = native(
        "class Net(object):\n    def __init__(self, data):\n        self.y = data.iterator.get_next() * 2\n"
        "def show(source, net, sess):\n"
        "    sess.run(source.iterator.initializer)\n    print(sess.run(net.y))\n"
        "def main():\n    source = Loader(4)\n    net = Net(source)\n    show(source, net, tf.Session())\n"
        "main()\n"
    )
    assert "print(net.y(next(source.iterator)).numpy())\n" in text


@pytest.mark.parametrize(
    "body",
    [
        "one, two = Loader(4), Loader(6)\na, b = Model(one.iterator), Model(two.iterator)\n"
        "sess = tf.Session()\n"
        "sess.run([one.iterator.initializer, two.iterator.initializer])\n"
        "print(sess.run(a.total), sess.run(b.total))\n",
        "loader = Loader(4)\nmodel = Model(loader.iterator)\nloader = Loader(6)\nsess = tf.Session()\n"
        "sess.run(loader.iterator.initializer)\nprint(sess.run(model.total))\n",
        "def data():\n    return Loader(4)\nmodel = Model(data().iterator)\nsess = tf.Session()\n"
        "print(sess.run(model.total))\n",
    ],
)
def test_an_iterator_that_the_run_does_not_see_is_left(body: str) -> None:
    result = converted(body)
    assert result.level is Level.COMPAT
