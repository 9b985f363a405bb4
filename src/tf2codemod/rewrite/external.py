"""Writes optimizers that evaluate a loss by themselves, and the functions that they evaluate."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import libcst as cst

from tf2codemod.plan.external import names_external
from tf2codemod.plan.model import TrainingPlan

EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def gradients_returned(
    train: TrainingPlan, tape: str, tf: str
) -> tuple[list[cst.BaseStatement], list[cst.BaseExpression]]:
    """The lines that take the gradients of a loss, and what the function returns first."""
    variables = train.variables if len(train.variables) <= LONGEST else "variables"
    lines = [] if variables == train.variables else [cst.parse_statement(f"variables = {train.variables}")]
    zeros = f"unconnected_gradients={tf}.UnconnectedGradients.ZERO"
    lines.append(cst.parse_statement(f"gradients = {tape}.gradient({train.loss}, {variables}, {zeros})"))
    return [s for s in lines if isinstance(s, cst.BaseStatement)], [
        cst.parse_expression(train.loss),
        cst.Name("gradients"),
    ]


LONGEST = 40


def is_alone(node: ast.Call, symbol: str, packed: Mapping[ast.AST | None, str]) -> bool:
    """Whether a call makes an optimizer of which no function says what it changes."""
    return names_external(symbol) and node not in packed


def constructed(call: cst.BaseExpression, variables: str) -> cst.BaseExpression:
    """The constructor of an optimizer with the variables that it changes, where it is given them."""
    if not variables or not isinstance(call, cst.Call):
        return call
    first = cst.Arg(cst.parse_expression(variables))
    return call.with_changes(args=[first, *call.args])


def minimize_call(function: cst.Call, call: cst.Call) -> cst.Call:
    """The call of an optimizer that evaluates a function, with the callback that it had."""
    target: cst.BaseExpression = function.func
    if function.args:
        target = cst.Call(cst.parse_expression("functools.partial"), [cst.Arg(function.func), *function.args])
    arguments = [cst.Arg(target)]
    for index, argument in enumerate(call.args):
        named = argument.keyword.value if argument.keyword is not None else ""
        if named == "loss_callback" or (not named and index == 4):
            arguments.append(cst.Arg(argument.value, cst.Name("loss_callback"), equal=EQUAL))
    return call.with_changes(args=arguments)
