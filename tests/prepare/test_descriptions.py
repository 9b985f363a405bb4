"""Symbolic tensors that a program prints."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 3]))
y = tf.matmul(x, w)
"""
TAIL = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1., 2.]]}))
"""


def converted(text: str) -> tuple[Level, str, list[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, [f.code for f in result.findings]


def test_a_function_says_what_its_tensor_is() -> None:
    level, text, codes = converted(HEAD + "print('y', y)\n" + TAIL)
    assert (level, codes) == (Level.NATIVE, ["TF231"])
    assert "print('y', y.get_concrete_function().outputs[0])" in text


def test_a_tensor_that_no_placeholder_changes_is_traced_too() -> None:
    level, text, _ = converted(HEAD + "c = tf.constant([1.])\nprint(c)\n" + TAIL + "    print(sess.run(c))\n")
    assert level is Level.NATIVE
    assert "print(tf.function(lambda: c).get_concrete_function().outputs[0])" in text


def test_a_description_before_the_initializer_resets_nothing() -> None:
    _, text, _ = converted(HEAD + "print(y)\n" + TAIL)
    assert "assign" not in text


def test_an_object_is_asked_through_a_method() -> None:
    program = (
        "import tensorflow as tf\nclass Net(object):\n    def __init__(self):\n"
        "        self.x = tf.placeholder(tf.float32, [None, 2])\n        h = self.x * 2.\n        print(h)\n"
        "        self.y = h + 1.\nnet = Net()\nsess = tf.Session()\n"
        "print(sess.run(net.y, {net.x: [[1., 2.]]}))\n"
    )
    level, text, _ = converted(program)
    assert level is Level.NATIVE
    assert ".get_concrete_function().outputs[0])" in text


def test_what_is_printed_in_a_loop_keeps_the_program_as_a_graph() -> None:
    level, _, codes = converted(HEAD + "for i in range(2):\n    z = y * i\n    print(z)\n" + TAIL)
    assert (level, len(codes)) == (Level.COMPAT, 1)


def test_an_element_of_an_iterator_is_not_described() -> None:
    data = "d = tf.data.Dataset.range(3).make_one_shot_iterator().get_next()\nprint(d)\n"
    level, _, codes = converted(HEAD + data + TAIL + "    print(sess.run(d))\n")
    assert (level, codes) == (Level.COMPAT, ["TF231"])


def test_a_function_says_how_large_its_tensor_is() -> None:
    level, text, codes = converted(HEAD + "print('y', y.shape, y.get_shape().as_list())\n" + TAIL)
    assert (level, codes) == (Level.NATIVE, ["TF231"])
    shapes = "y.get_concrete_function().output_shapes"
    assert f"print('y', {shapes}, {shapes}.as_list())" in text
