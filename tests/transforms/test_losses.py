"""``tf.losses`` as element-wise losses and reductions."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.symbols import CallContext, Hint, NativeCall, native_call

MODULE = cst.Module([])


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
    native = rewritten(before)
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


def test_integer_labels_are_cast_as_tensorflow_1_did() -> None:
    native = rewritten(
        "tf.losses.mean_squared_error(y, p)", CallContext(hints={"labels": Hint(dtype="int32")})
    )
    assert native.node is not None
    assert MODULE.code_for_node(native.node) == "tf.reduce_mean(tf.square(p - tf.cast(y, tf.float32)))"
