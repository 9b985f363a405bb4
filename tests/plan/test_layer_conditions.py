"""Layers that a setting decides about, in functions that are called with several settings."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\n"
TAIL = """\
x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope('one'):
    h = block(x, 'wide', 3)
with tf.variable_scope('two'):
    y = block(h, 'plain')
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1., 2.]]}))
"""


def converted(function: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + function + TAIL)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def test_a_layer_is_made_under_the_setting_that_asks_for_it() -> None:
    level, text, _ = converted(
        "def block(x, kind, units=None):\n    if kind == 'wide':\n"
        "        x = tf.layers.dense(x, units)\n        x = tf.layers.dense(x, units)\n"
        "    elif not kind == 'plain':\n        x = tf.layers.dense(x, 7)\n"
        "    return tf.layers.dense(x, 2)\n"
    )
    assert level is Level.NATIVE
    assert (
        "        if self.kind == 'wide':\n            self.dense = tf.keras.layers.Dense(units)\n"
        "            self.dense_1 = tf.keras.layers.Dense(units)\n"
        "        if not self.kind == 'wide' and not self.kind == 'plain':\n"
        "            self.dense_2 = tf.keras.layers.Dense(7)\n"
        "        self.dense_3 = tf.keras.layers.Dense(2)\n"
    ) in text


EARLY = "def block(x, kind, units=None):\n    if kind == 'plain':\n        return x\n"


def test_a_way_that_ends_before_is_no_setting() -> None:
    level, _, codes = converted(f"{EARLY}    return tf.layers.dense(x, units)\n")
    assert level is Level.COMPAT
    assert "TF311" in codes


def test_a_layer_that_is_not_called_makes_no_variables() -> None:
    level, text, _ = converted(f"{EARLY}    return tf.layers.dense(x, 4)\n")
    assert level is Level.NATIVE
    assert "        self.dense = tf.keras.layers.Dense(4)\n" in text
