"""Tells files that serve programs of both modes: eager ones, and those that stay graph programs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tf2codemod.compat.datasets import asks_otherwise
from tf2codemod.compat.module import Module
from tf2codemod.compat.scopes import dotted
from tf2codemod.compat.written import uses
from tf2codemod.facts import lookup, table
from tf2codemod.facts.patterns import matches
from tf2codemod.tree import remembered, tree_of, walk

OPS = ("tensor", "tensors", "dataset")


def serves_both_modes(before: str, after: str, others: Iterable[Module]) -> bool:
    """Whether the native text of a file serves graph programs too, whose other files are given.

    It must do nothing at import but define things, say what it said but for TensorFlow's names, and use
    names alone that mean the same in both modes.
    """
    if not may_serve_both_modes(before) or _outline(before) != _outline(after):
        return False
    names = _names(tree_of(before))
    about_data = "dataset" in _stages(before).values()
    return not any(_hands_on(m.tree, names) or (about_data and asks_otherwise(m)) for m in others)


@remembered
def may_serve_both_modes(before: str) -> bool:
    """Whether some native text of a file may serve graph programs too, for all that its old text shows.

    It uses names alone that mean the same in both modes, and only defines things.
    """
    alike = all(_means_the_same(symbol, stage) for symbol, stage in _stages(before).items())
    return alike and not _computes_at_import(before)


@remembered
def _stages(text: str) -> dict[str, str]:
    """The names of TensorFlow that a file uses, each with its stage."""
    return {symbol: _stage(symbol) for symbol in {use.symbol for use in uses(text)}}


def _stage(symbol: str) -> str:
    found = lookup(symbol)
    return found.stage if found is not None else ""


def _means_the_same(symbol: str, stage: str) -> bool:
    facts = table("either_mode")
    if symbol == "tf" or any(matches(symbol, p) for p in facts["host"]):
        return True
    return stage in OPS and not any(matches(symbol, p) for p in facts["acting"])


def _names(tree: ast.Module) -> frozenset[str]:
    """What the file calls TensorFlow."""
    return frozenset(
        alias.asname or alias.name.split(".")[0]
        for node in walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] == "tensorflow"
    )


@remembered
def _outline(text: str) -> str:
    """What a file says, without its imports of TensorFlow and with one word for all names of TensorFlow."""
    tree = tree_of(text)
    names = _names(tree)

    def said(node: ast.AST) -> Iterator[str]:
        chain = dotted(node) if isinstance(node, (ast.Attribute, ast.Name)) else None
        if chain is not None and chain[0].id in names:
            yield "TensorFlow"
            return
        if isinstance(node, ast.Import) and all(a.name.split(".")[0] == "tensorflow" for a in node.names):
            return
        yield type(node).__name__
        for field, value in ast.iter_fields(node):
            yield field
            for part in value if isinstance(value, list) else (value,):
                if isinstance(part, ast.AST):
                    yield from said(part)
                else:
                    yield repr(part)

    return " ".join(said(tree))


def _computes_at_import(text: str) -> bool:
    """Whether the file uses an op of TensorFlow outside of its functions."""
    stages = _stages(text)
    inside = [
        (node.body[0].lineno, node.end_lineno or node.lineno)
        for node in walk(tree_of(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return any(
        stages[use.symbol] in OPS and not any(first <= use.line <= last for first, last in inside)
        for use in uses(text)
    )


def _hands_on(tree: ast.Module, names: frozenset[str]) -> bool:
    """Whether a file may take TensorFlow itself from the one that calls it by these names."""
    if any(isinstance(node, ast.Attribute) and node.attr in names for node in walk(tree)):
        return True
    imported = [
        alias.name
        for node in walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] != "tensorflow"
        for alias in node.names
    ]
    return bool(names & set(imported)) or ("*" in imported and not names <= _names(tree))


__all__ = ["serves_both_modes"]
