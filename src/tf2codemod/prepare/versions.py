"""Gives each variable a name of its own where one name means several of them in turn."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, Thing, Value
from tf2codemod.plan.naming import fresh, identifier
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import Region, Scope, asks_for_names, regions_of
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

RENAMING = frozenset(("TF224", "TF318"))
# What is called to begin an iterator and to go on in it, and what an iterator under that name is called.
BUILTINS = {"iter": "iterator", "next": "next_element"}


class Code(NamedTuple):
    """A function or module with its activations."""

    scope: Scope
    path: Path
    frames: tuple[Frame, ...]


def scopes_of(trace: Trace, trees: Mapping[Path, ast.Module]) -> Iterator[Code]:
    """The functions of a program, and its modules that no other module looks into."""
    found: dict[Scope, list[Frame]] = {}
    paths: dict[Scope, Path] = {}
    imported = _words_of_imports(trees.values())
    for frame in trace.frames:
        scope: ast.AST = frame.function.node if frame.function is not None else trees[frame.module.path]
        if frame.function is None and (
            frame.cell is not frame.module.cell or _module_word(frame.module.path) in imported
        ):
            continue
        if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)) and frame.statements:
            found.setdefault(scope, []).append(frame)
            paths[scope] = frame.module.path
    for scope, frames in found.items():
        if not asks_for_names(trees[paths[scope]]):
            yield Code(scope, paths[scope], tuple(frames))


def _module_word(path: Path) -> str:
    """The last word of the name by which a file is imported."""
    return path.parent.name if path.stem == "__init__" else path.stem


def _words_of_imports(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Every word of the modules, and of the names, that some file imports."""
    words: set[str] = set()
    for node in (n for tree in trees for n in walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom))):
        words.update(word for alias in node.names for word in alias.name.split("."))
        words.update((getattr(node, "module", None) or "").split("."))
    return frozenset(words)


def name_versions(
    trace: Trace,
    trees: Mapping[Path, ast.Module],
    edits: Mapping[Path, Edits],
    obstacle: Obstacle | None = None,
) -> bool:
    """Renames what is bound to another variable than before; whether there was anything to rename."""
    taken = names_taken(trees.values())
    changed = False
    for code in scopes_of(trace, trees):
        for name in _bound_several_times(code):
            regions = regions_of(code.scope, name)
            if regions is None:
                continue
            for region in _to_be_renamed(regions, code, name, obstacle):
                new = fresh(_version_name(name, regions, region, code), taken)
                taken.add(new)
                for each in region.names:
                    edits[code.path].rename(each, new)
                changed = True
    return changed


def name_apart(
    trace: Trace,
    trees: Mapping[Path, ast.Module],
    edits: Mapping[Path, Edits],
    obstacle: Obstacle,
) -> bool:
    """Renames a local name that two methods have, where one of them is as good as part of the other."""
    statement = obstacle.node
    taken = names_taken(trees.values())
    if obstacle.code == "TF228" and isinstance(statement, ast.FunctionDef):
        beneath = [c for c in scopes_of(trace, trees) if any(_runs(f, statement) for f in c.frames)]
        changes = [_name_apart_from_attributes(code, edits, taken) for code in beneath]
        return any(changes)
    if obstacle.code not in ("TF224", "TF228") or not isinstance(statement, ast.Assign):
        return False
    changed = False
    for code in scopes_of(trace, trees):
        if not any(statement in f.by_node for f in code.frames) or isinstance(code.scope, ast.Module):
            continue
        for target in statement.targets:
            for name in [n for n in walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]:
                region = next(
                    (r for r in regions_of(code.scope, name.id) or () if r.start is statement), None
                )
                if region is None:
                    continue
                new = fresh(f"{code.scope.name.strip('_')}_{name.id}", taken)
                taken.add(new)
                for each in region.names:
                    edits[code.path].rename(each, new)
                changed = True
    return changed


def _runs(frame: Frame, code: ast.FunctionDef) -> bool:
    """Whether a frame is an activation of a function, or of what it calls."""
    chain = frame.caller.chain() if frame.caller is not None else []
    frames = [frame, *(r.frame for r in chain)]
    return any(f.function is not None and f.function.node is code for f in frames)


def _name_apart_from_attributes(code: Code, edits: Mapping[Path, Edits], taken: set[str]) -> bool:
    """Renames the local names of a method that attributes which it sets have too; whether there were any."""
    scope = code.scope
    if not isinstance(scope, ast.FunctionDef) or not scope.args.args:
        return False
    receiver = scope.args.args[0].arg
    attributes = {
        n.attr
        for n in walk(scope)
        if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and ast.unparse(n.value) == receiver
    }
    given = {n.arg for n in walk(scope) if isinstance(n, ast.arg)}
    given |= {n for s in walk(scope) if isinstance(s, (ast.Global, ast.Nonlocal)) for n in s.names}
    given |= {getattr(s, "name", None) or "" for s in walk(scope)}
    names = [n for n in walk(scope) if isinstance(n, ast.Name) and n.id in attributes - given]
    bound = dict.fromkeys(n.id for n in names if isinstance(n.ctx, ast.Store))
    for name in bound:
        new = fresh(name, taken)
        taken.add(new)
        for each in names:
            if each.id == name:
                edits[code.path].rename(each, new)
    return bool(bound)


def _bound_several_times(code: Code) -> list[str]:
    counts: dict[str, int] = {}
    for node in walk(code.scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            counts[node.id] = counts.get(node.id, 0) + 1
    if isinstance(code.scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for argument in (*code.scope.args.args, *code.scope.args.kwonlyargs):
            if argument.arg in counts:
                counts[argument.arg] += 1
    return [n for n, count in counts.items() if count > 1]


def _to_be_renamed(
    regions: list[Region], code: Code, name: str, obstacle: Obstacle | None
) -> Iterator[Region]:
    """The regions of a name that need another one: those of further variables, and where the plan stopped."""
    for index, region in enumerate(regions[1:], 1):
        before = [r for r in regions[:index] if r.start is not None or r.names]
        values = values_of(region, code)
        parameter = isinstance(code.scope, ast.FunctionDef) and any(
            a.arg == name for a in (*code.scope.args.args, *code.scope.args.kwonlyargs)
        )
        if not values or not (before or parameter or name in BUILTINS):
            continue
        if all(isinstance(v, Node) and v.kind == "variable" and _is_made_in(v, code) for v in values):
            if any(set(values) != set(values_of(r, code)) for r in before) or parameter:
                yield region
        elif obstacle is not None and _is_in_the_way(region, values, obstacle):
            yield region


def _is_made_in(variable: Node, code: Code) -> bool:
    """Whether a variable is made in a piece of code, or by what it calls."""
    return any(run.frame in code.frames for run in variable.made.chain())


def _is_in_the_way(region: Region, values: Sequence[Value], obstacle: Obstacle) -> bool:
    """Whether an obstacle is that a name means another thing in a region; all iterators are told apart."""
    if obstacle.code == "TF504":
        return all(map(is_iterator, values))
    return obstacle.code in RENAMING and _begins(region, obstacle.node)


def is_iterator(value: Value | None) -> bool:
    """Whether a value is an iterator over a data set."""
    return isinstance(value, Thing) and value.kind == "iterator"


def _begins(region: Region, place: ast.AST) -> bool:
    """Whether a region is that of a statement, or of a name that it binds."""
    return region.start is place or any(n is place and isinstance(n.ctx, ast.Store) for n in region.names)


def values_of(region: Region, code: Code) -> list[Value]:
    """What the statement at the begin of a region binds, in each activation that ran it."""
    if region.start is None:
        return []
    target = region.names[0] if not isinstance(region.names[0].ctx, ast.Load) else None
    stores = [n for n in region.names if isinstance(n.ctx, ast.Store)]
    target = stores[0] if stores else target
    found = [f.values.get(target) for f in code.frames] if target is not None else []
    return [v for v in found if v is not None]


def _version_name(name: str, regions: list[Region], region: Region, code: Code) -> str:
    """A name from the variable scope that sets a variable apart from those that had its name before."""
    own = next((v for v in values_of(region, code) if isinstance(v, Node)), None)
    if own is None:
        return BUILTINS.get(name, name)
    parts = own.name.split("/")[:-1]
    for other in regions[: regions.index(region)]:
        for value in values_of(other, code):
            theirs = value.name.split("/")[:-1] if isinstance(value, Node) else []
            apart = [p for p, q in zip(parts, [*theirs, *[""] * len(parts)], strict=False) if p != q]
            if value is not own and apart and apart[0]:
                return f"{identifier(apart[0])}_{name}"
    return name
