"""Iterators that a fed handle chooses: what a run draws from, and what becomes of the handles."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import Fetched, Mapping, Node, Thing, Value, options_of
from tf2codemod.plan.fetch_structure import fetched_leaves
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

HANDLE = "iterator.string_handle"
CHOSEN = "an iterator is chosen by a handle"


def is_chosen(iterator: Thing) -> bool:
    """Whether an iterator stands for the one whose handle is fed."""
    return iterator.kind == "iterator" and iterator.symbol.endswith("from_string_handle")


def handle_of(iterator: Thing) -> Node | None:
    """The placeholder through which an iterator is chosen."""
    given = iterator.arguments.get("0", iterator.arguments.get("string_handle"))
    return given if isinstance(given, Node) and given.op == "tf.placeholder" else None


def gives_handles(group: Sequence[RunSite]) -> bool:
    """Whether runs do nothing but ask iterators for their handles."""
    leaves = [n for s in group for _, n in fetched_leaves(s.fetches)]
    return bool(leaves) and all(n.op == HANDLE for n in leaves)


def iterator_fed(handle: Node, group: Sequence[RunSite]) -> Thing:
    """The iterator whose handle a run is fed."""
    found = {t for s in group for t in _iterators_fed(handle, s)}
    only = next(iter(found)) if len(found) == 1 else None
    if only is None:
        raise _refused("a run is fed the handle of one iterator or another, or of none", group[0].call)
    return only


def _iterators_fed(handle: Node, site: RunSite) -> Iterator[Thing | None]:
    options = options_of(site.feeds) if site.feeds is not None else ()
    for feeds in options or (None,):
        value = feeds.known.get(handle) if isinstance(feeds, Mapping) and feeds.rest is None else None
        yield _named_by(value)


def _named_by(value: Value | None) -> Thing | None:
    """The iterator that a handle belongs to."""
    node = value.node if isinstance(value, Fetched) else None
    iterator = node.arguments.get("iterator") if node is not None and node.op == HANDLE else None
    return iterator if isinstance(iterator, Thing) else None


class Handles:
    """The handles of a program: they go, and with them the runs that ask for them and the placeholders."""

    def __init__(self, trace: Trace, iterators: Sequence[Thing]) -> None:
        self.trace = trace
        chosen = [t for t in iterators if is_chosen(t)]
        self.placeholders = {n for t in chosen if (n := handle_of(t)) is not None}
        self.making = {n for t in chosen for n in walk(t.expr)}
        self.groups: dict[ast.Call, list[RunSite]] = {}

    def runs(self) -> Iterator[list[RunSite]]:
        """The runs that only ask for handles, which go."""
        for group in self.groups.values():
            statement = group[0].statement.node
            if not isinstance(statement, (ast.Assign, ast.Expr)) or statement.value is not group[0].call:
                raise _refused("a handle is asked for inside of an expression", group[0].call)
            yield group

    def check(self) -> None:
        """A handle can be fed, and nothing else."""
        if not self.groups:
            return
        fed = {value for _, value in self._fed()}
        for frame in self.trace.frames:
            for expr, value in frame.values.items():
                if isinstance(expr, (ast.Name, ast.Attribute)) and isinstance(expr.ctx, ast.Load):
                    handles = [o for o in options_of(value) if _named_by(o) is not None]
                    if handles and expr not in fed:
                        raise _refused("a handle is used other than to be fed", expr)

    def unneeded(self) -> Iterator[Node]:
        """The placeholders of handles that stand nowhere but where they are fed."""
        keys = {n for key, _ in self._fed() for n in walk(key)}
        for node in self.placeholders:
            if not any(
                value is node and expr not in keys and expr not in self.making and expr is not node.expr
                for frame in self.trace.frames
                for expr, value in frame.values.items()
                if not isinstance(getattr(expr, "ctx", None), ast.Store)
            ):
                yield node

    def _fed(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        """Where a run is fed a handle: the key and the value, as they are written."""
        for site in self.trace.runs:
            if isinstance(site.feed_expr, ast.Dict):
                yield from self._entries(site.feed_expr, site.statement.frame)

    def _entries(self, feeds: ast.Dict, frame: Frame) -> Iterator[tuple[ast.expr, ast.expr]]:
        for key, value in zip(feeds.keys, feeds.values, strict=True):
            if key is not None and frame.values.get(key) in self.placeholders:
                yield key, value


def _refused(message: str, where: ast.AST) -> Obstacle:
    return Obstacle("TF504", message, "draw from the iterators themselves", where)
