"""Rewrites the names and the arguments of TensorFlow 1 symbols, one call at a time."""

from __future__ import annotations

from tf2codemod.rewrite.call_arguments import bind, native_call, native_reference
from tf2codemod.rewrite.context import CallContext, Hint, NativeCall, Remark
from tf2codemod.transforms.layer_classes import LayerSplit, layer_class
from tf2codemod.transforms.optimizers import needs_dense_gradients, optimizer_class
from tf2codemod.transforms.recurrent_cells import cell_class, helper_sources

__all__ = [
    "CallContext",
    "Hint",
    "LayerSplit",
    "NativeCall",
    "Remark",
    "bind",
    "cell_class",
    "helper_sources",
    "layer_class",
    "native_call",
    "native_reference",
    "needs_dense_gradients",
    "optimizer_class",
]
