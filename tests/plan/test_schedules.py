"""Decayed learning rates that count other steps than their optimizer does, and rates that are fetched."""

from __future__ import annotations

import textwrap

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf

step = tf.Variable({first}, trainable=False)
rate = tf.train.exponential_decay(0.1, step, 2, 0.5)
w = tf.Variable(1.0)
loss = w * w
train = tf.train.GradientDescentOptimizer(rate).minimize(loss{counter})
{more}
sess = tf.Session()
sess.run(tf.global_variables_initializer())
sess.run(train)
"""


def conversion(
    first: str = "0", counter: str = ", global_step=step", more: str = "", after: str = ""
) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    program = PROGRAM.format(first=first, counter=counter, more=more) + textwrap.dedent(after)
    result = convert_source(program.encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_a_rate_over_the_steps_of_its_optimizer_is_a_schedule() -> None:
    text, codes = conversion()
    assert "SGD(rate)" in text
    assert codes == []


def test_a_rate_over_steps_that_nothing_counts_is_set_at_each_step() -> None:
    text, codes = conversion(counter="")
    assert "optimizer.learning_rate.assign(rate(step))\n" in text
    assert codes == []


def test_a_step_that_does_not_start_at_zero_is_read() -> None:
    text, _ = conversion(first="5")
    assert "optimizer.learning_rate.assign(rate(step))\n" in text


def test_a_step_that_two_optimizers_count_is_read() -> None:
    more = "other = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)"
    text, _ = conversion(more=more, after="sess.run(other)\n")
    assert "learning_rate.assign(rate(step))\n" in text


def test_a_step_that_is_assigned_is_read() -> None:
    text, _ = conversion(more="back = tf.assign(step, 0)", after="sess.run(back)\n")
    assert "learning_rate.assign(rate(step))\n" in text


def test_a_fetched_rate_is_that_of_the_step() -> None:
    text, codes = conversion(after="print(sess.run(rate), rate.eval(session=sess))\n")
    assert "print(rate(step).numpy(), rate(step).numpy())" in text
    assert codes == []


def test_a_rate_that_is_fetched_by_a_training_run_is_computed_there() -> None:
    text, codes = conversion(after="print(sess.run([train, rate]))\n")
    assert "(step)\n" in text and "optimizer.learning_rate.assign(rate)" in text
    assert codes == []
