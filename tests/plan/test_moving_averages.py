"""Moving averages begin with the first values of their variables, and steps update them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = (
    "import tensorflow as tf\nw = tf.Variable([1.0])\nstep = tf.Variable(0, trainable=False)\n"
    "loss = tf.reduce_sum(tf.square(w))\n"
    "train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)\n"
)
EMA = "ema = tf.train.ExponentialMovingAverage({})\n"
RUNS = (
    "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\nsess.run({})\n"
    "print(sess.run(ema.average(w)))\n"
)


def converted(body: str) -> tuple[str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body)], Options())
    codes = {f.code for f in result.findings}
    return (result.files[0].text if result.level is Level.NATIVE else ""), codes


def test_the_average_begins_where_it_was_made() -> None:
    text, _ = converted(EMA.format(0.9) + "update = ema.apply([w])\n" + RUNS.format("update"))
    first = text.index("ema.apply([w])  # begins with the first values\n")
    assert first < text.index("def update():\n    ema.apply([w])\n")
    assert "print(ema.average(w).numpy())" in text


def test_the_step_updates_the_average_at_its_end() -> None:
    text, _ = converted(
        EMA.format("0.9, step")
        + "with tf.control_dependencies([train]):\n    op = ema.apply(tf.trainable_variables())\n"
        + RUNS.format("op")
    )
    body = text[text.index("def ") :]
    assert body.index("apply_gradients") < body.index("step.assign_add(1)") < body.index("ema.apply([w])")


def test_what_reads_an_average_does_not_update_it() -> None:
    text, _ = converted(
        EMA.format(0.9)
        + "update = ema.apply([w])\nshown = tf.reduce_sum(ema.average(w) * 2.0)\n"
        + RUNS.format("update")
        + "print(sess.run(shown))\n"
    )
    assert text.count("ema.apply([w])") == 2


@pytest.mark.parametrize(
    "made",
    [
        EMA.format(0.9) + "update = ema.apply([loss])\n",
        EMA.format("0.9, zero_debias=True") + "update = ema.apply([w])\n",
        EMA.format("tf.minimum(0.9, loss)") + "update = ema.apply([w])\n",
        EMA.format("0.9, step * 2") + "update = ema.apply([w])\n",
        "d = tf.layers.dense(tf.ones([1, 1]), 1)\n"
        + EMA.format(0.9)
        + "update = ema.apply(tf.trainable_variables())\n",
        EMA.format(0.9) + "update = tf.group(ema.apply([w]), tf.assign_add(w, [1.0]))\n",
    ],
)
def test_averages_that_cannot_be_kept(made: str) -> None:
    text, codes = converted(made + RUNS.format("update"))
    assert not text and codes
