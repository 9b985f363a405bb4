"""Arrays of one element where a number is wanted, which NumPy no longer takes for one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tf2codemod.aging.array_ranks import Ranks
from tf2codemod.aging.names import Names
from tf2codemod.compat.text import Edit, Positions

DIRECTIVE = re.compile(r"%(?P<key>\(\w+\))?[-+ #0]*(?P<size>[*\d]*(?:\.[*\d]+)?)[hlL]?(?P<kind>[a-zA-Z%])")
OF_NUMBERS = frozenset("diouxXeEfFgG")
WANTED = re.compile(r"%[-+ #0\d.]*[diouxXeEfFgG]|\b(?:float|int)\(|\bmath\.")
ARRAYS = re.compile(r"None\s*\]|newaxis|reshape|\.run\(|\.eval\(|numpy")
ATOMS = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)


def may_have_single_values(text: str) -> bool:
    """Whether a text asks for numbers, and has arrays."""
    return WANTED.search(text) is not None and ARRAYS.search(text) is not None


def single_values(names: Names, positions: Positions) -> list[tuple[int, Edit]]:
    """Take the element out of what is an array for certain; NumPy refuses it from release 2.4 on.

    An array of any other size was refused before as well, so the element is there.
    """
    ranks = Ranks(names)
    edits = []
    for node in names.nodes:
        for value in _numbers_wanted(node, names):
            if (ranks.of(value) or 0) > 0:
                start, end = positions.span(value)
                if not isinstance(value, ATOMS):
                    edits.append((value.lineno, Edit(start, start, "(")))
                edits.append(
                    (value.lineno, Edit(end, end, ".item()" if isinstance(value, ATOMS) else ").item()"))
                )
    return edits


def _numbers_wanted(node: ast.AST, names: Names) -> Iterator[ast.expr]:
    """The expressions of which a piece of code makes a Python number."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        if isinstance(node.left.value, str):
            yield from _formatted(node.left.value, node.right)
    elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        makes_one = name in ("float", "int") and names.is_builtin(name)
        if makes_one or names.full(node.func).startswith("math."):
            yield node.args[0]


def _formatted(text: str, given: ast.expr) -> Iterator[ast.expr]:
    """The values that a text shows as numbers."""
    found = [d for d in DIRECTIVE.finditer(text) if d["kind"] != "%"]
    if any(d["key"] or "*" in d["size"] for d in found):
        return
    values = given.elts if isinstance(given, ast.Tuple) else [given]
    if len(values) == len(found) and not any(isinstance(v, ast.Starred) for v in values):
        yield from (v for d, v in zip(found, values, strict=True) if d["kind"] in OF_NUMBERS)
