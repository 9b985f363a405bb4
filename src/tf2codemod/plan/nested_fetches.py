"""Returns a list that is fetched beside other things as one result."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

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
    if not isinstance(value, Items) or all(leaf.kind == "action" for leaf in inner):
        return None
    if any(leaf.kind not in ("tensor", "variable") or leaf.on_the_spot is not None for leaf in inner):
        return None
    whole = _parts(place, {leaf.path: leaf for leaf in inner}, value)
    if whole is None:
        return None
    names = {leaf.expression.rpartition("[")[0] for leaf in inner}
    name = names.pop() if len(names) == 1 and all(leaf.kind == "tensor" for leaf in inner) else ""
    in_order = [leaf.expression for leaf in inner] == [f"{name}[{i}]" for i in range(len(inner))]
    if name and in_order and value.kind == "list" and not whole.is_nested:
        return Leaf(place, inner[0].node, "list", name)
    return whole


def _parts(place: tuple[object, ...], leaves: Mapping[tuple[object, ...], Leaf], value: Items) -> Leaf | None:
    """A list or tuple of known length with what it holds, which may be such lists in turn."""
    if value.kind not in ("list", "tuple") or value.rest is not None or not value.prefix:
        return None
    found: list[Leaf] = []
    for index, part in enumerate(value.prefix):
        path = (*place, index)
        leaf = _parts(path, leaves, part) if isinstance(part, Items) else leaves.get(path)
        if leaf is None:
            return None
        found.append(leaf)
    return Leaf(place, found[0].node, "parts", parts=tuple(found), label=value.kind)
