"""What runs of a session fetch, feed and give."""

from __future__ import annotations

import ast

from tf2codemod.interpret.arguments import Arguments, Keywords, argument
from tf2codemod.interpret.graph import Graph
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import DESCRIPTIONS, RunSite
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Collected,
    Const,
    Fetched,
    Host,
    Items,
    Mapping,
    Node,
    Thing,
    Unknown,
    Value,
)

ASSIGNMENTS = frozenset(
    [
        "assign",
        "assign_add",
        "assign_sub",
        "scatter_update",
        "scatter_add",
        "scatter_sub",
        "count_up_to",
        "scatter_nd_update",
    ]
)
RESULT_OF_RUN = Host("fetched")
# What is known of a fetched value by where it comes from: states, and handles of iterators.
WITH_SOURCE = frozenset(("zero_state", "iterator.string_handle"))
SUMMARIES = frozenset(("summary", "merged_summary"))


class Runs(Graph):
    """Records runs."""

    def run_site(
        self,
        kind: str,
        fetches: Value,
        feeds: Value | None,
        node: ast.Call,
        fetch_expr: ast.expr,
        feed_expr: ast.expr | None,
    ) -> Value:
        assert self.statement is not None
        wanted = self.snapshot(fetches)
        given = None if feeds is None else self.snapshot(feeds)
        site = RunSite(node, kind, self.statement, wanted, given, fetch_expr, feed_expr, self.reached)
        self.trace.runs.append(site)
        self.effect("run", kind, node)
        return self._fetched(fetches)

    def _fetched(self, fetches: Value) -> Value:
        if isinstance(fetches, Items):
            rest = None if fetches.rest is None else self._fetched(fetches.rest)
            return self.items(fetches.kind, [self._fetched(f) for f in fetches.prefix], rest)
        if isinstance(fetches, Collected):
            return self.items("list", [self._fetched(m) for m in fetches.members])
        if isinstance(fetches, Mapping):
            return self.mapping([(k, self._fetched(v)) for k, v in fetches.known.items()])
        if isinstance(fetches, Node) and fetches.kind == "action" and not fetches.op.startswith("tf.metrics"):
            return HOST if fetches.op.rpartition(".")[2] in ASSIGNMENTS else NONE
        if isinstance(fetches, Node) and model_of(fetches.op) in SUMMARIES:
            return Fetched("fetched", fetches)
        if isinstance(fetches, Node) and (fetches.op in WITH_SOURCE or fetches.part is not None):
            return Fetched("fetched", fetches)
        return RESULT_OF_RUN

    def _session_run(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        fetches = argument(arguments, keywords, 0, "fetches")
        if not isinstance(node, ast.Call):
            return Unknown("a session runs inside of a call that is not read")
        feeds = argument(arguments, keywords, 1, "feed_dict")
        if fetches is None or (feeds is None and not {"*", "**"}.isdisjoint(keywords)):
            feeds = Unknown("a run is given arguments that are not known")
            fetches = fetches or feeds
        by_name = {k.arg: k.value for k in node.keywords}
        fetch_expr = node.args[0] if node.args else by_name.get("fetches", node)
        feed_expr = node.args[1] if len(node.args) > 1 else by_name.get("feed_dict")
        return self.run_site("run", fetches, feeds, node, fetch_expr, feed_expr)

    def _node_run(self, owner: Node, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if not isinstance(node, ast.Call):
            return HOST
        by_name = {k.arg: k.value for k in node.keywords}
        feed_expr = node.args[0] if node.args else by_name.get("feed_dict")
        target = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        feeds = argument(arguments, keywords, 0, "feed_dict")
        if isinstance(feeds, Thing):  # Variable.eval takes the session first
            feeds = feed_expr = None
        second = argument(arguments, keywords, 1, "session")
        if isinstance(second, Const) and second.value in DESCRIPTIONS:
            self.run_site(str(second.value), owner, feeds, node, target, feed_expr)
            return Host("shape") if second.value == "shape" else HOST
        return self.run_site("eval", owner, feeds, node, target, feed_expr)
