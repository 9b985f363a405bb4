"""Reads the static shape of an argument the way ``build`` is told it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

INPUT_SHAPE = "input_shape"


def shape_texts(code: ast.AST, parameter: str) -> dict[ast.expr, str]:
    """The expressions that ask for the static shape of a parameter, with what they are in ``build``."""
    found: dict[ast.expr, str] = {}
    taken_apart: set[ast.expr] = set()
    pending: list[ast.AST] = [code]
    while pending:
        node = pending.pop()
        text = _text(node, parameter)
        if text and isinstance(node, ast.expr):
            found[node] = f"list({text})" if _is_list(node) and node not in taken_apart else text
        else:
            taken_apart.update(_taken_apart(node))
            pending.extend(ast.iter_child_nodes(node))
    return found


def _is_list(node: ast.expr) -> bool:
    """Whether an expression is a list of sizes; ``build`` is told a tuple."""
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr == "as_list"


def _taken_apart(node: ast.AST) -> Iterator[ast.expr]:
    """The expression whose elements alone a piece of code uses."""
    if isinstance(node, ast.Assign) and all(isinstance(t, (ast.Tuple, ast.List)) for t in node.targets):
        yield node.value
    if isinstance(node, (ast.comprehension, ast.For)):
        yield node.iter


def _text(node: ast.AST, parameter: str) -> str:
    element = _element(node, parameter)
    if element:
        return element
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "len"
        and len(node.args) == 1
    ):
        return f"len({INPUT_SHAPE})" if _is_whole(node.args[0], parameter) else ""
    if isinstance(node, ast.keyword) or not _is_whole(node, parameter):
        return ""
    return INPUT_SHAPE


def _element(node: ast.AST, parameter: str) -> str:
    """One dimension, with or without ``.value`` and ``int``."""
    if isinstance(node, ast.Attribute) and node.attr == "value":
        return _element(node.value, parameter)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "int"
        and len(node.args) == 1
    ):
        return _element(node.args[0], parameter)
    if isinstance(node, ast.Subscript) and _is_whole(node.value, parameter):
        index = ast.unparse(node.slice)
        return f"{INPUT_SHAPE}[{index}]" if index.lstrip("-").isdigit() else ""
    return ""


def _is_whole(node: ast.AST, parameter: str) -> bool:
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and not node.args
        and not node.keywords
    ):
        if node.func.attr == "as_list":
            return _is_whole(node.func.value, parameter)
        return node.func.attr == "get_shape" and _is_name(node.func.value, parameter)
    return isinstance(node, ast.Attribute) and node.attr == "shape" and _is_name(node.value, parameter)


def _is_name(node: ast.AST, parameter: str) -> bool:
    return isinstance(node, ast.Name) and node.id == parameter
