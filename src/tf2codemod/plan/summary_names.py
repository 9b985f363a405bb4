"""Finds helpers that make tags of the names of tensors: tensors that run eagerly have none."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Node
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

OF_TENSORS = frozenset(("tensor", "placeholder"))


def check_tensor_names(single: Node, home: Frame) -> None:
    """A helper that makes a summary may not ask a tensor for its name."""
    for run in single.made.chain():
        if run.frame is home:
            break
        for asked in names_asked(run.frame):
            raise Obstacle(
                "TF512",
                "a helper that makes summaries asks a tensor for its name, and it has none any more",
                "give the helper the name",
                asked,
            )


def names_asked(frame: Frame) -> Iterator[ast.Attribute]:
    """The expressions of a function that ask tensors for their names or the names of their operations."""
    code = frame.function.node if frame.function is not None else None
    for asked in walk(code) if isinstance(code, ast.FunctionDef) else ():
        if not isinstance(asked, ast.Attribute) or asked.attr != "name":
            continue
        owner = asked.value
        if isinstance(owner, ast.Attribute) and owner.attr == "op":
            owner = owner.value
        value = frame.values.get(owner)
        if isinstance(value, Node) and value.kind in OF_TENSORS:
            yield asked
