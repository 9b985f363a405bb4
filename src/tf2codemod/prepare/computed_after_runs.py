"""Fetches what the graph holds first, where a function computes something of it anew for its run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits, remove_arguments
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

OF_ANOTHER_FUNCTION = "TF216"
FEED = "feed_dict"


def compute_after_runs(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets functions run the tensor where the plan stopped, and compute with its value; whether one could."""
    if obstacle.code != OF_ANOTHER_FUNCTION or any(map(asks_for_names, trees.values())):
        return False
    by_call: dict[ast.Call, list[RunSite]] = {}
    for site in trace.runs:
        by_call.setdefault(site.call, []).append(site)
    changed = False
    for sites in by_call.values():
        frame = sites[0].statement.frame
        code = frame.function.node if frame.function is not None else None
        if isinstance(code, ast.FunctionDef):
            apart = _Apart(code, sites, trace, obstacle.node)
            changed |= apart.write(edits[frame.module.path], names_taken(trees.values()))
    return changed


class _Apart:
    """The one run of a function, with the statements that make what it fetches."""

    def __init__(self, code: ast.FunctionDef, sites: list[RunSite], trace: Trace, made: ast.AST) -> None:
        self.code = code
        self.sites = sites
        self.trace = trace
        self.made = made
        self.call = sites[0].call
        self.run = sites[0].statement.node

    def write(self, edits: Edits, taken: set[str]) -> bool:
        """Writes a run of the tensor before what is computed of it; whether that is the same."""
        feed = self._feed()
        statements = self._statements()
        if feed is None or not statements:
            return False
        reads = [self._reads(s.statement.frame, statements) for s in self.sites]
        if not reads[0] or any(r != reads[0] for r in reads):
            return False
        texts = {ast.unparse(e) for e in reads[0]}
        bound = {n.id for s in statements for n in walk(s) if isinstance(n, ast.Name) and _is_stored(n)}
        if len(texts) != 1 or bound & {n.id for n in walk(feed) if isinstance(n, ast.Name)}:
            return False
        (text,) = texts
        first = statements[0]
        name = fresh(f"{text.rpartition('.')[2]}_value", taken)
        keyword = "" if feed in self.call.args else f"{FEED}="
        run = f"{edits.text_of(self.call.func)}({text}, {keyword}{edits.text_of(feed)})"
        start = edits.range_of(first)[0]
        edits.replace(start, start, f"{name} = {run}\n{' ' * first.col_offset}")
        for read in reads[0]:
            edits.replace(*edits.range_of(read), name)
        remove_arguments(edits, self.call, [feed])
        return True

    def _feed(self) -> ast.expr | None:
        """What the run feeds, if it is told nothing but that and what it fetches."""
        call = self.call
        plain = isinstance(call.func, ast.Attribute) and call.func.attr == "run" and bool(call.args)
        given = [*call.args[1:], *(k.value for k in call.keywords if k.arg == FEED)]
        alone = len(given) == 1 and len(call.args) + len(call.keywords) == 2
        return given[0] if plain and alone and self.call in walk(self.run) else None

    def _statements(self) -> list[ast.stmt]:
        """The statements right before the run, which do nothing but compute what it fetches."""
        body = self.code.body
        runs = {s.call for s in self.trace.runs if s.statement.frame.function is self._function()}
        if self.run not in body or runs != {self.call} or not isinstance(self.run, (ast.Assign, ast.Return)):
            return []
        found: list[ast.stmt] = []
        for statement in reversed(body[: body.index(self.run)]):
            if not all(self._computes(statement, s.statement.frame) for s in self.sites):
                break
            found.insert(0, statement)
        return found

    def _function(self) -> object:
        return self.sites[0].statement.frame.function

    def _computes(self, statement: ast.stmt, frame: Frame) -> bool:
        run = frame.by_node.get(statement)
        if run is None or run.looped or run.effects or not isinstance(statement, ast.Assign):
            return False
        named = all(isinstance(t, (ast.Name, ast.Tuple)) for t in statement.targets)
        return named and bool(run.made) and all(isinstance(m, Node) and m.kind == "tensor" for m in run.made)

    def _reads(self, frame: Frame, statements: list[ast.stmt]) -> list[ast.expr]:
        """Where the tensor is read, if nothing else of the graph is, and only functions are given it."""
        arguments = {
            a
            for s in statements
            for c in walk(s)
            if isinstance(c, ast.Call)
            and any(t.startswith("tf.") for t in self.trace.symbols.get(c.func, ()))
            for a in (*c.args, *(k.value for k in c.keywords))
        }
        found: list[ast.expr] = []
        inside = [n for s in statements for n in walk(s)]
        for expr in (n for n in inside if isinstance(n, (ast.Name, ast.Attribute)) and not _is_stored(n)):
            value = frame.values.get(expr)
            for node in nodes_in(value) if value is not None else ():
                if node.made.within(frame) is not None:
                    continue
                if node.expr is not self.made or value is not node or expr not in arguments:
                    return []
                found.append(expr)
        fetched = [n for s in self.sites if s.statement.frame is frame for n in nodes_in(s.fetches)]
        made = {m for s in statements for m in frame.by_node[s].made}
        return found if fetched and all(n in made for n in fetched) else []


def _is_stored(node: ast.Name | ast.Attribute) -> bool:
    return not isinstance(node.ctx, ast.Load)


__all__ = ["compute_after_runs"]
