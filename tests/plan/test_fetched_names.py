"""Functions return a fetched tensor under a name that they bind themselves."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\n"
BODY = """\
x = tf.placeholder(tf.float32, [None, 3])
ws = [tf.Variable(tf.ones([3, 3])) for _ in range(2)]
us = [tf.Variable(tf.ones([3, 3])) for _ in range(2)]
h = x
for w in ws:
    h = tf.matmul(h, w)
z = h
for u in us:
    h = tf.nn.tanh(tf.matmul(h, u))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(z, {x: [[1, 2, 3]]}))
    print(sess.run(h, {x: [[1, 2, 3]]}))
"""


@pytest.mark.parametrize("indent", ["", "    "])
def test_a_name_that_a_loop_binds_again_later_is_that_of_its_time(indent: str) -> None:
    head = HEAD + ("if __name__ == '__main__':\n" if indent else "")
    text = head + textwrap.indent(BODY, indent)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE
    written = result.files[0].text
    function = textwrap.dedent(written[written.index(f"{indent}@tf.function") :])
    assert "def z(x):\n    h = x\n    for w in ws:\n        h = tf.matmul(h, w)\n    return h\n" in function
