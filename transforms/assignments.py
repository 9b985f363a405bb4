"""Rewrites ``tf.assign(variable, value)`` into ``variable.assign(value)``."""

from __future__ import annotations

import libcst as cst

METHODS = {"tf.assign": "assign", "tf.assign_add": "assign_add", "tf.assign_sub": "assign_sub"}
PARAMETERS = ("ref", "value")


def method_call(symbol: str, call: cst.Call) -> cst.Call | None:
    """The method call that replaces an assignment op; None where its arguments cannot be told apart."""
    given: dict[str, cst.BaseExpression] = {}
    for name, argument in zip(PARAMETERS, call.args, strict=False):
        if argument.star:
            return None
        if argument.keyword is None:
            given[name] = argument.value
    given.update({a.keyword.value: a.value for a in call.args if a.keyword is not None})
    if not all(name in given for name in PARAMETERS):
        return None
    owner = given["ref"]
    if not isinstance(owner, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)):
        owner = owner.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.Call(cst.Attribute(owner, cst.Name(METHODS[symbol])), [cst.Arg(given["value"])])
