"""Writes the first values of variables where these are made, instead of under names of their own."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import regions_of
from tf2codemod.prepare.versions import scopes_of
from tf2codemod.tree import stored_names, walk

NO_FORM = "TF110"
MAKING = frozenset(("variable", "get_variable"))


def write_initial_values_in_place(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts the value that only a variable begins with in the place of its name; whether there is one."""
    call = obstacle.node
    if obstacle.code != NO_FORM or not isinstance(call, ast.Call):
        return False
    if not any(model_of(s) in MAKING for s in trace.symbols.get(call.func, ())):
        return False
    arguments = [*call.args, *(k.value for k in call.keywords)]
    for code in scopes_of(trace, trees):
        for argument in (a for a in arguments if isinstance(a, ast.Name)):
            for region in regions_of(code.scope, argument.id) or ():
                start = region.start
                if not isinstance(start, ast.Assign) or argument not in region.names:
                    continue
                if [n for n in region.names if isinstance(n.ctx, ast.Load)] != [argument]:
                    continue
                value = start.value
                made = isinstance(value, ast.Call) and bool(trace.symbols.get(value.func))
                if made and len(start.targets) == 1 and _stays_the_same(value, start, call, code.scope):
                    here = edits[code.path]
                    here.replace(*here.range_of(argument), here.range_of(value))
                    return here.remove_line(start)
    return False


def _stays_the_same(value: ast.expr, start: ast.stmt, call: ast.Call, scope: ast.AST) -> bool:
    """Whether what an op is given is the same where its variable is made."""
    between = [s for s in walk(scope) if isinstance(s, ast.stmt) and start.lineno < s.lineno <= call.lineno]
    stored = {name for s in between for name in stored_names(s)}
    return not stored & {n.id for n in walk(value) if isinstance(n, ast.Name)}
