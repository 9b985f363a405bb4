"""Writes what puts variables, layers and optimizers back to how they began."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

import libcst as cst

from tf2codemod.plan.model import FirstValue, ResetPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.rewrite.statements import written_line

Rewritten = Callable[[ast.expr], cst.BaseExpression]

ITERATIONS = "{name}.iterations.assign(0)"
ZEROS = """for variable in {name}.variables:
    if variable is not {name}.learning_rate:
        variable.assign({tf}.zeros_like(variable))"""
START = """for variable, value in zip({name}.variables, {start}):
    variable.assign(value)"""
OPTIMIZER_STATE = {"iterations": ITERATIONS, "zeros": ZEROS}
LAYER = "reset_weights"
OBJECT = "assign_variables"


def helpers_of(plan: ResetPlan) -> Iterable[str]:
    """The helpers that a reset calls."""
    return [*([LAYER] if plan.layers else []), *([OBJECT] if plan.objects else [])]


def reset_function(
    plan: ResetPlan, rewritten: Rewritten, constructors: Mapping[str, cst.BaseExpression], tf: str
) -> cst.FunctionDef:
    """The function that puts state back to how it began."""
    body: list[cst.BaseStatement] = []
    if plan.seed is not None:
        seed = cst.Module([]).code_for_node(rewritten(plan.seed))
        body.append(written_line(f"{tf}.random.set_seed({seed})"))
    for value in plan.values:
        body.append(cst.SimpleStatementLine([cst.Expr(_assigned(value, rewritten, tf))]))
    body.extend(written_line(f"{LAYER}({layer})") for layer in plan.layers)
    for name in plan.objects:
        given = [cst.Arg(cst.parse_expression(name)), cst.Arg(constructors[name])]
        body.append(cst.SimpleStatementLine([cst.Expr(cst.Call(cst.Name(OBJECT), given))]))
    body.extend(written_line(f"{metric}.reset_state()") for metric in plan.metrics)
    for name, kind in plan.optimizers:
        form = OPTIMIZER_STATE.get(kind, START)
        body.append(cst.parse_statement(form.format(name=name, start=kind, tf=tf)))
    parameters = [cst.Param(cst.Name(plan.receiver))] if plan.receiver else []
    return cst.FunctionDef(cst.Name(plan.name), cst.Parameters(parameters), cst.IndentedBlock(body))


def reset_call(receiver: str, plan: ResetPlan, rewritten: Rewritten, tf: str) -> cst.BaseExpression:
    """What stands where the initializers ran again."""
    if plan.in_place and plan.metrics:
        return cst.parse_expression(f"{plan.metrics[0]}.reset_state()")
    if plan.in_place:
        return _assigned(plan.values[0], rewritten, tf)
    return cst.parse_expression(f"{receiver}.{plan.name}()" if receiver else f"{plan.name}()")


def _assigned(value: FirstValue, rewritten: Rewritten, tf: str) -> cst.Call:
    target = cst.Attribute(cst.parse_expression(value.target), cst.Name("assign"))
    first = _first_value(rewritten(value.made), value, tf)
    if value.names:
        renamed = first.visit(_Renaming(value.names))
        assert isinstance(renamed, cst.BaseExpression)
        first = renamed
    return cst.Call(target, [cst.Arg(first)])


def _first_value(made: cst.BaseExpression, value: FirstValue, tf: str) -> cst.BaseExpression:
    """The first value of a variable in the call that makes it; the call itself where a helper makes it."""
    if not isinstance(made, cst.Call):
        raise Obstacle(
            "TF205", "the first value of a variable has no form of its own", "assign it", value.made
        )
    if cst.Module([]).code_for_node(made.func) != f"{tf}.Variable":
        return made
    named = (a for a in made.args if a.keyword is not None and a.keyword.value == "initial_value")
    return next(named, made.args[0]).value


class _Renaming(cst.CSTTransformer):
    """Lets an expression of a method find the local names of the method that made an object."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        name = self.names.get(updated_node.value)
        return updated_node if name is None else cst.parse_expression(name)
