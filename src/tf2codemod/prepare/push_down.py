"""Moves methods that build a part of the graph into the one class that inherits them."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Class, Instance, Node, Thing, Value
from tf2codemod.plan.inner_sessions import is_initializer
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import is_text, walk

SEVERAL_FILES = "TF216"
BUILT = ("placeholder", "variable", "tensor", "action")


def push_methods_down(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives a class the methods of its base in another file that build its graph; whether it could."""
    if obstacle.code != SEVERAL_FILES or not isinstance(obstacle.node, ast.FunctionDef):
        return False
    objects = _objects(trace)
    for made in objects:
        lineage = list(made.cls.lineage())
        base = next((c for c in lineage if obstacle.node in c.node.body), None)
        if base is None:
            continue
        heirs = [c for c in lineage[: lineage.index(base)] if base in c.bases]
        codes = [c for c in base.node.body if isinstance(c, ast.FunctionDef) and _builds(c, trace)]
        if len(heirs) != 1 or not _is_only_heir(heirs[0], base, objects, trees):
            return False
        return _push(codes, base, heirs[0], trees, edits)
    return False


def _objects(trace: Trace) -> list[Instance]:
    """The objects of the classes of the program whose methods are executed."""
    found: dict[Instance, None] = {}
    for frame in trace.frames:
        held = frame.cell.slots.get(frame.receiver) if frame.receiver else None
        if isinstance(held, Instance):
            found[held] = None
    return list(found)


def _builds(code: ast.FunctionDef, trace: Trace) -> bool:
    """Whether a method itself makes tensors, variables or optimizers."""
    frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
    made = [m for f in frames for run in f.statements for m in run.made]
    return any(
        (isinstance(m, Node) and m.kind in BUILT and not is_initializer(m))
        or (isinstance(m, Thing) and m.kind == "optimizer")
        for m in made
    )


def _is_only_heir(
    heir: Class, base: Class, objects: Sequence[Instance], trees: Mapping[Path, ast.Module]
) -> bool:
    """Whether a class is the only one that inherits from another one, of which there are no objects."""
    if any(o.cls is base or (base in o.cls.lineage() and heir not in o.cls.lineage()) for o in objects):
        return False
    named = [n for tree in trees.values() for c in walk(tree) for n in _bases(c) if n == base.node.name]
    attributes = [
        n
        for tree in trees.values()
        for n in walk(tree)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == base.node.name
    ]
    return len(named) == 1 and all(a.attr == "__init__" for a in attributes)


def _bases(node: ast.AST) -> Iterator[str]:
    for base in node.bases if isinstance(node, ast.ClassDef) else ():
        yield base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")


def _push(
    codes: Sequence[ast.FunctionDef],
    base: Class,
    heir: Class,
    trees: Mapping[Path, ast.Module],
    edits: Mapping[Path, Edits],
) -> bool:
    there, here = edits[base.module.path], edits[heir.module.path]
    column = {s.col_offset for s in (*base.node.body, *heir.node.body)}
    if not codes or base.module is heir.module or len(column) != 1 or len(codes) == len(base.node.body):
        return False
    imports: dict[str, None] = {}
    for code in codes:
        if code.name in heir.cell.slots or code.decorator_list or code.name.startswith("__"):
            return False
        for name in sorted(_globals(code)):
            line = _import_of(name, trees[base.module.path])
            if not _means_the_same(name, base, heir):
                return False
            if name not in heir.module.cell.slots and not hasattr(builtins, name):
                if line is None:
                    return False
                imports[line] = None
    last = heir.node.body[-1]
    _, end = here.lines_of(last)
    texts = [_lines(code, there) for code in codes]
    moved = [part for text in texts for part in ("\n", text if text.endswith("\n") else text + "\n")]
    missing = "" if here.data[:end].endswith(b"\n") else "\n"
    here.replace(end, end, missing, *moved)
    for code in codes:
        there.replace(*_range(code, there))
    if imports:
        first = _first_statement(trees[heir.module.path])
        start = here.starts[first.lineno - 1]
        here.replace(start, start, *(f"{line}\n" for line in imports))
    return True


def _range(code: ast.FunctionDef, edits: Edits) -> tuple[int, int]:
    """Where a method stands with its lines, and with the comments right above it."""
    first = code.lineno - 1
    while first > 0 and edits.data[edits.starts[first - 1] : edits.starts[first]].strip().startswith(b"#"):
        first -= 1
    return edits.starts[first], edits.lines_of(code)[1]


def _lines(code: ast.FunctionDef, edits: Edits) -> str:
    start, end = _range(code, edits)
    return edits.data[start:end].decode()


def _globals(code: ast.FunctionDef) -> set[str]:
    """The names of the module that a method reads."""
    bound = {n.id for n in walk(code) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    bound |= {a.arg for a in walk(code) if isinstance(a, ast.arg)}
    bound |= {n.name for n in walk(code) if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n is not code}
    return {n.id for n in walk(code) if isinstance(n, ast.Name)} - bound


def _means_the_same(name: str, base: Class, heir: Class) -> bool:
    one, other = (c.module.cell.slots.get(name) for c in (base, heir))
    if name == "super" or "__class__" in name:
        return False
    return other is None or one is other or (one is not None and _is_same(one, other))


def _is_same(one: Value, other: Value) -> bool:
    return type(one) is type(other) and one == other


def _import_of(name: str, tree: ast.Module) -> str | None:
    """The statement at the top of a file that imports a name from elsewhere than its package."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return f"from {node.module} import {alias.name}" + (
                        f" as {alias.asname}" if alias.asname else ""
                    )
    return None


def _first_statement(tree: ast.Module) -> ast.stmt:
    """The first statement before which an import may stand."""
    rest = [s for s in tree.body if not (isinstance(s, ast.ImportFrom) and s.module == "__future__")]
    return rest[1] if is_text(rest[0]) and len(rest) > 1 else rest[0]
