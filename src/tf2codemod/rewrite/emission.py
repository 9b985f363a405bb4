"""Writes the functions that runs become."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import libcst as cst

from tf2codemod.plan.methods import signature
from tf2codemod.plan.model import WATCHED, BlockPlan, FunctionPlan, Leaf, TrainingPlan
from tf2codemod.rewrite.blank_lines import tightened
from tf2codemod.rewrite.external import gradients_returned
from tf2codemod.rewrite.tape import applied, taped_body

Statement = cst.BaseStatement | cst.SimpleStatementLine


def _cast(name: str, dtype: str, tf: str, listed: bool) -> str:
    """The line that gives an argument, or all of a list of them, the type that a placeholder had."""
    if listed:
        return f"{name} = [{tf}.cast(value, {dtype}) for value in {name}]"
    return f"{name} = {tf}.cast({name}, {dtype})"


def function_definition(
    plan: FunctionPlan,
    bodies: Mapping[ast.stmt, Statement],
    on_the_spot: Mapping[ast.expr, cst.BaseExpression],
    casts: Mapping[str, str],
    tf: str,
    targets: Mapping[ast.Call, cst.BaseExpression],
) -> cst.FunctionDef:
    """The function of a plan, made of the statements that it took over."""
    listed = {p.name for p in plan.parameters if p.listed}
    body: list[Statement] = [_line(_cast(n, t, tf, n in listed)) for n, t in casts.items()]
    trained = {t.statement for t in plan.trains} | plan.late
    in_block = {s: call for call in plan.calls for s in call.block.body}
    taped: list[Statement] = []
    plain: list[Statement] = []
    for statement in plan.body:
        part = taped if statement in plan.taped else plain
        call = in_block.get(statement)
        if call is not None:
            if call.at is statement:
                part.append(_block_call(call.block))
        elif statement not in trained:
            part.append(bodies[statement])
    if plan.gradients:
        body.extend(taped_body(plan, bodies, _block_call, targets, tf))
    elif any(t.loss for t in plan.trains):
        body.append(_tape(taped, tf, len(plan.trains) > 1))
        body.extend(plain)
    else:
        body.extend([*taped, *plain])
    tapes: dict[ast.AST | None, str] = {g.call: g.tape for g in plan.gradients}
    branches = any(isinstance(s, ast.If) for s in plan.body)
    body.extend(_training([t for t in plan.trains if t.loss and not t.external], tf, tapes, branches))
    results: list[cst.BaseExpression] = []
    for train in (t for t in plan.trains if t.external):
        lines, results = gradients_returned(train, tapes.get(train.node.expr, "tape"), tf)
        body.extend(lines)
    body.extend(line for t in plan.trains if not t.loss for line in applied(t, bodies[t.statement]))
    body.extend(bodies[s] for s in plan.body if s in plan.late)
    returned = [*results, *(_value(leaf, on_the_spot, tf) for leaf in plan.returns)]
    if returned:
        body.append(_return(returned))
    if not body:
        body.append(cst.SimpleStatementLine([cst.Pass()]))
    body = _merged_return(body)
    return cst.FunctionDef(
        cst.Name(plan.name),
        _parameters(
            [*([plan.receiver] if plan.receiver else []), *(p.name for p in plan.parameters)],
            {p.name: p.default for p in plan.parameters if p.default},
        ),
        cst.IndentedBlock(_tight(body)),
        decorators=[]
        if plan.receiver and plan.has_signature and plan.parameters
        else [cst.Decorator(_decorator(plan, tf))],
    )


def block_definition(plan: BlockPlan, body: Sequence[Statement]) -> cst.FunctionDef:
    """The function of statements that several functions share."""
    values: list[cst.BaseExpression] = [cst.Name(n) for n in plan.outputs]
    lines = _merged_return([*body, _return(values)])
    inputs = (*([plan.receiver] if plan.receiver else []), *plan.inputs)
    return cst.FunctionDef(cst.Name(plan.name), _parameters(inputs), cst.IndentedBlock(_tight(lines)))


def _parameters(names: Sequence[str], defaults: Mapping[str, str] | None = None) -> cst.Parameters:
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    found = []
    for name in names:
        default = (defaults or {}).get(name)
        found.append(
            cst.Param(cst.Name(name), equal=equal, default=cst.parse_expression(default))
            if default is not None
            else cst.Param(cst.Name(name))
        )
    return cst.Parameters(found)


def _tight(body: Sequence[Statement]) -> list[Statement]:
    kept = [s for s in body if not _binds_its_own_name(s)] or body
    return [tightened(s, i == 0) for i, s in enumerate(kept)]  # type: ignore[misc]


def _binds_its_own_name(statement: Statement) -> bool:
    """Whether a statement is ``x = x`` and no more, as an attribute that was given its parameter is."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    assigned = statement.body[0]
    if not isinstance(assigned, cst.Assign) or len(assigned.targets) != 1:
        return False
    target, told = assigned.targets[0].target, statement.trailing_whitespace.comment
    same = isinstance(target, cst.Name) and target.deep_equals(assigned.value)
    return same and told is None and not any(line.comment for line in statement.leading_lines)


def _block_call(block: BlockPlan) -> Statement:
    name = f"{block.receiver}.{block.name}" if block.receiver else block.name
    return _line(f"{', '.join(block.outputs)} = {name}({', '.join(block.inputs)})")


def _merged_return(body: list[Statement]) -> list[Statement]:
    """``x = f(y)`` and ``return x`` as one line, where the line carries no comment that would be lost."""
    if len(body) < 2:
        return body
    first, last = body[-2], body[-1]
    if not isinstance(first, cst.SimpleStatementLine) or not isinstance(last, cst.SimpleStatementLine):
        return body
    assigned, returned = first.body[0], last.body[0]
    if len(first.body) != 1 or not isinstance(assigned, cst.Assign) or not isinstance(returned, cst.Return):
        return body
    target = assigned.targets[0].target
    if (
        len(assigned.targets) != 1
        or not isinstance(target, cst.Name)
        or not isinstance(returned.value, cst.Name)
    ):
        return body
    if target.value != returned.value.value:
        return body
    return [*body[:-2], first.with_changes(body=[returned.with_changes(value=assigned.value)])]


def _decorator(plan: FunctionPlan, tf: str) -> cst.BaseExpression:
    if plan.has_signature and plan.parameters:
        specs = signature([p.spec for p in plan.parameters])
        return cst.parse_expression(f"{tf}.function(input_signature={specs})")
    return cst.parse_expression(f"{tf}.function")


def _line(text: str) -> Statement:
    statement = cst.parse_statement(text)
    assert isinstance(statement, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
    return statement


def _tape(taped: Sequence[Statement], tf: str, persistent: bool) -> Statement:
    block = cst.parse_statement(
        f"with {tf}.GradientTape({'persistent=True' if persistent else ''}) as tape:\n    pass\n"
    )
    assert isinstance(block, cst.With)
    return block.with_changes(body=cst.IndentedBlock(_tight(taped)) if taped else block.body)


def _training(
    trains: Sequence[TrainingPlan], tf: str, tapes: Mapping[ast.AST | None, str], branches: bool
) -> list[Statement]:
    # Where a setting chooses what a loss is, some variables may have no gradient.
    dense = f"g if g is None else {tf}.convert_to_tensor(g)" if branches else f"{tf}.convert_to_tensor(g)"
    rates = {t.optimizer: t.rate for t in trains if t.rate}
    lines: list[Statement] = [_line(f"{o}.learning_rate.assign({r})") for o, r in rates.items()]
    if len(trains) == 1:
        train = trains[0]
        tape = tapes.get(train.node.expr, "tape")
        variables = _variables(train, tape)
        if not variables.isidentifier():
            lines.append(_line(list_assignment("variables", variables)))
            variables = "variables"
        gradients = f"{tape}.gradient({train.loss}, {variables})"
        if train.dense:
            lines.append(_line(f"gradients = [{dense} for g in {gradients}]"))
            gradients = "gradients"
        lines.append(_line(f"{train.optimizer}.apply_gradients(zip({gradients}, {variables}))"))
    else:
        names = [_list_name(t, i) for i, t in enumerate(trains)]
        for train, name in zip(trains, names, strict=True):
            tape = tapes.get(train.node.expr, "tape")
            if name != train.variables:
                lines.append(_line(list_assignment(name, _variables(train, tape))))
            value = f"{tape}.gradient({train.loss}, {name})"
            if train.dense:
                value = f"[{dense} for g in {value}]"
            lines.append(_line(f"{_gradients_name(train)} = {value}"))
        for train, name in zip(trains, names, strict=True):
            lines.append(_line(f"{train.optimizer}.apply_gradients(zip({_gradients_name(train)}, {name}))"))
    lines.extend(_line(f"{t.global_step}.assign_add(1)") for t in trains if t.global_step)
    return lines


def _variables(train: TrainingPlan, tape: str) -> str:
    return f"{tape}.{WATCHED}" if train.variables == WATCHED else train.variables


def list_assignment(name: str, text: str) -> str:
    """The assignment of a list of variables, over several lines where one would be too long."""
    if len(name) + len(text) <= LONGEST_LIST:
        return f"{name} = {text}"
    lines = "".join(f"    {part}\n" for part in _list_parts(text))
    return f"{name} = [\n{lines}]"


def _list_parts(text: str) -> list[str]:
    parts = []
    for part in text.split(" + "):
        if part.startswith("[") and part.endswith("]") and " for " not in part:
            parts.append(f"{part[1:-1]},")
        else:
            inner = part.removeprefix("list(").removesuffix(")") if part.startswith("list(") else part
            parts.append(f"*{inner},")
    return parts


LONGEST_LIST = 88


def _list_name(train: TrainingPlan, index: int) -> str:
    if train.variables.isidentifier():
        return train.variables
    return f"{train.loss}_variables" if train.loss.isidentifier() else f"variables_{index}"


def _gradients_name(train: TrainingPlan) -> str:
    return f"{train.loss}_gradients" if train.loss.isidentifier() else f"gradients_{train.statement.lineno}"


def _value(leaf: Leaf, on_the_spot: Mapping[ast.expr, cst.BaseExpression], tf: str) -> cst.BaseExpression:
    if leaf.kind == "parts":
        made = [cst.Element(_value(part, on_the_spot, tf)) for part in leaf.parts]
        return cst.Tuple(made) if leaf.label == "tuple" else cst.List(made)
    if len(leaf.parts) > 1:
        return several_lines(cst.Tuple([cst.Element(_value(part, on_the_spot, tf)) for part in leaf.parts]))
    if leaf.parts:
        return _value(leaf.parts[0], on_the_spot, tf)
    if leaf.on_the_spot is not None:
        return on_the_spot[leaf.on_the_spot]
    value = cst.parse_expression(leaf.expression)
    if leaf.kind == "variable" and not {"layer", "owner"}.isdisjoint(leaf.node.arguments):
        return cst.Call(cst.parse_expression(f"{tf}.convert_to_tensor"), [cst.Arg(value)])  # one of Keras
    if leaf.kind == "variable":
        return cst.Call(cst.Attribute(value, cst.Name("read_value")), [])
    return value


def _return(values: Sequence[cst.BaseExpression]) -> Statement:
    if len(values) == 1 and isinstance(values[0], cst.Tuple) and len(values[0].elements) > 1:
        values = [e.value for e in values[0].elements]
    value = values[0] if len(values) == 1 else cst.Tuple([cst.Element(v) for v in values], lpar=[], rpar=[])
    return cst.SimpleStatementLine([cst.Return(value, whitespace_after_return=cst.SimpleWhitespace(" "))])


def several_lines(value: cst.BaseExpression) -> cst.BaseExpression:
    """A tuple over several lines, where one would be too long."""
    text = cst.Module([]).code_for_node(value)
    if not isinstance(value, cst.Tuple) or len(text) <= LONGEST_LIST or "\n" in text:
        return value
    parts = [cst.Module([]).code_for_node(e.value) for e in value.elements]
    return cst.parse_expression("(\n" + "".join(f"    {part},\n" for part in parts) + ")")
