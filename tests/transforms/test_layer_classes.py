"""Layer calls taken apart."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.symbols import CallContext, Hint, LayerSplit, layer_class

MODULE = cst.Module([])


def resolve(node: cst.BaseExpression) -> str | None:
    source = MODULE.code_for_node(node)
    source = f"tf.contrib.{source}" if source.startswith(("slim.", "layers.")) else source
    return source if source.startswith("tf.") else None


def split(before: str, rank: int | None = None) -> LayerSplit:
    call = cst.parse_expression(before)
    assert isinstance(call, cst.Call)
    hints = {} if rank is None else {"inputs": Hint(rank=rank)}
    symbol = resolve(call.func)
    assert symbol is not None
    found = layer_class(symbol, call, CallContext(hints=hints, resolve=resolve))
    assert found is not None
    return found


def source(node: cst.CSTNode | None) -> str:
    return "" if node is None else MODULE.code_for_node(node)


@pytest.mark.parametrize(
    ("before", "constructor"),
    [
        ("tf.layers.dense(x, 10, tf.nn.relu)", "tf.keras.layers.Dense(10, activation=tf.nn.relu)"),
        ("tf.layers.dense(inputs=x, units=10)", "tf.keras.layers.Dense(units=10)"),
        (
            "tf.layers.dense(x, 10, kernel_initializer=tf.truncated_normal_initializer(stddev=0.1))",
            "tf.keras.layers.Dense(10, kernel_initializer=tf.keras.initializers.TruncatedNormal(stddev=0.1))",
        ),
        ("tf.layers.conv2d(x, 32, 3, 2, 'same')", "tf.keras.layers.Conv2D(32, 3, strides=2, padding='same')"),
        ("layers.fully_connected(x, 10)", "tf.keras.layers.Dense(10, activation=tf.nn.relu)"),
        ("layers.fully_connected(x, 10, activation_fn=None)", "tf.keras.layers.Dense(10)"),
        (
            "layers.fully_connected(x, 10, None, biases_initializer=None)",
            "tf.keras.layers.Dense(10, use_bias=False)",
        ),
        (
            "slim.conv2d(x, 64, [3, 3], padding='VALID', weights_regularizer=slim.l2_regularizer(0.5))",
            "tf.keras.layers.Conv2D(64, [3, 3], padding='valid', "
            "kernel_regularizer=tf.keras.regularizers.L2(0.25), activation=tf.nn.relu)",
        ),
        ("slim.max_pool2d(x, [2, 2])", "tf.keras.layers.MaxPooling2D([2, 2], strides=2)"),
        ("slim.dropout(x, 0.75)", "tf.keras.layers.Dropout(0.25)"),
        (
            "layers.embed_sequence(ids, 10, 5)",
            "tf.keras.layers.Embedding(10, 5, embeddings_initializer='glorot_uniform')",
        ),
    ],
)
def test_constructors(before: str, constructor: str) -> None:
    found = split(before)
    assert source(found.constructor) == constructor
    assert source(found.inputs) in ("x", "ids")


def test_scope_and_reuse_are_taken_out() -> None:
    found = split("tf.layers.dense(x, 10, name='d', reuse=True)")
    assert (source(found.scope), source(found.reuse), found.default_scope) == ("'d'", "True", "dense")


def test_training_goes_with_the_call() -> None:
    found = split("tf.layers.batch_normalization(x, training=on)", rank=2)
    assert source(found.constructor) == "tf.keras.layers.BatchNormalization()"
    assert [source(argument) for argument in found.call_keywords] == ["training=on"]


def test_batch_normalization_of_images_keeps_the_moving_variance_of_the_fused_kernel() -> None:
    found = split("tf.layers.batch_normalization(x, epsilon=1e-5)", rank=4)
    assert source(found.constructor) == "BatchNormalization(epsilon=1.001e-5)"
    assert found.helpers == ("BatchNormalization",)
    assert [source(argument) for argument in found.call_keywords] == ["training=False"]


@pytest.mark.parametrize("normalizer", ["normalize", "slim.batch_norm"])
def test_a_layer_that_normalizes_its_result_is_not_one_layer(normalizer: str) -> None:
    found = split(
        f"slim.conv2d(x, 8, 3, normalizer_fn={normalizer}, normalizer_params={{'is_training': on}})"
    )
    assert found.constructor is None
    assert found.findings


def test_a_layer_without_a_normalizer_keeps_its_bias() -> None:
    found = split("slim.conv2d(x, 8, 3, normalizer_fn=None)")
    made = "tf.keras.layers.Conv2D(8, 3, padding='same', activation=tf.nn.relu)"
    assert source(found.constructor) == made


def test_layer_norm_over_several_axes_is_left() -> None:
    assert split("layers.layer_norm(x)", rank=4).constructor is None
    assert (
        source(split("layers.layer_norm(x)", rank=2).constructor)
        == "tf.keras.layers.LayerNormalization(epsilon=1e-12)"
    )


def test_starred_arguments_are_left() -> None:
    assert split("tf.layers.dense(x, **options)").constructor is None


def test_stateless_layers_have_an_inline_form() -> None:
    assert split("tf.layers.flatten(x)").stateless
    assert source(split("slim.dropout(x, 0.75)").inline) == "tf.nn.dropout(x, rate=0.25)"
