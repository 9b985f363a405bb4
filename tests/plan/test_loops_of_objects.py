"""Layers, and functions that make them, in loops."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
def fc(x, n, name=None, reuse=None):
    with tf.variable_scope(name, 'fc', reuse=reuse):
        w = tf.get_variable('w', [4, n])
        return tf.matmul(x, w)
x = tf.placeholder(tf.float32, [None, 4])
h = x
"""
END = """\
train = tf.train.GradientDescentOptimizer(.1).minimize(tf.reduce_sum(h))
sess = tf.Session()
sess.run(tf.global_variables_initializer())
sess.run(train, {x: [[1., 2., 3., 4.]]})
print(sess.run(h, {x: [[1., 2., 3., 4.]]}))
"""


def converted(body: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body + END)], Options())
    codes = {f.code for f in result.findings if not "TF900" <= f.code <= "TF919"}
    return result.level, result.files[0].text, codes


def test_one_object_for_each_turn() -> None:
    level, text, _ = converted("for i in range(3):\n    h = fc(h, 4, 'fc%d' % i)\n")
    assert level is Level.NATIVE
    assert "fcs = [Fc(4) for i in range(3)]\n" in text
    assert "    for fc in fcs:\n        h = fc(h)\n" in text
    assert "[v for layer in fcs for v in layer.trainable_variables]" in text


def test_one_object_for_all_turns() -> None:
    level, text, _ = converted("for i in range(3):\n    h = fc(h, 4, 'fc', i > 0)\n")
    assert level is Level.NATIVE
    assert "fc = Fc()\n" in text or "fc = Fc(4)\n" in text
    assert "for i in range(3):\n" in text


def test_layers_in_a_loop_of_the_main_program() -> None:
    level, text, _ = converted(
        "for i, n in enumerate([5, 4]):\n    h = tf.layers.dense(h, n, name='d%d' % i)\n"
    )
    assert level is Level.NATIVE
    assert "dense_layers = [tf.keras.layers.Dense(n) for i, n in enumerate([5, 4])]" in text
    assert "for dense in dense_layers:" in text


def test_a_layer_without_weights_is_made_once() -> None:
    level, text, _ = converted(
        "for i in range(2):\n    h = tf.layers.dropout(fc(h, 4, 'f%d' % i), 0., training=True)\n"
    )
    assert level is Level.NATIVE
    assert "dropout = tf.keras.layers.Dropout(0.)\n" in text


def test_values_of_the_turn_are_written_out() -> None:
    level, text, _ = converted(
        "for i in range(2):\n    n = 2 + 2 * (i // 1) if False else 4\n    h = fc(h, 4, 'f%d' % i)\n"
    )
    assert level in (Level.NATIVE, Level.COMPAT)
    level, text, _ = converted(
        "for i in range(2):\n    units = 4 * (i + 1)\n    h = tf.layers.dense(h, units)\n"
    )
    assert level is Level.NATIVE
    assert "[tf.keras.layers.Dense(4 * (i + 1)) for i in range(2)]" in text
    assert "units =" not in text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "for i in range(4):\n    h = fc(h, 4, 'f%d' % (i // 2), i % 2 == 1)\n", id="shared by pairs"
        ),
        pytest.param("i = 0\nwhile i < 2:\n    h = fc(h, 4, 'f%d' % i)\n    i += 1\n", id="while"),
        pytest.param(
            "for i in range(2):\n    if i:\n        h = fc(h, 4, 'f%d' % i)\n    h = fc(h, 4, 'g%d' % i)\n",
            id="branch",
        ),
        pytest.param(
            "for i in range(2):\n    for j in range(2):\n        h = fc(h, 4, 'f%d%d' % (i, j))\n",
            id="nested",
        ),
        pytest.param(
            "n = 2\nfor i in range(2):\n    n = n + 2 if i else 4\n    h = tf.layers.dense(h, n)\n",
            id="carried",
        ),
        pytest.param("for n in (k for k in [4, 4]):\n    h = tf.layers.dense(h, n)\n", id="generator"),
    ],
)
def test_loops_that_stay_graphs(body: str) -> None:
    level, _, codes = converted(body)
    assert level is Level.COMPAT
    assert codes & {"TF311", "TF312", "TF331", "TF923"}


def test_a_setting_decides_for_all_turns_whether_layers_are_called() -> None:
    level, text, codes = converted(
        "import sys\nWIDE = len(sys.argv) < 9\n"
        "for i in range(3):\n    if WIDE:\n        h = fc(h, 4, 'fc%d' % i)\nh = h * 2.\n"
    )
    assert level is Level.NATIVE, codes
    assert "    for fc in fcs:\n        if WIDE:\n            h = fc(h)\n" in text


def test_turns_that_decide_for_themselves_are_told() -> None:
    level, _, codes = converted("for i in range(3):\n    if i > 0:\n        h = fc(h, 4, 'fc%d' % i)\n")
    assert level is Level.COMPAT
    assert codes & {"TF312", "TF923"}


NAMED = """\
def net(x, steps):
    with tf.variable_scope('m', reuse=tf.AUTO_REUSE):
        for t in range(steps):
            x = tf.layers.dense(x, {units}, name={name})
    return x
"""


@pytest.mark.parametrize("steps", ["3", "len(sys.argv)"])
def test_turns_share_a_layer_of_one_name(steps: str) -> None:
    net = NAMED.format(units=4, name="'y'")
    level, text, codes = converted(f"import sys\n{net}h = net(x, {steps}) * 2.\n")
    assert level is Level.NATIVE or codes & {"TF311", "TF312", "TF314", "TF924"}
    assert "[tf.keras.layers.Dense(" not in text


def test_turns_have_layers_of_their_own_names() -> None:
    level, text, codes = converted(NAMED.format(units=4, name="'y%d' % t") + "h = net(x, 3) * 2.\n")
    assert level is Level.NATIVE, codes
    assert "[tf.keras.layers.Dense(4) for t in range(" in text


def test_turns_share_a_layer_in_the_main_program() -> None:
    level, text, codes = converted(
        "import sys\nwith tf.variable_scope('m', reuse=tf.AUTO_REUSE):\n"
        "    for t in range(len(sys.argv)):\n        h = tf.layers.dense(h, 4, name='y')\nh = h * 2.\n"
    )
    assert level is Level.NATIVE, codes
    assert text.count("tf.keras.layers.Dense(4)") == 1 and "[tf.keras" not in text


def test_the_variables_of_a_cell_that_a_layer_was_given_are_listed_once() -> None:
    level, text, codes = converted(
        "def head(cell, x):\n    with tf.variable_scope('head'):\n"
        "        out, _ = cell(x, cell.zero_state(1, tf.float32))\n"
        "        return tf.matmul(out, tf.get_variable('v', [3, 2]))\n"
        "gru = tf.nn.rnn_cell.GRUCell(3)\nh = head(gru, x)\n"
    )
    assert level is Level.NATIVE, codes
    assert "variables = head.trainable_variables\n" in text
