"""Tells TensorFlow 1 code from code that runs on TensorFlow 2 as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from tf2codemod.compat.written import uses
from tf2codemod.facts import lookup
from tf2codemod.facts.names import absent
from tf2codemod.interpret.imports import tensorflow_symbol
from tf2codemod.interpret.models import model_of

GRAPH_MODELS = frozenset(
    (
        "placeholder",
        "placeholder_with_default",
        "get_variable",
        "session",
        "initializer_op",
        "optimizer",
        "collection_add",
        "collection_get",
        "trainable_variables",
        "global_variables",
        "regularization_losses",
        "regularization_loss",
        "total_loss",
        "get_losses",
        "loss",
        "layer",
        "merged_summary",
        "variable_scope",
        "app_run",
        "global_step",
    )
)
# Models of names that do nothing, or fail, where no graph is being built.
GRAPH_ONLY = GRAPH_MODELS - {"optimizer", "loss", "app_run"}
SWITCHES = ("tf.disable_v2_behavior", "tf.disable_eager_execution", "tf.data.make_initializable_iterator")


def speaks_tensorflow_1(symbol: str) -> bool:
    """Whether a name of the TensorFlow API means something that TensorFlow 2 has not, or has elsewhere."""
    if symbol.startswith("tf.contrib") or symbol == "tf.enable_eager_execution":
        return True
    if symbol.startswith(("tf.keras", "tf.examples", "tf.compat")):
        return False
    name = symbol[len("tf") :]
    # A name that TensorFlow 2 has as well, such as tf.losses.MeanSquaredError, says nothing.
    if not absent(f"tensorflow{name}"):
        return False
    if model_of(symbol) in GRAPH_MODELS or not absent(f"tensorflow.compat.v1{name}"):
        return True
    fact = lookup(symbol)
    return fact is not None and fact.native not in (None, symbol) and fact.fate in ("changed", "same")


def names_used(tree: ast.Module) -> tuple[str, ...]:
    """The TensorFlow names that a module uses, as they are written."""
    return tuple(use.name for use in uses(tree))


def runs_as_it_is(names: Iterable[str], symbols: AbstractSet[str]) -> bool:
    """Whether eager code calls ``tf.compat.v1``: the names all exist, and none of them needs a graph."""
    if any(symbol in SWITCHES or model_of(symbol) in GRAPH_ONLY for symbol in symbols):
        return False
    found = list(names)
    return any(name.startswith("tensorflow.compat.v1") for name in found) and not any(map(absent, found))


def module_speaks_tensorflow_1(tree: ast.Module) -> bool:
    """Whether the names that a module imports and the attributes it takes of them are of TensorFlow 1.

    This looks at one module by itself and walks nothing, so it is cheap, but blind to names that other
    modules of the project hand on.
    """
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                symbol = tensorflow_symbol(alias.name)
                if symbol is not None:
                    names[alias.asname or "tensorflow"] = symbol if alias.asname else "tf"
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                symbol = tensorflow_symbol(f"{node.module}.{alias.name}")
                if symbol is not None:
                    names[alias.asname or alias.name] = symbol
    found = {s for s in names.values() if s != "tf"}
    found.update(s for n in ast.walk(tree) if isinstance(n, ast.Attribute) for s in _symbol(n, names))
    return any(speaks_tensorflow_1(symbol) for symbol in found)


def _symbol(node: ast.Attribute, names: Mapping[str, str]) -> tuple[str, ...]:
    parts: list[str] = []
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    if not isinstance(inner, ast.Name) or inner.id not in names:
        return ()
    return (".".join([names[inner.id], *reversed(parts)]),)
