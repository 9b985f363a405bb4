"""Rewrites what TensorFlow 1 asked of shapes: ``x.shape[1].value`` is ``x.shape[1]`` in TensorFlow 2."""

from __future__ import annotations

import libcst as cst


def dimension(node: cst.Attribute) -> cst.BaseExpression:
    """The dimension itself, which is a number in TensorFlow 2."""
    return node.value


def spec_shape(call: cst.Call) -> cst.BaseExpression:
    """``spec.get_shape()`` as ``spec.shape``."""
    assert isinstance(call.func, cst.Attribute)
    return call.func.with_changes(attr=cst.Name("shape"))
