"""Lists of ops to wait for that turn out to be empty."""

from __future__ import annotations

import ast

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Items
from tf2codemod.tree import walk

WAITING = "tf.control_dependencies"
COLLECTION = "tf.get_collection"


def is_list_of_nothing_to_wait_for(statement: ast.stmt, frame: Frame, trace: Trace) -> bool:
    """Whether a statement reads a collection that is empty, and all that is done with it is to wait for it.

    A graph without batch normalization has no update ops, and many programs wait for them all the same.
    """
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target, value = statement.targets[0], frame.values.get(statement.value)
    if not isinstance(target, ast.Name) or not isinstance(statement.value, ast.Call):
        return False
    reads_one = COLLECTION in trace.symbols.get(statement.value.func, ())
    if not reads_one or not isinstance(value, Items) or value.cell.slots:
        return False
    modules = {f.module for f in trace.frames} - {frame.module}
    if frame.function is None and any(target.id in m.cell.slots for m in modules):
        return False  # another module may have it from this one
    trees = {run.node for f in trace.frames for run in f.statements if _is_near(f, frame)}
    blocks = [b for t in trees for b in walk(t) if isinstance(b, ast.With)]
    calls = [i.context_expr for b in blocks for i in b.items if isinstance(i.context_expr, ast.Call)]
    waited = {a for c in calls if WAITING in trace.symbols.get(c.func, ()) for a in c.args}
    names = [n for t in trees for n in walk(t) if isinstance(n, ast.Name) and n.id == target.id]
    return all(n is target or n in waited for n in names)


def _is_near(other: Frame, frame: Frame) -> bool:
    """Whether the code of a frame may read the names of another."""
    return other is frame or frame.cell in other.scopes
