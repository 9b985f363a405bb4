"""Functions that only make a session and set its options, which go with the statements that call them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from tf2codemod.interpret.trace import Frame
from tf2codemod.plan.inner_sessions import is_session
from tf2codemod.plan.model import Role
from tf2codemod.tree import is_text, walk

# What asks for settings of the process, and changes nothing.
ASKING = ("os.environ.get", "os.getenv")


def makers_of_sessions(
    by_code: Mapping[object, Sequence[Frame]], roles: Mapping[ast.stmt, Role]
) -> Iterator[ast.FunctionDef]:
    """The functions that do nothing but give a session, wherever a statement that goes calls them."""
    for code, frames in by_code.items():
        if isinstance(code, ast.FunctionDef) and not code.decorator_list and _only_makes(code, frames, roles):
            yield code


def _only_makes(code: ast.FunctionDef, frames: Sequence[Frame], roles: Mapping[ast.stmt, Role]) -> bool:
    returns = [n for n in walk(code) if isinstance(n, ast.Return)]
    if not returns or not all(_gives_session(r, f) for r in returns for f in frames if r in f.by_node):
        return False
    if not all(_does_nothing_else(s, frames, roles) for s in code.body):
        return False
    return all(_is_called_for_it(f) for f in frames)


def _gives_session(statement: ast.Return, frame: Frame) -> bool:
    value = frame.values.get(statement.value) if statement.value is not None else None
    return value is not None and is_session(value)


def _does_nothing_else(statement: ast.stmt, frames: Sequence[Frame], roles: Mapping[ast.stmt, Role]) -> bool:
    """Whether no part of a statement has an effect that stays."""
    if isinstance(statement, ast.If):
        inner = (*statement.body, *statement.orelse)
        plain = not any(isinstance(n, ast.Call) for n in ast.walk(statement.test))
        return plain and all(_does_nothing_else(s, frames, roles) for s in inner)
    if isinstance(statement, (ast.Return, ast.Pass)) or is_text(statement):
        return True
    if roles.get(statement) is Role.DROP:
        return True
    runs = [f.by_node[statement] for f in frames if statement in f.by_node]
    local = isinstance(statement, ast.Assign) and all(isinstance(t, ast.Name) for t in statement.targets)
    return local and not any(r.made or any(not e.what.startswith(ASKING) for e in r.effects) for r in runs)


def _is_called_for_it(frame: Frame) -> bool:
    """Whether the statement that calls a function binds what it gives, and does nothing else."""
    statement = frame.caller.node if frame.caller is not None else None
    if isinstance(statement, ast.With):
        return any(i.context_expr is frame.site for i in statement.items)
    return isinstance(statement, ast.Assign) and statement.value is frame.site


__all__ = ["makers_of_sessions"]
