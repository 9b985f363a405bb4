"""Reads what a run asks for: the kinds of its fetches, what it feeds, the function it can share."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.facts import table
from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import (
    NONE,
    TF,
    External,
    Mapping,
    Node,
    Value,
    nodes_in,
    options_of,
)
from tf2codemod.plan.bindings import Bindings
from tf2codemod.plan.cell_states import check_whole
from tf2codemod.plan.fetch_structure import expression_at
from tf2codemod.plan.methods import kept_names
from tf2codemod.plan.model import (
    FunctionPlan,
    Leaf,
    ParameterPlan,
    TrainingPlan,
)
from tf2codemod.plan.naming import fresh, identifier, joined_name, step_name
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.placeholder_lists import is_whole
from tf2codemod.plan.schedules import rate_at_step
from tf2codemod.plan.staging import is_initializer
from tf2codemod.plan.summaries import is_summary
from tf2codemod.plan.training import Training
from tf2codemod.tree import walk

_EFFECTS = table("host_effects")
DRAWS = tuple(_EFFECTS["draws"])
PURE_CALLS = tuple(_EFFECTS["pure_calls"])
PURE_METHODS = frozenset(_EFFECTS["pure_methods"])


class Requests(Training):
    """What the runs of a frame ask for."""

    def _identity(self, node: Node) -> object:
        """What is the same for an op that one expression makes at each of its runs."""
        return (node.expr, node.op) if node in self.staging.on_the_spot else self.canonical.of(node)

    def _kind(self, node: Node) -> str:
        if is_summary(node):
            return "summary"
        if node.kind == "variable":
            return "variable"
        if is_initializer(node):
            return "initializer"
        if node.kind == "action":
            return "action"
        if node.kind == "placeholder":
            return "tensor"
        if node in self.staging.states or (node not in self.staging.fed and self.staging.is_fixed(node)):
            return "eager"
        if rate_at_step(self, node) and not self.receiver:
            return "eager"
        return "tensor"

    def _fed(self, call: ast.Call, group: list[RunSite]) -> dict[Node, ast.expr | None]:
        """The fed graph objects of a run, with the expression of each value where the run itself says it."""
        fed: dict[Node, ast.expr | None] = {}
        for site in group:
            if site.feeds is None or site.feeds == NONE:
                continue
            for option in options_of(site.feeds):
                if not isinstance(option, Mapping) or option.rest is not None:
                    raise Obstacle(
                        "TF213",
                        "what a run feeds is not known",
                        "write the feed_dict as a dict of placeholders",
                        call,
                    )
                for key in option.known:
                    if not isinstance(key, Node):
                        raise Obstacle(
                            "TF213", "a key of the feed_dict is not a placeholder", "feed placeholders", call
                        )
                    check_whole(key, call)
                    fed[self.canonical.of(key)] = None
        expr = group[0].feed_expr
        if isinstance(expr, ast.Dict):
            for key_expr, value in zip(expr.keys, expr.values, strict=True):
                key_value = group[0].statement.frame.values.get(key_expr) if key_expr is not None else None
                called = isinstance(key_expr, ast.Call) and not is_whole(key_expr)
                if called and key_expr is not None and self._has_effect(key_expr, group[0]):
                    raise Obstacle(
                        "TF213", "a key of the feed_dict is computed", "feed placeholders", key_expr
                    )
                options = options_of(key_value) if key_value is not None else ()
                keys = {self.canonical.of(k) for k in options if isinstance(k, Node)}
                if len(keys) == 1:
                    fed[keys.pop()] = value
        self.placeholder_lists.feed(fed, group)
        return {n: e for n, e in fed.items() if n not in self.draws.handles}

    def _given(
        self,
        parameters: Sequence[ParameterPlan],
        fed: dict[Node, ast.expr | None],
        feed_expr: ast.expr | None,
    ) -> tuple[dict[str, ast.expr], ast.expr | None, bool]:
        """The fed values written at a run, the dict that holds the others, and whether all are used."""
        drawn = self.draws.current
        wanted = {p.name: p.node for p in parameters if p.node in fed and p.node not in drawn}
        literal = {n: e for n, node in wanted.items() if (e := fed[node]) is not None}
        feed_dict = None if len(literal) == len(wanted) else feed_expr
        given = set(self.placeholder_lists.collapsed(fed)) - drawn
        # TensorFlow gives parameters that begin with an underscore other names.
        named = not any(p.name.startswith("_") for p in parameters)
        return literal, feed_dict, named and given == set(wanted.values())

    def _has_effect(self, expr: ast.expr, site: RunSite) -> bool:
        """Whether an expression may do more than compute, so that it cannot be left out."""
        values = site.statement.frame.values
        for node in walk(expr):
            if isinstance(node, ast.Call):
                called = values.get(node.func)
                pure = isinstance(called, TF) or (
                    isinstance(called, External)
                    and called.dotted.startswith(PURE_CALLS)
                    and not called.dotted.startswith(DRAWS)
                )
                method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                if not pure and method not in PURE_METHODS:
                    return True
        return False

    def _function_name(self, leaves: Sequence[Leaf], trains: Sequence[TrainingPlan], site: RunSite) -> str:
        if trains:
            actions = [
                n for leaf in leaves if leaf.kind == "action" for n, v in self._action_names(leaf.node)
            ]
            base = step_name(actions[0]) if len(actions) == 1 else "train_step"
            if trains[0].external:
                base = f"{identifier(trains[0].loss, 'loss')}_and_gradients"
        else:
            names = [
                identifier(
                    _fetched_as(leaf, site) or leaf.label or leaf.expression or _short(leaf.on_the_spot), ""
                )
                for leaf in leaves
                if leaf.kind != "initializer"
            ]
            function = site.statement.frame.function
            targets = [n for n, _ in Bindings(site.statement.frame).targets(site.statement.node)]
            around = function.name if function is not None else "evaluate"
            default = targets[0] if len(targets) == 1 else self._name_of_group(site) or around
            base = joined_name(names, default)
        if base in self._names_taken():
            step = "train_step" if "step" in base else f"{base}_step"
            base = step if trains else f"compute_{base}"
        return base

    def _names_taken(self) -> set[str]:
        """The names that a function cannot have where it is defined."""
        if not self.receiver or self.lifted is None:
            return self.host_names
        lifted = {a.removeprefix(self.prefix) for a in self.lifted.attributes.values()}
        others = self.class_names.of_others() if self.class_names is not None else set()
        own = kept_names(self.staging) | (self.host_names - self.module_names) | self.made_names
        return own | lifted | others

    def _action_names(self, node: Node) -> list[tuple[str, Value]]:
        return [
            (n.removeprefix(self.prefix), v)
            for s in self.staging.line
            for n, v in self.bindings.targets(s)
            if v is node
        ]

    def _name_of_group(self, site: RunSite) -> str:
        """What a run of several ops is called after, where they have one name and no results."""
        nodes = nodes_in(site.fetches)
        names = [n for n, _ in self._action_names(nodes[0])] if len(nodes) == 1 else []
        name = next((n for n in names if n.isidentifier()), "")
        return name.removesuffix("_op").removesuffix("_ops")

    def _shared(self, function: FunctionPlan) -> FunctionPlan:
        """The planned function with the same work, if there is one that can be seen from here."""
        position = self.staging.position
        for other in self.functions:
            if other.key == function.key and position.get(other.anchor, 0) <= position.get(
                function.anchor, 0
            ):
                return other
        taken = {f.name for f in self.functions} | self._names_taken()
        if function.name in taken:
            function = function._replace(name=fresh(function.name, taken))
        self.functions.append(function)
        if self.class_names is not None:
            self.class_names.add(function.name)
        return function


def _short(expr: ast.expr | None) -> str:
    """A name for an expression: the function it calls or the name it is."""
    if isinstance(expr, ast.Call):
        return _short(expr.func)
    if isinstance(expr, ast.Attribute):
        return expr.attr
    return expr.id if isinstance(expr, ast.Name) else ""


def _fetched_as(leaf: Leaf, site: RunSite) -> str:
    """The name by which a run fetches a whole list or dict; empty for everything else."""
    expr = expression_at(site.fetch_expr, leaf.path) if leaf.kind == "parts" else None
    if isinstance(expr, ast.Attribute):
        return expr.attr
    return expr.id if isinstance(expr, ast.Name) else ""
