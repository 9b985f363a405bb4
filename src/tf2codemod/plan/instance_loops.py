"""Objects of functions with state that a loop calls: one for each turn, or one for all of them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Const, Items, Node
from tf2codemod.plan.layer_calls import CALL_KEYWORDS
from tf2codemod.plan.model import ClassPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.repeatable import is_plain, is_repeatable
from tf2codemod.tree import walk

LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)


def loop_of_instances(
    call: ast.Call,
    statement: ast.stmt,
    plan: ClassPlan,
    frames: Sequence[Frame],
    owned: Sequence[Collection[Node]],
) -> ast.For | None:
    """The loop in whose turns a call makes an object each; ``None`` if all turns share their variables.

    Raises TF312 where it is not known which turn has which variables, or what an object is made from.
    """
    name = plan.function.name
    loops = [n for n in walk(statement) if isinstance(n, LOOPS) and any(c is call for c in walk(n))]
    shared = all(set(own) == set(owned[0]) for own in owned)
    apart = len({v for own in owned for v in own}) == sum(map(len, owned))
    if not frames or not (shared or apart) or not all(owned):
        raise _refused(name, call)
    if len(frames) == 1:
        shared = False
        if not loops or not _takes_one_turn(loops[0], frames[0]):
            raise _refused(name, call)
    if any(f.caller is None or f.caller.frame is not frames[0].caller.frame for f in frames):  # type: ignore[union-attr]
        raise _refused(name, call)
    read = {n.id for a in construction(call, plan) for n in walk(a) if isinstance(n, ast.Name)}
    if shared:
        if read & _bound_in(loops):
            raise _refused(name, call)
        return None
    if len(loops) != 1 or not isinstance(loops[0], ast.For):
        raise _refused(name, call)
    if read & _bound_in(loops[0].body) or not _goes_twice(loops[0]):
        raise _refused(name, call)
    return loops[0]


def targets_of(loop: ast.For) -> set[str]:
    """The names that a loop binds at each turn."""
    return {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}


def construction_names(call: ast.Call) -> set[str]:
    """The names from which the layer of a call is made."""
    given = [*call.args[1:], *(k.value for k in call.keywords if k.arg not in CALL_KEYWORDS)]
    return {n.id for a in given for n in walk(a) if isinstance(n, ast.Name)}


def check_loop(loop: ast.For, node: Node) -> None:
    """Raises TF311 for a loop in which a layer is called that cannot be gone through twice."""
    if not _goes_twice(loop):
        raise _in_loop(node)


def check_turn(node: Node, known: str | None) -> None:
    """Raises TF311 where a later turn of a loop calls the layer of an earlier one."""
    if known is not None:
        raise _in_loop(node)


def loop_of_layers(loop: ast.For | None, node: Node, frame: Frame, trace: Trace) -> ast.For | None:
    """The loop in whose turns a call has a layer each; ``None`` if all turns call one.

    Raises TF311 where some turns have a layer in common, or make one layer from what differs.
    """
    assert isinstance(node.expr, ast.Call)
    if loop is None or _is_one_for_all_turns(loop, node, node.expr, frame, trace):
        return None
    without_weights = not layer_state(node) and not targets_of(loop) & construction_names(node.expr)
    return None if without_weights else loop


def _is_one_for_all_turns(loop: ast.For, node: Node, call: ast.Call, frame: Frame, trace: Trace) -> bool:
    """Whether all turns of a loop call the layer of a node, which has a name of its own and is used again."""
    given = next((k.value for k in call.keywords if k.arg in ("name", "scope")), None)
    turns = [layer_state(n) for n in trace.nodes if n.expr is call and n.made.frame is frame]
    states = {state for state in turns if state}
    if given is None or not states:
        return False
    if len(states) > 1:
        if len({v for state in states for v in state}) < sum(map(len, states)):
            raise _in_loop(node)
        return False
    named = isinstance(frame.values.get(given), Const)
    certain = named and all("?" not in v.name for state in states for v in state)
    if not certain and len(turns) < 2:
        return False
    if targets_of(loop) & construction_names(call):
        raise _in_loop(node)
    return True


def layer_state(node: Node) -> frozenset[Node]:
    """The variables of the layer that made a tensor."""
    made = (n for n in node.inputs if n.kind == "variable" and "layer" in n.arguments)
    return frozenset(n for n in made if n.op == node.op)


def _takes_one_turn(loop: ast.AST, frame: Frame) -> bool:
    """Whether it is known that a loop goes through a single element."""
    values = frame.caller.frame.values if frame.caller is not None else {}
    elements = values.get(loop.iter) if isinstance(loop, ast.For) else None
    return isinstance(elements, Items) and elements.rest is None and len(elements.prefix) == 1


def _goes_twice(loop: ast.For) -> bool:
    """Whether a loop takes the same turns when it is gone through again, and does the same in each."""
    over = {n.id for n in walk(loop.iter) if isinstance(n, ast.Name)}
    inside = [n for s in loop.body for n in walk(s)]
    bound, stored = _bound_in(loop.body), _attributes_stored(inside)
    branched = any(
        isinstance(n, (ast.Break, ast.Continue))
        or (isinstance(n, (ast.If, ast.IfExp)) and not _is_settled(n.test, bound | targets_of(loop), stored))
        for n in inside
    )
    changed = bound & (targets_of(loop) | over)
    return not (branched or loop.orelse or changed) and is_repeatable(loop.iter)


def _is_settled(test: ast.expr, bound: Collection[str], stored: Collection[str]) -> bool:
    """Whether a test has one answer in all turns of a loop: it reads nothing that they bind."""
    read = {n.id for n in walk(test) if isinstance(n, ast.Name)}
    attributes = {n.attr for n in walk(test) if isinstance(n, ast.Attribute)}
    return is_plain(test) and not (read & set(bound) or attributes & set(stored))


def _attributes_stored(code: Iterable[ast.AST]) -> set[str]:
    attributes = (n for n in code if isinstance(n, ast.Attribute))
    return {n.attr for n in attributes if isinstance(n.ctx, (ast.Store, ast.Del))}


def _bound_in(code: Iterable[ast.AST]) -> set[str]:
    names = (n for part in code for n in walk(part) if isinstance(n, ast.Name))
    return {n.id for n in names if isinstance(n.ctx, (ast.Store, ast.Del))}


def _in_loop(node: Node) -> Obstacle:
    message = "a layer is made in a loop of the main program"
    return Obstacle("TF311", message, "make the layers in a list first", node.expr)


def construction(call: ast.Call, plan: ClassPlan) -> list[ast.expr]:
    """The arguments of a call from which its object is made."""
    arguments = plan.function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args) if a.arg != plan.receiver]
    given = dict(zip(names, call.args, strict=False))
    given.update({k.arg: k.value for k in call.keywords if k.arg is not None})
    return [value for name, value in given.items() if name in plan.init_parameters]


def _refused(name: str, call: ast.Call) -> Obstacle:
    return Obstacle(
        "TF312",
        f"'{name}' makes state and is called several times from one place",
        "make its layers first, then call them",
        call,
    )
