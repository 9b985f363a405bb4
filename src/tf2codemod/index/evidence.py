"""Tells TensorFlow 1 code from code that runs on TensorFlow 2 as it is."""

from __future__ import annotations

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of

GRAPH_MODELS = frozenset(
    (
        "placeholder",
        "placeholder_with_default",
        "get_variable",
        "session",
        "initializer_op",
        "optimizer",
        "collection_add",
        "collection_get",
        "trainable_variables",
        "global_variables",
        "regularization_losses",
        "regularization_loss",
        "total_loss",
        "get_losses",
        "loss",
        "layer",
        "merged_summary",
        "variable_scope",
        "app_run",
        "global_step",
    )
)
BOTH_VERSIONS = frozenset(("tf.compat", "tf.keras.optimizers"))


def speaks_tensorflow_1(symbol: str) -> bool:
    """Whether a name of the TensorFlow API means something that TensorFlow 2 has not, or has elsewhere."""
    if symbol.startswith("tf.contrib"):
        return True
    if symbol.startswith(("tf.keras", "tf.examples", "tf.compat", "tf.data")):
        return False
    if model_of(symbol) in GRAPH_MODELS:
        return True
    fact = lookup(symbol)
    return (
        fact is not None
        and fact.native is not None
        and fact.native != symbol
        and fact.fate in ("changed", "same")
    )
