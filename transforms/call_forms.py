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
    func, new = read.func, call.func
    while isinstance(func, ast.Attribute) and isinstance(new, cst.Attribute):
        func, new = func.value, new.value
        written[func] = new
    made = fill(form.text, {name: written[expr] for name, expr in form.parts.items()}, tf)
    return _display(made) if form.text.startswith("dict(") else made


def as_entry(updating: cst.Expr) -> cst.Assign:
    """The assignment of an entry in the place of a dict's ``update`` with one."""
    call = updating.value
    assert isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute)
    display = call.args[0].value
    assert isinstance(display, cst.Dict)
    entry = display.elements[0]
    assert isinstance(entry, cst.DictElement)
    index = cst.SubscriptElement(cst.Index(entry.key))
    return cst.Assign([cst.AssignTarget(cst.Subscript(call.func.value, [index]))], entry.value)


def _display(call: cst.BaseExpression) -> cst.BaseExpression:
    """A dict display in the place of ``dict`` for a list of pairs."""
    pairs = call.args[0].value if isinstance(call, cst.Call) else None
    if not isinstance(pairs, cst.List):
        return call
    entries = []
    for pair in pairs.elements:
        key, value = pair.value.elements if isinstance(pair.value, cst.Tuple) else (pair, pair)
        entries.append(cst.DictElement(key.value, value.value, comma=pair.comma))
    brace, end = pairs.lbracket, pairs.rbracket
    return cst.Dict(
        entries,
        cst.LeftCurlyBrace(brace.whitespace_after),
        cst.RightCurlyBrace(end.whitespace_before),
    )
