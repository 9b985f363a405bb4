"""Writes ``tf.losses.*`` as the loss of each element and the reduction that TensorFlow 1 applied.

Without weights the default reduction is the mean. With weights TensorFlow 1 divides by the number of weights
that are not zero, which Keras does not: that goes through the small function ``weighted_loss``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import libcst as cst

from tf2codemod.facts import Symbol
from tf2codemod.rewrite.context import CallContext, NativeCall, Remark
from tf2codemod.rewrite.templates import fill, number, placeholders

NO_FORM = "TF410"
FLOAT = "float32"
REDUCTIONS = {
    "SUM_BY_NONZERO_WEIGHTS": "mean",
    "weighted_sum_by_nonzero_weights": "mean",
    "MEAN": "weighted mean",
    "weighted_mean": "weighted mean",
    "SUM_OVER_BATCH_SIZE": "batch mean",
    "weighted_sum_over_batch_size": "batch mean",
    "SUM_OVER_NONZERO_WEIGHTS": "mean",
    "SUM": "sum",
    "weighted_sum": "sum",
    "NONE": "none",
    "none": "none",
}
FORMS: Mapping[tuple[str, bool], str] = {
    ("mean", False): "tf.reduce_mean({each})",
    ("mean", True): "weighted_loss({each}, {weights})",
    ("weighted mean", False): "tf.reduce_mean({each})",
    ("batch mean", False): "tf.reduce_mean({each})",
    ("batch mean", True): "tf.reduce_mean({each} * {weights})",
    ("sum", False): "tf.reduce_sum({each})",
    ("sum", True): "tf.reduce_sum({each} * {weights})",
    ("none", False): "{each}",
    ("none", True): "{each} * {weights}",
}


def native_loss(fact: Symbol, arguments: Mapping[str, cst.Arg], context: CallContext) -> NativeCall:
    """Return the native form of a call of ``tf.losses``."""
    row = fact.row
    values = {row.get("same", {}).get(name, name): argument.value for name, argument in arguments.items()}
    reduction = _reduction(values.get("reduction"))
    if reduction is None:
        return _left(fact, "its reduction is not a literal")
    weights = values.get("weights")
    weighted = weights is not None and number(weights) != 1
    why = _unusable(fact, row, values)
    if why:
        return _left(fact, why)
    for name in row.get("cast", ()):
        values[name] = _as_float(name, values[name], context)
    for name, other in row.get("like", {}).items():
        values[name] = _as_type_of(name, other, values, context)
    if "label_smoothing" in values and number(values["label_smoothing"]) != 0:
        for name, template in row["smooth"].items():
            if len(template.split("{" + name + "}")) > 2 and not _repeatable(values[name]):
                return _left(fact, "label smoothing would evaluate the labels twice")
            values[name] = fill(template, values, context.tf)
    labels = row.get("squeeze")
    if labels and _column(labels, context):
        values[labels] = fill("tf.squeeze({x}, -1)", {"x": values[labels]}, context.tf)
    return _reduced(fact, row, values, reduction, weighted, context)


def _reduced(
    fact: Symbol,
    row: Mapping[str, Any],
    values: dict[str, cst.BaseExpression],
    reduction: str,
    weighted: bool,
    context: CallContext,
) -> NativeCall:
    for name in (*row.get("defaults", ()), *placeholders(row.get("whole", ""))):
        default = fact.default(name)
        if name not in values and default:
            values[name] = cst.parse_expression(default)
    if "whole" in row:
        if weighted or reduction != "mean":
            return _left(fact, "its weights or its reduction have no Keras counterpart")
        return NativeCall(fill(row["whole"], values, context.tf))
    form = FORMS.get((reduction, weighted))
    if weighted and number(values["weights"]) and reduction in ("mean", "batch mean"):
        form = "{weights} * tf.reduce_mean({each})"
    if form is None:
        return _left(fact, "the mean over the sum of the weights has no short form")
    for name in placeholders(row["each"]):
        if row["each"].count("{" + name + "}") > 1 and not _repeatable(values[name]):
            return _left(fact, f"{name} would be evaluated twice")
    each = fill(row["each"], values, context.tf)
    node = fill(form, {**values, "each": each}, context.tf)
    helpers = ("weighted_loss",) if "weighted_loss" in form else ()
    return NativeCall(node, helpers=helpers)


def _unusable(fact: Symbol, row: Mapping[str, Any], values: Mapping[str, cst.BaseExpression]) -> str:
    form = row.get("each") or row["whole"]
    missing = [name for name in placeholders(form) if name not in values and not fact.default(name)]
    if missing:
        return f"{', '.join(missing)} not found among its arguments"
    if "label_smoothing" in values and "smooth" not in row:
        return "label_smoothing is not understood here"
    return ""


def _reduction(node: cst.BaseExpression | None) -> str | None:
    if node is None:
        return "mean"
    code = cst.Module([]).code_for_node(node).strip("'\"")
    return REDUCTIONS.get(code.rpartition(".")[2])


def _as_float(name: str, node: cst.BaseExpression, context: CallContext) -> cst.BaseExpression:
    """TensorFlow 1 cast labels and predictions to float32, whatever they were."""
    if _dtype(name, context) == FLOAT or number(node) is not None:
        return node
    return _cast(node, context)


def _as_type_of(
    name: str, other: str, values: Mapping[str, cst.BaseExpression], context: CallContext
) -> cst.BaseExpression:
    """TensorFlow 1 cast labels to the type of the logits; a type that is not known speaks up."""
    dtype, wanted = _dtype(name, context), _dtype(other, context)
    if dtype is None or dtype == wanted:
        return values[name]
    if wanted is None and _repeatable(values[other]):
        return fill("tf.cast({x}, {like}.dtype)", {"x": values[name], "like": values[other]}, context.tf)
    return _cast(values[name], context, wanted or FLOAT)


def _cast(node: cst.BaseExpression, context: CallContext, dtype: str = FLOAT) -> cst.BaseExpression:
    return fill(f"tf.cast({{x}}, tf.{dtype})", {"x": node}, context.tf)


def _dtype(name: str, context: CallContext) -> str | None:
    hint = context.hints.get(name)
    return hint.dtype if hint is not None else None


def _column(name: str, context: CallContext) -> bool:
    """Tell whether labels are known to stand in a column, which TensorFlow 1 squeezed."""
    labels, logits = context.hints.get(name), context.hints.get("logits")
    if labels is None or logits is None or labels.rank is None or logits.rank is None:
        return False
    return labels.rank == logits.rank


def _repeatable(node: cst.BaseExpression) -> bool:
    if isinstance(node, cst.Call) and node.args:
        cast = isinstance(node.func, cst.Attribute) and node.func.attr.value == "cast"
        return cast and _repeatable(node.args[0].value)
    if isinstance(node, cst.Attribute):
        return _repeatable(node.value)
    return isinstance(node, (cst.Name, cst.Integer, cst.Float))


def _left(fact: Symbol, why: str) -> NativeCall:
    return NativeCall(None, (Remark(NO_FORM, f"{fact.name}: {why}"),))
