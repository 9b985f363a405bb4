"""The name of a variable may be read where no scope goes that was a part of it."""

from __future__ import annotations

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]), name='w')
y = tf.matmul(x, w)
with tf.Session() as sess:
    with {scope}:
        kept = tf.Variable(tf.zeros([3]), name='kept')
    sess.run(tf.global_variables_initializer())
    print(kept.name, sess.run(y, {{x: [[1., 2.]]}}))
"""


def codes(scope: str) -> list[str]:
    """The codes of the findings."""
    return [finding.code for finding in convert_source(PROGRAM.format(scope=scope).encode()).findings]


def test_sessions_and_devices_are_no_part_of_a_name() -> None:
    assert codes("tf.device('/cpu:0')") == []


def test_scopes_are() -> None:
    assert "TF325" in codes("tf.name_scope('a')")
