"""Functions are given the tensors of the module that they read; helpers keep their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 4, 3])
keep = tf.placeholder(tf.float32)
"""
END = """\
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(y, {x: [[[1., 2., 3.]] * 4], keep: 1.0}))
"""
CELL = """\
    cell = tf.nn.rnn_cell.BasicLSTMCell(5)
    cell = tf.nn.rnn_cell.DropoutWrapper(cell, output_keep_prob=keep)
    return tf.nn.dynamic_rnn(cell, inputs, dtype=tf.float32)[0]
"""


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize(
    ("head", "call"),
    [
        ("def rnn(inputs):\n", "y = rnn(x)\n"),
        ("def rnn(inputs, name='rnn'):\n", "y = rnn(x)\n"),
        ("def rnn(inputs, name='rnn'):\n", "y = rnn(x, 'n')\n"),
    ],
)
def test_a_function_is_given_the_probability_that_it_reads(head: str, call: str) -> None:
    level, text, codes = converted(HEAD + head + CELL + call + END)
    assert level is Level.NATIVE, codes
    assert "def call(self, inputs, keep" in text and "rnn(x, keep=keep)" in text
    assert "DropoutWrapper(self.cell, output_keep_prob=keep)" in text


def test_a_function_that_is_handed_on_keeps_its_parameters() -> None:
    level, _, codes = converted(HEAD + "def rnn(inputs):\n" + CELL + "f = rnn\ny = f(x)\n" + END)
    assert level is Level.COMPAT and "TF219" in codes


SEQUENCES = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2, 4, 3])
t = tf.placeholder(tf.int32, [2, 4])
w = tf.Variable(tf.ones([3, 3]))
logits = tf.reshape(tf.matmul(tf.reshape(x, [-1, 3]), w), [2, 4, 3])
{name} = tf.contrib.seq2seq.sequence_loss(logits=logits, targets=t, weights=tf.ones([2, 4]))
loss = tf.reduce_mean({name})
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(loss, {{x: [[[1., 2., 3.]] * 4] * 2, t: [[0, 1, 2, 0]] * 2}}))
"""


def test_a_variable_called_as_a_helper_gets_another_name() -> None:
    level, text, _ = converted(SEQUENCES.format(name="sequence_loss"))
    assert level is Level.NATIVE
    assert "def sequence_loss(" in text and "sequence_loss_1 = sequence_loss(logits=" in text


def test_a_function_called_as_a_helper_is_told() -> None:
    text = SEQUENCES.format(name="out") + "def sequence_loss():\n    return 1\nprint(sequence_loss())\n"
    level, _, codes = converted(text)
    assert level is Level.COMPAT and "TF228" in codes


def test_an_import_goes_whose_name_is_only_an_attribute_now() -> None:
    text = """\
import tensorflow as tf
from tensorflow.contrib.layers import batch_norm
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = batch_norm(self.x, is_training=True, updates_collections=None)
net = Net()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(net.y, {net.x: [[1., 2., 3.]]}))
"""
    level, new, _ = converted(text)
    assert level is Level.NATIVE
    assert "contrib" not in new and "self.batch_norm = " in new


METHODS = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
keep = tf.placeholder(tf.float32)
class Net(object):
    def __init__(self):
        h = self.layer(x, 4)
        self.y = self.layer(h, 2)
    def layer(self, inputs, units):
        return tf.nn.dropout(tf.layers.dense(inputs, units), keep)
net = Net()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(net.y, {x: [[1., 2., 3.]], keep: 1.0}))
"""


def test_a_method_is_given_the_probability_that_it_reads() -> None:
    level, text, codes = converted(METHODS)
    assert level is Level.NATIVE, codes
    assert "def call(self, inputs, keep)" in text and "keep=keep)" in text


def test_a_method_is_not_given_what_its_caller_calls_otherwise() -> None:
    text = METHODS.replace("        h = self", "        keep = 3\n        h = self")
    level, _, codes = converted(text)
    assert level is Level.COMPAT and "TF219" in codes
