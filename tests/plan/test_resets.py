"""Which runs of initializers can be left out, and which would put variables back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = (
    "import tensorflow as tf\nv = tf.Variable(1.0)\nup = tf.assign_add(v, 1.0)\n"
    "saver = tf.train.Saver()\nsess = tf.Session()\ninit = tf.global_variables_initializer()\n"
)


def codes(program: str) -> set[str]:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    return set() if result.level is Level.NATIVE else {f.code for f in result.findings}


@pytest.mark.parametrize(
    "body",
    [
        "sess.run(init)\nsess.run(up)\nsess.run(v.initializer)\nprint(sess.run(v))\n",
        "sess.run(init)\nprint(sess.run(up))\nother = tf.Session()\nother.run(init)\nprint(other.run(up))\n",
        "saver.restore(sess, 'm')\nsess.run(init)\nprint(sess.run(v))\n",
        "def go():\n    sess.run(init)\n    print(sess.run(up))\ngo()\ngo()\n",
        "def again():\n    init.run(session=sess)\n"
        "again()\nprint(sess.run(up))\nagain()\nprint(sess.run(v))\n",
    ],
)
def test_variables_that_are_put_back(body: str) -> None:
    assert "TF205" in codes(HEAD + body)


@pytest.mark.parametrize(
    "body",
    [
        "sess.run(init)\nprint(sess.run(up))\n",
        "def go():\n    sess.run(init)\ngo()\nprint(sess.run(up))\n",
        (
            "sess.run(init)\nprint(sess.run(up))\nw = tf.Variable(2.0)\n"
            "sess.run(tf.variables_initializer([w]))\nprint(sess.run([v, w]))\n"
        ),
    ],
)
def test_variables_that_have_their_first_values(body: str) -> None:
    assert not codes(HEAD + body)


def test_functions_that_make_the_variables_that_they_initialize() -> None:
    program = (
        "import tensorflow as tf\ndef job(n):\n    with tf.Graph().as_default():\n"
        "        v = tf.Variable(1.0)\n        up = tf.assign_add(v, n)\n"
        "        with tf.Session() as sess:\n            sess.run(tf.global_variables_initializer())\n"
        "            print(sess.run(up))\njob(1.0)\njob(2.0)\n"
    )
    assert "TF205" not in codes(program)
