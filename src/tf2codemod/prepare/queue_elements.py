"""Which tensors a single reading of a queue gives, and which reading they come from."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, Thing, Value, nodes_in
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.queues import BATCHES, READERS, is_queue

NAMES_OF_FILES = "tf.train.string_input_producer"
SLICES = "tf.train.slice_input_producer"
NUMBERS = "tf.train.range_input_producer"
READINGS = frozenset(f"{reader}.read" for reader in READERS)
WHOLE_FILES = "tf.WholeFileReader.read"


class NotCovered(Exception):
    """A queue whose work a data set is not sure to do."""


def is_dequeued(node: Node) -> bool:
    """Whether a node is what a queue of names or numbers gives by itself."""
    method = node.inputs[0] if node.op == "call" and node.inputs else None
    if method is None or method.op != "part" or method.part != "dequeue":
        return False
    return method.inputs[0].op in (NAMES_OF_FILES, NUMBERS)


def is_reading(node: Node) -> bool:
    """Whether an op takes something from a queue."""
    return node.op in READINGS or node.op == SLICES or is_dequeued(node)


class QueueElements:
    """The readings of a program: ops that take something from a queue, and what is computed from it.

    What a batch is made of comes from one reading. Raises ``NotCovered`` where queues are shared, filled in
    another way, or read both in batches and one by one. ``every``: in code that is never called, too.
    """

    def __init__(self, trace: Trace, every: bool) -> None:
        self.trace = trace
        self._readings: dict[Node, frozenset[Node]] = {}
        for node in trace.nodes:  # what is asked of a deep graph from its end would go too deep
            self.readings_of(node)
        self.nodes = [n for n in trace.nodes if every or n.made.reached]
        queues = [n for n in self.nodes if is_queue(n)]
        known = {NAMES_OF_FILES, NUMBERS, SLICES, *READINGS, *BATCHES}
        if any(n.op not in known or n.made.looped or n.made.times > 1 for n in queues):
            raise NotCovered
        self.batches = [n for n in queues if n.op in BATCHES]
        self.read = [n for n in self.nodes if is_reading(n)]
        self.batched = {r for b in self.batches for n in b.inputs for r in self.readings_of(n)}
        self._check_queues([n for n in queues if n.op in (NAMES_OF_FILES, NUMBERS)])
        self._check_state()
        self._check_runs()

    def readings_of(self, node: Node) -> frozenset[Node]:
        """The readings that a tensor of one element comes from; none for batches and all else."""
        known = self._readings.get(node)
        if known is None:
            self._readings[node] = frozenset()
            inner = frozenset[Node]()
            if is_reading(node):
                inner = frozenset((node,))
            elif node.op not in BATCHES and node.kind != "variable":
                inner = frozenset(r for n in node.inputs for r in self.readings_of(n))
            known = self._readings[node] = inner
        return known

    def readings_in(self, value: Value | None) -> frozenset[Node]:
        """The readings that the tensors in a value come from."""
        if value is None:
            return frozenset()
        return frozenset(r for n in nodes_in(value) for r in self.readings_of(n))

    def reader_of(self, reading: Node) -> Thing | None:
        """The reader whose method a reading is."""
        call = reading.expr
        owner = (
            call.func.value if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) else None
        )
        value = reading.made.frame.values.get(owner) if owner is not None else None
        return value if isinstance(value, Thing) else None

    def _check_queues(self, queues: Iterable[Node]) -> None:
        """Every queue of names is read by one reader, and every reader reads one queue."""
        readers: dict[Thing, Node] = {}
        for queue in queues:
            users = [n for n in self.trace.nodes if queue in n.inputs]
            taken = [n for u in users for n in self.trace.nodes if u in n.inputs and is_dequeued(n)]
            if len(users) != 1 or not (is_reading(users[0]) or len(taken) == 1):
                raise NotCovered
        for reading in self.read:
            if reading.made.looped or reading.made.times > 1:
                raise NotCovered
            if reading.op not in READINGS:
                continue
            reader = self.reader_of(reading)
            filled = [n for n in reading.inputs if n.op == NAMES_OF_FILES]
            if reader is None or len(filled) != 1 or len(reading.inputs) != 1:
                raise NotCovered
            if readers.setdefault(reader, reading) is not reading and reading.op != WHOLE_FILES:
                raise NotCovered

    def _check_state(self) -> None:
        """Elements must not be computed from what changes while the program runs, nor make variables."""
        for node in self.nodes:
            if node.kind in ("variable", "placeholder", "action") and self._reads(node):
                raise NotCovered
        needed = [n for b in self.batches for n in b.inputs]
        if any(n.kind in ("variable", "placeholder") for n in upstream(needed)):
            raise NotCovered
        given = [n for r in self.read for n in r.inputs if r.op == SLICES]
        given += [n for q in self.nodes if q.op in (NAMES_OF_FILES, NUMBERS) for n in q.inputs]
        if any(n.kind in ("variable", "placeholder") for n in upstream(given)):
            raise NotCovered

    def _reads(self, node: Node) -> bool:
        return any(self.batched & self.readings_of(n) for n in node.inputs)

    def _check_runs(self) -> None:
        """What is read into batches is not fetched, summarized or fed by itself."""
        for site in self.trace.runs:
            fetched = upstream(nodes_in(site.fetches), self.batches)
            fed = nodes_in(site.feeds) if site.feeds is not None else ()
            for node in (*fetched, *fed):
                if node.op not in BATCHES and self.readings_of(node) & self.batched:
                    raise NotCovered
                if node in fed and self.readings_of(node):
                    raise NotCovered
