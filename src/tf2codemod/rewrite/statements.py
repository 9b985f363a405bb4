"""Small statements that the rewriting writes itself."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst


def add_under(
    tests: Sequence[tuple[cst.BaseExpression, bool]],
    line: cst.SimpleStatementLine,
    lines: list[cst.BaseStatement],
) -> None:
    """Adds a line to others, under the tests that decide whether it is run."""
    if not tests:
        lines.append(line)
        return
    parts = [test if holds else _negated(test) for test, holds in tests]
    whole = parts[0]
    for part in parts[1:]:
        whole = cst.BooleanOperation(_in_brackets(whole), cst.And(), _in_brackets(part))
    last = lines[-1] if lines else None
    if isinstance(last, cst.If) and last.test.deep_equals(whole):
        body = [*last.body.body, line]
        lines[-1] = last.with_changes(body=cst.IndentedBlock(body))
    else:
        lines.append(cst.If(whole, cst.IndentedBlock([line])))


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return test.expression
    return cst.UnaryOperation(cst.Not(), _in_brackets(test))


def _in_brackets(test: cst.BaseExpression) -> cst.BaseExpression:
    mixed = isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.Or)
    loose = isinstance(test, (cst.IfExp, cst.Lambda)) or mixed
    return test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]) if loose else test


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
