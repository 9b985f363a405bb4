"""Goes through syntax trees; ``ast.walk`` takes twice as long, and the stages do it often."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

Answer = TypeVar("Answer")
_remembered: list[Callable[[], None]] = []
# Fields that hold no nodes, whatever they belong to; those of other names may.
WITHOUT_NODES = ("arg", "asname", "attr", "id", "is_async", "kind", "level", "module", "type_comment")
FIELDS = {
    kind: tuple(name for name in kind._fields if name not in WITHOUT_NODES)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def remembered(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Keeps what a function says of a piece of code, until another project is parsed."""
    kept = functools.cache(function)
    _remembered.append(kept.cache_clear)
    return kept


def forget() -> None:
    """Lets go of all code that something was asked of."""
    for clear in _remembered:
        clear()


def walk(node: ast.AST) -> list[ast.AST]:
    """The node and all nodes below it, in the order of ``ast.walk``; not to be changed."""
    return _walked(node) if isinstance(node, (ast.stmt, ast.mod)) else walk_once(node)


def walk_once(node: ast.AST) -> list[ast.AST]:
    """As ``walk``, for code that is looked at once."""
    found = [node]
    for current in found:
        for name in FIELDS[current.__class__]:
            value = getattr(current, name, None)
            if value.__class__ is list:
                found += [part for part in value if isinstance(part, ast.AST)]
            elif isinstance(value, ast.AST):
                found.append(value)
    return found


_walked = remembered(walk_once)


@remembered
def parsed(text: str) -> ast.Module | None:
    """The tree of a text, not to be changed; ``None`` if it has none."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def tree_of(text: str) -> ast.Module:
    """The tree of a text, not to be changed; raises ``SyntaxError`` or ``ValueError`` if it has none."""
    return parsed(text) or ast.parse(text)


def is_text(statement: ast.stmt) -> bool:
    """Whether a statement is a constant by itself, such as a docstring."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@remembered
def stored_names(node: ast.AST) -> tuple[str, ...]:
    """The names that a piece of code binds by assignment, each once, in the order of ``ast.walk``."""
    found = (n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return tuple(dict.fromkeys(found))


@remembered
def names_of_comprehensions(statement: ast.stmt) -> frozenset[ast.Name]:
    """The names in a statement that its comprehensions bind for themselves."""
    found: set[ast.Name] = set()
    for node in walk(statement):
        if isinstance(node, COMPREHENSIONS):
            bound = {name for g in node.generators for name in stored_names(g.target)}
            around = set(walk(node.generators[0].iter))
            names = (n for n in walk(node) if isinstance(n, ast.Name) and n not in around)
            found.update(n for n in names if n.id in bound)
    return frozenset(found)


def parts(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node, in the order of ``ast.iter_child_nodes``."""
    found: list[ast.AST] = []
    for name in FIELDS[node.__class__]:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [part for part in value if isinstance(part, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


class Arm(NamedTuple):
    """One way through a branch: its condition, if it has one, and its statements."""

    test: ast.expr | None
    body: tuple[ast.stmt, ...]


def chained(branch: ast.If) -> ast.If | None:
    """The ``elif`` part that follows a branch."""
    inner = branch.orelse[0] if len(branch.orelse) == 1 else None
    return inner if isinstance(inner, ast.If) and inner.col_offset == branch.col_offset else None


def arms_of(branch: ast.If) -> Iterator[Arm]:
    """The ways through a branch with its ``elif`` parts, in their order."""
    yield Arm(branch.test, tuple(branch.body))
    following = chained(branch)
    if following is not None:
        yield from arms_of(following)
    elif branch.orelse:
        yield Arm(None, tuple(branch.orelse))


def returns_of(code: ast.AST) -> list[ast.Return]:
    """Where a function returns, the functions that are defined in it left out."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    inner = {n for f in walk(code) if isinstance(f, kinds) and f is not code for n in walk(f)}
    return [n for n in walk(code) if isinstance(n, ast.Return) and n not in inner]
