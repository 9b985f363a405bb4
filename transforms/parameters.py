"""Takes parameters out of definitions, and their arguments out of calls."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import libcst as cst


def without_arguments(call: cst.Call, gone: AbstractSet[int | str]) -> cst.Call:
    """The call without the arguments at some positions or of some names."""
    kept = []
    position = 0
    for argument in call.args:
        if argument.keyword is None:
            if position not in gone:
                kept.append(argument)
            position += 1
        elif argument.keyword.value not in gone:
            kept.append(argument)
    if kept and len(kept) < len(call.args):
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return call.with_changes(args=kept)


def without_parameters(function: cst.FunctionDef, gone: AbstractSet[int | str]) -> cst.FunctionDef:
    """The function without the parameters of some names."""
    parameters = function.params
    plain = [p for p in parameters.params if p.name.value not in gone]
    keywords = [p for p in parameters.kwonly_params if p.name.value not in gone]
    lonely = not keywords and isinstance(parameters.star_arg, cst.ParamStar)
    star = cst.MaybeSentinel.DEFAULT if lonely else parameters.star_arg
    is_last = not keywords and parameters.star_kwarg is None and not isinstance(star, cst.Param)
    if plain and is_last and (lonely or plain[-1] is not parameters.params[-1]):
        plain[-1] = plain[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    changed = parameters.with_changes(params=plain, kwonly_params=keywords, star_arg=star)
    return function.with_changes(params=changed)


def as_keyword(argument: cst.Arg, name: str) -> cst.Arg:
    if argument.keyword is not None:
        return argument
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return argument.with_changes(keyword=cst.Name(name), equal=equal)


# Arguments that layers of Keras look for themselves when they are called.
ASKED_FOR = frozenset(("training", "mask"))


def keywords_from_gap(
    arguments: list[cst.Arg], names: Sequence[str], parameters: Sequence[str]
) -> list[cst.Arg]:
    """The arguments with keywords from the first one on whose position no longer says which it is."""
    result = []
    for index, (argument, name) in enumerate(zip(arguments, names, strict=True)):
        if argument.keyword is None and (index >= len(parameters) or parameters[index] != name):
            equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
            argument = argument.with_changes(keyword=cst.Name(name), equal=equal)
        result.append(argument)
    return result


def keywords_from(
    arguments: list[cst.Arg], names: Sequence[str], plain: frozenset[str], base: str
) -> list[cst.Arg]:
    """The arguments with keywords from the first one on that a Keras layer does not take by its position."""
    by_name = plain | ASKED_FOR if base.endswith(".Layer") else plain
    first = next((i for i, n in enumerate(names) if n in by_name), len(names))
    return [*arguments[:first], *map(as_keyword, arguments[first:], names[first:])]


def with_parameters(function: cst.FunctionDef, names: Sequence[str]) -> cst.FunctionDef:
    """The function with more parameters before its own."""
    first = [cst.Param(cst.Name(n)) for n in names]
    parameters = function.params
    if parameters.posonly_params:
        changed = parameters.with_changes(posonly_params=[*first, *parameters.posonly_params])
    else:
        changed = parameters.with_changes(params=[*first, *parameters.params])
    return function.with_changes(params=changed)


def with_arguments(call: cst.Call, texts: Sequence[str]) -> cst.Call:
    """The call with more arguments before its own."""
    return call.with_changes(args=[*(cst.Arg(cst.parse_expression(t)) for t in texts), *call.args])
