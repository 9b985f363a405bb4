"""The stretches of a straight line of code in which a name keeps one meaning."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

from tf2codemod.prepare.words import names_of_tensorflow
from tf2codemod.tree import remembered, walk

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
NAMED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
CONSUMERS = frozenset(("sum", "list", "tuple", "dict", "set", "max", "min", "any", "all", "sorted"))
ASKS_FOR_NAMES = frozenset(("locals", "globals", "vars", "exec", "eval", "dir"))
RECEIVERS = ("self", "cls")


@dataclass
class Region:
    """What stands between the statement that binds a name and the next one that binds it whatever happens."""

    start: ast.stmt | None
    names: list[ast.Name] = field(default_factory=list)


class Unclear(Exception):
    """A name is used in a way that does not follow the lines of the code."""


@remembered
def asks_for_names(tree: ast.AST) -> bool:
    """Whether code looks at names by their text, those of command line arguments aside."""
    methods = {m for n in walk(tree) if isinstance(n, ast.ClassDef) for m in n.body}
    functions = (n for n in walk(tree) if isinstance(n, ast.FunctionDef) and n not in methods)
    own = {n.name for n in functions}  # such as a program's own ``eval``
    asking = {n for n in walk(tree) if isinstance(n, ast.Name) and n.id in ASKS_FOR_NAMES - own}
    if not asking:
        return False
    calls = [n for n in walk(tree) if isinstance(n, ast.Call) and n.func in asking]
    known = {n.func for n in calls if _is_of_setting(n) or _is_of_arguments(n, tree)}
    return bool(asking - known - {n.func for n in calls if _is_of_tensorflow(n, tree)})


def _is_of_tensorflow(call: ast.Call, tree: ast.AST) -> bool:
    """Whether a call of ``dir`` lists what TensorFlow has, which says nothing of the program."""
    if ast.unparse(call.func) != "dir" or len(call.args) != 1 or not isinstance(tree, ast.Module):
        return False
    given = call.args[0]
    return isinstance(given, ast.Name) and given.id in names_of_tensorflow(tree)


def _is_of_setting(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a call evaluates the text of a setting, which the program itself did not put together."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "eval" or len(node.args) != 1:
        return False
    text = node.args[0]
    return isinstance(text, ast.Attribute) and ast.unparse(text.value) not in RECEIVERS


def _is_of_arguments(node: ast.AST, tree: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a call is one of ``vars`` for what a parser of the command line gave."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) != "vars" or len(node.args) != 1:
        return False
    given = node.args[0]
    if not isinstance(given, ast.Name):
        return _is_parsed(given)
    bound = {n for n in walk(tree) if isinstance(n, ast.Name) and n.id == given.id} - {given}
    stores = {n for n in bound if not isinstance(n.ctx, ast.Load)}
    parsed = {
        n.targets[0]
        for n in walk(tree)
        if isinstance(n, ast.Assign) and len(n.targets) == 1 and _is_parsed(n.value)
    }
    inner = any(isinstance(n, ast.arg) and n.arg == given.id for n in walk(tree))
    return bool(stores) and stores <= parsed and not inner


def _is_parsed(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr == "parse_args"


@remembered
def regions_of(scope: Scope, name: str) -> list[Region] | None:
    """The regions of a name in a scope, in order; ``None`` where they cannot be told apart.

    The first one begins with the scope itself.
    """
    found = [Region(None)]
    try:
        for part, statement in _line(scope.body, isinstance(scope, ast.Module)):
            targets = _bound_here(part, name) if part is statement else []
            if not targets:
                found[-1].names.extend(_uses(part, name))
                continue
            value = part.value  # type: ignore[attr-defined]
            found[-1].names.extend(_uses(value, name))
            others = [n for t in _targets(part) for n in _uses(t, name) if n not in targets]
            if others or (isinstance(part, ast.AnnAssign) and list(_uses(part.annotation, name))):
                return None
            found.append(Region(part, list(targets)))  # type: ignore[arg-type]
    except Unclear:
        return None
    return found


def _line(body: list[ast.stmt], module: bool) -> Iterator[tuple[ast.AST, ast.stmt]]:
    """The statements that run one after the other; of a block that is part of the line, its head apart."""
    for index, statement in enumerate(body):
        last = index == len(body) - 1
        if isinstance(statement, ast.With):
            for item in statement.items:
                yield item, statement
            yield from _line(statement.body, False)
        elif module and last and isinstance(statement, ast.If) and not statement.orelse:
            yield statement.test, statement
            yield from _line(statement.body, False)
        else:
            yield statement, statement


def _targets(statement: ast.AST) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return [statement.target]
    return []


def _bound_here(statement: ast.AST, name: str) -> list[ast.Name]:
    """The targets with which a statement of the line binds a name."""
    found: list[ast.Name] = []
    pending = list(_targets(statement))
    while pending:
        target = pending.pop()
        if isinstance(target, ast.Name) and target.id == name:
            found.append(target)
        elif isinstance(target, (ast.Tuple, ast.List)):
            pending.extend(target.elts)
    return found


def _uses(node: ast.AST, name: str) -> Iterator[ast.Name]:
    """The occurrences of a name in a piece of code, those of inner functions that have their own left out."""
    if isinstance(node, ast.Name):
        if node.id == name:
            if isinstance(node.ctx, ast.Del):
                raise Unclear
            yield node
        return
    if isinstance(node, ast.stmt) and name not in _words(node):
        return
    if isinstance(node, (*INNER, ast.ClassDef)):
        if getattr(node, "name", "") == name or (_mentions(node, name) and not _has_its_own(node, name)):
            raise Unclear
        return
    if isinstance(node, COMPREHENSIONS) and any(_mentions(g.target, name) for g in node.generators):
        yield from _uses(node.generators[0].iter, name)
        return
    if isinstance(node, ast.GeneratorExp) and _mentions(node, name):
        raise Unclear
    if _binds_by_text(node, name):
        raise Unclear
    consumed: set[ast.AST] = set()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CONSUMERS:
        consumed = {a for a in node.args if isinstance(a, ast.GeneratorExp)}
    for child in ast.iter_child_nodes(node):
        if child in consumed and isinstance(child, ast.GeneratorExp):
            yield from _uses(ast.ListComp(child.elt, child.generators), name)
        else:
            yield from _uses(child, name)


def _binds_by_text(node: ast.AST, name: str) -> bool:
    """Whether a piece of code binds a name in another way than as the target of an assignment."""
    if isinstance(node, ast.NamedExpr):
        return node.target.id == name
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return name in node.names
    if isinstance(node, ast.alias):
        return (node.asname or node.name).partition(".")[0] == name
    if isinstance(node, ast.MatchMapping):
        return node.rest == name
    return isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name == name


@remembered
def _words(statement: ast.stmt) -> frozenset[str]:
    """Every name that a statement reads or binds in any way, and perhaps more."""
    found = set(_mentioned(statement))
    for node in walk(statement):
        if isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.MatchMapping):
            found.add(node.rest or "")
        elif isinstance(node, NAMED):
            found.add(node.name or "")
    return frozenset(found)


def _mentions(node: ast.AST, name: str) -> bool:
    return name in _mentioned(node)


@remembered
def _mentioned(node: ast.AST) -> frozenset[str]:
    found: set[str] = set()
    for n in walk(node):
        if isinstance(n, ast.Name):
            found.add(n.id)
        elif isinstance(n, ast.arg):
            found.add(n.arg)
        elif isinstance(n, (ast.Global, ast.Nonlocal)):
            found.update(n.names)
    return frozenset(found)


def _has_its_own(node: ast.AST, name: str) -> bool:
    """Whether an inner function binds a name itself, and its head does not read the outer one."""
    if isinstance(node, ast.ClassDef):
        return False
    assert isinstance(node, INNER)
    arguments = node.args
    names = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
    head: list[ast.AST] = [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
    head += [a.annotation for a in names if a.annotation is not None]
    body: list[ast.AST] = []
    if isinstance(node, ast.Lambda):
        body = [node.body]
    else:
        head += [*node.decorator_list, *([node.returns] if node.returns is not None else [])]
        body = list(node.body)
    if any(_mentions(h, name) for h in head):
        return False
    if any(isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names for b in body for n in walk(b)):
        return False
    if any(a.arg == name for a in names):
        return True
    return any(_stores(b, name) for b in body)


def _stores(node: ast.AST, name: str) -> bool:
    if isinstance(node, (*INNER, ast.ClassDef, *COMPREHENSIONS)):
        return False
    if isinstance(node, ast.Name):
        return node.id == name and isinstance(node.ctx, ast.Store)
    return any(_stores(c, name) for c in ast.iter_child_nodes(node))
