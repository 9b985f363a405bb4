"""What `plan` says of each run: what it fetches and feeds, and the lines that made it."""

from __future__ import annotations

from pathlib import Path

from tf2codemod.engine import plan_report
from tf2codemod.model import Source
from tf2codemod.plan.report import ProgramReport

ITERATORS = """import tensorflow as tf
first = tf.data.Dataset.from_tensor_slices([1.0, 2.0]).batch(1)
second = tf.data.Dataset.from_tensor_slices([3.0, 4.0]).batch(1)
either = tf.data.Iterator.from_structure(first.output_types, first.output_shapes)
start = either.make_initializer(first)
again = either.make_initializer(second)
item = either.get_next()
own = second.make_initializable_iterator()
y = item + own.get_next()
x = tf.placeholder(tf.float32)
with tf.Session() as sess:
    sess.run(start)
    sess.run(own.initializer)
    print(sess.run(y))
    sess.run(again)
    print(sess.run(y, {item: [5.0]}))
    print(sess.run(x, {x: 1.0}))
"""


def report(text: str) -> ProgramReport:
    """The report of a program of one file."""
    (program,) = plan_report([Source(Path("program.py"), text)]).programs
    return program


def test_an_op_that_starts_an_iterator_is_made_where_the_method_is_called() -> None:
    made = {run.line: [t.stack[-1][1] for t in run.fetches] for run in report(ITERATORS).runs}
    assert (made[12], made[15]) == ([5], [6])


def test_the_attribute_of_an_iterator_is_made_with_it() -> None:
    made = {run.line: [t.stack[-1][1] for t in run.fetches] for run in report(ITERATORS).runs}
    assert made[13] == [8]


def test_what_an_iterator_gives_is_no_placeholder() -> None:
    program = report(ITERATORS)
    assert [t.stack[-1][1] for t in program.placeholders] == [10]
    fed = {run.line: [t.kind for t in run.feeds] for run in program.runs}
    assert (fed[16], fed[17]) == (["tensor"], ["placeholder"])
