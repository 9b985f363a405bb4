"""Names the variables that are made within larger expressions, so that they have an owner."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Const, Node
from tf2codemod.plan.naming import fresh, identifier, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

FROM_WHAT_IS_COMPUTED = "TF317"
SIMPLE = (ast.Assign, ast.Return, ast.AugAssign, ast.Expr)
NOT_ALWAYS = (ast.Lambda, ast.IfExp, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BEFORE = ("get_", "make_", "create_", "init_", "new_")
BEHIND = ("_variable", "_var", "_init", "_initializer")


def name_inner_variables(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Makes variables before the statements whose expressions made them; whether there were any."""
    if obstacle.code != FROM_WHAT_IS_COMPUTED:
        return False
    makers = _makers(trace)
    changed = False
    for path, tree in trees.items():
        calls = {n: makers[n] for n in walk(tree) if isinstance(n, ast.Call) and n in makers}
        if not calls or asks_for_names(tree):
            continue
        taken = names_in(tree)
        for statement in (n for n in walk(tree) if isinstance(n, SIMPLE)):
            inner = [c for c in _always(statement) if c in calls and not _is_whole(c, statement)]
            if inner and _is_alone(statement, edits[path]) and _are_all(inner, statement, trace):
                _name(statement, inner, calls, taken, edits[path])
                changed = True
    return changed


def _makers(trace: Trace) -> dict[ast.Call, str]:
    """The calls that do nothing but make a variable, with what they could call it."""
    found: dict[ast.Call, str] = {}
    others: set[ast.AST] = set()
    for frame in trace.frames:
        site, result, function = frame.site, frame.returned, frame.function
        own = isinstance(result, Node) and result.made.frame is frame and _is_bare(result)
        if isinstance(site, ast.Call) and own and function is not None:
            found[site] = function.name
        elif site is not None:
            others.add(site)
    for node in trace.nodes:
        if _is_bare(node) and isinstance(node.expr, ast.Call):
            given = node.arguments.get("name")
            text = given.value if isinstance(given, Const) and isinstance(given.value, str) else "variable"
            found.setdefault(node.expr, text)
    return {call: name for call, name in found.items() if call not in others}


def _is_bare(node: Node) -> bool:
    """Whether a node is a variable that belongs to no layer."""
    return node.kind == "variable" and "layer" not in node.arguments


def _always(statement: ast.stmt) -> Iterator[ast.Call]:
    """The calls of a statement that are surely made, in the order in which they are."""

    def inside(node: ast.AST) -> Iterator[ast.Call]:
        if isinstance(node, NOT_ALWAYS):
            return
        for child in ast.iter_child_nodes(node):
            yield from inside(child)
        if isinstance(node, ast.Call):
            yield node

    value = getattr(statement, "value", None)
    if value is not None:
        yield from inside(value)


def _are_all(inner: list[ast.Call], statement: ast.stmt, trace: Trace) -> bool:
    """Whether a statement makes no other variables, so that all are made in the order that they were."""
    for node in trace.nodes:
        runs = list(node.made.chain()) if node.kind == "variable" else []
        if any(r.node is statement for r in runs):
            within = runs[: next(i for i, r in enumerate(runs) if r.node is statement)]
            if node.expr not in inner and not any(r.frame.site in inner for r in within):
                return False
    return True


def _is_whole(call: ast.Call, statement: ast.stmt) -> bool:
    """Whether a call is all that a statement does."""
    return getattr(statement, "value", None) is call


def _is_alone(statement: ast.stmt, edits: Edits) -> bool:
    """Whether a statement has its lines for itself."""
    start, end = edits.range_of(statement)
    line = edits.starts[statement.lineno - 1]
    rest = edits.data[end : edits.starts[statement.end_lineno or statement.lineno] - 1].strip()
    return not edits.data[line:start].strip() and (not rest or rest.startswith(b"#"))


def _name(
    statement: ast.stmt, inner: list[ast.Call], calls: Mapping[ast.Call, str], taken: set[str], edits: Edits
) -> None:
    start, _ = edits.range_of(statement)
    parts: list[str] = []
    # What is within another one has its turn first; that one follows when the program is looked at again.
    for call in (c for c in inner if not any(o is not c and o in walk(c) for o in inner)):
        name = fresh(_wanted(calls[call], call), taken)
        taken.add(name)
        parts += [f"{name} = ", edits.text_of(call), "\n" + " " * statement.col_offset]
        edits.replace(*edits.range_of(call), name)
    edits.replace(start, start, *parts)


def _wanted(said: str, call: ast.Call) -> str:
    """A name for a variable: the one that it is given, or what the function that makes it is called after."""
    base = identifier(said.rpartition("/")[2])
    for part in BEFORE:
        base = base.removeprefix(part)
    for part in BEHIND:
        base = base.removesuffix(part)
    base = base.strip("_").lower() or "variable"
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return base[0] if base == called else base
