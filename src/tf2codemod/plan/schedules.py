"""Decayed learning rates: whose steps they count, and what they are at a step."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Const, Node, Thing, Value, nodes_in, options_of
from tf2codemod.plan.global_steps import is_global_step
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

SHOWING = frozenset(("summary", "merged_summary"))
ASSIGNS = frozenset(("tf.assign", "tf.assign_add", "tf.assign_sub"))


def is_schedule(node: Node, trace: Trace) -> bool:
    """Whether a tensor is a decayed learning rate, which Keras keeps as a schedule object."""
    return _decays(node) and node not in rates_read(trace)


def rates_read(trace: Trace) -> frozenset[Node]:
    """The decayed learning rates that are numbers at the step they were given.

    Other ops compute with them, or a run that trains by them gives them too.
    """
    if trace.rates_read is None:
        ops = (n for n in trace.nodes if n.kind == "tensor" and model_of(n.op) not in SHOWING)
        read = {i for n in ops for i in n.inputs if _decays(i)}
        for site in trace.runs:
            fetched = nodes_in(site.fetches)
            trained_by = {r for n in fetched if n.kind == "action" for r in _rates_of(n)}
            read.update(n for n in _given(fetched) if n in trained_by)
        trace.rates_read = frozenset(read)
    return trace.rates_read


def _rates_of(action: Node) -> Iterator[Node]:
    """The decayed rates by which an op trains: it takes them before it counts its step."""
    for node in upstream((action,)):
        chosen = node.arguments.get("optimizer")
        for optimizer in options_of(chosen) if chosen is not None else ():
            rate = rate_of(optimizer) if isinstance(optimizer, Thing) else None
            if isinstance(rate, Node) and _decays(rate):
                yield rate


def _given(fetched: Sequence[Node]) -> Iterator[Node]:
    """What a run gives: what it fetches, and what the summaries show that it fetches."""
    pending, seen = list(fetched), set(fetched)
    while pending:
        node = pending.pop()
        yield node
        inputs = node.inputs if model_of(node.op) in SHOWING else ()
        pending.extend(i for i in inputs if i not in seen)
        seen.update(inputs)


def _decays(node: Node) -> bool:
    fact = lookup(node.op)
    return fact is not None and fact.stage == "schedule"


def rate_of(optimizer: Thing) -> Value | None:
    """The learning rate that an optimizer was given."""
    return optimizer.arguments.get("0") or optimizer.arguments.get("learning_rate")


def step_of(schedule: Node) -> Value | None:
    """What a decayed learning rate takes for the number of steps."""
    fact = lookup(schedule.op)
    if fact is None or "step" not in fact.row:
        return None
    name = str(fact.row["step"])
    return schedule.arguments.get(name) or schedule.arguments.get(str(fact.params.index(name)))


def rate_at(planner: StateNames, schedule: Node) -> str | None:
    """The rate at the step that a schedule was given, if both have names that stay."""
    step = step_of(schedule)
    if not isinstance(step, Node) or step.kind != "variable":
        return None
    named = _lasting_name(planner, schedule)
    made = planner.optimizers.get(step.expr, "") if isinstance(step.expr, ast.Call) else ""
    counter = _lasting_name(planner, step) or made
    if not named or not counter:
        return None
    lost = planner.receiver and not (named.startswith(planner.prefix) and counter.startswith(planner.prefix))
    return None if lost else f"{named}({counter})"


def rate_at_step(planner: StateNames, node: Node) -> str:
    """The rate that a decayed learning rate has at its step; nothing for other objects."""
    return (rate_at(planner, node) or "") if is_schedule(node, planner.trace) else ""


def rate_read(planner: StateNames, schedule: Node, expr: ast.expr) -> str:
    """The rate at the step, as the code that fetches it sees the two; raises ``Obstacle``."""
    rate = rate_at_step(planner, schedule)
    if not planner.receiver:
        return rate
    if not isinstance(expr, ast.Attribute) or any(isinstance(n, ast.Call) for n in walk(expr)):
        raise Obstacle("TF416", "a decayed learning rate is fetched", "compute the rate from the step", expr)
    owner = f"{ast.unparse(expr.value)}."
    named, _, counter = rate.partition(f"({planner.prefix}")
    return f"{owner}{named.removeprefix(planner.prefix)}({owner}{counter}"


def _lasting_name(planner: StateNames, node: Node) -> str:
    """A name of a graph object, in methods that of an attribute where there is one."""
    bound = (b for s in planner.staging.line for b in planner.bindings.targets(s))
    own = (name for name, value in bound if value is node and name.startswith(planner.prefix))
    found = planner.bindings.name_at(node, planner.staging.line)
    return next(own, found[0] if found is not None else "")


def counts_own_steps(planner: StateNames, schedule: Node, training: Node) -> bool:
    """Whether the steps of a schedule are just those of the one training op that uses it."""
    step = step_of(schedule)
    if not isinstance(step, Node) or step.kind != "variable":
        return True
    first = (
        step.arguments.get("initial_value") or step.arguments.get("0") or step.arguments.get("initializer")
    )
    begins = is_global_step(step) or _is_zero(first)
    for node in planner.trace.nodes:
        counted = node.arguments.get("global_step") or (
            node.arguments.get("1") if node.op in ("minimize", "apply_gradients") else None
        )
        if counted is step and planner.canonical.of(node) is not planner.canonical.of(training):
            return False
        if node.op in ASSIGNS and node.inputs[:1] == (step,):
            return False
        chosen = node.arguments.get("optimizer")
        uses = chosen is not None and any(
            schedule in nodes_in(v)
            for o in options_of(chosen)
            if isinstance(o, Thing)
            for v in o.arguments.values()
        )
        if uses and node.op in ("minimize", "apply_gradients") and counted is not step:
            return False
    return begins


def _is_zero(value: Value | None) -> bool:
    return value is not None and all(
        isinstance(o, Const) and o.value == 0 and not isinstance(o.value, bool) for o in options_of(value)
    )


__all__ = ["counts_own_steps", "is_schedule", "rate_at", "rate_at_step", "rate_read", "rates_read", "step_of"]
