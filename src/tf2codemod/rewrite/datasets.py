"""Writes the functions that make data sets of fed values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import libcst as cst

from tf2codemod.plan.model import DatasetPlan
from tf2codemod.rewrite.blank_lines import tightened
from tf2codemod.transforms.placeholders import type_expression

Statement = cst.BaseStatement | cst.SimpleStatementLine


def dataset_function(
    plan: DatasetPlan,
    moved: Mapping[ast.stmt, Statement],
    rewritten: Callable[[ast.expr], cst.BaseExpression],
    tf: str,
) -> cst.FunctionDef:
    """The function of a plan: the values get the types of their placeholders, as feeding did."""
    body: list[Statement] = []
    for name, node in zip(plan.parameters, plan.placeholders, strict=True):
        dtype = _dtype(node.expr)
        text = cst.Module([]).code_for_node(type_expression(rewritten(dtype), tf))
        body.append(_line(f"{name} = {tf}.cast({name}, {text})"))
    body.extend(moved[s] for s in plan.body)
    value = rewritten(plan.source)
    body.append(
        cst.SimpleStatementLine([cst.Return(value, whitespace_after_return=cst.SimpleWhitespace(" "))])
    )
    return cst.FunctionDef(
        cst.Name(plan.name),
        cst.Parameters([cst.Param(cst.Name(n)) for n in plan.parameters]),
        cst.IndentedBlock([tightened(s, i == 0) for i, s in enumerate(body)]),  # type: ignore[misc]
    )


def _dtype(call: ast.AST) -> ast.expr:
    assert isinstance(call, ast.Call)
    return call.args[0] if call.args else next(k.value for k in call.keywords if k.arg == "dtype")


def _line(text: str) -> cst.SimpleStatementLine:
    statement = cst.parse_statement(text)
    assert isinstance(statement, cst.SimpleStatementLine)
    return statement
