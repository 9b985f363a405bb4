"""Writes what regularizers and losses added to collections as sums over what owns them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import NONE, Const, Items, Node, Thing, Value, nodes_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

PENALTY = "regularizer"
READERS = frozenset(
    ("regularization_losses", "regularization_loss", "get_losses", "total_loss", "collection_get")
)
SUMS = frozenset(("regularization_loss", "total_loss"))
KEYWORDS = {
    "kernel": ("kernel_regularizer", "weights_regularizer"),
    "bias": ("bias_regularizer", "biases_regularizer"),
}


class Penalties:
    """The calls of one frame that read losses from collections."""

    def __init__(self, planner: StateNames) -> None:
        self.planner = planner
        self.every = [n for n in planner.trace.nodes if n.op == PENALTY]

    def texts(self) -> dict[ast.Call, str]:
        """What takes the place of each call that reads a collection of losses."""
        found: dict[ast.Call, str] = {}
        staging = self.planner.staging
        for statement in staging.line:
            if staging.opens(statement):
                continue  # its statements are in the line themselves
            for call in (n for n in walk(statement) if isinstance(n, ast.Call)):
                models = {model_of(s) for s in self.planner.trace.symbols.get(call.func, set())} & READERS
                value = self.planner.frame.values.get(call)
                if not models or not isinstance(value, (Items, Node)) or call in self.planner.collections:
                    continue
                members = value.inputs if isinstance(value, Node) else nodes_in(value)
                is_list = isinstance(value, Items) and value.rest is None
                if (members or not is_list) and all(n.kind == "tensor" for n in members):
                    found[call] = self._text(members, bool(models & SUMS), statement, call)
        return found

    def additions(self) -> list[ast.stmt]:
        """The statements that only add a loss to a collection whose reads are all written otherwise."""
        found = []
        for statement in self.planner.staging.line:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if not isinstance(call, ast.Call) or not self._is(call, "collection_add") or len(call.args) != 2:
                continue
            name = self.planner.frame.values.get(call.args[0])
            own = [c for c, read in self._collection_reads if read == name]
            known = isinstance(name, Const) and isinstance(name.value, str)
            if (
                known
                and isinstance(call.args[1], ast.Name)
                and all(c in self.planner.collections for c in own)
            ):
                found.append(statement)
        return found

    @cached_property
    def _collection_reads(self) -> list[tuple[ast.Call, Value | None]]:
        """The calls that read a collection, with its name."""
        return [
            (c, f.values.get(c.args[0]))
            for f in self.planner.trace.frames
            for c in f.calls
            if c.args and self._is(c, "collection_get")
        ]

    def _is(self, call: ast.Call, model: str) -> bool:
        return any(model_of(s) == model for s in self.planner.trace.symbols.get(call.func, set()))

    def _text(self, members: Sequence[Node], is_sum: bool, statement: ast.stmt, call: ast.Call) -> str:
        tf = self.planner.tf
        losses = [self._name(n, statement, call) for n in members if n.op != PENALTY]
        owners, singles = self._penalties([n for n in members if n.op == PENALTY], call)
        explicit = [*losses, *singles]
        if is_sum and not explicit and not owners:
            return f"{tf}.constant(0.0)"
        if is_sum and len(explicit) == 1 and not owners:
            return explicit[0]
        parts = [
            *([f"[{', '.join(losses)}]"] if losses else []),
            *owners,
            *([f"[{', '.join(singles)}]"] if singles else []),
        ]
        whole = " + ".join(parts)
        return f"{tf}.add_n({whole})" if is_sum else whole

    def _name(self, loss: Node, statement: ast.stmt, call: ast.Call) -> str:
        """The name of a loss where the collection is read."""
        staging = self.planner.staging
        before = staging.line[: staging.position[statement]]
        facts = staging.facts.top(loss)
        for other in before:
            for name, value in self.planner.bindings.targets(other):
                if value is loss and facts is not None and facts.node is other and name.isidentifier():
                    again = [s for s in before if staging.position[s] > staging.position[other]]
                    if not any(n == name for s in again for n, _ in self.planner.bindings.targets(s)):
                        staging.added_reads.setdefault(statement, set()).add(name)
                        return name
        raise Obstacle(
            "TF326", "a loss that is read from the collection has no name", "give each loss a name", call
        )

    def _penalties(self, members: Sequence[Node], call: ast.Call) -> tuple[list[str], list[str]]:
        """The owners whose losses these are, and the regularizers of single variables."""
        owners: dict[str, None] = {}
        singles: list[str] = []
        owned = {n: self.planner.layer_of.get(n.inputs[0]) for n in self.every}
        for member in members:
            owner = owned.get(member)
            if owner is None:
                singles.append(self._single(member, call))
            elif owner not in owners:
                if any(n not in members for n, o in owned.items() if o == owner):
                    raise Obstacle(
                        "TF323",
                        "only some of the regularization losses of a layer are read",
                        "add them up by hand",
                        call,
                    )
                owners[owner] = None
            if owner is not None:
                self._check_owned(member, call)
        return [f"{o}.losses" for o in owners], singles

    def _check_owned(self, penalty: Node, call: ast.Call) -> None:
        variable = penalty.inputs[0]
        trained = variable.arguments.get("trainable")
        if "layer" in variable.arguments and isinstance(variable.expr, ast.Call):
            part = getattr(variable.arguments["layer"], "value", "")
            if (
                not isinstance(penalty.arguments[PENALTY], Thing)
                or part not in KEYWORDS
                or "separable" in variable.op
            ):
                raise Obstacle(
                    "TF323",
                    "the regularizer of a layer cannot be given to it",
                    "give the layer its regularizer",
                    variable.expr,
                )
            if scope_gives(variable, str(part), self.planner.functions_with_state.given):
                expr = regularizer_expression(penalty, self.planner.trace)
                self.planner.functions_with_state.scoped.setdefault(variable.expr, {})[
                    KEYWORDS[str(part)][0]
                ] = expr
        if trained is not None and trained != Const(True) and trained != NONE:
            raise Obstacle(
                "TF323",
                "Keras does not count the regularizers of variables that are not trained",
                "add them up by hand",
                call,
            )

    def _single(self, penalty: Node, call: ast.Call) -> str:
        text = self.planner._variable_list([penalty.inputs[0]])
        if text is None or not text.startswith("[") or not text.endswith("]"):
            raise Obstacle(
                "TF323", "a regularized variable has no name here", "bind the variable to a name", call
            )
        regularizer = regularizer_expression(penalty, self.planner.trace)
        name = (
            regularizer.id
            if isinstance(regularizer, ast.Name)
            else f"regularizer_of_line_{regularizer.lineno}_{regularizer.col_offset}"
        )
        if not isinstance(regularizer, ast.Name):
            self.planner.functions_with_state.inlined[name] = regularizer
        return f"{name}({text[1:-1]})"


def scope_gives(variable: Node, part: str, given: Mapping[ast.Call, Mapping[str, ast.expr]]) -> bool:
    """Whether a variable of a layer has its regularizer from the scope around the layer."""
    assert isinstance(variable.expr, ast.Call)
    own = [k.value for k in variable.expr.keywords if k.arg in KEYWORDS[part]]
    own += [e for n, e in given.get(variable.expr, {}).items() if n in KEYWORDS[part]]
    return not own or (isinstance(own[0], ast.Constant) and own[0].value is None)


def regularizer_expression(penalty: Node, trace: Trace) -> ast.expr:
    """A regularizer as code that means the same everywhere: a name of its module, or a call on constants."""
    made = penalty.arguments[PENALTY]
    if isinstance(made, Thing):
        names = _module_names(made, trace.frames)
        if names:
            return ast.Name(names[0], ast.Load())
        if isinstance(made.expr, ast.Call):
            given = [*made.expr.args, *(k.value for k in made.expr.keywords)]
            if all(isinstance(a, ast.Constant) for a in given):
                return made.expr
    raise Obstacle(
        "TF323",
        "a regularizer cannot be named where its variable is made",
        "bind it to a name of the module",
        made.expr if isinstance(made, Thing) and isinstance(made.expr, ast.Call) else penalty.expr,
    )


def _module_names(thing: Thing, frames: Iterable[Frame]) -> list[str]:
    return [
        str(k) for f in frames if f.function is None and f.caller is None
        for k, v in f.cell.slots.items() if v is thing and isinstance(k, str)
    ]  # fmt: skip
