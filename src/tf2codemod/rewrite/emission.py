"""Writes the functions that runs become."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import libcst as cst

from tf2codemod.plan.model import FunctionPlan, Leaf, TrainingPlan

Statement = cst.BaseStatement | cst.SimpleStatementLine


def function_definition(
    plan: FunctionPlan,
    bodies: Mapping[ast.stmt, Statement],
    on_the_spot: Mapping[ast.expr, cst.BaseExpression],
    tf: str,
) -> cst.FunctionDef:
    """The function of a plan, made of the statements that it took over."""
    body: list[Statement] = [_cast(p.name, p.dtype, tf) for p in plan.parameters if p.dtype]
    trained = {t.statement for t in plan.trains}
    taped = [bodies[s] for s in plan.body if s in plan.taped and s not in trained]
    plain = [bodies[s] for s in plan.body if s not in plan.taped and s not in trained]
    if plan.trains:
        body.append(_tape(taped, tf, len(plan.trains) > 1))
        body.extend(plain)
        body.extend(_training(plan.trains))
    else:
        body.extend(plain)
    returned = [_value(leaf, on_the_spot) for leaf in plan.returns]
    if returned:
        body.append(_return(returned))
    if not body:
        body.append(cst.SimpleStatementLine([cst.Pass()]))
    parameters = cst.Parameters([cst.Param(cst.Name(p.name)) for p in plan.parameters])
    return cst.FunctionDef(
        cst.Name(plan.name),
        parameters,
        cst.IndentedBlock(body),
        decorators=[cst.Decorator(_decorator(plan, tf))],
        leading_lines=[cst.EmptyLine(indent=False)],
        lines_after_decorators=(),
    )


def _decorator(plan: FunctionPlan, tf: str) -> cst.BaseExpression:
    if plan.has_signature and plan.parameters:
        specs = ", ".join(p.name for p in plan.parameters)
        return cst.parse_expression(f"{tf}.function(input_signature=[{specs}])")
    return cst.parse_expression(f"{tf}.function")


def _cast(name: str, dtype: str, tf: str) -> Statement:
    return _line(f"{name} = {tf}.cast({name}, {tf}.{dtype})")


def _line(text: str) -> Statement:
    statement = cst.parse_statement(text)
    assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
    return statement


def _tape(taped: Sequence[Statement], tf: str, persistent: bool) -> Statement:
    block = cst.parse_statement(f"with {tf}.GradientTape({'persistent=True' if persistent else ''}) as tape:\n    pass\n")
    assert isinstance(block, cst.With)
    return block.with_changes(body=cst.IndentedBlock([*taped]) if taped else block.body)


def _training(trains: Sequence[TrainingPlan]) -> list[Statement]:
    lines: list[Statement] = []
    if len(trains) == 1:
        train = trains[0]
        lines.append(_line(f"variables = {train.variables}"))
        gradients = f"tape.gradient({train.loss}, variables)"
        if train.dense:
            lines.append(_line(f"gradients = [tf.convert_to_tensor(g) for g in {gradients}]"))
            gradients = "gradients"
        lines.append(_line(f"{train.optimizer}.apply_gradients(zip({gradients}, variables))"))
    else:
        names = [f"{t.loss}_variables" if t.loss.isidentifier() else f"variables_{i}" for i, t in enumerate(trains)]
        for train, name in zip(trains, names, strict=True):
            lines.append(_line(f"{name} = {train.variables}"))
            value = f"tape.gradient({train.loss}, {name})"
            if train.dense:
                value = f"[tf.convert_to_tensor(g) for g in {value}]"
            lines.append(_line(f"{name.replace('_variables', '_gradients').replace('variables_', 'gradients_')} = {value}"))
        for train, name in zip(trains, names, strict=True):
            gradients = name.replace("_variables", "_gradients").replace("variables_", "gradients_")
            lines.append(_line(f"{train.optimizer}.apply_gradients(zip({gradients}, {name}))"))
    lines.extend(_line(f"{t.global_step}.assign_add(1)") for t in trains if t.global_step)
    return lines


def _value(leaf: Leaf, on_the_spot: Mapping[ast.expr, cst.BaseExpression]) -> cst.BaseExpression:
    if leaf.on_the_spot is not None:
        return on_the_spot[leaf.on_the_spot]
    value = cst.parse_expression(leaf.expression)
    if leaf.kind == "variable":
        return cst.Call(cst.Attribute(value, cst.Name("read_value")), [])
    return value


def _return(values: Sequence[cst.BaseExpression]) -> Statement:
    value = values[0] if len(values) == 1 else cst.Tuple([cst.Element(v) for v in values], lpar=[], rpar=[])
    return cst.SimpleStatementLine([cst.Return(value, whitespace_after_return=cst.SimpleWhitespace(" "))])
