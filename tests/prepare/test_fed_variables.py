"""Variables that are only fed become placeholders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import tensorflow as tf


def build_summaries():
    episode_reward = tf.Variable(0.)
    tf.summary.scalar("Reward", episode_reward)
    episode_q = tf.Variable(0., trainable=False, name="q")
    tf.summary.scalar("Qmax", episode_q)
    summary_vars = [episode_reward, episode_q]
    summary_ops = tf.summary.merge_all()
    return summary_ops, summary_vars


def train(sess):
    summary_ops, summary_vars = build_summaries()
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter("logs", sess.graph)
    for i in range(3):
        text = sess.run(summary_ops, feed_dict={{summary_vars[0]: 1.5, summary_vars[1]: i}})
        writer.add_summary(text, i)
    {more}


with tf.Session() as sess:
    train(sess)
"""


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def test_variables_that_every_run_feeds_are_arguments() -> None:
    level, text, codes = converted(PROGRAM.format(more="pass"))
    assert level is Level.NATIVE, codes
    assert "text = summary_ops(1.5, i)\n" in text and "tf.Variable" not in text


@pytest.mark.parametrize(
    "more",
    [
        "print(sess.run(summary_vars[0]))",
        "sess.run(summary_vars[0].assign(2.0))",
        "print(len(tf.trainable_variables()))",
    ],
)
def test_variables_that_are_read_stay(more: str) -> None:
    level, text, _ = converted(PROGRAM.format(more=more))
    assert level is Level.COMPAT or "tf.Variable" in text
