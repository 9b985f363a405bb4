"""Tells of data sets whose seeded order TensorFlow 2 cannot repeat.

TensorFlow 1 made one op of a shuffle and the repetition that follows it, which draws another order.
"""

from __future__ import annotations

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import NONE, Const, Thing, options_of
from tf2codemod.model import Finding
from tf2codemod.plan.obstacles import Obstacle

SEED_POSITIONS = {"shuffle": "1", "shuffle_and_repeat": "2"}


def told_of_order(trace: Trace) -> tuple[Finding, ...]:
    """What the user is told about repeated data sets that are shuffled with a seed."""
    found: dict[Finding, None] = {}
    for frame in trace.frames:
        for run in frame.statements:
            for thing in run.made:
                if isinstance(thing, Thing) and thing.kind == "dataset" and _is_fused(thing):
                    remark = Obstacle(
                        "TF507",
                        "a shuffle with a seed that is repeated has another order in TensorFlow 2",
                        "expect other batches, or shuffle with reshuffle_each_iteration=False",
                        thing.expr,
                    )
                    found[remark.at(frame.module.path)] = None
    return tuple(found)


def _is_fused(dataset: Thing) -> bool:
    if dataset.symbol == "shuffle_and_repeat":
        return _has_seed(dataset)
    source = dataset.arguments.get("source")
    if dataset.symbol != "repeat" or source is None:
        return False
    return any(
        isinstance(o, Thing) and o.symbol == "shuffle" and _has_seed(o) and not _is_fixed(o)
        for o in options_of(source)
    )


def _has_seed(dataset: Thing) -> bool:
    seed = dataset.arguments.get("seed") or dataset.arguments.get(SEED_POSITIONS[dataset.symbol])
    return seed is not None and seed != NONE


def _is_fixed(dataset: Thing) -> bool:
    """Whether every repetition has the order of the first one, which is the same in both."""
    given = dataset.arguments.get("reshuffle_each_iteration") or dataset.arguments.get("2")
    return isinstance(given, Const) and given.value is False
