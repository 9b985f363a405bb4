"""What an iterator gives is read by what computes with it, where something else only hands it on."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import numpy as np\nimport tensorflow as tf\n"
LOADER = """\
class Loader(object):
    def __init__(self, batch):
        numbers = np.arange(12.0).astype(np.float32)
        dataset = tf.data.Dataset.from_tensor_slices((numbers, numbers * 2)).batch(batch)
        {reading}
"""
KEPT = (
    "self.iterator = dataset.make_initializable_iterator()\n        self.x, self.y = self.iterator.get_next()"
)
MODEL = """\
class Model(object):
    def __init__(self, x, y):
        self.w = tf.Variable(1.0)
        self.loss = tf.reduce_mean(tf.square(x * self.w - y))
"""
START = "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def test_an_object_reads_what_it_is_made_of() -> None:
    body = (
        "data = tf.data.Dataset.from_tensor_slices((np.ones(6), np.ones(6))).batch(2)\n"
        "x, y = data.make_one_shot_iterator().get_next()\n"
        f"model = Model(x, y)\n{START}print(sess.run(model.loss))\n"
    )
    level, text, codes = converted(HEAD + MODEL + body)
    assert level is Level.NATIVE, codes
    assert "model = Model(iter(data))" in text and "model.loss(*next(model.iterator))" in text


def test_a_function_reads_what_an_object_keeps() -> None:
    body = (
        "def main():\n    data = Loader(2)\n    w = tf.Variable(1.0)\n"
        "    loss = tf.reduce_mean(tf.square(data.x * w - data.y))\n    sess = tf.Session()\n"
        "    sess.run(tf.global_variables_initializer())\n    sess.run(data.iterator.initializer)\n"
        "    print(sess.run(loss))\nmain()\n"
    )
    level, text, codes = converted(HEAD + LOADER.format(reading=KEPT) + body)
    assert level is Level.NATIVE, codes
    assert "next(data.iterator)" in text and "get_next" not in text


def test_an_object_that_two_are_made_of_keeps_its_element() -> None:
    body = (
        "data = tf.data.Dataset.from_tensor_slices((np.ones(6), np.ones(6))).batch(2)\n"
        "x, y = data.make_one_shot_iterator().get_next()\n"
        f"a, b = Model(x, y), Model(x, y)\n{START}print(sess.run([a.loss, b.loss]))\n"
    )
    level, _, _ = converted(HEAD + MODEL + body)
    assert level is Level.COMPAT


def test_an_element_that_is_fed_elsewhere_stays_with_its_object() -> None:
    body = (
        "def build(data):\n    return tf.reduce_sum(data.x * data.y)\n"
        f"data = Loader(2)\ntotal = build(data)\n{START}sess.run(data.iterator.initializer)\n"
        "print(sess.run(total, {data.x: [1.0], data.y: [2.0]}))\n"
    )
    level, text, _ = converted(HEAD + LOADER.format(reading=KEPT) + body)
    assert level is Level.COMPAT and "self.x, self.y = self.iterator.get_next()" in text


def test_a_name_that_already_means_something_is_not_taken() -> None:
    body = (
        "def main():\n    x = 3.0\n    data = Loader(2)\n    w = tf.Variable(1.0)\n"
        "    loss = tf.reduce_mean(tf.square(data.x * w - data.y)) * x\n    sess = tf.Session()\n"
        "    sess.run(tf.global_variables_initializer())\n    sess.run(data.iterator.initializer)\n"
        "    print(sess.run(loss))\nmain()\n"
    )
    level, text, codes = converted(HEAD + LOADER.format(reading=KEPT) + body)
    assert level is Level.NATIVE, codes
    assert "    x = 3.0\n" in text and "x_1 * w" in text


GETTER = """\
import tensorflow as tf
class Loader(object):
    def __init__(self, count):
        data = tf.data.Dataset.range(count).batch(2)
        self.iterator = data.make_initializable_iterator()

    def get_next(self):
        return self.iterator.get_next()

class Net(object):
    def __init__(self, x):
        self.y = x * 2

loader = Loader(4)
x = loader.get_next()
net = Net(x)
sess = tf.Session()
sess.run(loader.iterator.initializer)
print(sess.run(net.y))
"""


def test_a_method_that_only_reads_the_iterator_gives_way_to_reading_it() -> None:
    (result,) = engine.convert([Source(Path("program.py"), GETTER)], Options())
    assert result.level is Level.NATIVE
    text = result.files[0].text
    assert "print(net.y(next(loader.iterator)).numpy())\n" in text
    assert "get_next" not in text


def test_a_method_that_is_named_elsewhere_stays() -> None:
    (result,) = engine.convert([Source(Path("program.py"), GETTER + "print(loader.get_next)\n")], Options())
    assert result.level is Level.COMPAT


def test_a_method_of_data_sets_with_the_name_of_the_attribute_is_not_one_of_its_uses() -> None:
    program = HEAD + (
        "class Loader(object):\n    def __init__(self):\n"
        "        iterator = tf.data.Dataset.range(4).batch(2).make_one_shot_iterator()\n"
        "        self.batch = iterator.get_next()\n"
        "class Net(object):\n    def __init__(self, loader):\n        self.y = loader.batch * 2\n"
        "loader = Loader()\nnet = Net(loader)\nsess = tf.Session()\nprint(sess.run(net.y))\n"
    )
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    assert result.level is Level.NATIVE
