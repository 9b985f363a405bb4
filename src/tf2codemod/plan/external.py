"""Optimizers that evaluate a loss by themselves, as those of SciPy do: what they are called with."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import Node, Thing
from tf2codemod.plan.model import WATCHED, FunctionPlan, Leaf, TrainingPlan
from tf2codemod.plan.obstacles import Obstacle

ARGUMENTS = ("session", "feed_dict", "fetches", "step_callback", "loss_callback")
MADE_ANEW = frozenset(("tf.Variable", "tf.get_variable"))


def is_external(optimizer: object) -> bool:
    """Whether an optimizer evaluates the loss by itself, as often as it needs."""
    return isinstance(optimizer, Thing) and names_external(optimizer.symbol)


def names_external(symbol: str | None) -> bool:
    """Whether a symbol makes an optimizer that evaluates the loss by itself."""
    fact = lookup(symbol) if symbol else None
    return fact is not None and bool(fact.row.get("external"))


def check_variables(node: Node, variables: Iterable[Node], text: str | None) -> None:
    """The variables must exist where the optimizer is made, and every read of them must have been fed."""
    plain = all(
        v.op in MADE_ANEW and not {"layer", "owner", "use_resource"} & set(v.arguments) for v in variables
    )
    if not text or text == WATCHED or "trainable_" in text or not plain:
        raise Obstacle(
            "TF423",
            "an optimizer of SciPy trains other than plain variables in lists",
            "keep the variables in names or lists",
            node.expr,
        )


def check_minimize(site: RunSite, leaves: Iterable[Leaf], trains: Iterable[TrainingPlan]) -> None:
    """What a call of ``minimize`` may be given, and where it may stand."""
    external = [t for t in trains if t.external]
    call = site.call
    if site.kind != "minimize":
        if external:
            raise Obstacle("TF423", "a run fetches an optimizer of SciPy", "call its minimize", call)
        return
    values = [*zip(ARGUMENTS, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
    given = {name for name, v in values if not (isinstance(v, ast.Constant) and v.value is None)}
    statement = site.statement.node
    if (
        not isinstance(statement, ast.Expr)
        or statement.value is not call
        or any(isinstance(a, ast.Starred) for a in call.args)
        or not given <= {"session", "feed_dict", "fetches", "loss_callback"}
    ):
        raise Obstacle(
            "TF423",
            "an optimizer of SciPy is given more than feeds, fetches and a callback of losses",
            "call it in a statement of its own, without step_callback",
            call,
        )
    if (
        len(external) != 1
        or len(list(trains)) != 1
        or any(len(leaf.path) != 1 or leaf.parts for leaf in leaves)
    ):
        raise Obstacle(
            "TF423", "an optimizer of SciPy fetches more than tensors", "name the fetches in a list", call
        )


def given_variables(functions: Iterable[FunctionPlan]) -> Mapping[ast.AST | None, str]:
    """The lists of variables for the constructors of external optimizers."""
    return {t.node.expr: t.variables for f in functions for t in f.trains if t.external}
