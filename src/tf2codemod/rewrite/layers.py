"""Changes to the constructors of layers that the surroundings of their calls ask for."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from tf2codemod.transforms.layer_classes import LayerSplit

EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def frozen(split: LayerSplit, tf: str) -> LayerSplit:
    """A batch normalization that keeps its first moving averages, however Keras updates them."""
    made = split.constructor
    if made is None or not _name(made.func).endswith("BatchNormalization"):
        return split
    plain = made.with_changes(func=cst.parse_expression(f"{tf}.keras.layers.BatchNormalization"))
    return split._replace(constructor=with_keyword(plain, "momentum", cst.Float("1.0")), helpers=())


def with_keyword(call: cst.Call, name: str, value: cst.BaseExpression) -> cst.Call:
    """A call with one keyword argument set."""
    arguments = [a for a in call.args if a.keyword is None or a.keyword.value != name]
    if arguments:
        arguments[-1] = arguments[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(args=[*arguments, cst.Arg(value, cst.Name(name), equal=EQUAL)])


def _name(function: cst.BaseExpression) -> str:
    return (
        function.attr.value
        if isinstance(function, cst.Attribute)
        else function.value
        if isinstance(function, cst.Name)
        else ""
    )


def inlined(expression: cst.BaseExpression, values: Mapping[str, cst.BaseExpression]) -> cst.BaseExpression:
    """An expression with values in the place of the names that stand for them."""
    if not values:
        return expression
    result = expression.visit(_Inliner(values))
    assert isinstance(result, cst.BaseExpression)
    return result


class _Inliner(cst.CSTTransformer):
    def __init__(self, values: Mapping[str, cst.BaseExpression]) -> None:
        self.values = values

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        return self.values.get(original_node.value, updated_node)
