"""Gradients that a program takes by itself."""

from __future__ import annotations

import textwrap

import pytest

from tf2codemod.api import convert_source

HEAD = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
"""


def converted(program: str, head: str = HEAD) -> str:
    """The program after conversion."""
    result = convert_source((head + textwrap.dedent(program)).encode())
    return result.programs[0].files[0].after.decode()


def function(program: str, name: str, head: str = HEAD) -> str:
    """One function of the program after conversion."""
    text = converted(program, head)
    start = text.index(f"def {name}(")
    lines = text[start:].splitlines()
    end = next((i for i, line in enumerate(lines) if i and not line.startswith(" ")), len(lines))
    return "\n".join(lines[:end])


def test_clipping_lines_stay_as_the_user_wrote_them() -> None:
    program = """
    opt = tf.train.AdamOptimizer(0.1)
    gvs = opt.compute_gradients(loss)
    capped = [(tf.clip_by_value(g, -1., 1.), v) for g, v in gvs]
    train_op = opt.apply_gradients(capped)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train_op, {x: [[1., 2.]]})
    """
    assert function(program, "train_step").splitlines()[1:] == [
        "    with tf.GradientTape() as tape:",
        "        loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))",
        "    variables = [w]",
        "    gvs = list(zip(tape.gradient(loss, variables), variables))",
        "    capped = [(tf.clip_by_value(g, -1., 1.), v) for g, v in gvs]",
        "    opt.apply_gradients(capped)",
    ]


def test_a_gradient_of_a_gradient_has_a_tape_around_the_first() -> None:
    program = """
    y = x ** 3
    dy = tf.gradients(y, x)[0]
    d2y = tf.gradients(dy, x)[0]
    with tf.Session() as sess:
        print(sess.run(d2y, {x: [[1., 2.]]}))
    """
    assert function(program, "d2y").splitlines()[1:] == [
        "    with tf.GradientTape() as outer_tape:",
        "        outer_tape.watch(x)",
        "        with tf.GradientTape() as tape:",
        "            tape.watch(x)",
        "            y = x ** 3",
        "        dy = tape.gradient(y, x)",
        "    return outer_tape.gradient(dy, x)",
    ]


def test_what_waits_for_a_step_comes_after_it() -> None:
    program = """
    opt = tf.train.GradientDescentOptimizer(0.1)
    train = opt.apply_gradients([(g, w) for g in tf.gradients(loss, [w])])
    with tf.control_dependencies([train]):
        after = tf.reduce_sum(w)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(after, {x: [[1., 2.]]}))
    """
    lines = function(program, "train_step").splitlines()
    assert lines[-1] == "    return tf.reduce_sum(w)"
    assert "apply_gradients" in lines[-2]


def test_a_loss_without_a_name_gets_one_under_the_tape() -> None:
    program = """
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss + tf.nn.l2_loss(w))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train, {x: [[1., 2.]]})
    """
    head = HEAD.replace("loss =", "error =")
    lines = function(program.replace("(loss", "(error"), "train", head).splitlines()
    assert lines[3] == "        loss = error + tf.nn.l2_loss(w)"


def test_accumulated_gradients_need_no_placeholder_when_they_are_applied() -> None:
    program = """
    opt = tf.train.AdamOptimizer(0.1)
    tvs = tf.trainable_variables()
    sums = [tf.Variable(tf.zeros_like(v.initialized_value()), trainable=False) for v in tvs]
    gvs = opt.compute_gradients(loss, tvs)
    add = [sums[i].assign_add(gv[0]) for i, gv in enumerate(gvs)]
    train = opt.apply_gradients([(sums[i], gv[1]) for i, gv in enumerate(gvs)])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(add, {x: [[1., 2.]]})
        sess.run(train)
    """
    assert function(program, "train").splitlines() == [
        "def train():",
        "    opt.apply_gradients([(sums[i], gv) for i, gv in enumerate(tvs)])",
    ]


def test_helper_functions_keep_their_gradients() -> None:
    program = """
    def slope(at):
        y = at ** 2
        return tf.gradients(y, at)[0]

    result = slope(x)
    with tf.Session() as sess:
        print(sess.run(result, {x: [[1., 2.]]}))
    """
    assert function(program, "slope").splitlines() == [
        "def slope(at):",
        "    with tf.GradientTape() as tape:",
        "        tape.watch(at)",
        "        y = at ** 2",
        "    return tape.gradient(y, at)",
    ]


def test_a_tape_that_is_asked_in_a_loop_is_persistent() -> None:
    program = """
    tvs = [w]
    grads = [tf.gradients(loss, v)[0] for v in tvs]
    total = tf.add_n([tf.reduce_sum(g) for g in grads])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(total, {x: [[1., 2.]]}))
    """
    lines = function(program, "total").splitlines()
    assert lines[1] == "    with tf.GradientTape(persistent=True) as tape:"
    assert lines[3] == "    grads = [tape.gradient(loss, v) for v in tvs]"


@pytest.mark.parametrize(
    "line",
    [
        "g = tf.gradients(loss, [w], stop_gradients=[x])[0]",
        "g = [tf.gradients(loss * k, [w])[0] for k in range(2)][0] if w is not None else None",
    ],
)
def test_other_forms_are_left_to_the_graph(line: str) -> None:
    text = converted(f"""
    {line}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        print(sess.run(g, {{x: [[1., 2.]]}}))
    """)
    assert "GradientTape" not in text
    assert "compat.v1" in text
