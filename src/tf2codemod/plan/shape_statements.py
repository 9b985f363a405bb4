"""Finds statements that only work out static shapes of moved tensors, for code that moves with them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import StatementRun
from tf2codemod.interpret.values import NONE, Const, Host, nodes_in
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.model import Role
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.staging import Staging

QUESTIONS = frozenset(("shape", "get_shape"))
METHODS = frozenset(("get_shape", "as_list", "num_elements", "prod"))  # of NumPy too
FUNCTIONS = frozenset(("int", "len", "list", "tuple"))
# A size may be open where the graph is built and known in a function: nothing may be decided by it.
REFUSED = (
    *(ast.IfExp, ast.Compare, ast.BoolOp, ast.comprehension, ast.Lambda),
    *(ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom),
)


def move_shape_statements(staging: Staging) -> None:
    """Moves what asks for the static shape of a moved tensor, where nothing that stays reads the answer."""
    found = [staging.facts.by_node[s] for s in staging.line if _only_computes_shapes(s, staging)]
    found = _of_moved(found, staging)
    if not found:
        return
    readers = readers_of(found, staging)
    while True:
        inside = {f.run for f in found}
        left = [f for f in found if all(r in inside or is_moved(r, staging) for r in readers[f.run])]
        if len(left) == len(found):
            break
        found = left
    staging.roles.update(dict.fromkeys((f.node for f in _of_moved(found, staging)), Role.MOVE))


def move_shape_checks(staging: Staging) -> None:
    """Moves what asserts the known static shape of a moved tensor: it holds wherever more is known."""
    for statement in staging.line:
        test = statement.test if isinstance(statement, ast.Assert) and statement.msg is None else None
        if isinstance(test, ast.Compare) and _compares_shapes(test, staging):
            writers = _writers_of_tensors(statement, staging)
            if writers and all(staging.roles.get(w) is Role.MOVE for w in writers):
                staging.roles[statement] = Role.MOVE


def _writers_of_tensors(statement: ast.stmt, staging: Staging) -> set[ast.stmt]:
    """The statements that bind what a statement reads, those apart that bind mere numbers."""
    found = staging.facts.writers(staging.facts.by_node[statement])
    return {
        w.node
        for (cell, key), w in found
        if staging.roles.get(w.node) is Role.MOVE or nodes_in(cell.slots.get(key, NONE))
    }


def checks_within(body: set[ast.stmt], staging: Staging) -> set[ast.stmt]:
    """The assertions that moved, and of which a function has all that they look at."""
    checks = [s for s in staging.line if isinstance(s, ast.Assert) and staging.roles.get(s) is Role.MOVE]
    read = {s: _writers_of_tensors(s, staging) for s in checks}
    return {s for s, writers in read.items() if writers <= body}


def _compares_shapes(test: ast.Compare, staging: Staging) -> bool:
    """Whether a static shape, or a part of it, is compared with another, or with sizes known as numbers."""
    if len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    (other,) = test.comparators
    if not _asks(test.left):
        return False
    if _asks(other):
        return True
    sizes = [n for n in walk(other) if not isinstance(n, (ast.List, ast.Tuple, ast.Load))]
    parts = {n.value for n in sizes if isinstance(n, ast.Attribute)}
    return bool(sizes) and all(n in parts or _is_number(n, staging) for n in sizes)


def _asks(side: ast.expr) -> bool:
    """Whether an expression works out a static shape, or a part of it, and does nothing else."""
    asks = any(isinstance(n, ast.Attribute) and n.attr in QUESTIONS for n in walk(side))
    return asks and all(map(_is_allowed, walk(side)))


def _is_number(node: ast.AST, staging: Staging) -> bool:
    """Whether an expression is a whole number, or a name or setting that may hold one."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int)
    value = staging.frame.values.get(node) if isinstance(node, (ast.Name, ast.Attribute)) else None
    return isinstance(value, Host) or (isinstance(value, Const) and isinstance(value.value, int))


def _only_computes_shapes(statement: ast.stmt, staging: Staging) -> bool:
    """Whether a statement does nothing but combine numbers and static shapes, and name the result."""
    facts = staging.facts.by_node[statement]
    plain = isinstance(statement, ast.Assign) and all(_is_local(t) for t in statement.targets)
    if not plain or staging.roles.get(statement) is not Role.KEEP:
        return False
    if facts.made or facts.things or facts.run.looped or any(e.kind != "call" for e in facts.effects):
        return False
    return isinstance(statement, ast.Assign) and all(map(_is_allowed, walk(statement.value)))


def _is_local(target: ast.expr) -> bool:
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return all(isinstance(p, ast.Name) for p in parts)


def _is_allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id in FUNCTIONS
        return isinstance(node.func, ast.Attribute) and node.func.attr in METHODS
    return not isinstance(node, REFUSED)


def _of_moved(found: Iterable[StatementFacts], staging: Staging) -> list[StatementFacts]:
    """Those that ask for the shape of a moved tensor, and those that read what these found."""
    known: list[StatementFacts] = []
    for facts in found:
        writers = {w for _, w in staging.facts.writers(facts)}
        asks = any(isinstance(n, ast.Attribute) and n.attr in QUESTIONS for n in walk(facts.node))
        moved = any(staging.roles.get(w.node) is Role.MOVE for w in writers)
        if (asks and moved) or not writers.isdisjoint(known):
            known.append(facts)
    return known


def readers_of(found: Iterable[StatementFacts], staging: Staging) -> dict[StatementRun, set[StatementRun]]:
    """The statements anywhere in the program that read what some statements bound."""
    readers: dict[StatementRun, set[StatementRun]] = {f.run: set() for f in found}
    places = {place for run in readers for place in run.writes}
    for frame in staging.trace.frames:
        for run in frame.statements:
            for place in run.reads.keys() & places:
                for writer in run.reads[place]:
                    if writer in readers and writer is not run:
                        readers[writer].add(run)
    return readers


def is_moved(run: StatementRun, staging: Staging) -> bool:
    """Whether a statement runs in functions only."""
    top = run.within(staging.frame)
    facts = staging.facts.owner.get(top) if top is not None else None
    return facts is not None and staging.roles.get(facts.node) is Role.MOVE
