"""Parts a run that fetches from several objects into one run for each of them, where they are independent."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.interpret.values import Items, Node, nodes_in
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_draw, upstream
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.tree import walk

OF_SEVERAL_OBJECTS = frozenset(("TF216", "TF226"))
READS = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.expr_context)
INNER = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.BoolOp)


class Joined(Exception):
    """A run that has to stay one."""


@dataclass
class Part:
    """What one run of several fetches: positions among the fetches, and what it is computed from."""

    owner: str
    places: list[int]
    needed: set[Node]

    @property
    def acts(self) -> bool:
        return any(n.kind == "action" or assigns(n) for n in self.needed)

    @property
    def variables(self) -> set[Node]:
        return {n for n in self.needed if n.kind == "variable"}


def split_run(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Parts the run at which the plan stopped by the objects that it fetches from; whether it could."""
    sites = [s for s in trace.runs if s.call is obstacle.node]
    if obstacle.code not in OF_SEVERAL_OBJECTS or not sites:
        return False
    path = sites[0].statement.frame.module.path
    try:
        Splitting(sites, edits[path], names_in(trees[path])).apply()
    except Joined:
        return False
    return True


class Splitting:
    """One run that becomes several."""

    def __init__(self, sites: Sequence[RunSite], edits: Edits, taken: set[str]) -> None:
        self.site = sites[0]
        self.edits = edits
        self.taken = taken
        call, fetches = self.site.call, self.site.fetch_expr
        given = {k.arg for k in call.keywords} - {"fetches", "feed_dict"}
        plain = isinstance(fetches, (ast.List, ast.Tuple)) and not given and len(call.args) < 3
        if self.site.kind != "run" or not plain or not isinstance(call.func, ast.Attribute):
            raise Joined
        self.fetched: list[ast.expr] = fetches.elts  # type: ignore[attr-defined]
        if not all(
            isinstance(s.fetches, Items) and len(s.fetches.prefix) == len(self.fetched) for s in sites
        ):
            raise Joined
        self.parts = self._ordered(list(self._parts(sites)))

    def _parts(self, sites: Sequence[RunSite]) -> Iterator[Part]:
        """The fetches by the expression of the object that they belong to."""
        by_owner: dict[str, list[int]] = {}
        for index, expr in enumerate(self.fetched):
            if not only_reads(expr):
                raise Joined
            by_owner.setdefault(
                ast.unparse(expr.value) if isinstance(expr, ast.Attribute) else "", []
            ).append(index)
        if len(by_owner) < 2:
            raise Joined
        for owner, places in by_owner.items():
            roots = [n for s in sites for i in places for n in nodes_in(s.fetches.prefix[i])]  # type: ignore[attr-defined]
            yield Part(owner, places, _needed(roots))

    def _ordered(self, parts: list[Part]) -> list[Part]:
        """The parts, those that only compute first; none may see what another one has changed."""
        for index, part in enumerate(parts):
            for other in parts[index + 1 :]:
                if any(is_draw(n) or is_element(n) for n in part.needed & other.needed):
                    raise Joined
                if part.acts and other.acts and part.variables & other.variables:
                    raise Joined
        return sorted(parts, key=lambda p: p.acts)

    def apply(self) -> None:
        statement = self.site.statement.node
        targets = self._targets(statement)
        lines: list[str] = []
        feeds = self._feeds(lines)
        names: dict[int, str] = {}
        for part, feed in zip(self.parts, feeds, strict=True):
            given = [self.edits.text_of(self.fetched[i]) for i in part.places]
            fetches = given[0] if len(given) == 1 else f"[{', '.join(given)}]"
            run = f"{self.edits.text_of(self.site.call.func)}({fetches}{feed})"
            bound = [targets[i] if targets else self._name(i, names) for i in part.places]
            unread = all(b == "_" for b in bound)
            lines.append(run if unread else f"{', '.join(bound)} = {run}")
        indent = "\n" + " " * statement.col_offset
        if targets:
            self.edits.replace(*self.edits.range_of(statement), indent.join(lines))
            return
        start = self.edits.range_of(statement)[0]
        self.edits.replace(start, start, indent.join([*lines, ""]))
        whole = ", ".join(names[i] for i in range(len(self.fetched)))
        brackets = "()" if isinstance(self.site.fetch_expr, ast.Tuple) else "[]"
        self.edits.replace(*self.edits.range_of(self.site.call), brackets[0] + whole + brackets[1])

    def _targets(self, statement: ast.stmt) -> list[str]:
        """What the results are bound to, one name each; nothing where they are used in another way."""
        if isinstance(statement, ast.Expr) and statement.value is self.site.call:
            return ["_"] * len(self.fetched)
        if isinstance(statement, ast.Assign) and statement.value is self.site.call:
            target = statement.targets[0]
            parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else []
            plain = len(statement.targets) == 1 and not any(isinstance(e, ast.Starred) for e in parts)
            if plain and len(parts) == len(self.fetched):
                return [self.edits.text_of(e) for e in parts]
        simple = isinstance(statement, (ast.Assign, ast.Expr, ast.Return, ast.AugAssign))
        if not simple or any(isinstance(n, INNER) for n in walk(statement)):
            raise Joined
        return []

    def _name(self, index: int, names: dict[int, str]) -> str:
        expr = self.fetched[index]
        wanted = expr.attr if isinstance(expr, ast.Attribute) else getattr(expr, "id", "value")
        names[index] = fresh(f"{wanted}_value", self.taken)
        self.taken.add(names[index])
        return names[index]

    def _feeds(self, lines: list[str]) -> list[str]:
        """What each run is fed, with what stands before it in the call."""
        feed = self.site.feed_expr
        if feed is None:
            return [""] * len(self.parts)
        if not isinstance(feed, ast.Dict):
            if not only_reads(feed):
                name = fresh("feed_dict", self.taken)
                lines.append(f"{name} = {self.edits.text_of(feed)}")
                return [f", feed_dict={name}"] * len(self.parts)
            return [f", feed_dict={self.edits.text_of(feed)}"] * len(self.parts)
        values = self.site.statement.frame.values
        keys = [values.get(k) if k is not None else None for k in feed.keys]
        known = all(isinstance(k, Node) for k in keys)
        if not known or any(isinstance(n, ast.Call) for v in feed.values for n in walk(v)):
            name = fresh("feed_dict", self.taken)
            lines.append(f"{name} = {self.edits.text_of(feed)}")
            return [f", feed_dict={name}"] * len(self.parts)
        found = []
        for part in self.parts:
            others = {p.owner for p in self.parts if p is not part and p.owner}
            pairs = [
                f"{self.edits.text_of(k)}: {self.edits.text_of(v)}"
                for k, v, node in zip(feed.keys, feed.values, keys, strict=True)
                if k is not None and (node in part.needed or _owner(k) not in others)
            ]
            found.append(f", feed_dict={{{', '.join(pairs)}}}" if pairs else "")
        return found


def _owner(expr: ast.expr) -> str:
    """The expression of the object that a graph object is an attribute of."""
    return ast.unparse(expr.value) if isinstance(expr, ast.Attribute) else ""


def _needed(roots: Sequence[Node]) -> set[Node]:
    """What some graph objects are computed from; a training op changes what its loss depends on alone."""
    found: set[Node] = set()
    pending = list(roots)
    while pending:
        node = pending.pop()
        if node in found:
            continue
        found.add(node)
        loss = node.arguments.get("0") or node.arguments.get("loss")
        trains = node.op == "minimize" and isinstance(loss, Node)
        reached = set(upstream((loss,))) if trains and isinstance(loss, Node) else set()
        pending.extend(i for i in node.inputs if not trains or i.kind != "variable" or i in reached)
    return found


def assigns(node: Node) -> bool:
    """Whether an op gives a variable another value."""
    return node.op.rpartition(".")[2].startswith(("assign", "scatter_"))
