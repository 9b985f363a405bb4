"""Objects that use the variables of another one again are handed that one."""

from __future__ import annotations

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf


{helper}


class Model(object):
    def __init__(self, training, size=3):
        self.x = tf.placeholder(tf.float32, [None, size])
        w = {make}("w", [size, 2])
        self.b = tf.get_variable("b", [2])
        h = tf.matmul(self.x, w) + self.b
        {more}
        self.loss = tf.reduce_sum(tf.square(h))
        if training:
            self.rate = tf.Variable(0.1, trainable=False)
            self.train_op = tf.train.GradientDescentOptimizer(self.rate).minimize(self.loss)


with tf.variable_scope("model", reuse=None):
    a = Model({first})
{between}
with tf.variable_scope("model", reuse={reuse}):
    b = Model({second})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([{trained}.loss, {trained}.train_op], {{{trained}.x: [[1., 2., 3.]]}})[0])
    for model in (a, b):
        print(sess.run(model.loss, {{model.x: [[1., 2., 3.]]}}))
"""


def conversion(**given: str) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    values = {
        "make": "tf.get_variable",
        "helper": "",
        "more": "pass",
        "first": "True",
        "between": "",
        "reuse": "True",
        "second": "False",
        "trained": "a",
    }
    result = convert_source(PROGRAM.format(**{**values, **given}).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_the_second_object_takes_the_variables_of_the_first() -> None:
    text, codes = conversion()
    assert codes == []
    assert "def __init__(self, training, size=3, shared=None):" in text
    assert "self.w = shared.w if shared is not None else tf.Variable(" in text
    assert "self.b = shared.b if shared is not None else tf.Variable(" in text
    assert "b = Model(False, shared=a)" in text
    assert "if training:\n            self.rate = tf.Variable(0.1, trainable=False)" in text


def test_what_only_one_object_computes_is_asked_for_in_its_functions() -> None:
    text, codes = conversion(more="if training:\n            h = tf.nn.dropout(h, 0.5)")
    assert codes == []
    assert "if self.training:" in text


@pytest.mark.parametrize(
    "given",
    [
        {"make": "weight", "helper": "def weight(name, shape):\n    return tf.get_variable(name, shape)"},
        {"first": "False", "second": "True", "trained": "b"},
        {"between": "first = a\na = None", "trained": "first"},
        {"reuse": "tf.AUTO_REUSE", "more": "h = h + tf.get_variable('c%d' % training, [2])"},
        {"more": "h = tf.contrib.layers.fully_connected(h, 2, scope='out')"},
    ],
)
def test_other_ways_of_sharing_are_refused(given: dict[str, str]) -> None:
    text, _ = conversion(**given)
    assert "compat.v1" in text


LAYERS = """
import tensorflow as tf


class Model(object):
    def __init__(self, training, again=False):
        self.x = tf.placeholder(tf.float32, [None, 3])
        with tf.variable_scope("model", reuse=again):
            h = tf.layers.dense(tf.layers.dense(self.x, 4, name="first"), 5)
            {last}
        self.loss = tf.reduce_sum(tf.square(y)){more}
        if training:
            self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)


a = Model(True)
b = Model(False, {again})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([a.loss, a.train_op], {{a.x: [[1., 2., 3.]]}})[0])
    print(sess.run(b.loss, {{b.x: [[1., 2., 3.]]}}))
"""


def conversion_of_layers(
    last: str = "y = tf.layers.dense(h, 1)", more: str = "", again: str = "again=True"
) -> tuple[str, list[str]]:
    """The program with layers after conversion, and the codes of the findings."""
    result = convert_source(LAYERS.format(last=last, more=more, again=again).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


@pytest.mark.parametrize(("again", "given"), [("again=True", "shared=a"), ("True", "a")])
def test_the_second_object_takes_the_layers_of_the_first(again: str, given: str) -> None:
    text, codes = conversion_of_layers(again=again)
    assert codes == []
    assert "def __init__(self, training, shared=None):" in text
    assert "self.first = shared.first if shared is not None else tf.keras.layers.Dense(4, name='first')" in (
        text.replace('"', "'")
    )
    assert "self.dense(self.first(x))" in text
    assert f"b = Model(False, {given})" in text


def test_layers_that_only_some_objects_have_are_not_shared() -> None:
    text, codes = conversion_of_layers("y = tf.layers.dense(h, 1) if training else h")
    assert "shared" not in text
    assert "TF331" in codes


def test_regularizers_of_shared_layers_are_not_lost() -> None:
    regularized = "y = tf.layers.dense(h, 1, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1))"
    text, codes = conversion_of_layers(regularized, " + tf.losses.get_regularization_loss()")
    assert "tf.disable_v2_behavior()" in text
    assert "TF323" in codes
