"""What a graph object depends on, and so when its value may be computed."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterable, KeysView

from tf2codemod.facts import lookup
from tf2codemod.interpret.values import Node

GRADIENTS = frozenset(("tf.gradients", "compute_gradients"))
DRAWS = (
    "random",
    "dropout",
    "multinomial",
    "truncated_normal",
    "shuffle",
    "get_next",
    "dataset",
    "nce_loss",
    "dequeue",
    "read",
    "py_func",
    "candidate_sampler",
    "sample",
    "matching_files",
    "timestamp",
)


def is_draw(node: Node) -> bool:
    """Whether an op gives other values at every run."""
    if node.kind != "tensor":
        return False
    name = node.op.rpartition(".")[2].lower()
    return any(word in name for word in DRAWS) or _takes_a_seed(node.op)


@functools.cache
def _takes_a_seed(symbol: str) -> bool:
    """Whether a function draws under any name that it has, such as ``tf.random.normal``."""
    if symbol.startswith("tf.random.stateless"):
        return False
    fact = lookup(symbol)
    return symbol.startswith("tf.random.") or (fact is not None and "seed" in fact.params)


def is_nothing(node: Node) -> bool:
    """Whether an op does nothing, and waits for nothing."""
    return node.op == "tf.no_op" and not node.inputs


def upstream(nodes: Iterable[Node], stop: Iterable[Node] = ()) -> KeysView[Node]:
    """The nodes and what they are computed from, not going past the nodes of ``stop``, in a fixed order."""
    ends = set(stop)
    found: dict[Node, None] = {}
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if node not in found:
            found[node] = None
            if node not in ends and node.kind != "variable":  # the input of a variable is its first value
                pending.extend(node.inputs)
    return found.keys()


def built_on(sources: Iterable[Node], nodes: Iterable[Node]) -> set[Node]:
    """The sources, and what is computed from them of all that some nodes are computed from."""
    readers: dict[Node, list[Node]] = {}
    for node in upstream(nodes):
        for source in node.inputs if node.kind != "variable" else ():
            readers.setdefault(source, []).append(node)
    found: set[Node] = set()
    pending = list(sources)
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            pending.extend(readers.get(node, ()))
    return found


def is_fixed(node: Node) -> bool:
    """Whether a tensor has the same value at every run, so that it can be computed where it stands."""
    return is_computed_without((), node)


def is_computed_without(given: Container[Node], node: Node) -> bool:
    """Whether a tensor has the same value at every run, and nothing of ``given`` takes part in it."""
    seen = {node}
    pending = [node]
    while pending:
        current = pending.pop()
        if current.kind != "tensor" or current in given or current.op in GRADIENTS or is_draw(current):
            return False
        more = [n for n in current.inputs if n not in seen]
        seen.update(more)
        pending += more
    return True
