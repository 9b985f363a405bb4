"""What a program asks of the names that TensorFlow has, which differ between its releases."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tf2codemod.facts import lookup, table
from tf2codemod.facts.fates import fate
from tf2codemod.tree import walk

MODULES = frozenset(("tensorflow", "tensorflow.compat.v1"))
ASKS_FOR_NAMES = ("hasattr(", "dir(")
FOR_BOTH = frozenset(("compat", "v1", "v2"))
CATCHING = frozenset(("", "Exception", "BaseException", "AttributeError"))
LATE = (ast.Lambda, ast.FunctionDef, ast.IfExp, ast.BoolOp, ast.ListComp, ast.GeneratorExp, ast.DictComp)


@dataclass(frozen=True)
class Names:
    """The public names in a module of TensorFlow 1.15."""

    module: str

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str) or name.startswith("_") or name in FOR_BOTH:
            raise ValueError(name)
        whole = f"{self.module}.{name}"
        return fate(whole) is not None or any(known.startswith(f"{whole}.") for known in table("fates"))


def names_asked(call: ast.Call, modules: Collection[str]) -> str:
    """The module of TensorFlow whose names ``dir`` or ``hasattr`` asks for; empty if none."""
    asks = {"dir": 1, "hasattr": 2}.get(getattr(call.func, "id", ""))
    if asks != len(call.args) or call.keywords:
        return ""
    symbol = _symbol(call.args[0], modules)
    known = symbol == "tf" or any(name.startswith(f"{symbol}.") for name in table("fates"))
    return symbol if symbol and known else ""


def tries_for_others(tree: ast.Module) -> Iterator[ast.Try]:
    """The ``try`` statements whose handlers call TensorFlow as version 1.15 cannot be called."""
    imported = [a for n in walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name in MODULES]
    modules = {a.asname or a.name for a in imported}
    tries = [n for n in walk(tree) if isinstance(n, ast.Try)]
    within = {n for outer in tries for n in walk(outer) if n is not outer}
    for node in tries if modules else ():
        if node in within or node.orelse or node.finalbody:
            continue
        if all(_fails(handler.body[0], modules) for handler in node.handlers):
            yield node


def tries_that_fail(tree: ast.Module) -> Iterator[tuple[ast.Try, ast.ExceptHandler]]:
    """The ``try`` statements that begin with what version 1.15 has not, with the handler that it comes to."""
    imported = [a for n in walk(tree) if isinstance(n, ast.Import) for a in n.names if a.name in MODULES]
    modules = {a.asname or a.name for a in imported}
    for node in (n for n in walk(tree) if isinstance(n, ast.Try)) if modules else ():
        if node.orelse or node.finalbody or len(node.handlers) != 1:
            continue
        (handler,) = node.handlers
        caught = ast.unparse(handler.type) if handler.type is not None else ""
        again = any(isinstance(n, ast.Raise) and n.exc is None for n in walk(handler))
        if caught in CATCHING and handler.name is None and not again and _lacks(node.body[0], modules):
            yield node, handler


def _lacks(statement: ast.stmt, modules: Collection[str]) -> bool:
    """Whether a statement certainly reads a name of TensorFlow that version 1.15 has not."""
    value = getattr(statement, "value", None)
    if not isinstance(statement, (ast.Return, ast.Assign, ast.Expr)) or value is None:
        return False
    if any(isinstance(n, LATE) for n in walk(value)):
        return False
    return any(_is_lacking(_symbol(n, modules)) for n in walk(value) if isinstance(n, ast.Attribute))


def _is_lacking(symbol: str) -> bool:
    owner, _, name = symbol.rpartition(".")
    known = owner == "tf" or any(n.startswith(f"{owner}.") for n in table("fates"))
    public = not name.startswith("_") and FOR_BOTH.isdisjoint(symbol.split("."))
    return bool(owner) and known and public and name not in Names(owner)


def _fails(statement: ast.stmt, modules: Collection[str]) -> bool:
    """Whether a statement certainly fails, for a call that TensorFlow 1.15 does not know or take."""
    value = getattr(statement, "value", None)
    if not isinstance(statement, (ast.Return, ast.Assign, ast.Expr)) or value is None:
        return False
    if any(isinstance(n, LATE) for n in walk(value)):
        return False
    return any(_is_refused(n, modules) for n in walk(value) if isinstance(n, ast.Call))


def _is_refused(call: ast.Call, modules: Collection[str]) -> bool:
    symbol = _symbol(call.func, modules)
    if not symbol or symbol == "tf":
        return False
    known = lookup(symbol)
    owner, _, name = symbol.rpartition(".")
    if known is None:
        if owner != "tf" and not any(n.startswith(f"{owner}.") for n in table("fates")):
            return False
        return (
            not name.startswith("_") and FOR_BOTH.isdisjoint(symbol.split(".")) and name not in Names(owner)
        )
    parameters = [p.name for p in known.parameters]
    if fate(symbol) is None or not parameters or any(p.startswith("*") for p in parameters):
        return False
    return any(k.arg is not None and k.arg not in parameters for k in call.keywords)


def _symbol(node: ast.expr, modules: Collection[str]) -> str:
    """The name of a part of TensorFlow, as ``tf.nn.relu``; empty for everything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and ast.unparse(node) not in modules:
        parts.insert(0, node.attr)
        node = node.value
    named = isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) in modules
    return ".".join(["tf", *parts]) if named else ""
