"""``tf.train`` optimizers and learning-rate schedules."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.symbols import CallContext, needs_dense_gradients, optimizer_class

MODULE = cst.Module([])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.train.AdamOptimizer(1e-3)", "tf.keras.optimizers.Adam(1e-3, beta_2=0.9990000129, epsilon=1e-8)"),
        (
            "tf.train.AdamOptimizer(lr, 0.5)",
            "tf.keras.optimizers.Adam(lr, beta_1=0.5, beta_2=0.9990000129, epsilon=1e-8)",
        ),
        (
            "tf.train.AdamOptimizer(lr, beta2=0.9999)",
            "tf.keras.optimizers.Adam(lr, beta_2=0.999899983406, epsilon=1e-8)",
        ),
        (
            "tf.train.AdamOptimizer(lr, beta2=decay, epsilon=0.1)",
            "tf.keras.optimizers.Adam(lr, beta_2=decay, epsilon=0.1)",
        ),
        ("tf.train.GradientDescentOptimizer(learning_rate=lr)", "tf.keras.optimizers.SGD(learning_rate=lr)"),
        ("tf.train.MomentumOptimizer(0.1, 0.9)", "tf.keras.optimizers.SGD(0.1, momentum=0.9)"),
        ("tf.train.MomentumOptimizer(lr, 0.9)", "Momentum(lr, momentum=0.9)"),
        ("tf.train.RMSPropOptimizer(lr, decay=0.9)", "RMSprop(lr, rho=0.9, epsilon=1e-10)"),
        ("tf.train.AdagradOptimizer(lr)", "tf.keras.optimizers.Adagrad(lr, epsilon=0.0)"),
        (
            "tf.train.exponential_decay(0.1, step, 100, 0.96, staircase=True)",
            "tf.keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=100, decay_rate=0.96, "
            "staircase=True)",
        ),
    ],
)
def test_optimizers(before: str, after: str) -> None:
    call = cst.parse_expression(before)
    assert isinstance(call, cst.Call)
    native = optimizer_class(MODULE.code_for_node(call.func), call, CallContext())
    assert native.node is not None
    assert MODULE.code_for_node(native.node) == after


def test_gradients_of_embeddings() -> None:
    assert needs_dense_gradients("tf.train.AdamOptimizer") is True
    assert needs_dense_gradients("tf.train.GradientDescentOptimizer") is None
    assert needs_dense_gradients("tf.train.MomentumOptimizer") is False
