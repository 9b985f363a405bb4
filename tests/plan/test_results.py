"""The form in which the program gets the results of its runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = (
    "import tensorflow as tf\nv = tf.Variable(2.0)\nloss = v * v\n"
    "train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
    "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
)


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("r = sess.run([train])\nprint(r)\n", "r = [train()]\nprint(r)\n"),
        ("r = sess.run([train])\n", "r = train()\n"),
        ("_ = sess.run(train)\n", "_ = train()\n"),
        ("r = sess.run([train, train])\nprint(r)\n", "r = [train_step(), None]\nprint(r)\n"),
        ("a, l = sess.run([train, loss])\nprint(l)\n", "l = train().numpy()\nprint(l)\n"),
        ("a, l = sess.run([train, loss])\nprint(a, l)\n", "l = train().numpy()\na = None\nprint(a, l)\n"),
        ("a, b = sess.run([train, train])\nprint(a, b)\n", "train_step()\na, b = None, None\nprint(a, b)\n"),
        ("print(sess.run((loss, v)))\n", "print(tuple(value.numpy() for value in loss_and_v()))\n"),
        ("r = sess.run(v.assign(1.0))\nprint(r)\n", "r = v.assign(1.0).numpy()\nprint(r)\n"),
        ("r = sess.run(v.assign(1.0))\n", "r = v.assign(1.0)\n"),
        ("a, b = sess.run([v.assign(1.0), loss])\nprint(a, b)\n", "print(a, b)\n"),
        ("sess.run(v.assign(1.0))\nprint(sess.run(v))\n", "v.assign(1.0)\nprint(v.numpy())\n"),
        ("r = sess.run(tf.tables_initializer())\nprint(r)\n", "r = None\nprint(r)\n"),
    ],
)
def test_results(body: str, written: str) -> None:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body)], Options())
    assert result.level is Level.NATIVE
    assert result.files[0].text.endswith("\n" + written)
