"""Goes through the values that a loop hands from turn to turn, where objects are made from them."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Items
from tf2codemod.plan.naming import fresh, plural
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.repeatable import is_repeatable
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import stored_names, walk

MADE_IN_TURN = "TF312"
LEAVES = (ast.Break, ast.Continue, ast.Return, ast.Yield, ast.YieldFrom, ast.Await)
OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
LOOPS = (ast.For, ast.While)
PLAIN = (
    *(ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.BinOp, ast.UnaryOp),
    *(ast.expr_context, ast.operator, ast.unaryop),
)
ONCE = ("iter", "zip", "map", "filter", "reversed", "enumerate", "open")
TAKERS = (
    "list",
    "tuple",
    "sorted",
    "dict",
    "set",
    "sum",
    "max",
    "min",
    "any",
    "all",
    "next",
    "collections.OrderedDict",
)
NEEDED = ("zip", "enumerate", "range", "len")


def go_through_carried_values(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets the loop in which the plan stopped take what its turns hand on from a list; whether it could."""
    if obstacle.code != MADE_IN_TURN or any(map(_holds_iterators, trees.values())):
        return False
    for code in scopes_of(trace, trees):
        for loop in (n for n in walk(code.scope) if isinstance(n, ast.For)):
            if obstacle.node not in walk(loop):
                continue
            frames = [f for f in code.frames if loop in f.by_node]
            taken = names_taken(trees.values())
            if frames and _carries(loop, code, frames, edits[code.path], taken):
                return True
    return False


def _carries(loop: ast.For, code: Code, frames: list[Frame], edits: Edits, taken: set[str]) -> bool:
    """Writes the loop with the values that it carries, if it carries any."""
    if loop.orelse or any(isinstance(n, (*LEAVES, *OWN_SCOPE)) for n in walk(loop)):
        return False
    if any(n in stored for stored in [set(_stores(code.scope))] for n in NEEDED):
        return False
    stores = [name for s in loop.body for name in _stores(s)]
    targets = set(stored_names(loop.target))
    for place, statement in enumerate(loop.body):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, ast.Assign) or not isinstance(target, ast.Name):
            continue
        later = {n.id for s in loop.body[place + 1 :] for n in walk(s) if isinstance(n, ast.Name)}
        once = len(statement.targets) == 1 and stores.count(target.id) == 1 and target.id not in targets
        read = {n.id for n in walk(statement.value) if isinstance(n, ast.Name)}
        steady = not (read | {n.id for n in walk(loop.iter) if isinstance(n, ast.Name)}) & set(stores)
        plain = all(isinstance(n, PLAIN) for n in walk(statement.value))
        if not once or target.id in later or not read & targets or targets & set(stores):
            continue
        if not steady or not plain or _is_changed(loop, {*read, *_names(loop.iter)} - targets):
            continue
        items = _items(loop, statement.value)
        if items is None and not is_repeatable(loop.iter):
            continue
        if items is not None and not all(_is_list(f, items) for f in frames):
            continue
        if edits.remove_line(statement):
            _write(loop, code, target.id, statement.value, items, edits, taken)
            return True
    return False


def _holds_iterators(tree: ast.Module) -> bool:
    """Whether a module may keep what can be gone through only once, because it does not use it up."""
    used: set[ast.AST] = set()
    for node in walk(tree):
        if isinstance(node, (ast.For, ast.comprehension)):
            used.add(node.iter)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (*TAKERS, *ONCE):
            used.update(node.args)
        elif isinstance(node, ast.Starred):
            used.add(node.value)
    for node in walk(tree):
        made = isinstance(node, ast.Call) and ast.unparse(node.func) in ONCE
        if (made or isinstance(node, (ast.GeneratorExp, ast.Yield, ast.YieldFrom))) and node not in used:
            return True
    return False


def _stores(node: ast.AST) -> list[str]:
    return [n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name)}


def _is_changed(loop: ast.For, names: set[str]) -> bool:
    """Whether a loop may change what names or their attributes hold: it calls methods, or sets parts."""
    for node in (n for s in loop.body for n in walk(s)):
        held: ast.AST | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            held = node.func.value
            while isinstance(held, ast.Attribute):
                held = held.value
            # A method of the object itself is no method of what the object holds.
            held = None if node.func.value is held else node.func.value
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            held = node
        if held is not None and _names(held) & names:
            return True
    return False


def _items(loop: ast.For, value: ast.expr) -> ast.expr | None:
    """The list that a loop goes through, if what it carries is an element of it."""
    target, source = loop.target, loop.iter
    if isinstance(source, ast.Call) and ast.unparse(source.func) == "enumerate":
        pair = target.elts if isinstance(target, ast.Tuple) else []
        if len(source.args) != 1 or source.keywords or len(pair) != 2:
            return None
        target, source = pair[1], source.args[0]
    same = isinstance(target, ast.Name) and isinstance(value, ast.Name) and target.id == value.id
    return source if same else None


def _is_list(frame: Frame, items: ast.expr) -> bool:
    """Whether a value can be gone through twice."""
    value = frame.values.get(items)
    return isinstance(value, Items) and value.kind in ("list", "tuple")


def _write(
    loop: ast.For,
    code: Code,
    carried: str,
    value: ast.expr,
    items: ast.expr | None,
    edits: Edits,
    taken: set[str],
) -> None:
    column = " " * loop.col_offset
    values = fresh(plural(carried), taken)
    taken.add(values)
    target, source = edits.text_of(loop.target), edits.text_of(loop.iter)
    before: list[str] = []
    if items is not None:
        text = edits.text_of(items)
        assert isinstance(value, ast.Name)
        if not isinstance(items, (ast.Name, ast.Attribute)):
            own = fresh(plural(value.id), taken)
            before.append(f"{own} = {text}")
            text = own
        before.append(f"{values} = [{carried}, *{text}]")
        pairs = f"zip({values}, {text})"
        enumerated = loop.iter is not items
        index = (
            edits.text_of(loop.target.elts[0]) if isinstance(loop.target, ast.Tuple) and enumerated else ""
        )
        target = f"{index}, ({carried}, {value.id})" if index else f"{carried}, {value.id}"
        source = f"enumerate({pairs})" if index else pairs
    else:
        before.append(f"{values} = [{carried}, *({edits.text_of(value)} for {target} in {source})]")
        inner = f"({target})" if isinstance(loop.target, ast.Tuple) else target
        target, source = f"{carried}, {inner}", f"zip({values}, {source})"
    start = edits.range_of(loop)[0]
    edits.replace(start, start, "".join(f"{line}\n{column}" for line in before))
    edits.replace(edits.range_of(loop.target)[0], edits.range_of(loop.iter)[1], f"{target} in {source}")
    if _is_read_after(loop, code, carried):
        end = edits.lines_of(loop.body[-1])[1]
        edits.replace(end, end, f"{column}{carried} = {values}[-1]\n")


def _is_read_after(loop: ast.For, code: Code, name: str) -> bool:
    """Whether what a loop carried at last may be read."""
    around = any(isinstance(n, LOOPS) and n is not loop and loop in walk(n) for n in walk(code.scope))
    loads = (n for n in walk(code.scope) if isinstance(n, ast.Name) and n.id == name)
    last = loop.end_lineno or loop.lineno
    return (
        around
        or isinstance(code.scope, ast.Module)
        or any(isinstance(n.ctx, ast.Load) and n.lineno > last for n in loads)
    )


__all__ = ["go_through_carried_values"]
