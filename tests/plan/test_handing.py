"""Functions that build a graph and hand its tensors out to the code that runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

BUILD = (
    "import tensorflow as tf\n"
    "def build():\n"
    "    x = tf.placeholder(tf.float32, [None])\n"
    "    w = tf.Variable(1.0)\n"
    "    loss = tf.reduce_sum(x * w)\n"
    "    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
    "    return {returned}\n"
)
AGAIN = "print(build.__name__)\n"  # so that the function cannot stand in the place of its call
SESSION = "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"


def converted(text: str) -> str:
    """The native form of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def codes(text: str) -> set[str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
    return {f.code for f in result.findings}


def test_a_tuple_loses_what_exists_no_more() -> None:
    text = converted(
        BUILD.format(returned="x, loss, step")
        + "x, loss, step = build()\n"
        + SESSION
        + "print(sess.run([loss, step], {x: [1.0]})[0])\n"
    )
    assert "    return train_step\n" in text
    assert "\nstep = build()\n" in text
    assert "step([1.0])" in text


def test_each_run_calls_a_name_of_its_own() -> None:
    text = converted(
        BUILD.format(returned="x, loss, step")
        + "x, loss, step = build()\n"
        + SESSION
        + "sess.run([step, loss], {x: [1.0]})\nprint(sess.run(loss, {x: [1.0]}))\n"
    )
    assert "    return compute_loss, train_step\n" in text
    assert "\nstep([1.0])\n" in text
    assert "print(loss([1.0]).numpy())" in text


def test_a_dict_loses_keys_and_its_feeds_are_named() -> None:
    text = converted(
        BUILD.format(returned="dict(x=x, loss=loss, step=step)")
        + "g = build()\n"
        + SESSION
        + "feed = {g['x']: [1.0]}\nsess.run(g['step'], feed)\n"
    )
    assert "    return dict(step=step)\n" in text
    assert "feed = {'x': [1.0]}\ng['step'](**feed)\n" in text


def test_parameters_and_arguments_of_gone_tensors_go() -> None:
    text = converted(
        BUILD.format(returned="x, loss, step")
        + "def train(sess, x, step, data):\n    sess.run(step, {x: data})\n"
        + "x, loss, step = build()\n"
        + SESSION
        + "train(sess, x, step, [1.0])\n"
    )
    assert "def train(step, data):\n    step(data)\n" in text
    assert "train(step, [1.0])" in text


def test_what_a_caller_returns_in_turn_is_followed() -> None:
    text = converted(
        BUILD.format(returned="x, loss, step")
        + "def outer():\n    return build()\nx, loss, step = outer()\n"
        + SESSION
        + "sess.run(step, {x: [1.0]})\n"
    )
    assert "\nstep = outer()\n" in text


@pytest.mark.parametrize(
    ("use", "code"),
    [
        (
            "parts = build()\nx, loss, step = parts\n" + SESSION + "sess.run(step, {x: [1.0]})\n" + AGAIN,
            "TF216",
        ),
        ("x, loss, step = build()\n" + SESSION + "sess.run(step, {x: [1.0]})\nprint([loss])\n", "TF231"),
        ("x, loss, step = build()\n" + SESSION + "sess.run(step, {x: [1.0]})\nlen(x.name)\n", "TF230"),
        ("x, *rest = build()\n" + SESSION + "sess.run(rest[1], {x: [1.0]})\n" + AGAIN, "TF216"),
    ],
)
def test_other_uses_of_what_is_handed_out_are_refused(use: str, code: str) -> None:
    assert code in codes(BUILD.format(returned="x, loss, step") + use)


def test_activations_that_share_variables_are_refused() -> None:
    program = (
        "import tensorflow as tf\n"
        "def build():\n"
        "    x = tf.placeholder(tf.float32, [None])\n"
        "    w = tf.get_variable('w', initializer=1.0)\n"
        "    return x, x * w\n"
        "with tf.variable_scope('m'):\n    x, a = build()\n"
        "with tf.variable_scope('m', reuse=True):\n    y, b = build()\n"
    )
    assert "TF331" in codes(program + SESSION + "print(sess.run(a, {x: [1.0]}), sess.run(b, {y: [1.0]}))\n")
