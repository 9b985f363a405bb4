"""The arguments of a call, and how models pick them."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.values import Node, Value, nodes_in

Arguments = Sequence[Value]
Keywords = dict[str, Value]


def ordered_nodes(arguments: Arguments, keywords: Keywords) -> tuple[Node, ...]:
    """The graph objects among the arguments, each once, in order."""
    return tuple(dict.fromkeys(n for v in (*arguments, *keywords.values()) for n in nodes_in(v)))


def argument(arguments: Arguments, keywords: Keywords, position: int, name: str) -> Value | None:
    """The argument given by keyword or at a position, if it is given."""
    if name in keywords:
        return keywords[name]
    return arguments[position] if position < len(arguments) else None


def argument_expression(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """The code of the argument given by keyword or at a position, if it is given."""
    named = next((k.value for k in call.keywords if k.arg == name), None)
    if named is None and position < len(call.args):
        return call.args[position]
    return named
