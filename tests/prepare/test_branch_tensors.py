"""Branches of unknown way that build tensors and do other work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import sys
import tensorflow as tf
def main(show, sizes):
    x = tf.placeholder(tf.float32, [None, 2])
    w = tf.Variable(tf.ones([2, 2]))
    y = tf.matmul(x, w)
"""
TAIL = """\
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(y, {x: [[1., 2.]]}))
        if show:
            print(label, sess.run(out, {x: [[1., 2.]]}))
main(len(sys.argv) > 0, [1., 2.])
"""


def converted(body: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body + TAIL)], Options())
    return result.level, result.files[0].text


def test_a_tensor_leaves_the_branch_in_which_other_work_is_done() -> None:
    level, text = converted("    if show:\n        label = 'twice'\n        out = y * 2.\n")
    assert level is Level.NATIVE
    assert "    def out(x):\n        y = tf.matmul(x, w)\n        return y * 2.\n" in text
    assert "    if show:\n        label = 'twice'\n" in text


@pytest.mark.parametrize(
    "body",
    [
        "    if show:\n        label = 2.\n        out = y * label\n        label = 3.\n",
        "    if show:\n        label = sizes.pop()\n        out = y * sizes[0]\n",
        "    out = None\n    if show:\n        label = 'twice'\n        out = y * 2.\n",
        "    for i in range(len(sizes)):\n        if sizes[i] > 1:\n"
        "            label = 1\n            out = y * i\n",
        "    if show:\n        label = 'a'\n        v = tf.Variable(2.)\n        out = y * v\n",
    ],
)
def test_what_may_mean_something_else_elsewhere_stays(body: str) -> None:
    assert converted(body)[0] is Level.COMPAT
