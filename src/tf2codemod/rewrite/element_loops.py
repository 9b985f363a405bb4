"""Writes the ``for`` loops that take the place of loops until the end of an iterator."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from tf2codemod.plan.model import ElementLoop
from tf2codemod.rewrite.blank_lines import leading_lines

Statement = cst.BaseStatement | cst.SimpleStatementLine


def for_loop(plan: ElementLoop, block: Statement, source: cst.BaseExpression) -> list[Statement]:
    """The loop over a source, and what was done at its end."""
    if isinstance(block, cst.Try):
        inner = block.body.body[0]
        assert isinstance(inner, cst.While) and isinstance(inner.body, cst.IndentedBlock)
        body, handled = inner.body, _lines(block.handlers[0].body)
        comments = [*block.leading_lines, *inner.leading_lines]
    else:
        assert isinstance(block, cst.While) and isinstance(block.body, cst.IndentedBlock)
        attempt = block.body.body[0]
        assert isinstance(attempt, cst.Try) and isinstance(attempt.body, cst.IndentedBlock)
        body = attempt.body.with_changes(body=[*attempt.body.body, *block.body.body[1:]])
        handled = _lines(attempt.handlers[0].body)[:-1]
        comments = [*block.leading_lines, *attempt.leading_lines]
    handled = [s for s in handled if not _is_pass(s)]
    loop = cst.For(
        _target(plan.target),
        source,
        body,
        cst.Else(cst.IndentedBlock(handled)) if plan.otherwise else None,
        leading_lines=comments,
    )
    return [loop] if plan.otherwise else [loop, *handled]


def _target(text: str) -> cst.BaseAssignTargetExpression:
    target = cst.parse_expression(text)
    assert isinstance(target, (cst.Name, cst.Tuple))
    return target


def _lines(body: cst.BaseSuite) -> list[Statement]:
    if isinstance(body, cst.IndentedBlock):
        return list(body.body)
    assert isinstance(body, cst.SimpleStatementSuite)
    return [cst.SimpleStatementLine(body.body)]


def _is_pass(line: Statement) -> bool:
    only = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
    return isinstance(only, cst.Pass) and not _comments(leading_lines(line))


def _comments(lines: Sequence[cst.EmptyLine]) -> bool:
    return any(line.comment is not None for line in lines)
