"""Says a call in other words."""

from __future__ import annotations

import ast

import libcst as cst

from tf2codemod.plan.model import CallForm
from tf2codemod.rewrite.templates import fill


def in_other_words(form: CallForm, read: ast.Call, call: cst.Call, tf: str) -> cst.BaseExpression:
    """The text of the form with the rewritten expressions of the call in its fields."""
    plain = iter(read.args)
    named = {k.arg: k.value for k in read.keywords}
    written: dict[ast.expr, cst.BaseExpression] = {}
    for argument in call.args:
        node = next(plain) if argument.keyword is None else named[argument.keyword.value]
        written[node] = argument.value
    if isinstance(read.func, ast.Attribute) and isinstance(call.func, cst.Attribute):
        written[read.func.value] = call.func.value
    return fill(form.text, {name: written[expr] for name, expr in form.parts.items()}, tf)
