"""What holds the variables of a program that becomes native."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.index.project import parse_project
from tf2codemod.model import Source
from tf2codemod.plan.program import plan_program

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 3])\n"
TAIL = (
    "\nsess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
    "print(sess.run(y, {x: [[1., 2., 3.]]}))\n"
)


def owners(text: str) -> dict[str, str]:
    plan = plan_program(engine.read(parse_project([Source(Path("program.py"), text)]))[0])
    assert plan.files, plan.findings
    return dict(plan.files[0].owners)


def test_layers_and_single_variables() -> None:
    program = HEAD + (
        "h = tf.layers.dense(x, 4, name='hidden')\nw = tf.get_variable('out/w', [4, 1])\ny = tf.matmul(h, w)"
    )
    assert owners(program + TAIL) == {"hidden/kernel": "hidden", "hidden/bias": "hidden", "out/w": "w"}


def test_layers_that_share_a_name_given_by_default() -> None:
    program = HEAD + "h = tf.layers.dense(x, 4)\ny = tf.layers.dense(h, 4)"
    found = owners(program + TAIL)
    assert found["dense/kernel"] != found["dense_1/kernel"]


def test_variables_whose_names_are_alike_are_left_out() -> None:
    program = (
        HEAD + "a = tf.Variable(tf.ones([3, 1]))\nb = tf.Variable(tf.ones([1]))\ny = tf.matmul(x, a) + b"
    )
    assert owners(program + TAIL) == {}
