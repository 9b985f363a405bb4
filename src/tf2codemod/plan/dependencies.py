"""Which statements of a frame need which others, by what they read and by the graph objects they use."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from tf2codemod.interpret.trace import Effect, Frame, StatementRun, Trace
from tf2codemod.interpret.values import Cell, Node, Thing
from tf2codemod.tree import parts, remembered, walk


@dataclass(eq=False)
class StatementFacts:
    """What one statement of a frame did, together with everything that ran beneath it."""

    run: StatementRun
    reads: dict[tuple[Cell, object], set[StatementRun | None]] = field(default_factory=dict)
    writes: set[tuple[Cell, object]] = field(default_factory=set)
    made: list[Node] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    @property
    def node(self) -> ast.stmt:
        return self.run.node


class FrameFacts:
    """The statements of one frame with what they did, and the statement each graph object belongs to."""

    def __init__(
        self, trace: Trace, frame: Frame, line: Sequence[ast.stmt], foreign: Iterable[Frame] = ()
    ) -> None:
        self.foreign = set(foreign)
        self.trace = trace
        self.frame = frame
        self.borrowed: dict[Node, StatementFacts] = {}
        self._by_node: dict[ast.stmt, StatementFacts] = {}
        self._owner: dict[StatementRun, StatementFacts] = {}
        self._gathered = False
        containers = {s for s in line if isinstance(s, (ast.With, ast.If)) and any(b in line for b in s.body)}
        for statement in line:
            run = frame.by_node.get(statement)
            if run is None:
                continue
            facts = StatementFacts(run)
            self._by_node[statement] = facts
            self._owner[run] = facts
            if statement not in containers:
                for inner in walk(statement):
                    nested = frame.by_node.get(inner) if isinstance(inner, ast.stmt) else None
                    if nested is not None:
                        self._owner[nested] = facts

    @property
    def by_node(self) -> dict[ast.stmt, StatementFacts]:
        """What each statement did."""
        self._gather()
        return self._by_node

    @property
    def owner(self) -> dict[StatementRun, StatementFacts]:
        """What each statement did, for it and for those that stand in it."""
        self._gather()
        return self._owner

    def statement_of(self) -> dict[ast.stmt, ast.stmt]:
        """The statements of the frame that others stand in."""
        return {run.node: facts.node for run, facts in self._owner.items()}

    def _gather(self) -> None:
        """Collects what ran beneath the statements; asked for late, because it takes long."""
        if self._gathered:
            return
        self._gathered = True
        for frame in (self.frame, *self.trace.beneath(self.frame)):
            if frame is not self.frame and self.is_foreign(frame):
                continue
            above = frame.caller.within(self.frame) if frame.caller is not None else None
            if frame is not self.frame and above not in self._owner:
                continue
            for run in frame.statements:
                top = run if frame is self.frame else above
                facts = self._owner.get(top) if top is not None else None
                if facts is None:
                    continue
                for place, writers in run.reads.items():
                    known = facts.reads.get(place)
                    if known is None:
                        facts.reads[place] = set(writers)
                    else:
                        known.update(writers)
                facts.writes |= run.writes
                facts.effects.extend(run.effects)
                if run.made:
                    nodes = (m for m in run.made if isinstance(m, Node))
                    facts.made.extend(m for m in nodes if m not in self.trace.pipeline)
                    facts.things.extend(m for m in run.made if isinstance(m, Thing))

    def is_foreign(self, frame: Frame) -> bool:
        """Whether a frame belongs to another one that is planned on its own."""
        inner: Frame | None = frame
        while inner is not None and inner is not self.frame:
            if inner in self.foreign:
                return True
            inner = inner.caller.frame if inner.caller is not None else None
        return False

    def top(self, node: Node) -> StatementFacts | None:
        """The statement of the frame under which a graph object was made."""
        if node in self.borrowed:
            return self.borrowed[node]
        run = node.made.within(self.frame)
        return self.owner.get(run) if run is not None else None

    def writers(self, facts: StatementFacts) -> Iterator[tuple[tuple[Cell, object], StatementFacts]]:
        """The statements of the frame that wrote what a statement reads."""
        for place, writers in facts.reads.items():
            for writer in writers:
                run = writer.within(self.frame) if writer is not None else None
                found = self.owner.get(run) if run is not None else None
                if found is not None and found is not facts:
                    yield place, found


def straight(
    body: Iterable[ast.stmt],
    opens: Callable[[ast.stmt], bool],
    inlined: Mapping[ast.stmt, Sequence[ast.stmt]] = MappingProxyType({}),
) -> Iterator[ast.stmt]:
    """The statements of a body that run once in order, with those in the blocks that ``opens`` accepts."""
    for statement in body:
        yield statement
        if isinstance(statement, (ast.With, ast.If)) and opens(statement):
            yield from straight(statement.body, opens, inlined)
        elif statement in inlined:
            yield from straight(inlined[statement], opens, inlined)


@remembered
def own_expressions(statement: ast.stmt) -> list[ast.expr]:
    """The expressions of a statement that are not those of statements within it."""
    found: list[ast.expr] = []
    pending = parts(statement)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.stmt, ast.Lambda)):
            continue
        if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
            found.append(node)
        pending += parts(node)
    return found
