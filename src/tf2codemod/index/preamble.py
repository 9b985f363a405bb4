"""Reads the ways in which programs import TensorFlow 1 from any version as ``import tensorflow as tf``."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from tf2codemod.compat.text import Edit, Positions, apply
from tf2codemod.sources.ignores import ignored_codes
from tf2codemod.tree import parsed, walk

V1 = "tensorflow.compat.v1"
SWITCHES = (
    "disable_v2_behavior",
    "disable_eager_execution",
    "disable_v2_tensorshape",
    "disable_resource_variables",
    "disable_tensor_equality",
)


@dataclass(frozen=True)
class Preamble:
    """A text with plain imports; ``removed`` holds, by line of it, how many lines went away below."""

    text: str
    removed: tuple[tuple[int, int], ...] = ()

    def before(self, line: int) -> int:
        """The line of the text as it was."""
        return line + sum(count for after, count in self.removed if line > after)


def plain_imports(text: str) -> Preamble:
    """Write imports of TensorFlow, and paths into it, as a program of one version has them."""
    if "compat" not in text:
        return Preamble(text)
    found = _plain_preamble(text)
    return Preamble(_plain_paths(found.text), found.removed)


def _plain_paths(text: str) -> str:
    """The text with ``tf.compat.v1.log`` as ``tf.log``."""
    tree = parsed(text)
    if tree is None:
        return text
    positions = Positions(text)
    kept = ignored_codes(text)
    edits = []
    for node in walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "v1"
            and isinstance(node.value, ast.Attribute)
            and node.value.attr == "compat"
            and isinstance(node.value.value, ast.Name)
            and node.lineno == node.end_lineno
            and node.lineno not in kept
        ):
            _, start = positions.span(node.value.value)
            _, end = positions.span(node)
            edits.append(Edit(start, end, ""))
    return apply(text, edits)


def _plain_preamble(text: str) -> Preamble:
    tree = parsed(text)
    if tree is None:
        return Preamble(text)
    lines = text.splitlines(keepends=True)
    changes: list[tuple[int, int, list[str]]] = []
    for statement in tree.body:
        new = _plain(statement)
        if new is not None and _alone(statement, tree.body):
            assert statement.end_lineno is not None
            newline = "\r\n" if lines[statement.lineno - 1].endswith("\r\n") else "\n"
            changes.append((statement.lineno, statement.end_lineno, [line + newline for line in new]))
    if not changes:
        return Preamble(text)
    removed: list[tuple[int, int]] = []
    gone = sum(end - start + 1 - len(new) for start, end, new in changes)
    for start, end, new in reversed(changes):
        lines[start - 1 : end] = new
        count = end - start + 1 - len(new)
        gone -= count
        removed.append((start - gone + len(new) - 1, count))
    return Preamble("".join(lines), tuple(reversed(removed)))


def _plain(statement: ast.stmt) -> list[str] | None:
    """The lines that stand for a statement, or None where it stays."""
    if isinstance(statement, ast.ImportFrom) and statement.module == "tensorflow.compat":
        (alias,) = statement.names if len(statement.names) == 1 else (None,)
        return [f"import tensorflow as {alias.asname or 'v1'}"] if alias and alias.name == "v1" else None
    if isinstance(statement, ast.Assign):
        return [] if _is_renaming(statement) else None
    if isinstance(statement, ast.Try) and not statement.orelse and not statement.finalbody:
        branches = [statement.body, *(handler.body for handler in statement.handlers)]
    elif isinstance(statement, ast.If) and _asks_for_version(statement.test):
        branches = [statement.body, statement.orelse]
    else:
        return None
    names: set[str] = set()
    old = False
    for inner in (inner for branch in branches for inner in branch):
        if isinstance(inner, ast.Import) and len(inner.names) == 1:
            alias = inner.names[0]
            if alias.name not in ("tensorflow", V1) or (alias.name == V1 and not alias.asname):
                return None
            names.add(alias.asname or alias.name)
            old = old or alias.name == V1
        elif isinstance(inner, ast.ImportFrom) and inner.module == "tensorflow.compat":
            if len(inner.names) != 1 or inner.names[0].name != "v1":
                return None
            names.add(inner.names[0].asname or "v1")
            old = True
        elif (isinstance(inner, ast.Assign) and _is_renaming(inner)) or _is_switch(inner):
            old = True
        elif not isinstance(inner, ast.Pass):
            return None
    if not old or len(names) > 1:
        return None
    return [f"import tensorflow as {name}" for name in names]


def _is_renaming(statement: ast.Assign) -> bool:
    """Whether a statement is ``tf = tf.compat.v1``."""
    target = statement.targets[0]
    return (
        len(statement.targets) == 1
        and isinstance(target, ast.Name)
        and ast.unparse(statement.value) == f"{target.id}.compat.v1"
    )


def _is_switch(statement: ast.stmt) -> bool:
    """Whether a statement switches TensorFlow 2 back to what TensorFlow 1 did."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    call = statement.value
    return isinstance(call.func, ast.Attribute) and call.func.attr in SWITCHES and not call.args


def _asks_for_version(test: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("__version__", "VERSION") for node in ast.walk(test)
    )


def _alone(statement: ast.stmt, body: Sequence[ast.stmt]) -> bool:
    """Whether no other statement shares the lines of one."""
    return not any(
        other is not statement
        and other.lineno <= (statement.end_lineno or 0)
        and (other.end_lineno or 0) >= statement.lineno
        for other in body
    )
