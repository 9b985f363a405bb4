"""Small statements that the rewriting writes itself."""

from __future__ import annotations

import libcst as cst


def assignment(name: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    """The statement ``name = value``."""
    target = cst.parse_expression(name)
    assert isinstance(target, (cst.Name, cst.Attribute))
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(target)], value)])


def written_line(text: str) -> cst.SimpleStatementLine:
    """A statement of one line from its text."""
    statement = cst.parse_statement(text)
    assert isinstance(statement, cst.SimpleStatementLine)
    return statement
