"""Writes the classes that functions with state become."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

import libcst as cst

from tf2codemod.plan.input_shapes import INPUT_SHAPE
from tf2codemod.plan.model import ClassPlan
from tf2codemod.rewrite.blank_lines import tightened

IS_BUILT = "is_built"
Statement = cst.BaseStatement | cst.SimpleStatementLine


def class_definition(
    plan: ClassPlan,
    function: cst.FunctionDef,
    statements: Mapping[ast.stmt, Statement],
    creations: Mapping[ast.stmt, Sequence[Statement]],
    docstring: Statement | None,
    tf: str,
) -> cst.ClassDef:
    """The class of a plan: state is made in ``__init__``, the rest is the call."""
    is_layer = plan.base != "tf.Module"
    init: list[Statement] = [_line("super().__init__()")]
    init.extend(
        _line(f"self.{plan.attributes[p]} = {p}") for p in plan.init_parameters if p in plan.attributes
    )
    for statement in plan.init:
        init.extend(creations.get(statement, ()))
        init.append(statements[statement])
    build: list[Statement] = []
    for statement in plan.build:
        build.extend(creations.get(statement, ()))
        build.append(statements[statement])
    for statement in plan.call:
        (build if statement in plan.built_layers else init).extend(creations.get(statement, ()))
    if len(init) == 1 and not plan.init_parameters:
        init = []
    call = [statements[s] for s in plan.call]
    call = [*(_line(f"{n} = self.{plan.attributes[n]}") for n in plan.rebound), *call]
    if build and not is_layer:
        init.append(_line(f"self.{IS_BUILT} = False"))
        call.insert(0, _first_call(plan, tf))
    members: list[Statement] = []
    if docstring is not None:
        members.append(docstring)
    if init:
        members.append(_method("__init__", plan.init_parameters, init, function))
    if build:
        members.append(_method("build", (), build, function, (INPUT_SHAPE,)))
    members.append(_method("call" if is_layer else "__call__", plan.call_parameters, call, function))
    spaced = [
        m.with_changes(leading_lines=[cst.EmptyLine(indent=False)] if i or docstring is not None else [])
        if isinstance(m, cst.FunctionDef)
        else m
        for i, m in enumerate(members)
    ]
    base = cst.parse_expression(plan.base.replace("tf.", f"{tf}.", 1))
    return cst.ClassDef(cst.Name(plan.name), cst.IndentedBlock(spaced), bases=[cst.Arg(base)])


def _first_call(plan: ClassPlan, tf: str) -> Statement:
    """The making of the variables at the first call, outside of the graph that is being traced."""
    shape = f"{plan.call_parameters[0]}.shape"
    text = (
        f"if not self.{IS_BUILT}:\n    with {tf}.init_scope():\n        self.build({shape})\n"
        f"    self.{IS_BUILT} = True\n"
    )
    return cst.parse_module(text).body[0]


def _method(
    name: str,
    parameters: Sequence[str],
    body: Sequence[Statement],
    function: cst.FunctionDef,
    added: Sequence[str] = (),
) -> cst.FunctionDef:
    known = {
        p.name.value: p
        for p in (*function.params.posonly_params, *function.params.params, *function.params.kwonly_params)
    }
    own = [
        cst.Param(cst.Name("self")),
        *(
            known.get(p, cst.Param(cst.Name(p))).with_changes(comma=cst.MaybeSentinel.DEFAULT)
            for p in parameters
        ),
    ]
    own.extend(cst.Param(cst.Name(n)) for n in added)
    lines = [tightened(s, i == 0) for i, s in enumerate(body)]
    return cst.FunctionDef(cst.Name(name), cst.Parameters(own), cst.IndentedBlock(lines))  # type: ignore[arg-type]


def _line(text: str) -> Statement:
    statement = cst.parse_statement(text)
    assert isinstance(statement, cst.SimpleStatementLine)
    return statement
