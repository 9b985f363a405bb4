"""Checks that objects of layers do nothing but what their counterparts of Keras do."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import NONE, Thing
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.penalties import READERS

OBJECTS = "tf.layers."
NORMALIZES = "tf.layers.BatchNormalization"
SCOPES = frozenset(("tf.variable_scope",))


def check_layer_objects(trace: Trace) -> None:
    """Raises TF321 for objects that average what they are given, TF323 where regularizers are added up.

    TensorFlow 1 averaged where update ops ran, and collected the regularizers of an object at its first call.
    """
    regularized = _reads_losses(trace)
    scoped = regularized and any(_regularizes(call, trace) for f in trace.frames for call in f.calls)
    for thing in _objects(trace):
        if thing.symbol == NORMALIZES:
            message = "the moving averages of an object that normalizes change where update ops ran"
            raise Obstacle("TF321", message, "call tf.layers.batch_normalization", thing.expr)
        own = [v for name, v in thing.arguments.items() if name.endswith("_regularizer") and v != NONE]
        if regularized and (own or scoped):
            message = "the regularizer of an object is read from a collection"
            raise Obstacle("TF323", message, "add it up by hand", thing.expr)


def _objects(trace: Trace) -> Iterator[Thing]:
    """The objects of layers that a program makes."""
    for frame in trace.frames:
        for run in frame.statements:
            for made in run.made:
                if isinstance(made, Thing) and made.kind == "layer" and made.symbol.startswith(OBJECTS):
                    yield made


def _reads_losses(trace: Trace) -> bool:
    """Whether a program asks a graph for the losses that it has collected."""
    return any(model_of(symbol) in READERS for symbols in trace.symbols.values() for symbol in symbols)


def _regularizes(call: ast.Call, trace: Trace) -> bool:
    """Whether a scope gives variables a regularizer."""
    scope = trace.symbols.get(call.func, set()) & SCOPES
    return bool(scope) and any(k.arg == "regularizer" for k in call.keywords)


__all__ = ["check_layer_objects"]
