"""Placeholders with a default: a parameter that has the default, and the type that it gives the argument."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import NamedTuple

from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import Mapping, Node, options_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream

WITH_DEFAULT = "tf.placeholder_with_default"
LARGEST = 2**31 - 1


class Default(NamedTuple):
    """The text of a default, and its type as TensorFlow names it (``float32``)."""

    text: str
    dtype: str


def default_of(call: ast.AST) -> Default | None:
    """The default that a call gives to its placeholder, where it is written out."""
    given = _argument(call, 0, "input") if isinstance(call, ast.Call) else None
    named = ""
    if isinstance(given, ast.Call) and ast.unparse(given.func).endswith(".constant"):
        dtype = _argument(given, 1, "dtype")
        if dtype is not None and not isinstance(dtype, ast.Attribute):
            return None
        if {k.arg for k in given.keywords} - {"value", "dtype", "name"} or len(given.args) > 2:
            return None
        named = dtype.attr if isinstance(dtype, ast.Attribute) else ""
        given = _argument(given, 0, "value")
    try:
        value = ast.literal_eval(given) if given is not None else None
    except ValueError:
        return None
    found = named or _type_of(value)
    return Default(ast.unparse(given), found) if given is not None and found else None


def unfed_defaults(nodes: Iterable[Node], fed: Iterable[Node]) -> set[Node]:
    """The placeholders with a default that a run needs and does not feed."""
    given = set(fed)
    return {n for n in upstream(nodes, given) if n.op == WITH_DEFAULT and n not in given}


def check_always_fed(site: RunSite, fed: Iterable[Node]) -> None:
    """A dict that only sometimes feeds a placeholder with a default cannot be taken apart by its keys."""
    feeds = [o for o in options_of(site.feeds) if isinstance(o, Mapping)] if site.feeds is not None else []
    for node in fed:
        if node.op == WITH_DEFAULT and any(node not in o.known for o in feeds):
            raise Obstacle(
                "TF214",
                "a placeholder with a default is fed at some runs of one place",
                "feed it at each of them",
                site.call,
            )


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    by_name = next((k.value for k in call.keywords if k.arg == name), None)
    return call.args[place] if len(call.args) > place else by_name


def _type_of(value: object) -> str:
    leaves = list(_leaves(value))
    kinds = {type(v) for v in leaves}
    if kinds == {bool}:
        return "bool"
    if kinds == {int}:
        return "int32" if all(abs(v) <= LARGEST for v in leaves if isinstance(v, int)) else ""
    if kinds and kinds <= {int, float} and float in kinds:
        return "float32"
    return "string" if kinds == {str} else ""


def _leaves(value: object) -> Iterable[object]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


__all__ = ["Default", "check_always_fed", "default_of", "unfed_defaults"]
