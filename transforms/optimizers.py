"""Turns ``tf.train`` optimizers into Keras optimizers with the same numbers."""

from __future__ import annotations

import libcst as cst

from tf2codemod.facts import lookup
from tf2codemod.rewrite.call_arguments import native_call
from tf2codemod.rewrite.context import CallContext, NativeCall


def optimizer_class(symbol: str, call: cst.Call, context: CallContext) -> NativeCall:
    """Return the Keras optimizer for a call that makes a ``tf.train`` optimizer."""
    return native_call(symbol, call, context)


def needs_dense_gradients(symbol: str) -> bool | None:
    """Tell how gradients of embeddings must be handed over.

    True: as dense tensors, which gives TensorFlow 1's numbers. False: neither dense nor sparse gradients do.
    None: both do.
    """
    fact = lookup(symbol)
    found = fact.row.get("dense_gradients") if fact else None
    return found if isinstance(found, bool) else None


def with_open_rate(optimizer: cst.Call) -> cst.Call:
    """An optimizer whose learning rate is set at every step."""
    arguments = list(optimizer.args)
    for index, argument in enumerate(arguments):
        if argument.keyword is None or argument.keyword.value == "learning_rate":
            arguments[index] = argument.with_changes(value=cst.Float("0.0"))
            break
    return optimizer.with_changes(args=arguments)
