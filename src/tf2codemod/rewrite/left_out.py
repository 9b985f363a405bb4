"""Leaves parts out of tuples, lists and dicts, where what they held is no longer handed on."""

from __future__ import annotations

import ast
from collections.abc import Set as AbstractSet
from typing import TypeVar

import libcst as cst

from tf2codemod.rewrite.join import Joined


def without_left_out(
    original: cst.BaseExpression, updated: cst.BaseExpression, left_out: AbstractSet[ast.AST], joined: Joined
) -> cst.BaseExpression:
    """The display or ``dict`` call without the parts that go; a tuple of one part becomes that part."""

    def stays(value: cst.CSTNode) -> bool:
        return joined.ast_of.get(value) not in left_out

    if isinstance(original, cst.Call):
        values = [a.value for a in original.args]
    elif isinstance(original, (cst.Tuple, cst.List, cst.Dict)):
        values = [e.value for e in original.elements]
    else:
        return updated
    if all(stays(v) for v in values):
        return updated
    if isinstance(original, cst.Call) and isinstance(updated, cst.Call):
        kept = [new for old, new in zip(original.args, updated.args, strict=True) if stays(old.value)]
        return updated.with_changes(args=_ended(kept))
    if isinstance(original, (cst.Tuple, cst.List)) and isinstance(updated, (cst.Tuple, cst.List)):
        parts = [
            new for old, new in zip(original.elements, updated.elements, strict=True) if stays(old.value)
        ]
        if len(parts) == 1:
            return parts[0].value
        return updated.with_changes(elements=_ended(parts))
    if isinstance(original, cst.Dict) and isinstance(updated, cst.Dict):
        pairs = [
            new for old, new in zip(original.elements, updated.elements, strict=True) if stays(old.value)
        ]
        return updated.with_changes(elements=_ended(pairs))
    return updated


Part = TypeVar("Part", cst.Arg, cst.BaseElement, cst.BaseDictElement)


def _ended(parts: list[Part]) -> list[Part]:
    """The parts with no comma after the last one."""
    if parts:
        parts[-1] = parts[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return parts
