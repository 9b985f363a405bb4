"""When a case of a row holds: what the arguments are written as, and what the hints say about them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

import libcst as cst

from tf2codemod.facts import Symbol
from tf2codemod.rewrite.context import UNKNOWN, CallContext
from tf2codemod.rewrite.templates import number

DTYPES = {
    "float": frozenset({"float16", "float32", "float64", "bfloat16", "half", "double"}),
    "integer": frozenset({"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"}),
    "bool": frozenset({"bool"}),
    "string": frozenset({"string"}),
}
FIXED_STAGES = frozenset({"host", "constant"})

Arguments = Mapping[str, cst.Arg]


def first_case(
    cases: Iterable[Mapping[str, Any]], fact: Symbol, arguments: Arguments, context: CallContext
) -> Mapping[str, Any] | None:
    """Return the first case whose conditions all hold."""
    return next((case for case in cases if holds(case, fact, arguments, context)), None)


def holds(case: Mapping[str, Any], fact: Symbol, arguments: Arguments, context: CallContext) -> bool:
    """Tell whether every condition of a case holds."""
    for key, wanted in case.items():
        if key == "given" and not all(name in arguments for name in wanted):
            return False
        if key == "absent" and any(name in arguments for name in wanted):
            return False
        if key == "integer" and not all(isinstance(_value(arguments, name), cst.Integer) for name in wanted):
            return False
        if key == "fixed" and not all(_fixed(arguments, name, context) for name in wanted):
            return False
        if key == "no_gradient" and not all(_no_gradient(name, context) for name in wanted):
            return False
        if key == "dtype" and not all(_dtype(name, kind, context) for name, kind in wanted.items()):
            return False
        if key == "rank" and not all(_rank(name, ranks, context) for name, ranks in wanted.items()):
            return False
        if key == "display" and not all(_display(arguments, name) in kinds for name, kinds in wanted.items()):
            return False
        if key == "length" and not all(_length(arguments, name) in sizes for name, sizes in wanted.items()):
            return False
        if key == "equals" and not all(
            constant(fact, arguments, name, context) == (None if value == "None" else value)
            for name, value in wanted.items()
        ):
            return False
        if key == "choice" and not all(
            _choice(fact, arguments, name, words, context) for name, words in wanted.items()
        ):
            return False
    return True


def constant(fact: Symbol, arguments: Arguments, name: str, context: CallContext) -> object:
    """Return the Python value of an argument, of its default when it is absent, or UNKNOWN."""
    value = _value(arguments, name)
    if value is None:
        return _literal(fact.default(name))
    found = literal(value)
    if found is not UNKNOWN:
        return found
    hint = context.hints.get(name)
    return hint.constant if hint else UNKNOWN


def literal(node: cst.BaseExpression) -> object:
    """Return the value of a literal expression, or UNKNOWN."""
    if isinstance(node, cst.SimpleString):
        return ast.literal_eval(node.value)
    if isinstance(node, cst.Name) and node.value in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[node.value]
    found = number(node)
    return UNKNOWN if found is None else found


def _literal(source: str | None) -> object:
    if source is None:
        return UNKNOWN
    try:
        value: object = ast.literal_eval(source)
    except (SyntaxError, ValueError):
        return UNKNOWN
    return value


def _value(arguments: Arguments, name: str) -> cst.BaseExpression | None:
    found = arguments.get(name)
    return found.value if found else None


def _fixed(arguments: Arguments, name: str, context: CallContext) -> bool:
    """Tell whether an argument is a number that never changes."""
    value = _value(arguments, name)
    if value is None or number(value) is not None:
        return True
    hint = context.hints.get(name)
    return hint is not None and (hint.stage in FIXED_STAGES or hint.constant is not UNKNOWN)


def _no_gradient(name: str, context: CallContext) -> bool:
    hint = context.hints.get(name)
    return hint is not None and hint.gradient is False


def _dtype(name: str, kind: str, context: CallContext) -> bool:
    hint = context.hints.get(name)
    return hint is not None and hint.dtype is not None and hint.dtype in DTYPES.get(kind, {kind})


def _rank(name: str, ranks: Iterable[int], context: CallContext) -> bool:
    hint = context.hints.get(name)
    return hint is not None and hint.rank is not None and hint.rank in ranks


def _display(arguments: Arguments, name: str) -> str:
    """Return what a container is written as: dict, list or tuple."""
    value = _value(arguments, name)
    return type(value).__name__.lower() if isinstance(value, (cst.Dict, cst.List, cst.Tuple)) else ""


def _length(arguments: Arguments, name: str) -> int:
    value = _value(arguments, name)
    if isinstance(value, (cst.List, cst.Tuple)):
        starred = any(isinstance(element, cst.StarredElement) for element in value.elements)
        return -1 if starred else len(value.elements)
    return -1


def _choice(
    fact: Symbol, arguments: Arguments, name: str, words: Iterable[str], context: CallContext
) -> bool:
    value = _value(arguments, name)
    source = (fact.default(name) or "") if value is None else cst.Module([]).code_for_node(value)
    source = source.strip("'\"")
    return any(source == word or ("." in word and source.endswith(word)) for word in words)
