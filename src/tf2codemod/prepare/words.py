"""What words a module speaks of, asked once a module."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

from tf2codemod.plan.naming import names_in
from tf2codemod.tree import remembered, walk


@remembered
def attributes_in(tree: ast.Module) -> dict[str, list[ast.Attribute]]:
    """The places that read or write attributes, by the names of these."""
    found: dict[str, list[ast.Attribute]] = {}
    for node in walk(tree):
        if isinstance(node, ast.Attribute):
            found.setdefault(node.attr, []).append(node)
    return found


@remembered
def functions_in(tree: ast.Module) -> dict[str, list[ast.FunctionDef]]:
    """The functions of a module, inner ones included, by their names."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
    return found


@remembered
def classes_in(tree: ast.Module) -> frozenset[str]:
    """The names of the classes of a module."""
    return frozenset(n.name for n in walk(tree) if isinstance(n, ast.ClassDef))


@remembered
def strings_in(tree: ast.Module) -> frozenset[str]:
    """The texts that stand in a module as they are."""
    return frozenset(n.value for n in walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))


@remembered
def module_names(tree: ast.Module) -> frozenset[str]:
    """The names that imports of whole modules bind, and nothing else in the module."""
    imported = {
        (a.asname or a.name).partition(".")[0]
        for n in walk(tree)
        if isinstance(n, ast.Import)
        for a in n.names
    }
    stored = {n.id for n in walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    arguments = {n.arg for n in walk(tree) if isinstance(n, ast.arg)}
    return frozenset(imported - stored - arguments - classes_in(tree) - functions_in(tree).keys())


@remembered
def names_of_tensorflow(tree: ast.Module) -> frozenset[str]:
    """The names by which a module has TensorFlow, and nothing else."""
    imports = [a for n in walk(tree) if isinstance(n, ast.Import) for a in n.names]
    bound = {(a.asname or a.name).partition(".")[0] for a in imports if a.name.split(".")[0] == "tensorflow"}
    return module_names(tree) & bound


def is_of_module(attribute: ast.Attribute, tree: ast.Module) -> bool:
    """Whether what an attribute is read of is a module, or a part of TensorFlow."""
    owner = attribute.value
    if isinstance(owner, ast.Name):
        return owner.id in module_names(tree)
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    return isinstance(owner, ast.Name) and owner.id in names_of_tensorflow(tree)


def attribute_names(trees: Iterable[ast.Module]) -> set[str]:
    """The names of attributes that some code of a program speaks of."""
    return {name for tree in trees for name in attributes_in(tree)}


def names_taken(trees: Iterable[ast.Module]) -> set[str]:
    """The names of a program, those of attributes included, which nothing new may have."""
    every = list(trees)
    return {name for tree in every for name in names_in(tree)} | attribute_names(every)


def named_elsewhere(
    code: ast.FunctionDef,
    calls: Iterable[ast.Call],
    trees: Mapping[Path, ast.Module],
    path: Path,
    is_method: bool = False,
) -> bool:
    """Whether anything but some calls names a function of a file, or another one is called like it."""
    called = {c.func for c in calls}
    for other, tree in trees.items():
        for node in walk(tree):
            named = node.id if isinstance(node, ast.Name) and not is_method else ""
            if isinstance(node, ast.Attribute) and (is_method or other != path):
                named = node.attr if not is_method or not is_of_module(node, tree) else ""
            named = node.name if isinstance(node, (ast.alias, ast.FunctionDef)) else named
            if named == code.name and node not in called and node is not code:
                return True
    return False


def defined_names(trees: Iterable[ast.Module]) -> set[str]:
    """The names of the functions and classes of a program."""
    return {name for tree in trees for name in (*functions_in(tree), *classes_in(tree))}
