"""Optimizers that evaluate a loss by themselves, as those of SciPy do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

FIRST = (
    "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 2])\nw = tf.Variable([[1.0], [2.0]])\n"
    "b = tf.Variable([0.5])\nloss = tf.reduce_sum(tf.square(tf.matmul(x, w) + b))\n"
)
LAST = "\nsess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
MADE = FIRST + "opt = tf.contrib.opt.ScipyOptimizerInterface(loss, options={'maxiter': 4})" + LAST


def converted(text: str) -> ProgramResult:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result


def test_the_loss_becomes_a_function_that_the_optimizer_evaluates() -> None:
    result = converted(MADE + "opt.minimize(sess, {x: data}, fetches=[loss, b], loss_callback=show)\n")
    text = result.files[0].text
    assert result.level is Level.NATIVE
    assert "opt = ScipyOptimizer([w, b], options={'maxiter': 4})\n" in text
    assert "    return loss, gradients, loss, b.read_value()\n" in text
    assert "opt.minimize(functools.partial(loss_and_gradients, data), loss_callback=show)\n" in text


def test_a_callback_by_position() -> None:
    result = converted(MADE + "opt.minimize(sess, {x: data}, [loss], None, show)\n")
    assert "opt.minimize(functools.partial(loss_and_gradients, data), loss_callback=show)\n" in (
        result.files[0].text
    )


def test_only_the_variables_that_were_asked_for_are_changed() -> None:
    text = FIRST + "opt = tf.contrib.opt.ScipyOptimizerInterface(loss, var_list=[w])" + LAST
    result = converted(text + "opt.minimize(sess, feed_dict={x: data})\n")
    assert result.level is Level.NATIVE
    assert "opt = ScipyOptimizer([w])\n" in result.files[0].text


def test_the_optimizer_of_an_object() -> None:
    result = converted(
        "import tensorflow as tf\n\n\nclass Net(object):\n    def __init__(self):\n"
        "        self.x = tf.placeholder(tf.float32, [None, 2])\n"
        "        self.w = tf.Variable([[1.0], [2.0]])\n"
        "        self.loss = tf.reduce_sum(tf.square(tf.matmul(self.x, self.w)))\n"
        "        self.opt = tf.contrib.opt.ScipyOptimizerInterface(self.loss, method='CG')\n"
        "        self.sess = tf.Session()\n        self.sess.run(tf.global_variables_initializer())\n\n"
        "    def train(self, data):\n"
        "        self.opt.minimize(self.sess, feed_dict={self.x: data}, fetches=[self.loss],"
        " loss_callback=self.show)\n\n    def show(self, loss):\n        print(loss)\n\n\n"
        "Net().train([[1., 2.]])\n"
    )
    text = result.files[0].text
    assert result.level is Level.NATIVE
    assert "        self.opt = ScipyOptimizer([self.w], method='CG')\n" in text
    assert (
        "self.opt.minimize(functools.partial(self.loss_and_gradients, data), loss_callback=self.show)\n"
        in text
    )


def test_an_optimizer_that_is_never_called_goes() -> None:
    result = converted(MADE + "print(sess.run(loss, {x: data}))\n")
    assert result.level is Level.NATIVE
    assert "Scipy" not in result.files[0].text


@pytest.mark.parametrize(
    "call",
    [
        "opt.minimize(sess, {x: data}, step_callback=show)",
        "found = opt.minimize(sess, {x: data})",
        "opt.minimize(sess, {x: data}, options=extra)",
        "opt.minimize(sess, {x: data}, fetches=[train])",
        "values = [loss, w]\nopt.minimize(sess, {x: data}, fetches=values, loss_callback=show)",
    ],
)
def test_other_uses_have_no_native_form(call: str) -> None:
    train = "train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
    result = converted(MADE + train + call + "\n")
    assert result.level is Level.COMPAT
    assert "TF423" in {f.code for f in result.findings}


@pytest.mark.parametrize(
    "made",
    [
        "h = tf.layers.dense(x, 1)\n"
        "opt = tf.contrib.opt.ScipyOptimizerInterface(tf.reduce_sum(h), method='CG')",
        "v = tf.Variable(1.0, use_resource=True)\n"
        "opt = tf.contrib.opt.ScipyOptimizerInterface(loss * v, method='CG')",
    ],
)
def test_layers_and_resource_variables_are_left(made: str) -> None:
    result = converted(FIRST + made + LAST + "opt.minimize(sess, feed_dict={x: data})\n")
    assert result.level is Level.COMPAT
    assert "TF423" in {f.code for f in result.findings}


@pytest.mark.parametrize(
    "given", ["equalities=[w[0, 0]]", "inequalities=[w[0, 0]]", "var_to_bounds={w: (0, 1)}"]
)
def test_constraints_and_bounds_are_left(given: str) -> None:
    made = FIRST + f"opt = tf.contrib.opt.ScipyOptimizerInterface(loss, {given})" + LAST
    result = converted(made + "opt.minimize(sess, feed_dict={x: data})\n")
    assert result.level is Level.COMPAT
