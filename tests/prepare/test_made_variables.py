"""Variables that functions of TensorFlow make and return."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import numpy as np
import tensorflow as tf


class Tagger(object):
    def __init__(self, num_tags):
        self.num_tags = num_tags
        self.x = tf.placeholder(tf.float32, [None, None, 4])
        self.tags = tf.placeholder(tf.int32, [None, None])
        self.lengths = tf.placeholder(tf.int32, [None])
        flat = tf.layers.dense(tf.reshape(self.x, [-1, 4]), num_tags)
        self.logits = tf.reshape(flat, [-1, tf.shape(self.x)[1], self.num_tags])
        self.add_loss()

    def add_loss(self):
        likelihood, self.transitions = tf.contrib.crf.crf_log_likelihood(self.logits, self.tags, self.lengths)
        self.loss = -tf.reduce_mean(likelihood)


tagger = Tagger(3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    x = np.ones([1, 2, 4])
    print(sess.run(tagger.loss, {tagger.x: x, tagger.tags: [[0, 1]], tagger.lengths: [2]}))
    print(sess.run([tagger.logits, tagger.transitions], {tagger.x: x}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_the_variable_is_as_wide_as_the_scores() -> None:
    level, text = converted(PROGRAM)
    assert level is Level.NATIVE
    assert "self.transitions = tf.Variable(" in text and "[self.num_tags, self.num_tags]" in text
    assert "crf_log_likelihood(logits, tags, lengths, transition_params=self.transitions)" in text
    assert converted(text) == (level, text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        self.add_loss()", "        self.add_loss()\n        self.num_tags = 5"),
        ("likelihood, self.transitions = ", "both = "),
        ("self.num_tags])", "-1])"),
    ],
)
def test_what_does_not_say_how_wide_stays(old: str, new: str) -> None:
    assert old in PROGRAM
    text = PROGRAM.replace(old, new)
    if new == "both = ":
        text = text.replace("reduce_mean(likelihood)", "reduce_mean(both[0])").replace(
            "[tagger.logits, tagger.transitions]", "tagger.logits"
        )
    assert converted(text)[0] is Level.COMPAT
