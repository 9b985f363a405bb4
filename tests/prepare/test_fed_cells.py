"""Recurrent cells that are wrapped with what is fed are made once, and wrapped at each call."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import numpy as np
import tensorflow as tf
from tensorflow.contrib import rnn

x = tf.placeholder(tf.float32, [None, 5, 4])
keep = tf.placeholder(tf.float32)
w = tf.Variable(tf.ones([6, 3]))
"""
TAIL = """
loss = tf.reduce_mean(tf.square(pred))
train_op = tf.train.AdamOptimizer(0.01).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([train_op, loss], {x: np.ones([2, 5, 4]), keep: 0.8}))
"""
CELLS = {
    "one": """\
        cell = rnn.BasicLSTMCell(6)
        cell = rnn.DropoutWrapper(cell, output_keep_prob=keep)
        """,
    "at once": """\
        cell = rnn.DropoutWrapper(rnn.BasicLSTMCell(6), output_keep_prob=keep)
        """,
    "loop": """\
        cells = []
        for _ in range(2):
            c = rnn.BasicLSTMCell(6)
            c = rnn.DropoutWrapper(c, output_keep_prob=keep)
            cells.append(c)
        cell = rnn.MultiRNNCell(cells)
        """,
    "branch in a loop": """\
        cells = []
        for _ in range(2):
            c = rnn.GRUCell(6)
            if TRAINS:
                c = rnn.DropoutWrapper(c, output_keep_prob=keep)
            cells.append(c)
        cell = rnn.MultiRNNCell(cells)
        """,
    "appended": """\
        cells = []
        for _ in range(2):
            cells.append(rnn.DropoutWrapper(rnn.BasicLSTMCell(6), output_keep_prob=keep))
        cell = rnn.MultiRNNCell(cells)
        """,
    "lists": """\
        cells = [rnn.BasicLSTMCell(6) for _ in range(2)]
        cells = [rnn.DropoutWrapper(c, output_keep_prob=keep) for c in cells]
        cell = rnn.MultiRNNCell(cells)
        """,
    "comprehension": """\
        cell = rnn.MultiRNNCell(
            [rnn.DropoutWrapper(rnn.BasicLSTMCell(6), output_keep_prob=keep) for _ in range(2)])
        """,
    "function": """\
        def one():
            c = rnn.BasicLSTMCell(6)
            return rnn.DropoutWrapper(c, output_keep_prob=keep)
        cell = rnn.MultiRNNCell([one() for _ in range(2)])
        """,
    "around several": """\
        cell = rnn.MultiRNNCell([rnn.BasicLSTMCell(6) for _ in range(2)])
        cell = rnn.DropoutWrapper(cell, output_keep_prob=keep)
        """,
}


def in_module(cells: str) -> str:
    code = "TRAINS = True\n" + textwrap.dedent(cells)
    return (
        HEAD
        + code
        + "outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\npred = tf.matmul(outputs[:, -1], w)"
        + TAIL
    )


def in_function(cells: str) -> str:
    code = "TRAINS = True\ndef net(x, keep):\n" + textwrap.indent(textwrap.dedent(cells), "    ")
    code += "    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)\n"
    return HEAD + code + "    return tf.matmul(outputs[:, -1], w)\npred = net(x, keep)" + TAIL


def in_class(cells: str) -> str:
    inner = textwrap.indent(textwrap.dedent(cells), "        ").replace("=keep)", "=self.keep)")
    return (
        "import numpy as np\nimport tensorflow as tf\nfrom tensorflow.contrib import rnn\nTRAINS = True\n"
        "class Model:\n    def __init__(self):\n"
        "        self.x = tf.placeholder(tf.float32, [None, 5, 4])\n"
        "        self.keep = tf.placeholder(tf.float32)\n"
        + inner
        + "        outputs, state = tf.nn.dynamic_rnn(cell, self.x, dtype=tf.float32)\n"
        "        self.w = tf.Variable(tf.ones([6, 3]))\n"
        "        self.loss = tf.reduce_mean(tf.matmul(outputs[:, -1], self.w))\n"
        "        self.train_op = tf.train.AdamOptimizer(0.01).minimize(self.loss)\n"
        "m = Model()\nsess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
        "print(sess.run([m.train_op, m.loss], {m.x: np.ones([2, 5, 4]), m.keep: 0.8}))\n"
    )


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize("write", [in_module, in_function, in_class])
@pytest.mark.parametrize("cells", CELLS.values(), ids=CELLS)
def test_cells_are_made_once_and_wrapped_at_each_call(cells: str, write: object) -> None:
    level, text, codes = converted(write(cells))  # type: ignore[operator]
    assert level is Level.NATIVE, codes
    start = "TRAINS = True" if write is in_class else "\nx = "
    made, _, rest = text.partition(start)[2].partition("    def call(")
    called = rest.partition("\n\n\n")[0]
    assert "DropoutWrapper(" in called and "DropoutWrapper(" not in made
    assert "Cell(6)" in made and "Cell(6)" not in called


def test_the_function_stands_above_the_decorators_of_the_class() -> None:
    text = in_class(CELLS["one"]).replace(
        "class Model:", "def kept(c):\n    return c\n# built once\n@kept\nclass Model:"
    )
    level, new, codes = converted(text)
    assert level is Level.NATIVE, codes
    assert "# built once\n@kept\nclass Model" in new


def test_a_cell_that_each_turn_wraps_in_its_own_way_stays() -> None:
    cells = CELLS["loop"].replace("output_keep_prob=keep)", "output_keep_prob=keep / (_ + 1.0))")
    level, _, codes = converted(in_module(cells))
    assert level is Level.COMPAT
    assert codes & {"TF230", "TF233", "TF923"}


def test_a_cell_that_is_asked_for_afterwards_stays() -> None:
    text = in_module(CELLS["one"]).replace("pred =", "first = cell.zero_state(2, tf.float32)\npred =")
    level, _, codes = converted(text.replace("[train_op, loss]", "[train_op, loss, first]"))
    assert level is Level.COMPAT
    assert "TF230" in codes


def test_a_run_between_the_cell_and_its_loop_keeps_both_in_their_place() -> None:
    between = "print(tf.Session().run(tf.constant(1.0)))\noutputs, state ="
    level, _, codes = converted(in_module(CELLS["one"]).replace("outputs, state =", between))
    assert level is Level.COMPAT
    assert "TF230" in codes
