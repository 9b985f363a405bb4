"""Turns a placeholder into the specification of an argument."""

from __future__ import annotations

import libcst as cst

NAMED_TYPES = {"float": "float32", "double": "float64", "int": "int32", "half": "float16"}


def placeholder_spec(call: cst.Call, tf: str, scalar: bool = False, default: str = "") -> cst.BaseExpression:
    """The specification that says of an argument what the placeholder said of a fed value.

    ``scalar`` says that a placeholder without a shape is only fed with numbers, ``default`` is the type
    of the default that a placeholder has.
    """
    given: dict[str, cst.BaseExpression] = {}
    names = ("input", "shape", "name") if default else ("dtype", "shape", "name")
    for name, argument in zip(names, call.args, strict=False):
        if argument.keyword is None:
            given[name] = argument.value
    given.update({a.keyword.value: a.value for a in call.args if a.keyword is not None})
    if default:
        given["dtype"] = cst.SimpleString(repr(default))
    dtype = type_expression(given.get("dtype", cst.parse_expression(f"{tf}.float32")), tf)
    arguments = [cst.Arg(cst.List([]) if scalar else given.get("shape", cst.Name("None"))), cst.Arg(dtype)]
    if "name" in given:
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        arguments.append(cst.Arg(given["name"], cst.Name("name"), equal=equal))
    return cst.Call(cst.parse_expression(f"{tf}.TensorSpec"), arguments)


def type_expression(dtype: cst.BaseExpression, tf: str) -> cst.BaseExpression:
    """A dtype as TensorFlow names it, for one that is given as a string."""
    if isinstance(dtype, cst.SimpleString):
        return cst.parse_expression(
            f"{tf}.{NAMED_TYPES.get(str(dtype.evaluated_value), dtype.evaluated_value)}"
        )
    return dtype
