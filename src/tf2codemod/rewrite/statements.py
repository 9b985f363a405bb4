"""Small statements that the rewriting writes itself."""

from __future__ import annotations

import libcst as cst


def assignment(name: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    """The statement ``name = value``."""
    target = cst.parse_expression(name)
    assert isinstance(target, (cst.Name, cst.Attribute))
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(target)], value)])
