"""Single calls, before and after."""

from __future__ import annotations

from typing import Any

import libcst as cst
import pytest

from tf2codemod.transforms.symbols import CallContext, Hint, NativeCall, native_call, native_reference

MODULE = cst.Module([])


def rewritten(before: str, symbol: str = "", tf: str = "tf", **hints: dict[str, Any]) -> NativeCall:
    call = cst.parse_expression(before)
    assert isinstance(call, cst.Call)
    context = CallContext(tf, {name: Hint(**hint) for name, hint in hints.items()})
    return native_call(symbol or MODULE.code_for_node(call.func), call, context)


def code(native: NativeCall) -> str:
    assert native.node is not None, native.findings
    return MODULE.code_for_node(native.node)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "tf.reduce_sum(x, reduction_indices=[1], keep_dims=True)",
            "tf.reduce_sum(x, axis=[1], keepdims=True)",
        ),
        ("tf.reduce_sum(x, 1)", "tf.reduce_sum(x, 1)"),
        ("tf.argmax(x, 1, 'n')", "tf.argmax(x, 1, name='n')"),
        ("tf.log(x)", "tf.math.log(x)"),
        ("tf.to_float(x)", "tf.cast(x, tf.float32)"),
        ("tf.to_int32(x, name='n')", "tf.cast(x, tf.int32, name='n')"),
        ("tf.concat(1, [a, b])", "tf.concat([a, b], 1)"),
        ("tf.concat([a, b], 1)", "tf.concat([a, b], 1)"),
        ("tf.split(1, 4, x)", "tf.split(x, 4, 1)"),
        ("tf.pack([a, b])", "tf.stack([a, b])"),
        ("tf.nn.dropout(x, keep_prob)", "tf.nn.dropout(x, rate=1 - keep_prob)"),
        ("tf.nn.dropout(x, 0.8)", "tf.nn.dropout(x, rate=0.2)"),
        ("tf.nn.dropout(x, a if b else c)", "tf.nn.dropout(x, rate=1 - (a if b else c))"),
        ("tf.nn.in_top_k(p, t, 1)", "tf.math.in_top_k(predictions=p, targets=t, k=1)"),
        (
            "tf.nn.conv2d(x, filter=w, strides=s, padding='SAME')",
            "tf.nn.conv2d(x, filters=w, strides=s, padding='SAME')",
        ),
        ("tf.where(c)", "tf.where(c)"),
        ("tf.multinomial(x, 1)", "tf.random.categorical(x, 1)"),
        ("tf.set_random_seed(1)", "tf.random.set_seed(1)"),
        (
            "tf.nn.softmax_cross_entropy_with_logits(logits=a, labels=b)",
            "tf.nn.softmax_cross_entropy_with_logits(logits=a, labels=tf.stop_gradient(b))",
        ),
        ("tf.random_normal_initializer()", "tf.random_normal_initializer(stddev=1.0)"),
        ("tf.random_normal_initializer(0.0, 0.02)", "tf.random_normal_initializer(0.0, 0.02)"),
        ("tf.contrib.layers.l2_regularizer(0.04)", "tf.keras.regularizers.L2(0.02)"),
        ("tf.contrib.layers.l2_regularizer(scale=a + b)", "tf.keras.regularizers.L2(l2=(a + b) / 2)"),
        ("tf.contrib.layers.xavier_initializer()", "tf.keras.initializers.GlorotUniform()"),
        ("tf.gfile.Exists(path)", "tf.io.gfile.exists(path)"),
        ("tf.logging.info('%s', a)", "tf.get_logger().info('%s', a)"),
        ("tf.layers.max_pooling2d(x, 2, 2)", "tf.keras.layers.MaxPooling2D(2, 2)(x)"),
        ("tf.layers.dropout(x, 0.4, training=on)", "tf.nn.dropout(x, rate=0.4 if on else 0.0)"),
        ("tf.layers.dropout(x, 0.4)", "x"),
    ],
)
def test_rewritten(before: str, after: str) -> None:
    assert code(rewritten(before)) == after


@pytest.mark.parametrize(
    ("before", "hints", "after"),
    [
        ("tf.div(x, 255.)", {"x": {"dtype": "float32"}}, "tf.divide(x, 255.)"),
        ("tf.div(x, y)", {"y": {"dtype": "int32"}}, "tf.math.floordiv(x, y)"),
        ("tf.where(c, x, y)", {"condition": {"rank": 2}}, "tf.where(c, x, y)"),
        ("tf.where(c, x, y)", {"condition": {"rank": 1}, "x": {"rank": 2}}, "tf.where(c[:, None], x, y)"),
        (
            "tf.train.MomentumOptimizer(lr, 0.9)",
            {"learning_rate": {"stage": "host"}},
            "tf.keras.optimizers.SGD(lr, momentum=0.9)",
        ),
        (
            "tf.nn.softmax_cross_entropy_with_logits(logits=a, labels=b)",
            {"labels": {"gradient": False}},
            "tf.nn.softmax_cross_entropy_with_logits(logits=a, labels=b)",
        ),
    ],
)
def test_hints_decide(before: str, hints: dict[str, dict[str, Any]], after: str) -> None:
    assert code(rewritten(before, **hints)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.div(x, y)", "tf.compat.v1.div(x, y)"),
        ("tf.where(c, x, y)", "tf.compat.v1.where(c, x, y)"),
        ("tf.image.resize_images(x, s)", "tf.compat.v1.image.resize_images(x, s)"),
    ],
)
def test_unsure_calls_stay_on_compat_v1_with_a_finding(before: str, after: str) -> None:
    native = rewritten(before)
    assert code(native) == after
    assert native.level == "hybrid"
    assert native.findings


@pytest.mark.parametrize(
    "before", ["tf.placeholder(tf.float32)", "tf.reduce_mean(*args)", "tf.layers.dense(x, 10)"]
)
def test_calls_without_a_form_of_their_own_are_left_with_a_finding(before: str) -> None:
    native = rewritten(before)
    assert native.node is None
    assert native.findings


def test_an_initializer_that_depends_on_a_flag_is_left() -> None:
    assert rewritten("tf.contrib.layers.variance_scaling_initializer(uniform=flag)").node is None
    assert rewritten("tf.contrib.layers.xavier_initializer(uniform=flag)").node is None


def test_layout_and_comments_stay() -> None:
    before = (
        "tf.nn.conv2d(\n    x,  # images\n    filter=w,\n    strides=[1, 1, 1, 1],\n    padding='SAME',\n)"
    )
    assert code(rewritten(before)) == before.replace("filter=", "filters=")


def test_an_added_argument_takes_the_layout_of_the_others() -> None:
    before = "tf.train.AdamOptimizer(\n    learning_rate=lr,\n    beta1=0.5,\n)"
    added = "beta_2=0.9990000129,\n    epsilon=1e-8,\n"
    after = f"tf.keras.optimizers.Adam(\n    learning_rate=lr,\n    beta_1=0.5,\n    {added})"
    assert code(rewritten(before)) == after


def test_unchanged_calls_keep_the_spelling_of_the_user() -> None:
    assert code(rewritten("nn.relu(x)", "tf.nn.relu")) == "nn.relu(x)"


def test_the_name_of_tensorflow_is_the_users() -> None:
    assert code(rewritten("tensorflow.log(x)", "tf.log", tf="tensorflow")) == "tensorflow.math.log(x)"


def test_a_second_run_changes_nothing() -> None:
    for before in ("tf.nn.dropout(x, 0.8)", "tf.nn.softmax_cross_entropy_with_logits(logits=a, labels=b)"):
        once = code(rewritten(before))
        assert code(rewritten(once)) == once


@pytest.mark.parametrize(
    ("symbol", "reference"),
    [("tf.nn.relu", "tf.nn.relu"), ("tf.log", "tf.math.log"), ("tf.div", None), ("tf.placeholder", None)],
)
def test_references(symbol: str, reference: str | None) -> None:
    assert native_reference(symbol, CallContext()) == reference
