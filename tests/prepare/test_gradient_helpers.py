"""Helpers that take gradients of what they are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

FIRST = (
    "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 1])\nw = tf.Variable([[0.7, -0.3]])\n"
    "v = tf.Variable([[0.4], [0.9]])\n\n\n"
)
NET = (
    "def net(x):\n    u = tf.matmul(tf.tanh(tf.matmul(x, w)), v)\n    u_x = grad(u, x)\n"
    "    u_xx = grad(u_x, x)\n    return u_x + u_xx\n\n\nf = net(x)\n"
)
LAST = "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\nprint(sess.run(f, {x: [[1.0]]}))\n"


def converted(text: str) -> ProgramResult:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result


def test_a_helper_of_one_expression_stands_in_its_calls() -> None:
    result = converted(FIRST + "def grad(y, x):\n    return tf.gradients(y, x)[0]\n\n\n" + NET + LAST)
    text = result.files[0].text
    assert result.level is Level.NATIVE
    assert "        u_x = tape.gradient(u, x)\n    u_xx = outer_tape.gradient(u_x, x)\n" in text
    assert "def grad" not in text


def test_the_names_of_a_helper_are_new_at_each_call() -> None:
    body = "    # by its input\n    g = tf.gradients(y, x)[0]  # first\n    return 2.0 * g\n\n\n"
    result = converted(FIRST + "def grad(y, x):\n" + body + NET + LAST)
    text = result.files[0].text
    assert result.level is Level.NATIVE
    assert (
        "        # by its input\n        g_1 = tape.gradient(u, x)  # first\n        u_x = 2.0 * g_1\n"
        in text
    )
    assert "    g_2 = outer_tape.gradient(u_x, x)  # first\n    u_xx = 2.0 * g_2\n" in text


def test_a_method_that_seeds_gradients_with_a_placeholder() -> None:
    result = converted(
        "import tensorflow as tf\n\n\nclass Net(object):\n    def __init__(self):\n"
        "        self.w = tf.Variable([[0.7, -0.3]])\n"
        "        self.x = tf.placeholder(tf.float32, [None, 1])\n"
        "        self.seed = tf.placeholder(tf.float32, [None, 2])\n"
        "        self.f = self.net(self.x)\n        self.sess = tf.Session()\n"
        "        self.sess.run(tf.global_variables_initializer())\n\n"
        "    def forward(self, U, x):\n        g = tf.gradients(U, x, grad_ys=self.seed)[0]\n"
        "        return tf.gradients(g, self.seed)[0]\n\n"
        "    def net(self, x):\n        U = tf.tanh(tf.matmul(x, self.w))\n        U_x = self.forward(U, x)\n"
        "        return U + U_x\n\n    def run(self, data, ones):\n"
        "        return self.sess.run(self.f, {self.x: data, self.seed: ones})\n\n\n"
        "print(Net().run([[1.0]], [[1.0, 1.0]]))\n"
    )
    assert result.level is Level.NATIVE
    assert "tape.gradient(U, x, output_gradients=seed)\n" in result.files[0].text
    assert "= outer_tape.gradient(g_1, seed)\n" in result.files[0].text


@pytest.mark.parametrize(
    ("helper", "net"),
    [
        (
            "def grad(y, x):\n    return tf.gradients(y, x)[0]\n\n\n",
            NET.replace("f = net(x)", "k = grad\nf = net(x)"),
        ),
        (
            "s = 3.0\n\n\ndef grad(y, x):\n    return s * tf.gradients(y, x)[0]\n\n\n",
            NET.replace("    u =", "    s = 2.0\n    u ="),
        ),
        ("def grad(y, x):\n    y = y * 2.0\n    g = tf.gradients(y, x)[0]\n    return g\n\n\n", NET),
        ("def grad(y, x, *more):\n    return tf.gradients(y, x)[0]\n\n\n", NET),
    ],
)
def test_helpers_that_stay(helper: str, net: str) -> None:
    result = converted(FIRST + helper + net + LAST)
    assert result.level is Level.COMPAT
    assert "def grad(y, x" in result.files[0].text
