"""Flags of the command line, and the step counter of the graph."""

from __future__ import annotations

import textwrap

from tf2codemod.api import convert_source

FLAGS = """
import tensorflow as tf

flags = tf.app.flags
flags.DEFINE_float('rate', 0.1, 'Learning rate.')
FLAGS = flags.FLAGS

def build(x):
    return x * FLAGS.rate

def main(_):
    x = tf.placeholder(tf.float32, [])
    y = build(x)
    sess = tf.Session()
    print(sess.run(y, {x: 1.}))
"""
STEP = """
import tensorflow as tf

w = tf.Variable(1.0)
loss = w * w
optimizer = tf.train.GradientDescentOptimizer(0.1)
train = optimizer.minimize(loss, global_step=tf.train.get_or_create_global_step())
"""
RUN = """
sess = tf.Session()
sess.run(tf.global_variables_initializer())
sess.run(train)
"""


def conversion(program: str) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source(textwrap.dedent(program).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_the_app_parses_the_flags_itself() -> None:
    text, codes = conversion(FLAGS + "\ntf.app.run()\n")
    assert "from absl import flags\n" in text and "from absl import app\n" in text
    assert "flags = tf.app.flags" not in text and "sys.argv" not in text
    assert "app.run(main=main)" in text
    assert codes == []


def test_without_an_app_the_flags_are_parsed_before_they_are_read() -> None:
    text, codes = conversion(FLAGS + "\nmain([])\n")
    assert "flags.FLAGS(sys.argv)\nmain([])\n" in text
    assert "import sys\n" in text
    assert codes == []


def test_a_flag_that_is_set_after_it_was_read_is_left() -> None:
    _, codes = conversion(FLAGS + "    FLAGS.rate = 0.5\n\nmain([])\n")
    assert codes == ["TF224"]


def test_a_flag_that_is_set_before_it_is_read_is_converted() -> None:
    _, codes = conversion(FLAGS + "\nFLAGS.rate = 0.5\nmain([])\n")
    assert codes == []


def test_a_step_counter_without_a_name_gets_one() -> None:
    text, codes = conversion(STEP + RUN + "print(sess.run(tf.train.get_global_step()))\n")
    assert "global_step = tf.Variable(0, trainable=False, dtype=tf.int64, name='global_step')\n" in text
    assert "global_step.assign_add(1)" in text
    assert "print(global_step.numpy())" in text
    assert codes == []


def test_a_step_counter_made_in_turn_is_left() -> None:
    program = """
    def step():
        return tf.train.get_or_create_global_step()

    first, second = step(), step()
    """
    start = STEP.partition("optimizer =")[0]
    _, codes = conversion(start + textwrap.dedent(program) + "train = loss\n" + RUN)
    assert codes == ["TF110"]
