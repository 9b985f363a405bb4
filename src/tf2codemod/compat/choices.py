"""What takes the place of a name of contrib, by the tables."""

from __future__ import annotations

import ast
from typing import NamedTuple

from tf2codemod.compat import facts


class Choice(NamedTuple):
    """What takes the place of a contrib name; ``left`` attributes of the chain stay behind it."""

    kind: str  # core, helper, module, slim, namespace or left
    target: str
    left: int
    name: str


def normalise(name: str) -> str:
    """The name under the path that the tables use."""
    found = facts.longest(facts.contrib().paths, name)
    return found[1] + name[len(found[0]) :] if found else name


def is_contrib(name: str) -> bool:
    """Whether a TensorFlow name belongs to contrib, or to the Estimator interface that came from it."""
    return f"{normalise(name)}.".startswith(("tf.contrib.", "tf.estimator."))


def choose(name: str, call: ast.Call | None) -> Choice:
    """What takes the place of a contrib name when it is used like this."""
    tables = facts.contrib()
    name = normalise(name)
    for kind, table in (("core", tables.core), ("helper", tables.helpers), ("module", tables.modules)):
        found = facts.longest(table, name)
        if found and (kind != "core" or _accepts(found[0], name, call)):
            return Choice(kind, found[1], name.count(".") - found[0].count("."), found[0])
    slim = slim_target(name)
    if slim:
        return Choice("slim", slim, 0, name)
    known = (*tables.core, *tables.helpers, *tables.modules, *tables.slim)
    if any(k.startswith(f"{name}.") for k in known):
        return Choice("namespace", "", 0, name)
    return Choice("left", "", 0, name)


def slim_target(name: str) -> str:
    """The name in tf_slim of a contrib name, or the empty string."""
    tables = facts.contrib()
    found = facts.longest(tables.slim, normalise(name))
    if found is None:
        return ""
    rest = normalise(name)[len(found[0]) + 1 :]
    first = rest.split(".")[0]
    only = tables.slim_only.get(found[0])
    if first and (first in tables.slim_lacks.get(found[1], ()) or (only is not None and first not in only)):
        return ""
    return f"{found[1]}.{rest}" if rest else found[1]


def _accepts(fact: str, name: str, call: ast.Call | None) -> bool:
    accepts = facts.contrib().arguments.get(fact)
    if accepts is None:
        return True
    if call is None or fact != name or len(call.args) > accepts.positional:
        return False
    starred = any(isinstance(a, ast.Starred) for a in call.args)
    return not starred and all(k.arg in accepts.keywords for k in call.keywords)
