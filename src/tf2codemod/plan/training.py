"""Turns training ops into steps: losses, variables, rates, tapes."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet

from tf2codemod.facts import lookup
from tf2codemod.interpret.values import (
    NONE,
    Const,
    Node,
    Thing,
    Value,
    nodes_in,
)
from tf2codemod.plan.chosen_optimizers import check_alike, optimizers_at, optimizers_of
from tf2codemod.plan.external import check_variables, is_external
from tf2codemod.plan.model import (
    WATCHED,
    Role,
    TrainingPlan,
)
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import GRADIENTS, upstream
from tf2codemod.plan.schedules import counts_own_steps, is_schedule, rate_at, rate_of
from tf2codemod.plan.slices import (
    Slices,
)
from tf2codemod.plan.stability import Stability
from tf2codemod.plan.tapes import read_between
from tf2codemod.plan.ways_not_taken import ways_within


def _is_looked_up(variable: Node, needed: Collection[Node]) -> bool:
    return any(variable in n.inputs and n.op.rpartition(".")[2] in LOOKUPS for n in needed)


LOOKUPS = frozenset(
    ["embedding_lookup", "gather", "gather_nd", "nce_loss", "sampled_softmax_loss", "embedding_lookup_sparse"]
)


class Training(Slices):
    """Plans the optimizer steps of a run."""

    def _learning_rates(self, leaves: Sequence[Node]) -> list[Node]:
        """The tensors that set the learning rates of the optimizers that a run uses."""
        found: list[Node] = []
        for node in upstream(leaves):
            for optimizer in optimizers_of(node):
                rate = rate_of(optimizer)
                if isinstance(rate, Node) and not is_schedule(rate, self.trace) and rate not in found:
                    found.append(rate)
        return found

    def _trainings(self, statement: ast.stmt, roots: Sequence[Node]) -> list[TrainingPlan]:
        facts = self.staging.facts.by_node[statement]
        wanted = upstream(roots)
        found = []
        for node in facts.made:
            if (node.op == "minimize" and node.kind == "action" and node in wanted) or (
                node.op == "apply_gradients" and node in wanted
            ):
                found.append(self._minimize(node, statement))
            elif node.op in GRADIENTS and node in wanted and node.made.frame is not self.frame:
                self.helper_gradients.plan(node)
        return found

    def _minimize(self, node: Node, statement: ast.stmt) -> TrainingPlan:
        optimizers = optimizers_of(node)
        names = {self.optimizer_names.get(o) for o in optimizers}
        if len(names) != 1 or None in names:
            raise Obstacle(
                "TF411",
                "the optimizer of a training op is not known here",
                "make the optimizer in the same function",
                node.expr,
            )
        if node.made.frame is not self.frame:
            raise Obstacle(
                "TF411",
                "a training op is made inside a helper function",
                "make it where it is run",
                node.expr,
            )
        loss = node.arguments.get("0") or node.arguments.get("loss")
        named: tuple[str, ast.stmt] | None
        trained: Value | None
        if node.op == "apply_gradients":
            loss, trained = self.gradients.applied(node, statement)
            named = ("", statement)
        else:
            assert isinstance(node.expr, ast.Call)
            named = self.bindings.name_at(loss, self.staging.line) if isinstance(loss, Node) else None
            hoisted = (
                self.gradients.target_name(node.expr, "loss")
                if named is None and isinstance(loss, Node)
                else ""
            )
            named = (hoisted, statement) if hoisted else named
            if not isinstance(loss, Node) or named is None:
                raise Obstacle(
                    "TF412", "the loss of a training op has no name", "give the loss a name", node.expr
                )
            trained = node.arguments.get("trained")
        variables = nodes_in(trained) if trained is not None else ()
        needed = upstream((loss,))
        variables = tuple(v for v in variables if v in needed)
        expression = (
            ""
            if node.op == "apply_gradients"
            else self._given_list(node, variables)
            or self._variable_list(variables, needed)
            or self._earlier_names(variables)
        )
        dense = any(_is_looked_up(v, needed) for v in variables)
        if expression is None and variables and not dense and _trains_all(variables, needed):
            expression = WATCHED
        if expression is None:
            raise Obstacle(
                "TF413",
                "the trained variables cannot be named here",
                "keep the variables in names or lists",
                node.expr,
            )
        step = node.arguments.get("global_step") or node.arguments.get("1")
        counter = ""
        if isinstance(step, Node):
            found = self.bindings.name_at(step, self.staging.line)
            made = self.optimizers.get(step.expr, "") if isinstance(step.expr, ast.Call) else ""
            counter = self._kept_name(*found) if found is not None else self._variable_name(step) or made
            if not counter:
                raise Obstacle("TF414", "the global step has no name here", "bind it to a name", node.expr)
        elif step is not None and step != NONE:
            raise Obstacle("TF414", "the global step is not known here", "bind it to a name", node.expr)
        optimizer = optimizers[0]
        facts = [lookup(o.symbol) for o in optimizers_at(node, self.trace)]
        if dense and any(f is None or f.row.get("dense_gradients") is False for f in facts):
            raise Obstacle(
                "TF415",
                "an optimizer that treats sparse gradients apart trains an embedding",
                "use Adam or Adagrad",
                node.expr,
            )
        check_alike(optimizers, node)
        external = is_external(optimizer)
        if external:
            check_variables(node, variables, expression)
        needs_dense = dense and any(f and f.row.get("dense_gradients") for f in facts)
        rate = rate_of(optimizer)
        self._check_straight(rate)
        rate_name = ""
        if isinstance(rate, Node) and is_schedule(rate, self.trace):
            if not counter or not counts_own_steps(self, rate, node):
                rate_name = rate_at(self, rate) or ""
                if not rate_name:
                    raise Obstacle(
                        "TF417",
                        "a decayed learning rate counts other steps than those of its training op",
                        "give the global step to minimize",
                        node.expr,
                    )
                self.rated.update(o.expr for o in optimizers if isinstance(o.expr, ast.Call))
        elif isinstance(rate, Node):
            found_rate = self.bindings.name_at(rate, self.staging.line)
            if found_rate is None:
                raise Obstacle("TF418", "the learning rate has no name here", "bind it to a name", node.expr)
            rate_name = self._kept_name(*found_rate) if rate not in self.staging.fed else found_rate[0]
            if self.staging.roles.get(found_rate[1]) is Role.MOVE or rate in self.staging.fed:
                rate_name = rate_name.removeprefix(self.prefix)
            self._rate_later(optimizer, rate)
        if node.op == "apply_gradients" and isinstance(node.expr, ast.Call):
            self.gradients.dense[node.expr] = needs_dense
        return TrainingPlan(
            node,
            statement,
            self.optimizer_names[optimizer],
            named[0].removeprefix(self.prefix),
            expression,
            counter,
            needs_dense,
            rate_name,
            external,
        )

    def _rate_later(self, optimizer: Thing, rate: Node) -> None:
        """The optimizers of one name, which the ways of a branch make, are told their rate at each step."""
        name = self.optimizer_names[optimizer]
        for other in (t for t, n in self.optimizer_names.items() if n == name):
            if rate_of(other) is not rate:
                message = "the ways of a branch make optimizers whose learning rates differ"
                raise Obstacle("TF411", message, "make them with one rate", other.expr)
            assert isinstance(other.expr, ast.Call)
            self.rated.add(other.expr)

    def _kept_name(self, name: str, statement: ast.stmt) -> str:
        """The name that functions have for a variable: a local one of a method becomes an attribute."""
        stays = self.staging.roles.get(statement) is not Role.MOVE
        root = name.partition("[")[0]
        if self.lifted is None or not stays or not root.isidentifier():
            return name
        return self.lifted.need(root) + name[len(root) :]

    def _check_straight(self, rate: Value | None) -> None:
        """A schedule is kept by the statement that makes it, which is no branch or loop."""
        kept = isinstance(rate, Node) and is_schedule(rate, self.trace)
        facts = self.staging.facts.top(rate) if isinstance(rate, Node) and kept else None
        if facts is not None and isinstance(facts.node, (ast.If, ast.For, ast.While, ast.Try)):
            message = "a branch or loop makes the schedule of a learning rate"
            raise Obstacle("TF923", message, "make it before", facts.node)

    def _earlier_names(self, variables: Sequence[Node]) -> str | None:
        """The names of variables that are bound again when no function is called any more."""
        names: list[str] = []
        for variable in variables:
            found = self.bindings.name_at(variable, self.staging.line)
            if (
                found is None
                or not found[0].isidentifier()
                or self.staging.roles.get(found[1]) is not Role.KEEP
            ):
                return None
            if Stability(self).is_bound_again(found[0], found[1]):
                return None
            names.append(found[0])
        return f"[{', '.join(names)}]" if names else None

    def _variable_name(self, variable: Node) -> str:
        """The name that the surroundings of the frame have for a variable."""
        text = self._variable_list([variable]) or ""
        return text[1:-1] if text.startswith("[") and text.endswith("]") else ""

    def _taped(
        self, trains: Sequence[TrainingPlan], ordered: Sequence[ast.stmt], cut: set[Node]
    ) -> frozenset[ast.stmt]:
        taped: set[ast.stmt] = set()
        for train in trains:
            loss = train.node.arguments.get("0") or train.node.arguments.get("loss")
            pending = (
                [f for n in upstream([loss], cut) if (f := self.staging.facts.top(n)) is not None]
                if isinstance(loss, Node)
                else []
            )
            while pending:
                facts = pending.pop()
                if facts.node in taped or facts.node not in ordered:
                    continue
                taped.add(facts.node)
                pending.extend(w for _, w in self.staging.facts.writers(facts))
        taped |= set(ways_within(self, ordered, taped))
        taped |= read_between(ordered, taped)
        return frozenset(taped - {t.statement for t in trains})


def _trains_all(variables: Sequence[Node], needed: AbstractSet[Node]) -> bool:
    """Whether a loss is differentiated by every variable that can be trained and that it depends on."""
    return all(
        n in variables
        for n in needed
        if n.kind == "variable" and n.arguments.get("trainable") != Const(False)
    )
