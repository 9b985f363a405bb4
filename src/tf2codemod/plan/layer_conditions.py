"""Under which settings a function makes a layer that not all of its objects have."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import pairwise

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import NONE, nodes_in, truth_of
from tf2codemod.plan.model import ClassPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

Tests = tuple[tuple[ast.If, bool], ...]


def conditions_of(call: ast.Call, frames: Sequence[Frame], plan: ClassPlan, lazy: bool = True) -> Tests:
    """The branches around a call that makes a layer, with what they test; none where all objects have it.

    Raises TF311 where they do not follow from what an object is made with, unless the layer may be there and
    not be called: it makes its variables lazily, and nothing that it is made from is missing.
    """
    chain = _chain(call, plan.function)
    tests = _tests(chain)
    if all(_is_reached(chain, frame) for frame in frames):
        return ()
    stored = {n.id for n in walk(plan.function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    known = set(plan.init_parameters) - stored
    without = [f for f in frames if not _is_reached(chain, f)]
    decided = all(_is_kept_from(tests, f) for f in without)
    if not decided or not all(_is_known(branch.test, known, plan, frames) for branch, _ in tests):
        if lazy and not any(f.values.get(n) == NONE for f in without for n in walk(call) if n in f.values):
            return ()
        raise Obstacle(
            "TF311",
            "a layer is made on one way through a function, which its objects do not know beforehand",
            "make the layer first",
            call,
        )
    return tests


def _tests(chain: Sequence[ast.stmt]) -> Tests:
    """The branches among the statements around an expression, each with its way."""
    branches = ((o, i) for o, i in pairwise(chain) if isinstance(o, ast.If))
    return tuple((outer, inner in outer.body) for outer, inner in branches)


def _chain(node: ast.AST, code: ast.FunctionDef) -> list[ast.stmt]:
    """The statements around an expression, from that of the function's body to the innermost."""
    found: list[ast.stmt] = []
    body: Sequence[ast.AST] = code.body
    while True:
        inner = next((s for s in body if isinstance(s, ast.stmt) and node in walk(s)), None)
        if inner is None:
            return found
        found.append(inner)
        body = list(ast.iter_child_nodes(inner))


def _is_reached(chain: Sequence[ast.stmt], frame: Frame) -> bool:
    run = frame.by_node.get(chain[-1]) if chain else None
    if run is None or run.reached or frame.caller is None or frame.caller.reached:
        return run is not None and run.reached
    # The program does not call the function here: only a setting that is known keeps it from the layer.
    values = [(frame.values.get(branch.test), holds) for branch, holds in _tests(chain)]
    return not any(value is not None and truth_of(value) is (not holds) for value, holds in values)


def _is_kept_from(tests: Tests, frame: Frame) -> bool:
    """Whether one of the tests around a call may be what keeps an activation from it."""
    values = [(frame.values.get(branch.test), holds) for branch, holds in tests]
    return any(value is None or truth_of(value) is not holds for value, holds in values)


def _is_known(test: ast.expr, known: set[str], plan: ClassPlan, frames: Sequence[Frame]) -> bool:
    """Whether a test reads nothing but what an object is made with, and names of the module."""
    for name in (n for n in walk(test) if isinstance(n, ast.Name) and n.id != plan.receiver):
        if name.id not in known and any(name.id in f.local_names for f in frames):
            return False
    values = (f.values.get(n) for f in frames for n in walk(test))
    return not any(v is not None and nodes_in(v) for v in values)


__all__ = ["Tests", "conditions_of"]
