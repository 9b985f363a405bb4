"""Lists of collection names that only say where variables register go with the collections."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.model import Role
from tf2codemod.plan.scope_parameters import makes_a_variable
from tf2codemod.plan.slices import only_reads
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.sessions import Sessions


def leave_out_collection_names(trace: Trace, planners: Sequence[FramePlanner], sessions: Sessions) -> None:
    """Drops what is bound to names that are only given as the ``collections`` of variables."""
    for planner in planners:
        own = planner.frame.function
        codes = [own.node, *planner.frame.parameters_of] if own is not None else []
        scopes: list[ast.AST] = [*codes] if codes else [ast.Module(list(planner.staging.body), [])]
        only_here: dict[ast.AST, set[str]] = {}
        gone = {*planner.layer_methods.gone(), *_not_given(planner)}
        for code in scopes:
            only_here.update(dict.fromkeys(walk(code), _only_registering(code, trace, gone)))
        for statement in planner.staging.line:
            only = only_here.get(statement, set())
            if planner.staging.roles.get(statement) is not Role.KEEP or not isinstance(statement, ast.Assign):
                continue
            for target, value in _pairs(statement):
                if isinstance(target, ast.Name) and target.id in only and _is_written_out(value):
                    if target in statement.targets:
                        planner.staging.roles[statement] = Role.DROP
                    elif not isinstance(value, ast.Constant):
                        sessions.left_out |= {target, value}


def _not_given(planner: FramePlanner) -> Iterator[ast.expr]:
    """What calls give to parameters that the classes in the place of functions have no more."""
    for call, instance in planner.functions_with_state.instances.items():
        code = instance.function
        names = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
        names = names[1:] if instance.plan.receiver else names
        given = dict(zip(names, call.args, strict=False)) | {k.arg: k.value for k in call.keywords if k.arg}
        yield from (e for name, e in given.items() if name in instance.plan.dropped)


def _pairs(statement: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    target, value = statement.targets[0], statement.value
    if len(statement.targets) > 1:
        return
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        if not any(isinstance(e, ast.Starred) for e in (*target.elts, *value.elts)):
            yield from zip(target.elts, value.elts, strict=False)
    else:
        yield target, value


def _only_registering(scope: ast.AST, trace: Trace, gone: AbstractSet[ast.AST]) -> set[str]:
    """The names that are read as the ``collections`` of variables, and nowhere else but in what goes."""
    given: set[ast.AST] = set()
    for node in walk(scope):
        if isinstance(node, ast.Call) and makes_a_variable(node, trace):
            given.update(k.value for k in node.keywords if k.arg == "collections")
    given |= gone
    loads = [n for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    names = {n.id for n in loads if n in given}
    return names - {n.id for n in loads if n not in given}


def _is_written_out(value: ast.expr) -> bool:
    """Whether an expression is a list of names, so that nothing is lost with it."""
    if isinstance(value, (ast.List, ast.Tuple)):
        return all(_is_written_out(e) for e in value.elts)
    return isinstance(value, ast.Constant) or only_reads(value)
