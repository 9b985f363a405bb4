"""Decayed learning rates that other ops compute with are numbers at the step that they were given."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [])
step = {step}
w = tf.Variable(1.0)
loss = tf.square(w * x)
rate = tf.train.exponential_decay(0.1, step, 5, 0.9)
{more}train = tf.train.GradientDescentOptimizer(rate).minimize(loss{counted})
sess = tf.Session()
sess.run(tf.global_variables_initializer())
"""


def converted(text: str) -> str:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def test_a_rate_that_is_bounded() -> None:
    head = HEAD.format(
        step="tf.Variable(0, trainable=False)",
        more="rate = tf.maximum(rate, 0.01)\n",
        counted=", global_step=step",
    )
    text = converted(head + "for i in range(3):\n    sess.run(train, {x: 1.0})\n")
    assert "decay_rate=0.9)(step)" in text and "optimizer.learning_rate.assign(rate)" in text


def test_a_rate_whose_step_is_fed_is_a_scalar() -> None:
    head = HEAD.format(step="tf.placeholder(tf.int64)", more="rate = tf.maximum(rate, 0.01)\n", counted="")
    text = converted(head + "for i in range(3):\n    sess.run(train, {x: 1.0, step: i})\n")
    assert "step = tf.TensorSpec([], tf.int64)" in text and "(step)" in text


def test_a_rate_that_nothing_reads_is_a_schedule() -> None:
    head = HEAD.format(step="tf.Variable(0, trainable=False)", more="", counted=", global_step=step")
    text = converted(head + "for i in range(3):\n    sess.run(train, {x: 1.0})\n")
    assert "(step)" not in text


def test_a_rate_that_is_shown_by_a_run_that_trains() -> None:
    head = HEAD.format(
        step="tf.Variable(0, trainable=False)",
        more="tf.summary.scalar('rate', rate)\nmerged = tf.summary.merge_all()\n",
        counted=", global_step=step",
    )
    writing = "writer = tf.summary.FileWriter('logs')\nfor i in range(3):\n"
    writing += "    shown, _ = sess.run([merged, train], {x: 1.0})\n    writer.add_summary(shown, i)\n"
    text = converted(head + writing)
    assert "decay_rate=0.9)(step)" in text and "tf.summary.scalar('rate', rate)" in text


def test_a_rate_that_is_shown_by_a_run_of_its_own() -> None:
    head = HEAD.format(step="tf.Variable(0, trainable=False)", more="", counted=", global_step=step")
    text = converted(head + "for i in range(3):\n    sess.run(train, {x: 1.0})\n    print(sess.run(rate))\n")
    assert "GradientDescent" not in text and "print(rate(step).numpy())" in text
