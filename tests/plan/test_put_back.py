"""A plan changes the record of the walk; the record can be had as it was."""

from __future__ import annotations

from pathlib import Path

from tf2codemod.engine import read
from tf2codemod.index.project import parse_project
from tf2codemod.interpret.trace import Trace
from tf2codemod.model import Source
from tf2codemod.plan.program import plan_program

IN_PARTS = """
import tensorflow as tf

class Model:
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.build()
        self.train()
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def build(self):
        w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.matmul(self.x, w))

    def train(self):
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)

    def step(self, x):
        return self.sess.run([self.train_op, self.loss], {self.x: x})

print(Model().step([[1.0, 2.0]]))
"""


def state(trace: Trace) -> list[object]:
    """Everything that planning may change, copied."""
    found: list[object] = [list(trace.frames), dict(trace.writes)]
    for frame in trace.frames:
        found += [list(frame.statements), dict(frame.values), dict(frame.by_node), dict(frame.cell.slots)]
        found += [dict(frame.inlined), dict(frame.parameters_of)]
        found += [(r.frame, r.order, dict(r.reads), set(r.writes)) for r in frame.statements]
    return found


def test_a_plan_takes_back_what_it_changed() -> None:
    (reading,) = read(parse_project([Source(Path("program.py"), IN_PARTS)]))
    before = state(reading.trace)
    plan = plan_program(reading)
    assert plan.files
    assert state(reading.trace) != before
    reading.trace.put_back()
    assert state(reading.trace) == before
    assert plan_program(reading).files[0].roles == plan.files[0].roles
