"""Returns a list that is fetched beside other things as one result."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from tf2codemod.interpret.values import Items, Value
from tf2codemod.plan.model import Leaf


def grouped(leaves: Sequence[Leaf], fetches: Value) -> list[Leaf]:
    """The fetched objects, with those of an inner list as one: the list of the program, or one of parts."""
    found: list[Leaf] = []
    for place, members in itertools.groupby(leaves, key=lambda leaf: leaf.path[:1]):
        inner = list(members)
        whole = _as_one(place, inner, fetches)
        found.extend(inner if whole is None else [whole])
    return found


def _as_one(place: tuple[object, ...], inner: Sequence[Leaf], fetches: Value) -> Leaf | None:
    if not isinstance(fetches, Items) or not place or not isinstance(place[0], int):
        return None
    value = fetches.prefix[place[0]]
    flat = all(len(leaf.path) == 2 for leaf in inner)
    if not flat or not isinstance(value, Items) or value.kind not in ("list", "tuple"):
        return None
    if all(leaf.kind == "action" for leaf in inner):
        return None
    if any(leaf.kind != "tensor" or leaf.on_the_spot is not None for leaf in inner):
        return None
    names = {leaf.expression.rpartition("[")[0] for leaf in inner}
    name = names.pop() if len(names) == 1 else ""
    in_order = [leaf.expression for leaf in inner] == [f"{name}[{i}]" for i in range(len(inner))]
    if name and in_order and value.kind == "list":
        return Leaf(place, inner[0].node, "list", name)
    return Leaf(place, inner[0].node, "parts", parts=tuple(inner), label=value.kind)
