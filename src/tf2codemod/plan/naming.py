"""Names for what the plan makes, taken from the user's own."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterable

from tf2codemod.tree import remembered, walk

GENERIC_OPTIMIZER_NAMES = frozenset(
    ["optimizer", "opt", "optim", "optimiser", "solver", "adam", "sgd", "trainer"]
)
PLAIN_ENDINGS = ("_op", "_ops", "_tensor", "_tf")


def identifier(text: str, default: str = "value") -> str:
    """The text as a Python name."""
    name = re.sub(r"\W+", "_", text).strip("_") or default
    return name + "_" if keyword.iskeyword(name) or name[:1].isdigit() else name


def fresh(name: str, taken: Iterable[str]) -> str:
    """The name, or the name with the first number that makes it new."""
    used = set(taken)
    if name not in used:
        return name
    return next(f"{name}_{n}" for n in range(1, len(used) + 2) if f"{name}_{n}" not in used)


def step_name(action: str) -> str:
    """The name of a function that trains, from the name of the op that trained."""
    if action.lower() in GENERIC_OPTIMIZER_NAMES or not action:
        return "train_step"
    for ending in PLAIN_ENDINGS:
        if action.endswith(ending):
            return action[: -len(ending)] + "_step"
    return action


def joined_name(names: Iterable[str], default: str) -> str:
    """The name of a function that returns several values."""
    parts = [n for n in dict.fromkeys(names) if n]
    if not parts or len(parts) > 3:
        return default
    return "_and_".join(parts)


def names_in(tree: ast.AST) -> set[str]:
    """Every name that a piece of code binds or reads, its functions and arguments included."""
    return set(_names_in(tree))


@remembered
def _names_in(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


def attributes_in(tree: ast.AST) -> set[str]:
    """Every name that an attribute of an object has, or may have: methods and names of classes included."""
    return set(_attributes_in(tree))


@remembered
def _attributes_in(tree: ast.AST) -> set[str]:
    modules = {
        (a.asname or a.name).partition(".")[0]
        for n in walk(tree)
        if isinstance(n, (ast.Import, ast.ImportFrom))
        for a in n.names
    }
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.update(() if node.value.id in modules else (node.attr,))
        elif isinstance(node, ast.ClassDef):
            found |= {s.name for s in node.body if isinstance(s, (ast.FunctionDef, ast.ClassDef))}
            targets = [t for s in node.body if isinstance(s, ast.Assign) for t in s.targets]
            found |= {t.id for t in targets if isinstance(t, ast.Name)}
    return found


def camel_case(name: str) -> str:
    """The name of a class, from the name of a function."""
    parts = [p for p in re.split(r"_+", name) if p]
    return "".join(p[:1].upper() + p[1:] for p in parts) or "Block"


def snake_case(name: str) -> str:
    """The name of an object, from the name of its class."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def names_bound_outside(tree: ast.AST, moved: Iterable[ast.stmt]) -> set[str]:
    """The names that a file binds outside of some statements, which nothing else may take."""
    inside = {n for s in moved for n in walk(s)}
    return {name for name, node in _bound_in(tree) if node is None or node not in inside}


@remembered
def _bound_in(tree: ast.AST) -> list[tuple[str, ast.AST | None]]:
    """The names that a piece of code binds, each with the place that does, but for imports."""
    bound: list[tuple[str, ast.AST | None]] = []
    for node in walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound += [((a.asname or a.name).partition(".")[0], None) for a in node.names]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.append((node.id, node))
        elif isinstance(node, ast.arg):
            bound.append((node.arg, node))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.append((node.name, node))
    return bound


@remembered
def stored_in(tree: ast.AST) -> frozenset[str]:
    """The names and attributes that code binds, as they are written."""
    places = (n for n in walk(tree) if isinstance(n, (ast.Name, ast.Attribute)))
    return frozenset(ast.unparse(n) for n in places if isinstance(n.ctx, ast.Store))


def plural(name: str) -> str:
    """A name for a list of what a name means."""
    return f"{name}s" if name.islower() and name[-1].isalpha() and name[-1] != "s" else f"{name}_list"
