"""``tf.losses`` as element-wise losses and reductions."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.symbols import CallContext, Hint, NativeCall, native_call

MODULE = cst.Module([])
FLOAT = Hint(dtype="float32")
FLOATS = CallContext(hints={"labels": FLOAT, "predictions": FLOAT, "logits": FLOAT})


def rewritten(before: str, context: CallContext | None = None) -> NativeCall:
    call = cst.parse_expression(before)
    assert isinstance(call, cst.Call)
    return native_call(MODULE.code_for_node(call.func), call, context or CallContext())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.losses.mean_squared_error(y, p)", "tf.reduce_mean(tf.square(p - y))"),
        ("tf.losses.mean_squared_error(y, p, weights=w)", "weighted_loss(tf.square(p - y), w)"),
        ("tf.losses.mean_squared_error(y, p, weights=0.5)", "0.5 * tf.reduce_mean(tf.square(p - y))"),
        (
            "tf.losses.absolute_difference(y, p, reduction=tf.losses.Reduction.SUM)",
            "tf.reduce_sum(tf.abs(p - y))",
        ),
        (
            "tf.losses.sparse_softmax_cross_entropy(labels=y, logits=p)",
            "tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=p))",
        ),
        (
            "tf.losses.softmax_cross_entropy(y, p)",
            "tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(y), logits=p))",
        ),
        ("tf.losses.huber_loss(y, p)", "tf.keras.losses.Huber(delta=1.0)(y, p)"),
        ("tf.losses.cosine_distance(y, p, 1)", "tf.reduce_mean(1 - tf.reduce_sum(y * p, 1, keepdims=True))"),
    ],
)
def test_losses(before: str, after: str) -> None:
    native = rewritten(before, FLOATS)
    assert native.node is not None
    assert MODULE.code_for_node(native.node) == after
    assert native.helpers == (("weighted_loss",) if "weighted_loss" in after else ())


@pytest.mark.parametrize(
    "before",
    [
        "tf.losses.log_loss(f(x), p)",
        "tf.losses.huber_loss(y, p, weights=w)",
        "tf.losses.mean_squared_error(y, p, reduction=r)",
        "tf.losses.mean_pairwise_squared_error(y, p)",
    ],
)
def test_losses_that_are_left(before: str) -> None:
    native = rewritten(before)
    assert native.node is None
    assert native.findings


@pytest.mark.parametrize(
    ("labels", "predictions", "after"),
    [
        ("int32", "float32", "p - tf.cast(y, tf.float32)"),
        ("float32", "float64", "tf.cast(p, tf.float32) - y"),
        ("float64", "float64", "tf.cast(p, tf.float32) - tf.cast(y, tf.float32)"),
        (None, "float32", "p - tf.cast(y, tf.float32)"),
        (None, None, "tf.cast(p, tf.float32) - tf.cast(y, tf.float32)"),
    ],
)
def test_what_may_not_be_float32_is_cast_as_tensorflow_1_did(
    labels: str | None, predictions: str | None, after: str
) -> None:
    hints = {"labels": Hint(dtype=labels), "predictions": Hint(dtype=predictions)}
    native = rewritten("tf.losses.mean_squared_error(y, p)", CallContext(hints=hints))
    assert native.node is not None
    assert MODULE.code_for_node(native.node) == f"tf.reduce_mean(tf.square({after}))"


@pytest.mark.parametrize(
    ("labels", "logits", "after"),
    [
        ("int32", "float32", "tf.cast(y, tf.float32)"),
        ("float32", "float64", "tf.cast(y, tf.float64)"),
        ("int32", None, "tf.cast(y, p.dtype)"),
        ("float64", "float64", "y"),
        (None, "float32", "y"),
    ],
)
def test_labels_take_the_type_of_the_logits(labels: str | None, logits: str | None, after: str) -> None:
    hints = {"multi_class_labels": Hint(dtype=labels), "logits": Hint(dtype=logits)}
    native = rewritten("tf.losses.sigmoid_cross_entropy(y, p)", CallContext(hints=hints))
    assert native.node is not None
    text = f"tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels={after}, logits=p))"
    assert MODULE.code_for_node(native.node) == text
