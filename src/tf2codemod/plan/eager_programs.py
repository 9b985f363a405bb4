"""Plans programs that run eagerly: there is no graph, and only names have to be brought to TensorFlow 2."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import (
    NONE,
    TF,
    Bound,
    Instance,
    Mapping,
    Node,
    Thing,
    Value,
    options_of,
)
from tf2codemod.plan.dataset_functions import ancestry
from tf2codemod.plan.draws import is_one_shot
from tf2codemod.plan.iterators import source_of
from tf2codemod.plan.layer_types import LayerTypes
from tf2codemod.plan.model import CallForm, FilePlan, Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.shadowed import check_builtin
from tf2codemod.plan.training import LOOKUPS
from tf2codemod.tree import walk

ENABLING = frozenset(
    (
        "tf.enable_eager_execution",
        "tf.contrib.eager.enable_eager_execution",
        "tf.enable_v2_behavior",
        "tf.compat.v1.enable_eager_execution",
    )
)
GONE_MODULES = frozenset(("tf.contrib.eager", "tf.contrib"))
SHUFFLING = frozenset(("shuffle", "shuffle_and_repeat"))
IDENTITY = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)


def is_eager(trace: Trace) -> bool:
    """Whether a program asks for eager execution."""
    return any(True for _ in _calls(trace, ENABLING))


def _calls(trace: Trace, names: frozenset[str]) -> Iterator[tuple[StatementRun, ast.Call]]:
    """The reached calls of some functions of TensorFlow."""
    wanted = {e for e, symbols in trace.symbols.items() if symbols & names}
    for frame in trace.frames if wanted else ():
        for run in frame.statements:
            for node in walk(run.node) if run.reached else ():
                if isinstance(node, ast.Call) and node.func in wanted:
                    yield run, node


class EagerProgram:
    """The plan of one program that runs eagerly."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.roles: dict[ast.stmt, Role] = {}
        self.forms: dict[ast.Call, CallForm] = {}
        self.added: dict[ast.stmt, tuple[str, ...]] = {}
        self.applied: dict[ast.Call, bool] = {}
        self.steps: dict[Thing, set[ast.Call]] = {}
        self.iterated: dict[Thing, set[ast.AST]] = {}
        self._drop_switches()
        self._check_graph()
        for frame in trace.frames:
            for run in frame.statements:
                if run.reached:
                    self._statement(run, frame)
        LayerTypes(trace, (), everywhere=True)

    def plan(self, path: Path) -> FilePlan:
        """What happens to the files of the program."""
        symbols: dict[ast.AST, str] = {}
        for node, found in self.trace.symbols.items():
            if len(found) > 1:
                raise Obstacle(
                    "TF102", "a name means several TensorFlow symbols", "use one name for each", node
                )
            symbols[node] = next(iter(found))
        variables = {
            n.expr: n for n in self.trace.nodes if n.kind == "variable" and isinstance(n.expr, ast.Call)
        }
        return FilePlan(
            path,
            self.roles,
            (),
            (),
            {},
            {},
            {},
            {},
            {},
            symbols,
            variables=variables,
            single_variables=frozenset(variables),
            dimensions=frozenset(self.trace.dimensions),
            forms=self.forms,
            added=self.added,
            applied=self.applied,
        )

    # Switches and graphs --------------------------------------------------------------------------------

    def _drop_switches(self) -> None:
        for run, call in _calls(self.trace, ENABLING):
            nested = run.node in run.frame.nested() and not self._is_guarded(run)
            if not isinstance(run.node, ast.Expr) or run.node.value is not call or nested:
                raise _refused("eager execution is only asked for in some cases", call)
            self.roles[run.node] = Role.DROP
        for frame in self.trace.frames:
            for run in frame.statements:
                value = frame.values.get(run.node.value) if isinstance(run.node, ast.Assign) else None
                if isinstance(value, TF) and value.symbol in GONE_MODULES:
                    self.roles[run.node] = Role.DROP

    def _is_guarded(self, run: StatementRun) -> bool:
        """Whether a statement stands in the main part of a script."""
        return any(
            isinstance(outer.node, ast.If)
            and run.node in outer.node.body
            and "__name__" in {n.id for n in walk(outer.node.test) if isinstance(n, ast.Name)}
            for outer in run.frame.statements
        )

    def _check_graph(self) -> None:
        for site in self.trace.runs:
            if site.reached and site.kind == "run":
                raise _refused("a session runs in a program that is eager", site.call)
        for node in self.trace.nodes:
            if node.made.reached and node.op in ("tf.get_variable", "tf.placeholder"):
                raise _refused(f"{node.op} is used in a program that is eager", node.expr)
            if node in self.trace.pipeline and node.kind == "variable":
                raise Obstacle("TF503", "a dataset makes variables", "make them before", node.expr)

    # Statements -----------------------------------------------------------------------------------------

    def _statement(self, run: StatementRun, frame: Frame) -> None:
        if isinstance(run.node, ast.For):
            self._iterate(run, frame.values.get(run.node.iter))
        for node in _own(run.node):
            if isinstance(node, ast.comprehension):
                self._iterate(run, frame.values.get(node.iter))
            elif isinstance(node, ast.Compare):
                self._compare(node, frame)
            elif isinstance(node, ast.Call):
                self._call(node, run, frame)
            value = frame.values.get(node) if isinstance(node, ast.expr) else None
            if isinstance(value, Mapping) and any(isinstance(k, Node) for k in value.cell.slots):
                raise _refused("a tensor is the key of a dict, which TensorFlow 2 does not allow", node)

    def _compare(self, node: ast.Compare, frame: Frame) -> None:
        """Tensors were compared by what they are, and are compared by what they hold."""
        if not any(isinstance(op, IDENTITY) for op in node.ops):
            return
        for side in (node.left, *node.comparators):
            value = frame.values.get(side)
            host = any(isinstance(n, ast.Attribute) and n.attr == "numpy" for n in walk(side))
            if value is not None and not host and any(isinstance(o, Node) for o in options_of(value)):
                raise _refused("tensors are compared by identity", node)

    def _call(self, call: ast.Call, run: StatementRun, frame: Frame) -> None:
        callee = frame.values.get(call.func)
        if isinstance(callee, TF) and callee.symbol == "tf.contrib.eager.Iterator" and call.args:
            self._iterate(run, frame.values.get(call.args[0]))
        if not isinstance(callee, Bound):
            return
        owner, name = callee.receiver, callee.function
        if isinstance(owner, Thing) and owner.kind == "optimizer" and isinstance(name, str):
            self._step(owner, name, call, run)
        elif isinstance(owner, Thing) and owner.kind == "iterator" and name in ("next", "__next__"):
            check_builtin("next", self.trace, (frame,))
            self.forms[call] = CallForm("next({iterator})", {"iterator": _receiver(call)})
        elif isinstance(owner, Thing) and owner.kind == "iterator" and name != "get_next":
            raise _refused(f"'{name}' is asked of an iterator", call)
        elif isinstance(owner, Thing) and owner.kind == "dataset" and str(name).startswith("make_"):
            made = frame.values.get(call)
            if not isinstance(made, Thing) or not is_one_shot(made):
                raise _refused("an iterator is initialized in a program that is eager", call)
            check_builtin("iter", self.trace, (frame,))
            self.forms[call] = CallForm("iter({dataset})", {"dataset": source_of(call)})
            self._iterate(run, owner)
        elif isinstance(owner, Instance) and name == "track_layer" and len(call.args) == 1:
            self.forms[call] = CallForm("{layer}", {"layer": call.args[0]})

    def _iterate(self, run: StatementRun, value: Value | None) -> None:
        """A data set that shuffles began in the same order each time, and does not now."""
        for option in options_of(value) if value is not None else ():
            if not isinstance(option, Thing) or option.kind != "dataset":
                continue
            if not any(t.symbol.rpartition(".")[2] in SHUFFLING for t in ancestry(option)):
                continue
            places = self.iterated.setdefault(option, set())
            again = any(r.looped or r.times > 1 for r in run.chain() if r is not run) or run.looped
            if again or places - {run.node}:
                raise Obstacle(
                    "TF505",
                    "a dataset that shuffles is begun several times, which was in the same order each time",
                    "shuffle once, or let the order change",
                    run.node,
                )
            places.add(run.node)

    # Optimizers -----------------------------------------------------------------------------------------

    def _step(self, optimizer: Thing, name: str, call: ast.Call, run: StatementRun) -> None:
        if name != "apply_gradients":
            raise _refused(f"'{name}' of an optimizer is used in a program that is eager", call)
        self.steps.setdefault(optimizer, set()).add(call)
        if len(self.steps[optimizer]) > 1:
            raise _refused("an optimizer is applied at several places", call)
        keywords = {k.arg: k.value for k in call.keywords}
        step = keywords.pop("global_step", call.args[1] if len(call.args) > 1 else None)
        pairs = call.args[0] if call.args else keywords.pop("grads_and_vars", None)
        keywords.pop("name", None)
        if pairs is None or keywords or len(call.args) > 2:
            raise _refused("an optimizer is given arguments that are not known", call)
        dense = self._is_dense(optimizer, call)
        text = "{pairs}"
        if dense:
            text = "[(tf.convert_to_tensor(g), v) for g, v in {pairs}]"
        self.forms[call] = CallForm(
            f"{{optimizer}}.apply_gradients({text})", {"optimizer": _receiver(call), "pairs": pairs}
        )
        counts = step is not None and run.frame.values.get(step) != NONE
        if not counts:
            return
        whole = isinstance(run.node, ast.Expr) and run.node.value is call
        if not whole or not isinstance(step, (ast.Name, ast.Attribute)):
            raise _refused("a global step is counted inside of an expression", call)
        self.added[run.node] = (f"{ast.unparse(step)}.assign_add(1)",)

    def _is_dense(self, optimizer: Thing, call: ast.Call) -> bool:
        """Whether gradients of looked-up rows have to be made whole for an optimizer of Keras."""
        looks_up = any(
            n.op.rpartition(".")[2] in LOOKUPS and any(i.kind == "variable" for i in n.inputs)
            for n in self.trace.nodes
        )
        fact = lookup(optimizer.symbol)
        if looks_up and (fact is None or fact.row.get("dense_gradients") is False):
            raise Obstacle(
                "TF415",
                "an optimizer that treats sparse gradients apart trains an embedding",
                "use Adam or Adagrad",
                call,
            )
        return looks_up and fact is not None and bool(fact.row.get("dense_gradients"))


def _own(statement: ast.stmt) -> Iterator[ast.AST]:
    """The parts of a statement that are not statements within it."""
    pending: list[ast.AST] = [
        n for n in ast.iter_child_nodes(statement) if not isinstance(n, (ast.stmt, ast.ExceptHandler))
    ]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(n for n in ast.iter_child_nodes(node) if not isinstance(n, ast.stmt))


def _receiver(call: ast.Call) -> ast.expr:
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def _refused(message: str, where: ast.AST) -> Obstacle:
    return Obstacle("TF506", message, "write this part for TensorFlow 2 by hand", where)
