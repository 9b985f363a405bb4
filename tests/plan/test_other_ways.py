"""A function that is planned from one object must do for the others of its class what they do."""

from __future__ import annotations

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf


class Model(object):
    def __init__(self, training):
        self.x = tf.placeholder(tf.float32, [None, 3])
        with tf.variable_scope('t' if training else 'e'):
            w = tf.get_variable('w', [3, 1])
        h = tf.matmul(self.x, w)
        g = h * 2.
        rate = tf.constant(.5)
        if training:
            {branch}
        self.loss = tf.reduce_mean(tf.square(h)) * rate


a, b = Model({first}), Model(not {first})
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(a.loss, {{a.x: [[1., 2., 3.]]}}))
{second}
"""
BOTH = "print(sess.run(b.loss, {b.x: [[1., 2., 3.]]}))"


def codes(branch: str, first: str, second: str = BOTH) -> list[str]:
    """The codes of the findings."""
    text = PROGRAM.format(branch=branch, first=first, second=second)
    return [finding.code for finding in convert_source(text.encode()).findings]


@pytest.mark.parametrize(
    ("branch", "first"),
    [("h = g + 1.", "False"), ("rate = tf.reduce_sum(w)", "True"), ("rate = tf.reduce_sum(w)", "False")],
)
def test_what_only_another_object_needs_is_not_forgotten(branch: str, first: str) -> None:
    assert "TF217" in codes(branch, first)


def test_a_branch_that_goes_along_serves_both() -> None:
    assert codes("h = h + 1.", "True") == []


def test_objects_that_do_not_run_it_do_not_matter() -> None:
    assert "TF217" not in codes("h = g + 1.", "True", "print(b)")


LAYERS = """
import tensorflow as tf


class Model(object):
    def __init__(self, training):
        self.x = tf.placeholder(tf.float32, [None, 3])
        h = tf.layers.dense(self.x, 2, name='h')
        self.loss = tf.reduce_mean(tf.square(h))

        def helper():
            return 1.
        if not training:
            return
        self.rate = tf.Variable(0.1, trainable=False)
        variables = tf.trainable_variables()
        {later}
        grads, _ = tf.clip_by_global_norm(tf.gradients(self.loss, variables), helper())
        self.train_op = tf.train.GradientDescentOptimizer(self.rate).apply_gradients(zip(grads, variables))


a = Model(True)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([a.loss, a.train_op], {{a.x: [[1., 2., 3.]]}})[0])
"""


def test_variables_of_layers_are_listed_where_they_are_trained() -> None:
    result = convert_source(LAYERS.format(later="pass").encode())
    text = result.programs[0].files[0].after.decode()
    assert [f.code for f in result.findings] == []
    step = text[text.index("def train_step") :]
    assert step.index("self.h(x)") < step.index("variables = self.h.trainable_variables")


def test_variables_made_after_a_list_do_not_come_into_it() -> None:
    result = convert_source(LAYERS.format(later="self.late = tf.Variable(1.)").encode())
    text = result.programs[0].files[0].after.decode()
    assert "self.late" not in text[text.index("Gradient") :] or "compat.v1" in text


def test_a_function_within_a_method_is_kept_for_the_functions_that_call_it() -> None:
    text = convert_source(LAYERS.format(later="pass").encode()).programs[0].files[0].after.decode()
    assert "            return 1.\n        self.helper = helper\n" in text


def test_a_function_that_a_branch_defines_is_refused() -> None:
    program = LAYERS.replace("        def helper():\n            return 1.", "        {branch}")
    branch = "if training:\n            def helper():\n                return 1."
    text = program.format(later="pass", branch=branch)
    assert "TF923" in [f.code for f in convert_source(text.encode()).findings]
