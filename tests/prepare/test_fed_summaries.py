"""Values that were fed to summaries kept by their tags are written at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
class Stats(object):
    def __init__(self, sess):
        self.sess = sess
        self.phs, self.n = None, 0
        self.phs = {}
        self.ops = {}
        with tf.variable_scope('seen'):
            for tag in ['a', 'b']:
                self.phs[tag] = tf.placeholder('float32', None, name=tag)
                self.ops[tag] = tf.summary.scalar('all/' + tag, self.phs[tag])
        self.writer = tf.summary.FileWriter('logs')
    def add(self, values, step):
"""
AT_ONCE = """\
        found = self.sess.run([self.ops[t] for t in values], {
            self.phs[t]: v for t, v in values.items()
        })
        for s in found:
            self.writer.add_summary(s, step)
"""
END = """\
x = tf.placeholder(tf.float32, [])
y = x * 2.0
sess = tf.Session()
stats = Stats(sess)
stats.add({'a': sess.run(y, {x: 1.0}), 'b': 2.0}, 3)
"""


def converted(text: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


def plain(text: str) -> str:
    return text.replace("self.phs, self.n = None, 0\n        ", "")


def test_the_values_of_all_tags_are_written_at_their_step() -> None:
    level, text, codes = converted(plain(HEAD + AT_ONCE + END))
    assert level is Level.NATIVE, codes
    assert "functools.partial(tf.summary.scalar, 'seen/' + 'all/' + tag)" in text
    assert "        with self.writer.as_default(step):\n            for t, v in values.items():\n" in text
    assert "self.ops[t](v)" in text and "phs" not in text
    assert {"TF512", "TF520"} <= codes


@pytest.mark.parametrize(
    "more",
    [
        "        print(found)\n",
        "        print(self.ops)\n",
    ],
)
def test_summaries_that_are_used_otherwise_stay(more: str) -> None:
    level, text, _ = converted(plain(HEAD + AT_ONCE + more + END))
    assert level is Level.COMPAT and "self.phs[tag] = tf.placeholder" in text


def test_a_dictionary_that_is_bound_otherwise_stays() -> None:
    level, _, _ = converted(HEAD + AT_ONCE + END)
    assert level is Level.COMPAT


def test_a_comment_is_not_lost() -> None:
    body = AT_ONCE.replace("        for s", "        # one by one\n        for s")
    level, text, _ = converted(plain(HEAD + body + END))
    assert level is Level.COMPAT and "# one by one" in text
