"""Calls that unpack a dict which is written right above them get their arguments by name."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
def net(inputs):
    params = {"inputs": inputs, "units": 4, "activation": tf.nn.relu}
%s    return tf.layers.dense(**params)
y = net(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1., 2., 3.]]}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_a_dict_made_for_one_call_is_written_out() -> None:
    level, text = converted(PROGRAM % "")
    assert level is Level.NATIVE
    assert "Dense(units=4, activation=tf.nn.relu)" in text and "params" not in text


def test_a_dict_that_is_changed_or_read_again_is_left() -> None:
    for line in ("    params['units'] = 5\n", "    print(params['units'])\n"):
        level, text = converted(PROGRAM % line)
        assert level is Level.COMPAT and line in text
