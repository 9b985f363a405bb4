"""Training ops of a branch that clips gradients in one way only: the branch keeps the clipping alone."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import places
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import walk

WITHOUT_A_HOME = "TF315"  # what an object keeps in several ways is not found to be its own
MINIMIZED = ("loss", "global_step")
APPLIED = ("grads_and_vars", "global_step")


def apply_whatever_is_clipped(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Computes gradients before a branch and applies them after it; whether one minimized in its other way.

    ``minimize`` computes gradients and applies them, so that both ways do the same but for what they do with
    the gradients in between.
    """
    wanted = {n.attr for n in ast.walk(obstacle.node) if isinstance(n, ast.Attribute)}
    wanted |= {n.id for n in ast.walk(obstacle.node) if isinstance(n, ast.Name)}
    for code in scopes_of(trace, trees):
        for branch in (n for n in walk(code.scope) if isinstance(n, ast.If)):
            if (
                len(branch.body) < 2
                or len(branch.orelse) != 1
                or not any(branch in f.by_node for f in code.frames)
            ):
                continue
            target = ast.unparse(getattr(branch.orelse[0], "targets", [branch.test])[0])
            named = obstacle.code == WITHOUT_A_HOME or target.rpartition(".")[2] in wanted
            meant = obstacle.node in walk(branch) or named
            if meant and _part(branch, code, edits[code.path]):
                return True
    return False


def _part(branch: ast.If, code: Code, edits: Edits) -> bool:
    first, last, other = branch.body[0], branch.body[-1], branch.orelse[0]
    applied, minimized = _step(last, "apply_gradients", code), _step(other, "minimize", code)
    computed = _computed(first)
    if applied is None or minimized is None or computed is None:
        return False
    given, plain = _given(applied, APPLIED), _given(minimized, MINIMIZED)
    if given is None or plain is None or "grads_and_vars" not in given or "loss" not in plain:
        return False
    loss, steps = plain.pop("loss"), {k: ast.unparse(v) for k, v in given.items() if k != "grads_and_vars"}
    same = {k: ast.unparse(v) for k, v in plain.items()} == steps
    owners = {
        ast.unparse(c.func.value) for c in (applied, minimized, computed) if isinstance(c.func, ast.Attribute)
    }
    if not same or len(owners) != 1 or _targets(last) != _targets(other):
        return False
    if [ast.unparse(a) for a in computed.args] != [ast.unparse(loss)] or computed.keywords:
        return False
    if places(first, ast.Store) & {n.id for n in ast.walk(branch.test) if isinstance(n, ast.Name)}:
        return False
    again = _unclipped(first, given["grads_and_vars"], branch.body[1:-1])
    if again is None or not all(isinstance(s, ast.Assign) for s in branch.body):
        return False
    _write(branch, again, edits)
    return True


def _write(branch: ast.If, again: Sequence[str], edits: Edits) -> None:
    column = branch.col_offset
    inner: list[str | Range] = [p for s in branch.body[1:-1] for p in edits.moved(s, column + 4)]
    other: list[str | Range] = [" " * (column + 4) + f"{line}\n" for line in again]
    ways: list[tuple[ast.expr | None, list[str | Range]]] = [(branch.test, inner)]
    if other:
        ways.append((None, other))
    lines = [*edits.moved(branch.body[0], column), *edits.branch(column, ways)]
    edits.replace(*edits.lines_of(branch), *lines, *edits.moved(branch.body[-1], column))


def _step(statement: ast.stmt, method: str, code: Code) -> ast.Call | None:
    """The call by which a statement makes a training op."""
    call = statement.value if isinstance(statement, ast.Assign) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or call.func.attr != method:
        return None
    values = [f.values.get(call) for f in code.frames]
    return call if all(isinstance(v, Node) and v.op == method for v in values if v is not None) else None


def _given(call: ast.Call, names: Sequence[str]) -> dict[str, ast.expr] | None:
    """The arguments of a call by their names; ``None`` if it has others."""
    found = dict(zip(names, call.args, strict=False))
    found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
    return found if len(found) == len(call.args) + len(call.keywords) and found.keys() <= set(names) else None


def _computed(statement: ast.stmt) -> ast.Call | None:
    """The call of ``compute_gradients`` whose pairs, or gradients and variables, a statement binds."""
    value = statement.value if isinstance(statement, ast.Assign) else None
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "zip" and len(value.args) == 1:
        value = value.args[0].value if isinstance(value.args[0], ast.Starred) else None
    named = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
    return value if isinstance(value, ast.Call) and named and value.func.attr == "compute_gradients" else None  # type: ignore[attr-defined]


def _unclipped(first: ast.stmt, applied: ast.expr, between: Sequence[ast.stmt]) -> list[str] | None:
    """What the other way binds so that the same expression gives the gradients as they were computed."""
    target = first.targets[0] if isinstance(first, ast.Assign) else None
    bound = {p for s in between for p in places(s, ast.Store)}
    if isinstance(target, ast.Name) and isinstance(applied, ast.Name):
        return [] if applied.id == target.id else [f"{applied.id} = {target.id}"]
    zipped = isinstance(applied, ast.Call) and ast.unparse(applied.func) == "zip" and len(applied.args) == 2
    if not zipped or not isinstance(applied, ast.Call) or not isinstance(target, (ast.Tuple, ast.List)):
        return None
    names = [ast.unparse(n) for n in target.elts]
    gradients, variables = map(ast.unparse, applied.args)
    if len(names) != 2 or variables != names[1] or variables in bound:
        return None
    return [] if gradients == names[0] else [f"{gradients} = {names[0]}"] if gradients in bound else None


def _targets(statement: ast.stmt) -> list[str]:
    return [ast.unparse(t) for t in statement.targets] if isinstance(statement, ast.Assign) else []
