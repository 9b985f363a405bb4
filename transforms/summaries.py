"""Writes the functions that put summaries into event files."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import libcst as cst

from tf2codemod.plan.model import SummaryLine, SummaryPlan
from tf2codemod.rewrite.blank_lines import tightened
from tf2codemod.rewrite.emission import LONGEST_LIST

Statement = cst.BaseStatement | cst.SimpleStatementLine
Rewrite = Callable[[ast.expr], cst.BaseExpression]
Line = Callable[[str, ast.stmt], Statement]


def summary_function(
    plan: SummaryPlan, moved: Mapping[ast.stmt, Statement], rewritten: Rewrite, written: Line, tf: str
) -> cst.FunctionDef:
    """The function that writes the values which a run returned for a summary."""
    writer, values, step = plan.parameters
    several = len(plan.values) != 1
    body: list[Statement] = []
    if several and plan.values:
        names_text = ", ".join(plan.values)
        if len(names_text) > LONGEST_LIST:
            names_text = "(\n" + "".join(f"    {name},\n" for name in plan.values) + ")"
        body.append(_line(f"{names_text} = {values}"))
    block = cst.parse_statement(f"with {writer}.as_default({step}):\n    pass\n")
    assert isinstance(block, cst.With)
    lines = [_written(line, moved, rewritten, written, tf) for line in plan.lines]
    tight: list[Statement] = [tightened(s, i == 0) for i, s in enumerate(lines)]  # type: ignore[misc]
    body.append(block.with_changes(body=cst.IndentedBlock(tight)))
    names = (writer, values if several else plan.values[0], step)
    comments = _comments(moved.get(plan.anchor)) if not plan.before_anchor else []
    parameters = cst.Parameters([cst.Param(cst.Name(n)) for n in names])
    return cst.FunctionDef(cst.Name(plan.name), parameters, cst.IndentedBlock(body), leading_lines=comments)


def _written(
    line: SummaryLine, moved: Mapping[ast.stmt, Statement], rewritten: Rewrite, written: Line, tf: str
) -> Statement:
    """The statement of one summary, with the scope before its tag or around it."""
    own = isinstance(line.statement, ast.Expr) and line.node in (line.statement, line.statement.value)
    statement = written(line.text, line.statement) if line.text else None
    if statement is None:
        statement = moved[line.statement] if own or isinstance(line.node, ast.stmt) else None
    if statement is None:
        assert isinstance(line.node, ast.Call)
        statement = cst.SimpleStatementLine([cst.Expr(rewritten(line.node))])
    if not line.scope:
        return statement
    if isinstance(line.node, ast.Call) and isinstance(statement, cst.SimpleStatementLine):
        small = statement.body[0]
        if isinstance(small, cst.Expr) and isinstance(small.value, cst.Call):
            tagged = _with_scope(small.value, line.scope)
            if tagged is not None:
                return statement.with_changes(body=[cst.Expr(tagged)])
    block = cst.parse_statement(f"with {tf}.name_scope({line.scope!r}):\n    pass\n")
    assert isinstance(block, cst.With)
    return block.with_changes(body=cst.IndentedBlock([tightened(statement, True)]))  # type: ignore[list-item]


def _with_scope(call: cst.Call, scope: str) -> cst.Call | None:
    """The call with the scope before its tag, where the tag is written out."""
    for index, argument in enumerate(call.args):
        if (argument.keyword is None and index == 0) or (
            argument.keyword is not None and argument.keyword.value == "name"
        ):
            text = argument.value
            if not isinstance(text, cst.SimpleString) or text.prefix or len(text.quote) != 1:
                return None
            tag = cst.SimpleString(f"{text.quote}{scope}/{text.raw_value}{text.quote}")
            return call.with_changes(
                args=[*call.args[:index], argument.with_changes(value=tag), *call.args[index + 1 :]]
            )
    return None


def _comments(statement: Statement | None) -> list[cst.EmptyLine]:
    """The comments of the statement that merged the summaries, above the function."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return []
    above = [line for line in statement.leading_lines if line.comment is not None]
    beside = statement.trailing_whitespace.comment
    return [*above, *([cst.EmptyLine(comment=beside)] if beside is not None else [])]


def _line(text: str) -> Statement:
    statement = cst.parse_statement(text)
    assert isinstance(statement, cst.SimpleStatementLine)
    return statement
