"""One element of an iterator: its parts, and what they are called inside of functions."""

from __future__ import annotations

from typing import NamedTuple

from tf2codemod.interpret.values import Const, Node, Thing

Path = tuple[object, ...]


class Element(NamedTuple):
    """What one ``get_next`` gives: the iterator it comes from, and the names it has inside of functions."""

    iterator: str
    names: tuple[str, ...]
    in_parts: bool
    nodes: tuple[Node, ...]
    spec: str
    handle: Node | None = None
    given: Thing | None = None

    def position(self, node: Node) -> int:
        return _number(path_of(node)[0]) if self.in_parts and path_of(node) else 0

    def expression(self, node: Node) -> str:
        """What a part of the element is called inside of a function."""
        path = path_of(node)
        rest = path[1:] if self.in_parts else path
        return self.names[self.position(node)] + "".join(f"[{key_of(k)!r}]" for k in rest)

    def spec_of(self, index: int) -> str:
        return f"{self.spec}[{index}]" if self.spec and self.in_parts else self.spec


def path_of(node: Node) -> Path:
    """Where a part stands in its element."""
    return node.part if isinstance(node.part, tuple) else ()


def key_of(step: object) -> object:
    """The key of a dict, or the place in a tuple, that a step of such a path is."""
    return step.value if isinstance(step, Const) else step


def _number(step: object) -> int:
    return step if isinstance(step, int) else 0
