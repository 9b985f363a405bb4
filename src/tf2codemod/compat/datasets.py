"""What graph programs ask of data sets that one of TensorFlow 2 answers only to functions of ``tf.data``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from tf2codemod.compat.module import Module
from tf2codemod.facts import table
from tf2codemod.tree import walk

FROM_STRUCTURE = frozenset(f"tf.{part}data.Iterator.from_structure" for part in ("", "contrib."))


class Asked(NamedTuple):
    """A call of a method, or a read of an attribute, and the function of ``tf.data`` that answers it."""

    node: ast.expr
    dataset: ast.expr
    function: str


def asked(module: Module) -> tuple[Asked, ...]:
    """What is certain to be asked of a data set: its iterators, and its structure for an iterator."""
    return tuple(_asked(module)) if module.local_name("tf", module.scope) else ()


def asks_otherwise(module: Module) -> bool:
    """Whether a file reads something that only data sets of TensorFlow 1 have, other than in these places."""
    known = {id(a.node.func if isinstance(a.node, ast.Call) else a.node) for a in asked(module)}
    older = table("either_mode")["older_dataset"]
    known |= _of_tensorflow(module)
    return any(
        isinstance(node, ast.Attribute) and node.attr in older and id(node) not in known
        for node in walk(module.tree)
    )


def _asked(module: Module) -> Iterator[Asked]:
    functions = table("either_mode")["functions"]
    names = _of_tensorflow(module)
    for node in walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            function = functions["iterators"].get(node.func.attr)
            if function and not node.args and not node.keywords and id(node.func) not in names:
                yield Asked(node, node.func.value, function)
    for reference in module.references:
        if reference.name in FROM_STRUCTURE and reference.call is not None:
            for argument in (*reference.call.args, *(k.value for k in reference.call.keywords)):
                function = functions["structure"].get(getattr(argument, "attr", ""))
                if function and isinstance(argument, ast.Attribute):
                    yield Asked(argument, argument.value, function)


def _of_tensorflow(module: Module) -> set[int]:
    """The identities of the nodes that are names of TensorFlow."""
    return {id(reference.node) for reference in module.references}


__all__ = ["Asked", "asked", "asks_otherwise"]
