"""Changes to the constructors of layers that the surroundings of their calls ask for."""

from __future__ import annotations

import libcst as cst

EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def frozen(constructor: cst.Call) -> cst.Call:
    """A batch normalization that keeps the first values of its moving averages."""
    if not _name(constructor.func).endswith("BatchNormalization"):
        return constructor
    return with_keyword(constructor, "momentum", cst.Float("1.0"))


def with_keyword(call: cst.Call, name: str, value: cst.BaseExpression) -> cst.Call:
    """A call with one keyword argument set."""
    arguments = [a for a in call.args if a.keyword is None or a.keyword.value != name]
    if arguments:
        arguments[-1] = arguments[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(args=[*arguments, cst.Arg(value, cst.Name(name), equal=EQUAL)])


def _name(function: cst.BaseExpression) -> str:
    return function.attr.value if isinstance(function, cst.Attribute) else function.value if isinstance(function, cst.Name) else ""
