"""Builds ops where the tensors that they read are built, instead of in the function that runs them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.interpret.values import Node, Union, nodes_in
from tf2codemod.plan.naming import fresh, identifier, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_draw, upstream
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.thin_functions import NOT_ALWAYS
from tf2codemod.prepare.words import module_names
from tf2codemod.tree import stored_names, walk

OF_ANOTHER_FUNCTION = "TF216"
NAMES_GIVEN = (ast.Global, ast.Nonlocal)


def hoist_to_module(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Moves the ops of a function that builds on tensors of its module beside these; whether it could."""
    if obstacle.code != OF_ANOTHER_FUNCTION:
        return False
    by_code: dict[ast.FunctionDef, list[RunSite]] = {}
    for site in trace.runs:
        frame = site.statement.frame
        code = frame.function.node if frame.function is not None else None
        if isinstance(code, ast.FunctionDef) and code in trees[frame.module.path].body:
            by_code.setdefault(code, []).append(site)
    for code, sites in by_code.items():
        if any(obstacle.node is n.expr for s in sites for n in upstream(nodes_in(s.fetches))):
            path = sites[0].statement.frame.module.path
            if _Hoisting(code, sites, trace, trees[path], edits[path]).apply():
                return True
    return False


class _Hoisting:
    """The ops of one function that read nothing of the function itself."""

    def __init__(
        self, code: ast.FunctionDef, sites: list[RunSite], trace: Trace, tree: ast.Module, edits: Edits
    ) -> None:
        self.code = code
        self.sites = sites
        self.trace = trace
        self.tree = tree
        self.edits = edits
        self.frame = sites[0].statement.frame
        self.own = [n for n in walk(code) if isinstance(n, ast.Name)]
        self.lines = dict(_binding_lines(tree.body))
        self.hoisted: dict[str, ast.stmt] = {}
        self.new_names: dict[str, str] = {}

    def apply(self) -> bool:
        """Moves what can be moved, the ops that are written in the runs too; whether there is any."""
        given = any(isinstance(n, NAMES_GIVEN) for n in walk(self.code))
        if given or asks_for_names(self.tree) or self.frame.module.path != self._program():
            return False
        outside = {n for n in walk(self.tree) if n not in set(walk(self.code))}
        taken = {name for n in outside for name in _named(n)}
        found = False
        for statement in _straight(self.code.body):
            target = _bound_name(statement)
            if target is None or not isinstance(statement, ast.Assign):
                continue
            anchor = self._anchor(statement.value)
            if anchor is None or not self._is_bound_once(target.id):
                continue
            self.hoisted[target.id] = anchor
            self.new_names[target.id] = fresh(target.id, taken)
            if not self.edits.remove_line(statement):
                return False
            self._insert(anchor, self.new_names[target.id], self.edits.range_of(statement.value))
            found = True
        for call in dict.fromkeys(part for s in self.sites for part in _written_in(s.fetch_expr)):
            anchor = self._anchor(call)
            renamed = {old for old, new in self.new_names.items() if old != new}
            if anchor is None or renamed & names_in(call):
                continue
            name = fresh(identifier(ast.unparse(call.func).rpartition(".")[2]), taken | names_in(self.code))
            taken.add(name)
            self._insert(anchor, name, self.edits.text_of(call))
            self.edits.replace(*self.edits.range_of(call), name)
            found = True
        for use in self.own if found else ():
            if isinstance(use.ctx, ast.Load) and self.new_names.get(use.id, use.id) != use.id:
                self.edits.rename(use, self.new_names[use.id])
        return found

    def _program(self) -> Path:
        return self.sites[0].statement.program.module.path

    def _insert(self, anchor: ast.stmt, name: str, value: str | Range) -> None:
        """Binds the value to a name below a statement, and below what was put there before."""
        _, end = self.edits.lines_of(anchor)
        before = self.edits.edits.get((end, end))
        line = (" " * anchor.col_offset, f"{name} = ", value, "\n")
        self.edits.replace(end, end, *(before.parts if before is not None else ()), *line)

    def _is_bound_once(self, name: str) -> bool:
        return sum(n.id == name and not isinstance(n.ctx, ast.Load) for n in self.own) == 1

    def _anchor(self, value: ast.expr) -> ast.stmt | None:
        """The statement of the module below which an op can be built, if it can be built there."""
        if not isinstance(value, ast.Call) or not self._is_pure(value):
            return None
        below: list[ast.stmt] = []
        for name in (n for n in walk(value) if isinstance(n, ast.Name)):
            if name.id in module_names(self.tree):
                continue
            binding = self.hoisted.get(name.id)
            if binding is None and name.id not in self.frame.local_names:
                binding = self._of_module(name)
            if binding is None:
                return None
            below.append(binding)
        last = max(below, key=lambda s: s.lineno, default=None)
        return last if last is not None and self._is_built_before(last) else None

    def _is_pure(self, value: ast.expr) -> bool:
        """Whether an expression is nothing but ops that give the same wherever they are built."""
        inside = walk(value)
        if any(isinstance(n, NOT_ALWAYS) for n in inside):
            return False
        calls = [n for n in inside if isinstance(n, ast.Call)]
        return all(self._is_op(c) and self.trace.symbols.get(c.func) for c in calls)

    def _is_op(self, call: ast.Call) -> bool:
        """Whether a call makes one tensor, in a loop one a turn."""
        value = self.frame.values.get(call)
        if not isinstance(value, (Node, Union)):
            return False
        made = value.options if isinstance(value, Union) else (value,)
        return all(isinstance(m, Node) and m.kind == "tensor" and not is_draw(m) for m in made)

    def _of_module(self, name: ast.Name) -> ast.stmt | None:
        """The statement that binds a tensor or variable of the module, once and for all."""
        if not isinstance(self.frame.values.get(name), Node):
            return None
        stored = [n for n in walk(self.tree) if name.id in _named(n) and not _is_read(n)]
        return self.lines.get(name.id) if len(stored) == 1 else None

    def _is_built_before(self, anchor: ast.stmt) -> bool:
        """Whether a statement of the module comes before all calls of the function."""
        for site in self.sites:
            *_, outermost = site.statement.chain()
            run = outermost.frame.by_node.get(anchor)
            if run is None or run.looped or not run.precedes(site.statement):
                return False
        return True


def _straight(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run whenever a block does."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.With):
            yield from _straight(statement.body)


def _binding_lines(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """What names the statements that always run bind."""
    for statement in _straight(body):
        if isinstance(statement, ast.Assign):
            yield from ((name, statement) for name in stored_names(statement))


def _bound_name(statement: ast.stmt) -> ast.Name | None:
    """The name that a statement gives to a value, if it does nothing else."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    return target if isinstance(target, ast.Name) else None


def _written_in(fetched: ast.expr) -> Iterator[ast.Call]:
    """The ops that are built in the head of a run."""
    parts = fetched.elts if isinstance(fetched, (ast.List, ast.Tuple)) else [fetched]
    yield from (part for part in parts if isinstance(part, ast.Call))


def _named(node: ast.AST) -> tuple[str, ...]:
    """The names that one piece of syntax reads or binds."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    if isinstance(node, ast.alias):
        return ((node.asname or node.name).partition(".")[0],)
    return (node.arg,) if isinstance(node, ast.arg) else ()


def _is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
