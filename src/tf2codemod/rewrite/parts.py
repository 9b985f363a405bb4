"""Goes through a libcst tree where nothing is written; ``visit`` would copy the whole tree."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

ANY = (cst.CSTNode,)
# What stands between the parts of a node that mean something.
_BETWEEN = (
    *("whitespace", "lines", "leading", "trailing", "header", "footer", "indent"),
    *("lpar", "rpar", "lbracket", "rbracket", "lbrace", "rbrace"),
    *("comma", "semicolon", "equal", "colon", "dot"),
)
# The parts of these do not stand in the text in the order of their fields.
_ORDER: Mapping[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.ExceptStarHandler: ("type", "name", "body"),
}


@functools.cache
def part_names(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a kind of node that hold its parts, in the order of the text."""
    names = (name for name in kind.__dataclass_fields__ if not name.startswith("_"))
    return _ORDER.get(kind) or tuple(n for n in names if not any(word in n for word in _BETWEEN))


@functools.cache
def is_kind(kind: type, of: tuple[type, ...]) -> bool:
    """Whether nodes of one class are of one of several; ``issubclass`` takes long for what libcst has."""
    return not set(of).isdisjoint(kind.__mro__)


def parts_of(node: cst.CSTNode, names: Sequence[str]) -> Iterator[cst.CSTNode]:
    """The nodes in some fields of a node."""
    for name in names:
        value = getattr(node, name)
        if isinstance(value, (tuple, list)):
            yield from value
        elif is_kind(value.__class__, ANY):
            yield value


def nodes_below(node: cst.CSTNode, past: tuple[type[cst.CSTNode], ...] = ()) -> Iterator[cst.CSTNode]:
    """The node and all of its parts but those of some kinds, in no certain order."""
    pending = [node]
    while pending:
        current = pending.pop()
        if is_kind(current.__class__, past):
            continue
        yield current
        pending.extend(parts_of(current, part_names(type(current))))


def fetches_of(call: cst.Call) -> cst.BaseExpression:
    """What a run fetches, in its call."""
    for argument in call.args:
        if argument.keyword is not None and argument.keyword.value == "fetches":
            return argument.value
    return call.args[0].value
