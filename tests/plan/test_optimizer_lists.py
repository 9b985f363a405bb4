"""One optimizer that trains several lists of variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

LAST = (
    "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
    "sess.run(a)\nsess.run(b)\nprint(sess.run(v))\n"
)


def converted(body: str) -> ProgramResult:
    (result,) = engine.convert([Source(Path("program.py"), "import tensorflow as tf\n" + body)], Options())
    return result


@pytest.mark.parametrize(
    ("body", "written"),
    [
        (
            "u = tf.Variable(1.0)\nv = tf.Variable(2.0)\nopt = tf.train.AdamOptimizer(0.1)\n"
            "a = opt.minimize(tf.square(u * v), var_list=[u])\n"
            "b = opt.minimize(tf.square(u + v), var_list=[v])\n",
            "opt = tf.keras.optimizers.Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)\nopt.build([u, v])\n",
        ),
        (
            "u = tf.Variable(1.0)\nopt = tf.train.AdamOptimizer(0.1)\n"
            "a = opt.minimize(tf.square(u - 3.0), var_list=[u])\nv = tf.Variable(2.0)\n"
            "b = opt.minimize(tf.square(u + v), var_list=[v])\n",
            "v = tf.Variable(2.0)\nopt.build([u, v])\n",
        ),
    ],
)
def test_an_optimizer_is_built_with_all_its_variables(body: str, written: str) -> None:
    result = converted(body + LAST)
    assert result.level is Level.NATIVE
    assert written in result.files[0].text


def test_an_optimizer_of_one_list_builds_itself() -> None:
    body = (
        "u = tf.Variable(1.0)\nv = tf.Variable(2.0)\nopt = tf.train.AdamOptimizer(0.1)\n"
        "a = opt.minimize(tf.square(u * v))\nb = opt.minimize(tf.square(u + v))\n"
    )
    result = converted(body + LAST)
    assert result.level is Level.NATIVE
    assert ".build(" not in result.files[0].text


def test_variables_that_are_made_after_the_first_step() -> None:
    body = (
        "u = tf.Variable(1.0)\nopt = tf.train.GradientDescentOptimizer(0.1)\n"
        "a = opt.minimize(tf.square(u - 3.0), var_list=[u])\nsess = tf.Session()\nsess.run(u.initializer)\n"
        "sess.run(a)\nv = tf.Variable(2.0)\nb = opt.minimize(tf.square(u + v), var_list=[v])\n"
        "sess.run(v.initializer)\nsess.run(b)\nprint(sess.run(v))\n"
    )
    assert "TF419" in {f.code for f in converted(body).findings}
