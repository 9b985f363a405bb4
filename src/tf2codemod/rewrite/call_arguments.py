"""Rewriting one call of a TensorFlow 1 symbol into its native form, from the facts alone."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import libcst as cst

from tf2codemod.facts import Parameter, Symbol, lookup, native_parameters, table
from tf2codemod.rewrite import conditions
from tf2codemod.rewrite.context import CallContext, Hint, NativeCall, Remark
from tf2codemod.rewrite.templates import dotted, fill, placeholders

__all__ = [
    "Binding",
    "CallContext",
    "Hint",
    "NativeCall",
    "Remark",
    "bind",
    "native_call",
    "native_reference",
]

NO_FORM = "TF110"
UNSURE = "TF111"
STARRED = "TF112"
# Keras 3 changed the order of some parameters, and readers expect keywords here.
BY_KEYWORD = ("tf.keras.layers.", "tf.keras.optimizers.")


class Binding(NamedTuple):
    """The arguments of one call by parameter, in the order in which they were written."""

    arguments: Mapping[str, cst.Arg]
    starred: bool = False
    unknown: tuple[str, ...] = ()

    def value(self, name: str) -> cst.BaseExpression | None:
        """Return the expression given for a parameter."""
        found = self.arguments.get(name)
        return found.value if found else None


def bind(parameters: Sequence[Parameter], call: cst.Call) -> Binding:
    """Match the arguments of a call with the parameters of its symbol."""
    names = [parameter.name for parameter in parameters]
    positional = [name for name in names if not name.startswith("*")]
    rest = next((name for name in names if name.startswith("*") and not name.startswith("**")), None)
    found: dict[str, cst.Arg] = {}
    unknown = []
    starred = False
    for index, argument in enumerate(call.args):
        if argument.star:
            starred = True
        elif argument.keyword is not None:
            name = argument.keyword.value
            found[name] = argument
            if name not in names:
                unknown.append(name)
        elif index < len(positional):
            found[positional[index]] = argument
        elif rest:
            found[f"{rest}{index}"] = argument
        else:
            unknown.append(f"argument {index + 1}")
    return Binding(found, starred, tuple(unknown))


def native_call(symbol: str, call: cst.Call, context: CallContext) -> NativeCall:
    """Return the native form of a call, or why there is none."""
    fact = lookup(symbol)
    if fact is None:
        return _left(symbol, {"why": f"{symbol} is not a TensorFlow 1 name that tf2codemod knows"})
    if fact.fate in ("program", "gone") and not fact.row.get("hybrid") and not fact.row.get("form"):
        return _left(symbol, fact.row)
    return rewritten_call(fact, symbol, call, context)


def rewritten_call(fact: Symbol, symbol: str, call: cst.Call, context: CallContext) -> NativeCall:
    """Rewrite a call by its row, even where only the whole program can allow it."""
    row = dict(fact.row)
    parameters = fact.parameters
    bound = bind(parameters, call)
    if "layer" in row:
        return _called_layer(symbol, call, row, context)
    if "each" in row or "whole" in row:
        from tf2codemod.transforms.losses import native_loss

        return native_loss(fact, bound.arguments, context)
    case = conditions.first_case(row.get("cases", ()), fact, bound.arguments, context)
    if case is not None:
        row = {**{key: value for key, value in row.items() if key != "hybrid"}, **case}
    if "refuse" in row:
        return _left(symbol, {**row, "why": row["refuse"]})
    if bound.starred and not _harmless(fact, row):
        return _left(symbol, {"why": f"* or ** hides arguments of {symbol}", "code": STARRED})
    if row.get("hybrid"):
        return _hybrid(symbol, call, row, context)
    if "form" in row:
        return _formed(symbol, row, bound, fact, context)
    return _changed(symbol, call, row, fact, bound, context)


def native_reference(symbol: str, context: CallContext) -> str | None:
    """Return the native dotted name of a symbol that is passed on and not called, or None."""
    fact = lookup(symbol)
    if fact is not None and "passed_on" in fact.row:  # a class of the file's own
        return str(fact.row["passed_on"])
    if fact is None or fact.native is None or fact.fate in ("program", "gone"):
        return None
    if not fact.row.get("reference", True):
        return None
    if "reference" in fact.row:
        return dotted(str(fact.row["reference"]), context.tf)
    if any(key in fact.row for key in ("form", "cases", "value", "add", "helper", "layer")):
        return None
    return dotted(fact.native, context.tf)


def reference_helpers(symbol: str) -> tuple[str, ...]:
    """Return the helpers that a file needs for the native name of a symbol."""
    fact = lookup(symbol)
    return _helpers(fact.row) if fact is not None else ()


def reference_imports(symbol: str) -> tuple[str, ...]:
    """Return the imports that the native name of a symbol needs."""
    fact = lookup(symbol)
    return _imports(fact.row) if fact is not None else ()


def _called_layer(symbol: str, call: cst.Call, row: Mapping[str, Any], context: CallContext) -> NativeCall:
    """Make a layer that owns no variable where it is called."""
    from tf2codemod.transforms.layer_classes import layer_class

    split = layer_class(symbol, call, context)
    if split is None or split.constructor is None:
        return NativeCall(None, split.findings if split else ())
    if split.inline is None:
        return _left(symbol, {"why": "it makes variables, whose owner the whole program decides"})
    return NativeCall(split.inline, split.findings, split.helpers, split.imports)


def _harmless(fact: Symbol, row: Mapping[str, Any]) -> bool:
    """Tell whether arguments behind a star mean the same to the native function."""
    if any(key in row for key in ("form", "value", "add", "rename", "drop", "cases")):
        return False
    kept = [parameter.name for parameter in fact.native_parameters[: len(fact.parameters)]]
    return kept == [parameter.name for parameter in fact.parameters]


def _left(symbol: str, row: Mapping[str, Any]) -> NativeCall:
    why = row.get("why", f"{symbol} has no counterpart that could be written for this call alone")
    return NativeCall(None, (Remark(row.get("code", NO_FORM), f"{symbol}: {why}", row.get("remedy", "")),))


def _hybrid(symbol: str, call: cst.Call, row: Mapping[str, Any], context: CallContext) -> NativeCall:
    why = row.get("why", "no native form is certain here")
    remark = Remark(row.get("code", UNSURE), f"{symbol}: {why}", row.get("remedy", ""))
    func = cst.parse_expression(dotted(row["hybrid"], context.tf))
    return NativeCall(call.with_changes(func=func), (remark,), level="hybrid")


def _formed(
    symbol: str, row: Mapping[str, Any], bound: Binding, fact: Symbol, context: CallContext
) -> NativeCall:
    form = row["form"]
    unused = [
        name for name in bound.arguments if name not in placeholders(form) and name not in row.get("drop", ())
    ]
    if "name" in unused:
        unused.remove("name")
    if unused:
        return _left(symbol, {**row, "why": f"no native form takes {', '.join(unused)}"})
    values = {name: argument.value for name, argument in bound.arguments.items()}
    for name in placeholders(form):
        default = fact.default(name)
        if name not in values and name in row.get("defaults", ()) and default is not None:
            values[name] = cst.parse_expression(default)
    node = fill(form, values, context.tf)
    return NativeCall(node, imports=_imports(row), helpers=_helpers(row))


def _helpers(row: Mapping[str, Any]) -> tuple[str, ...]:
    named = [row[key] for key in ("helper", "uses") if key in row]
    return tuple(dict.fromkeys(need for name in named for need in with_needs(name)))


def with_needs(helper: str) -> tuple[str, ...]:
    """Return the name of a helper after those of the helpers that it needs."""
    needed = [name for need in table("helpers")[helper].get("needs", ()) for name in with_needs(need)]
    return (*dict.fromkeys(needed), helper)


def _imports(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the imports of a row and of its helpers; TensorFlow is there already."""
    of_helpers = [line for name in _helpers(row) for line in table("helpers")[name].get("imports", ())]
    lines = [*row.get("imports", ()), *of_helpers]
    return tuple(dict.fromkeys(line for line in lines if line != "import tensorflow as tf"))


def _changed(
    symbol: str, call: cst.Call, row: Mapping[str, Any], fact: Symbol, bound: Binding, context: CallContext
) -> NativeCall:
    native = row.get("to", fact.native)
    natives = native_parameters(native) if "to" in row and native else fact.native_parameters
    if bound.unknown and not _takes_anything(fact.parameters):
        why = f"TensorFlow 1.15 does not take {', '.join(bound.unknown)} here"
        return _left(symbol, {"why": why, "code": STARRED})
    func = call.func
    if "helper" in row:
        func = cst.Name(row["helper"])
    elif native is not None and native != symbol:
        func = cst.parse_expression(dotted(native, context.tf))
    arguments = _rewritten(call, row, bound, context)
    accepted = {parameter.name for parameter in natives}
    if natives and "**" not in "".join(accepted):
        refused = [name for name, _ in arguments if name and name not in accepted]
        if refused:
            return _left(symbol, {**row, "why": f"{native} does not take {', '.join(refused)}"})
    if native and native.startswith(BY_KEYWORD):
        natives = natives[:1]
    placed = place(arguments, natives, call, row.get("keyword", ()))
    return NativeCall(
        call.with_changes(func=func, args=placed),
        helpers=_helpers(row),
        imports=_imports(row),
    )


def _takes_anything(parameters: Sequence[Parameter]) -> bool:
    return not parameters or any(parameter.name.startswith("*") for parameter in parameters)


def _rewritten(
    call: cst.Call, row: Mapping[str, Any], bound: Binding, context: CallContext
) -> list[tuple[str, cst.Arg]]:
    """Return (native parameter, argument) in the written order; starred arguments have no parameter."""
    rename: Mapping[str, str] = row.get("rename", {})
    names = {id(argument): name for name, argument in bound.arguments.items()}
    values = {name: argument.value for name, argument in bound.arguments.items()}
    arguments: list[tuple[str, cst.Arg]] = []
    for argument in call.args:
        name = names.get(id(argument), "")
        if name in row.get("drop", ()):
            continue
        if name in row.get("value", {}) and not _wrapped(row["value"][name], argument.value):
            argument = argument.with_changes(value=fill(row["value"][name], values, context.tf))
        elif name in row.get("map", {}):
            argument = argument.with_changes(value=_mapped(argument.value, row["map"][name]))
        arguments.append((rename.get(name, name), argument))
    given = {name for name, _ in arguments}
    for name, source in row.get("add", {}).items():
        if name not in given:
            value = fill(source, values, context.tf)
            arguments.append((name, cst.Arg(value, keyword=cst.Name(name), equal=_EQUAL)))
    return arguments


def _wrapped(template: str, value: cst.BaseExpression) -> bool:
    """Tell whether a template that wraps a value in a call was applied to it before."""
    function = template.partition("({")[0]
    return isinstance(value, cst.Call) and cst.Module([]).code_for_node(value.func) == function


def _mapped(value: cst.BaseExpression, words: Mapping[str, str]) -> cst.BaseExpression:
    if isinstance(value, cst.SimpleString):
        text = ast.literal_eval(value.value)
        if text in words:
            return value.with_changes(value=value.value.replace(text, words[text]))
    if isinstance(value, cst.Float):
        return value.with_changes(value=words.get(value.value, value.value))
    return value


_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def place(
    arguments: Sequence[tuple[str, cst.Arg]],
    natives: Sequence[Parameter],
    call: cst.Call,
    keywords: Collection[str] = (),
) -> tuple[cst.Arg, ...]:
    """Write arguments positionally while the native order allows it, the others by keyword."""
    placed: list[cst.Arg] = []
    by_position = True
    for index, (name, argument) in enumerate(arguments):
        if argument.star or not name or name.startswith("*"):
            placed.append(argument)
            continue
        if argument.keyword is not None:
            by_position = False
            placed.append(argument.with_changes(keyword=cst.Name(name)))
            continue
        by_position = by_position and (not natives or (index < len(natives) and natives[index].name == name))
        by_position = by_position and name not in keywords
        if by_position:
            placed.append(argument)
        else:
            placed.append(argument.with_changes(keyword=cst.Name(name), equal=_EQUAL))
    return _with_commas(placed, call)


def _with_commas(arguments: list[cst.Arg], call: cst.Call) -> tuple[cst.Arg, ...]:
    """Give every argument but the last a comma, in the layout that the call has."""
    if not arguments:
        return ()
    old = list(call.args)
    between: cst.BaseParenthesizableWhitespace = cst.SimpleWhitespace(" ")
    if len(old) > 1 and isinstance(old[0].comma, cst.Comma):
        between = old[0].comma.whitespace_after
    last = old[-1] if old else None
    placed = []
    for argument in arguments[:-1]:
        comma = argument.comma
        if not isinstance(comma, cst.Comma) or (last is not None and comma is last.comma):
            comma = cst.Comma(whitespace_after=between)
        placed.append(argument.with_changes(comma=comma, whitespace_after_arg=cst.SimpleWhitespace("")))
    final = arguments[-1]
    closing = last.comma if last is not None else cst.MaybeSentinel.DEFAULT
    after = last.whitespace_after_arg if last is not None else cst.SimpleWhitespace("")
    placed.append(final.with_changes(comma=closing, whitespace_after_arg=after))
    return tuple(placed)
