"""Functions of which a run needs some results alone, at all of their calls."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import numpy as np
import tensorflow as tf
def likelihood(x, mu):
    return tf.reduce_sum(tf.square(x - mu), axis=1)
def policy(x, a):
    mu = tf.layers.dense(x, 3)
    pi = mu + 1.
    logp = likelihood(a, mu)
    logp_pi = likelihood(pi, mu)
    return pi, logp, logp_pi
def actor_critic(x, a):
    with tf.variable_scope('pi'):
        pi, logp, logp_pi = policy(x, a)
    with tf.variable_scope('v'):
        v = tf.squeeze(tf.layers.dense(x, 1), axis=1)
    return pi, logp, logp_pi, v
x_ph = tf.placeholder(tf.float32, [None, 2])
a_ph = tf.placeholder(tf.float32, [None, 3])
"""
RUNS = """\
loss = tf.reduce_mean(logp + v)
train = tf.train.GradientDescentOptimizer(.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    a, value = sess.run([pi, v], {x_ph: np.ones([5, 2])})
    print(sess.run([loss, train], {x_ph: np.ones([5, 2]), a_ph: a})[0])
"""


def converted(calls: str, head: str = HEAD) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), head + calls + RUNS)], Options())
    return result.level, result.files[0].text


def test_what_waits_for_a_feed_leaves_its_scope_and_its_function() -> None:
    level, text = converted("pi, logp, logp_pi, v = actor_critic(x_ph, a_ph)\n")
    assert level is Level.NATIVE
    assert "def policy_logp(mu, a):\n    logp = likelihood(a, mu)\n    return logp\n" in text
    assert "def actor_critic_logp(mu, a):\n    logp = policy_logp(mu, a)\n    return logp\n" in text


def test_all_calls_of_a_function_are_parted() -> None:
    calls = "with tf.variable_scope('main'):\n    pi, logp, logp_pi, v = actor_critic(x_ph, a_ph)\n"
    again = "with tf.variable_scope('target'):\n    _, other, _, _ = actor_critic(x_ph, a_ph)\n"
    level, text = converted(calls + again + "logp += other\n")
    assert level is Level.NATIVE
    assert text.count("= actor_critic_logp(") == text.count("actor_critic_logp(") - 1


def test_a_variable_that_waits_is_not_made_after_those_that_follow() -> None:
    head = HEAD.replace("logp = likelihood(a, mu)", "logp = likelihood(tf.layers.dense(a, 3), mu)")
    assert "def actor_critic_" not in converted("pi, logp, logp_pi, v = actor_critic(x_ph, a_ph)\n", head)[1]


def test_a_function_whose_results_are_kept_together_stays_whole() -> None:
    calls = "every = actor_critic(x_ph, a_ph)\npi, logp, logp_pi, v = every\n"
    assert "def actor_critic_logp" not in converted(calls)[1]


def test_what_waits_does_not_leave_other_blocks() -> None:
    head = HEAD.replace("with tf.variable_scope('pi'):", "with tf.control_dependencies([tf.print(x)]):")
    assert (
        "def actor_critic_logp" not in converted("pi, logp, logp_pi, v = actor_critic(x_ph, a_ph)\n", head)[1]
    )
