"""Objects of layers that do more than their counterparts of Keras do by themselves."""

from __future__ import annotations

import pytest

from tf2codemod.api import convert_source

PROGRAM = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
layer = tf.layers.{made}
{scope}
    y = layer(x)
loss = tf.reduce_mean(tf.square(y)){more}
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(loss, {{x: [[1., 2., 3.]]}}))
    sess.run(train, {{x: [[1., 2., 3.]]}})
"""
L2 = "tf.contrib.layers.l2_regularizer(0.5)"
READ = " + tf.losses.get_regularization_loss()"


def codes_of(made: str, more: str = "", scope: str = "with tf.name_scope('a'):") -> set[str]:
    result = convert_source(PROGRAM.format(made=made, more=more, scope=scope).encode())
    return {finding.code for finding in result.findings if not finding.code.startswith("TF9")}


@pytest.mark.parametrize(
    ("made", "more", "scope"),
    [
        (f"Dense(2, kernel_regularizer={L2})", READ, "with tf.name_scope('a'):"),
        ("Dense(2)", READ, f"with tf.variable_scope('a', regularizer={L2}):"),
    ],
)
def test_a_regularizer_that_is_read_from_a_collection_is_told(made: str, more: str, scope: str) -> None:
    assert codes_of(made, more, scope) == {"TF323"}


def test_averages_of_an_object_that_normalizes_are_told() -> None:
    assert codes_of("BatchNormalization()") == {"TF321"}


def test_other_objects_of_layers_become_those_of_keras() -> None:
    assert codes_of("Dense(2)") == set()
    assert codes_of("Dense(2)", READ) == set()
    assert codes_of(f"Dense(2, kernel_regularizer={L2})") == set()
