"""What a caller knows about one call, and what it gets back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    # What plans a program needs no more than the hints; programs that are not rewritten never load libcst.
    import libcst as cst

UNKNOWN: object = object()


class Hint(NamedTuple):
    """What the interpretation knows about the value of one argument."""

    dtype: str | None = None
    rank: int | None = None
    constant: object = UNKNOWN
    stage: str | None = None
    gradient: bool | None = None


class CallContext(NamedTuple):
    """The surroundings of one call: TensorFlow's local name, hints by parameter, and a resolver of names.

    ``resolve`` gives the TensorFlow 1 name of an expression (``tf.nn.relu``) or None.
    """

    tf: str = "tf"
    hints: Mapping[str, Hint] = {}
    resolve: Callable[[cst.BaseExpression], str | None] | None = None

    def symbol(self, node: cst.BaseExpression) -> str | None:
        """Return the TensorFlow 1 name of an expression, or None."""
        return self.resolve(node) if self.resolve else None


class Remark(NamedTuple):
    """A finding about one call, before it has a place."""

    code: str
    message: str
    remedy: str = ""


class NativeCall(NamedTuple):
    """The native form of one call; ``node`` None means that none is known and the findings say why."""

    node: cst.BaseExpression | None
    findings: tuple[Remark, ...] = ()
    helpers: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    level: str = "native"


@dataclass
class Needs:
    """What the rewritten code asks of the top of its file."""

    helpers: dict[str, None] = field(default_factory=dict)
    imports: dict[str, None] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    symbols_left: list[tuple[ast.AST, str]] = field(default_factory=list)
