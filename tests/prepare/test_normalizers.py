"""Layers that normalize their results, and arguments that blocks around layers compute."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """import numpy as np
import tensorflow as tf
import tensorflow.contrib.slim as slim
x = tf.placeholder(tf.float32, [None, 3])
on = tf.placeholder(tf.bool, [])
"""
TAIL = """
loss = tf.reduce_mean(tf.square(y))
train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([train, loss], {x: np.ones((2, 3)), on: True})[1])
"""


def converted(layers: str, tail: str = TAIL) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + layers + tail)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize(
    ("arguments", "applied"),
    [
        ("normalizer_fn=slim.batch_norm", "tf.nn.relu(fc_BatchNorm(fc(x), training=True))"),
        (
            "normalizer_fn=slim.batch_norm, normalizer_params={'is_training': on}, activation_fn=tf.nn.elu",
            "tf.nn.elu(fc_BatchNorm(fc(x), training=on))",
        ),
        ("activation_fn=None, normalizer_fn=slim.layer_norm", "fc_LayerNorm(fc(x))"),
        ("activation_fn=None, normalizer_fn=halved, normalizer_params={'by': 4.0}", "halved(fc(x), by=4.0)"),
    ],
)
def test_a_normalizer_is_a_call_of_its_own(arguments: str, applied: str) -> None:
    halved = "def halved(inputs, by):\n    return inputs / by\n\n\n"
    level, text, _ = converted(f"{halved}y = slim.fully_connected(x, 4, {arguments}, scope='fc')\n")
    assert level is Level.NATIVE
    assert f"y = {applied}" in text
    assert "fc = tf.keras.layers.Dense(4, use_bias=False)" in text


def test_variables_of_a_normalizer_are_trained() -> None:
    level, text, _ = converted("y = slim.fully_connected(x, 4, normalizer_fn=slim.batch_norm, scope='fc')\n")
    assert level is Level.NATIVE
    assert "fc.trainable_variables + fc_BatchNorm.trainable_variables" in text


def test_a_dict_of_parameters_goes_where_it_is_used_up() -> None:
    layer = "slim.fully_connected({}, 4, normalizer_fn=slim.batch_norm, normalizer_params=how, scope='{}')\n"
    layers = "how = {'is_training': on, 'decay': 0.9}\nh = " + layer.format("x", "a")
    level, text, _ = converted(layers + "y = " + layer.format("h", "b"))
    assert level is Level.NATIVE
    assert "how" not in text
    assert text.count("training=on") == 2


@pytest.mark.parametrize("change", ["how = dict(how)\n", "how['decay'] = 0.5\n", "how.update(decay=0.5)\n"])
def test_a_dict_that_changes_is_left(change: str) -> None:
    layers = "how = {'is_training': on, 'decay': 0.9}\n" + change
    layer = "y = slim.fully_connected(x, 4, normalizer_fn=slim.batch_norm, normalizer_params=how)\n"
    assert converted(layers + layer)[0] is Level.COMPAT


def test_a_normalizer_in_a_scope_without_a_name_is_not_saved_by_another() -> None:
    layer = "y = slim.fully_connected(x, 4, normalizer_fn=slim.batch_norm)\nsaver = tf.train.Saver()\n"
    level, _, _ = converted(layer, TAIL + "    saver.save(sess, 'model')\n")
    assert level is Level.COMPAT


def test_computed_arguments_of_a_block_are_written_at_its_layers() -> None:
    block = "with slim.arg_scope([slim.fully_connected], weights_initializer=made):\n"
    layers = "    h = slim.fully_connected(x, 4, scope='a')\n    y = slim.fully_connected(h, 4, scope='b')\n"
    level, text, _ = converted("made = slim.xavier_initializer()\n" + block + layers)
    assert level is Level.NATIVE
    assert text.count("kernel_initializer=tf.keras.initializers.GlorotUniform()") == 2


def test_a_name_that_is_bound_anew_in_the_block_is_left() -> None:
    block = "with slim.arg_scope([slim.fully_connected], weights_regularizer=None, num_outputs=size):\n"
    layers = "    size = 5\n    y = slim.fully_connected(x, scope='a')\n"
    level, _, codes = converted("size = int(np.ones(1)[0])\n" + block + layers)
    assert level is Level.COMPAT and "TF330" in codes
