"""Gives placeholders that are kept in a dict names of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Const, Node, options_of
from tf2codemod.interpret.values import Mapping as Dictionary
from tf2codemod.plan.naming import fresh, identifier, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.sure_names import outlives
from tf2codemod.prepare.words import attribute_names
from tf2codemod.tree import COMPREHENSIONS, walk

WITHOUT_A_NAME = "TF219"
LISTED = ("keys", "items", "iteritems", "iterkeys")


class Whole(Exception):
    """A dict that is used other than by its keys."""


def name_entries(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Binds the placeholders of dicts to names; whether there was a dict of them."""
    if obstacle.code != WITHOUT_A_NAME or any(asks_for_names(t) for t in trees.values()):
        return False
    changed = False
    for frame in trace.frames:
        for statement in list(frame.by_node):
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
                try:
                    changed |= DictOfPlaceholders(statement, frame, trace, trees).write(edits)
                except Whole:
                    continue
    return changed


@dataclass
class Use:
    """A piece of code that uses a dict, and what takes its place."""

    node: ast.expr | ast.stmt
    path: Path
    parts: list[str | tuple[int, int]]


class DictOfPlaceholders:
    """One dict that is made once, of placeholders under constant keys."""

    def __init__(
        self, statement: ast.Assign, frame: Frame, trace: Trace, trees: Mapping[Path, ast.Module]
    ) -> None:
        self.statement, self.frame, self.trace, self.trees = statement, frame, trace, trees
        assert isinstance(statement.value, ast.Dict)
        self.made = statement.value
        target = statement.targets[0]
        run = frame.by_node[statement]
        held = frame.values.get(target)
        if len(statement.targets) > 1 or run.looped or run.times > 1 or not isinstance(held, Dictionary):
            raise Whole
        own = isinstance(target, ast.Attribute) and ast.unparse(target.value) == frame.receiver
        if not isinstance(target, ast.Name) and not own:
            raise Whole
        self.target = target
        self.keys: list[str] = []
        for key, value in zip(self.made.keys, self.made.values, strict=True):
            placed = frame.values.get(value)
            plain = isinstance(placed, Node) and placed.kind == "placeholder" and placed.expr is value
            if not plain or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                raise Whole
            self.keys.append(key.value)
        if not self.keys or len(set(self.keys)) < len(self.keys) or held.rest is not None:
            raise Whole
        if set(held.known) != {Const(k) for k in self.keys}:
            raise Whole
        self.cell = held.cell
        self.path = frame.module.path
        self.names = self._names()

    def _names(self) -> dict[str, str]:
        """The name of each placeholder, by its key."""
        if isinstance(self.target, ast.Attribute):
            taken = attribute_names(self.trees.values())
            dict_name = self.target.attr
        else:
            taken = names_in(self.trees[self.path])
            dict_name = ast.unparse(self.target)
        found: dict[str, str] = {}
        for key in self.keys:
            name = identifier(key, dict_name)
            found[key] = name if name not in taken else fresh(f"{dict_name}_{identifier(key)}", taken)
            taken = {*taken, found[key]}
        return found

    def write(self, edits: Mapping[Path, Edits]) -> bool:
        """Writes the names in the places of the dict."""
        uses = list(self._uses(edits))
        if not self._has_own_lines(edits[self.path]):
            raise Whole
        owner = ast.unparse(self.target.value) + "." if isinstance(self.target, ast.Attribute) else ""
        own = edits[self.path]
        lines: list[str | tuple[int, int]] = []
        for key, value in zip(self.keys, self.made.values, strict=True):
            lines += [f"{owner}{self.names[key]} = ", own.range_of(value)]
            lines.append("\n" + " " * self.statement.col_offset)
        own.replace(*own.range_of(self.statement), *lines[:-1])
        for use in uses:
            edits[use.path].replace(*edits[use.path].range_of(use.node), *use.parts)
        return True

    def _has_own_lines(self, edits: Edits) -> bool:
        """Whether the statement shares its lines with nothing, comments within it included."""
        start = edits.range_of(self.statement)[0]
        first = edits.starts[self.statement.lineno - 1]
        text = edits.text_of(self.statement)
        between = [edits.text_of(v) for v in self.made.values]
        return not edits.data[first:start].strip() and text.count("#") == sum(b.count("#") for b in between)

    # Uses -----------------------------------------------------------------------------------------------

    def _is_dict(self, node: ast.AST) -> bool:
        """Whether an expression is the name of the dict."""
        if isinstance(self.target, ast.Attribute):
            return isinstance(node, ast.Attribute) and node.attr == self.target.attr
        return isinstance(node, ast.Name) and node.id == ast.unparse(self.target)

    def _uses(self, edits: Mapping[Path, Edits]) -> Iterator[Use]:
        """What takes the place of every use of the dict; each must be known."""
        paths = [self.path] if isinstance(self.target, ast.Name) else list(self.trees)
        function = self.frame.function.node if self.frame.function is not None else None
        local = isinstance(self.target, ast.Name) and function is not None
        for path in paths:
            tree: ast.AST = function if local and function is not None else self.trees[path]
            if self._is_bound_again(tree):
                raise Whole
            done: set[ast.AST] = {self.target}
            nodes = walk(tree)
            for node in nodes:
                found = self._comprehended(node, edits[path]) or self._looped(node, tree, edits[path])
                if found is not None and isinstance(node, (ast.expr, ast.stmt)):
                    self._check_value(node)
                    done.update(walk(node))
                    yield Use(node, path, found)
            for node in nodes:
                if isinstance(node, ast.Subscript) and self._is_dict(node.value) and node not in done:
                    key = node.slice
                    if not isinstance(node.ctx, ast.Load) or not isinstance(key, ast.Constant):
                        raise Whole
                    if key.value not in self.names:
                        raise Whole
                    done |= {node, node.value}
                    yield Use(node, path, self._named(node.value, str(key.value), edits[path]))
            if any(self._is_dict(n) and n not in done for n in nodes):
                raise Whole
        self._check_values()

    def _named(self, holder: ast.expr, key: str, edits: Edits) -> list[str | tuple[int, int]]:
        if isinstance(holder, ast.Attribute):
            return [edits.range_of(holder.value), "." + self.names[key]]
        return [self.names[key]]

    def _is_bound_again(self, tree: ast.AST) -> bool:
        stores = [n for n in walk(tree) if self._is_dict(n) and isinstance(n.ctx, (ast.Store, ast.Del))]  # type: ignore[attr-defined]
        if isinstance(self.target, ast.Attribute):
            return any(n is not self.target for n in stores)
        name = self.target.id if isinstance(self.target, ast.Name) else ""
        arguments = any(isinstance(n, ast.arg) and n.arg == name for n in ast.walk(tree))
        shared = any(isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names for n in walk(tree))
        return arguments or shared or any(n is not self.target for n in stores)

    def _check_values(self) -> None:
        """Nothing changes the dict, and nothing else is meant where its name stands."""
        for (cell, _), writers in self.trace.writes.items():
            if cell is self.cell and any(w.node is not self.statement for w in writers):
                raise Whole
        for frame in self.trace.frames:
            for expr, value in frame.values.items():
                if self._is_dict(expr) and expr is not self.target:
                    keys = {Const(k) for k in self.keys}
                    if not all(isinstance(o, Dictionary) and set(o.known) == keys for o in options_of(value)):
                        raise Whole

    def _check_value(self, node: ast.AST) -> None:
        """A piece that is written once a key holds nothing that binds names."""
        if any(isinstance(n, (ast.NamedExpr, ast.Lambda, ast.Await, ast.Yield)) for n in walk(node)):
            raise Whole

    def _keys_of(self, turn: ast.expr, target: ast.expr) -> tuple[str, str, str] | None:
        """The names that a loop over the dict gives to a key and its placeholder, and what stands before."""
        holder, method = turn, ""
        if isinstance(turn, ast.Call) and isinstance(turn.func, ast.Attribute) and not turn.args:
            holder, method = turn.func.value, turn.func.attr
        if not self._is_dict(holder) or (method and method not in LISTED):
            return None
        owner = ast.unparse(holder.value) + "." if isinstance(holder, ast.Attribute) else ""
        if method.endswith("items"):
            pair = target.elts if isinstance(target, ast.Tuple) and len(target.elts) == 2 else []
            named = [n.id for n in pair if isinstance(n, ast.Name)]
            return (named[0], named[1], owner) if len(named) == 2 else None
        return (target.id, "", owner) if isinstance(target, ast.Name) else None

    def _comprehended(self, node: ast.AST, edits: Edits) -> list[str | tuple[int, int]] | None:
        """A comprehension over the dict that makes a dict of its placeholders, written out."""
        if not isinstance(node, ast.DictComp) or len(node.generators) != 1:
            return None
        turn = node.generators[0]
        names = self._keys_of(turn.iter, turn.target)
        if names is None or turn.ifs or turn.is_async:
            return None
        parts: list[str | tuple[int, int]] = ["{"]
        for key in self.keys:
            parts += [self._at(node.key, key, names, edits), ": "]
            parts += [self._at(node.value, key, names, edits), ", "]
        return [*parts[:-1], "}"]

    def _looped(self, node: ast.AST, tree: ast.AST, edits: Edits) -> list[str | tuple[int, int]] | None:
        """A loop over the dict that fills another one, written out."""
        if not isinstance(node, ast.For) or node.orelse or len(node.body) != 1:
            return None
        names, inner = self._keys_of(node.iter, node.target), node.body[0]
        if names is None or not isinstance(inner, ast.Assign) or len(inner.targets) != 1:
            return None
        if not isinstance(inner.targets[0], ast.Subscript) or outlives(node, tree):
            return None
        lines = [
            f"{self._at(inner.targets[0], k, names, edits)} = {self._at(inner.value, k, names, edits)}"
            for k in self.keys
        ]
        return [("\n" + " " * node.col_offset).join(lines)]

    def _at(self, expr: ast.expr, key: str, names: tuple[str, str, str], edits: Edits) -> str:
        """An expression as it is at the turn of one key."""
        if any(isinstance(n, COMPREHENSIONS) for n in walk(expr)):
            raise Whole
        start, end = edits.range_of(expr)
        changes: list[tuple[int, int, str]] = []
        gone: set[ast.AST] = set()
        for node in walk(expr):
            if node in gone or not isinstance(node, ast.expr):
                continue
            first, last = edits.range_of(node)
            if isinstance(node, ast.Subscript) and self._is_dict(node.value):
                if ast.unparse(node.slice) != names[0]:
                    raise Whole
                owner = edits.text_of(node.value.value) + "." if isinstance(node.value, ast.Attribute) else ""
                changes.append((first, last, owner + self.names[key]))
                gone.update(walk(node))
            elif self._is_dict(node):
                raise Whole
            elif isinstance(node, ast.Name) and node.id == names[0]:
                changes.append((first, last, repr(key)))
            elif isinstance(node, ast.Name) and names[1] and node.id == names[1]:
                changes.append((first, last, names[2] + self.names[key]))
        text = edits.data[start:end]
        for first, last, new in sorted(changes, reverse=True):
            text = text[: first - start] + new.encode() + text[last - start :]
        return text.decode()
