"""Classes that a branch chooses and a call makes objects of."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import tensorflow as tf
def build(kind='gru'):
    if kind == 'lstm':
        cell_fn = tf.nn.rnn_cell.BasicLSTMCell
    elif kind == 'gru':
        cell_fn = tf.nn.rnn_cell.GRUCell
    else:
        cell_fn = OTHER
    return cell_fn(3)
x = tf.placeholder(tf.float32, [2, 3, 4])
cell = build()
out, _ = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(out, {x: [[[1.] * 4] * 3] * 2}))
"""


def converted(other: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), TEXT.replace("OTHER", other))], Options())
    codes = {f.code for f in result.findings if not "TF900" <= f.code <= "TF919"}
    return result.level, result.files[0].text, codes


def test_cells_that_are_chosen_by_their_class() -> None:
    level, text, codes = converted("tf.contrib.rnn.BasicRNNCell")
    assert level is Level.NATIVE and not codes
    assert "        cell_fn = BasicLSTMCell\n" in text and "        cell_fn = BasicRNNCell\n" in text
    assert "class GRUCell(" in text and "class BasicLSTMCell(" in text


def test_a_class_without_a_native_form_in_a_way_that_is_not_taken() -> None:
    level, text, codes = converted("tf.contrib.rnn.NASCell")
    assert level is Level.NATIVE
    assert codes == {"TF934"}
    assert 'raise NotImplementedError("this branch was not converted")' in text
