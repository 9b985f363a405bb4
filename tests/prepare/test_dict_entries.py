"""What a function puts into a dict and returns has names of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf
def build():
    g = {begun}
    g['x'] = tf.placeholder(tf.float32, [None, 2])
    w = tf.Variable(tf.ones([2, 1]))
    g['y'] = tf.matmul(g['x'], w)
    {more}
    return g
g = build()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(g['y'], {{g['x']: [[1.0, 2.0]]}}))
"""


def converted(begun: str = "{}", more: str = "pass") -> tuple[Level, str]:
    text = PROGRAM.format(begun=begun, more=more)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize("begun", ["{}", "dict()"])
def test_entries_become_names(begun: str) -> None:
    level, text = converted(begun)
    assert level is Level.NATIVE
    assert "x = tf.TensorSpec([None, 2], tf.float32)" in text and "return tf.matmul(x, w)" in text


@pytest.mark.parametrize(
    "more",
    [
        "for key in g:\n        print(key)",
        "g['y'] = g['y'] + 1.0",  # given twice
        "g.update(z=1)",
        "k = 'z'\n    g[k] = 1",
        "print(len(g))",
    ],
)
def test_a_dict_that_is_used_whole_stays(more: str) -> None:
    _, text = converted(more=more)
    assert "g['x'] = " in text or "g['y'] = " in text
