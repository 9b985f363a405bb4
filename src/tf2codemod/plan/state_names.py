"""Names for what a frame makes once and keeps: optimizers, layers, metrics, lists of variables."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, MutableSet, Sequence

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import Items, Node, Thing, Value, nodes_in, options_of
from tf2codemod.plan.bindings import Bindings
from tf2codemod.plan.chosen_variables import (
    VARIABLE_COLLECTIONS,
    in_order,
    name_chosen_lists,
    only_measures,
    shows_order,
    shows_slots,
    write_out_looks,
)
from tf2codemod.plan.class_names import ClassNames
from tf2codemod.plan.draws import Draws
from tf2codemod.plan.external import given_variables, is_external
from tf2codemod.plan.given_optimizers import given_optimizers, serves_one_object
from tf2codemod.plan.global_steps import is_global_step
from tf2codemod.plan.gradients import Gradients
from tf2codemod.plan.helper_gradients import HelperGradients
from tf2codemod.plan.instance_loops import check_loop, check_turn, loop_of_layers
from tf2codemod.plan.layer_calls import is_layer_call, loop_around
from tf2codemod.plan.layer_functions import LayerFunctions, layer_name
from tf2codemod.plan.layer_methods import LayerMethods
from tf2codemod.plan.method_classes import object_name
from tf2codemod.plan.methods import (
    Canonical,
    Lifted,
    is_local,
    kept_names,
)
from tf2codemod.plan.model import (
    BlockPlan,
    FunctionPlan,
    LayerPlan,
    MetricPlan,
    ParameterPlan,
    Role,
    RunPlan,
)
from tf2codemod.plan.moving_averages import AVERAGE, keep_averages
from tf2codemod.plan.naming import (
    fresh,
    identifier,
    names_bound_outside,
    names_in,
    snake_case,
    step_name,
)
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.pair_lists import variables_only
from tf2codemod.plan.penalties import Penalties
from tf2codemod.plan.placeholder_lists import PlaceholderLists
from tf2codemod.plan.returned_variables import ReturnedVariables
from tf2codemod.plan.schedules import rate_of
from tf2codemod.plan.staging import Staging
from tf2codemod.plan.variable_paths import VariablePaths, places_of
from tf2codemod.tree import walk

GENERIC = frozenset(["optimizer", "opt", "optim", "optimiser", "solver", "adam", "sgd", "trainer"])


class StateNames:
    """Plans the state of one frame."""

    peers: Sequence[StateNames] = ()

    def __init__(
        self,
        trace: Trace,
        frame: Frame,
        sites: dict[ast.Call, list[RunSite]],
        tree: ast.Module,
        tf: str,
        functions_with_state: LayerFunctions,
        foreign: Iterable[Frame] = (),
    ) -> None:
        self.functions_with_state = functions_with_state
        self.trace = trace
        self.tree = tree
        self.tf = tf
        self.frame = frame
        self.sites = sites
        code = frame.function.node if frame.function is not None else None
        same = [
            f
            for f in trace.frames
            if code is not None and f.function is not None and f.function.node is code and f.statements
        ]
        self.canonical = Canonical(trace.nodes, [frame, *(f for f in same if f is not frame)])
        runs = [s for group in sites.values() for s in group]
        self.staging = Staging(trace, frame, runs, foreign=foreign, counterpart=self.canonical.of)
        self.bindings = Bindings(frame)
        self.receiver = "" if is_local(frame, sites) else frame.receiver
        self.prefix = f"{self.receiver}." if self.receiver else ""
        self.renames: dict[ast.expr, str] = {}
        self.borrowed_calls: dict[ast.stmt, str] = {}
        self.borrowed_names: dict[Node, str] = {}
        self.passed_on: dict[Node, ParameterPlan | None] = {}
        self.widths: dict[ast.expr, str] = {}
        self.chosen: dict[ast.expr, str] = {}
        self.named: set[ast.expr] = set()
        self.added: dict[ast.stmt, tuple[str, ...]] = {}
        self.openings: dict[ast.stmt, tuple[str, ...]] = {}
        self.taken = names_in(tree)
        self.attributes: MutableSet[str] = self.taken
        self.class_names: ClassNames | None = None
        if self.receiver:
            given = functions_with_state.names_given_to(frame)
            self.attributes = self.class_names = ClassNames(kept_names(self.staging), given)
        self.lifted = Lifted(frame, self.staging, self.attributes) if self.receiver else None
        self.parameter_names: dict[Node, str] = {}
        self.placeholder_lists = PlaceholderLists(self)
        self.draws = Draws(self)
        moved = [s for s, r in self.staging.roles.items() if r in (Role.MOVE, Role.DROP)]
        self.module_names = frozenset(names_bound_outside(tree, moved))
        self.host_names = set(self.module_names)
        self.made_names: set[str] = set()
        self.layers: dict[ast.Call, LayerPlan] = {}
        self.layer_of: dict[Node, str] = {}
        self.lent_layers: dict[tuple[StateNames, str], None] = {}
        self.element_specs: dict[Node, str] = {}
        self.optimizers: dict[ast.Call, str] = {}
        self.optimizer_names: dict[Thing, str] = {}
        self.whole_specs: dict[ast.stmt, ast.Call] = {}
        self.thunks: dict[Node, str] = {}
        self.functions: list[FunctionPlan] = []
        self.blocks: list[BlockPlan] = []
        self.runs: list[RunPlan] = []
        self.collections: dict[ast.Call, str] = {}
        self.metrics: dict[ast.Call, MetricPlan] = {}
        self.rated: set[ast.Call] = set()
        self.helper_gradients = HelperGradients(trace, names_in(tree))
        self.gradients = Gradients(trace, frame, self.staging, self.bindings, self.taken, self.receiver)
        self.layer_methods = LayerMethods(self)
        self._name_optimizers()
        self._name_layers()
        self.layer_methods.finish()
        self.whole_values: dict[ast.stmt, str] = {}
        keep_averages(self)
        name_chosen_lists(self)
        self._name_collections()
        self.collections.update(Penalties(self).texts())
        self.staging.roles.update(dict.fromkeys(Penalties(self).additions(), Role.DROP))
        self.pairs = variables_only(self.staging.line, frame, self._differentiated)
        self.renames.update(self.pairs.lists)
        self.placeholder_lists.leave_out()
        self.returned_variables = ReturnedVariables(self)
        self.renames.update(self.returned_variables.renames)

    def _name_given_optimizers(self) -> None:
        """Names the optimizers that are arguments of the function, or names of the code around it."""
        function = self.frame.function
        given = function.node.args.args if function is not None else ()
        for name, thing in given_optimizers(self.frame, [a.arg for a in given]):
            if not serves_one_object(thing, self.trace, self.canonical.frames):
                continue
            kept = self.lifted is not None and name in self.frame.cell.slots
            self.optimizer_names[thing] = self.lifted.need(name) if self.lifted is not None and kept else name

    def _name_optimizers(self) -> None:
        self._name_given_optimizers()
        for statement in self.staging.line:
            facts = self.staging.facts.by_node.get(statement)
            if facts is None:
                continue
            for thing in facts.things:
                made = self._call_for(thing, statement) if thing.kind == "optimizer" else None
                if made is None:
                    continue
                bound = self._bound_within(statement, thing)
                if bound is None and isinstance(statement, (ast.If, ast.For, ast.While, ast.With, ast.Try)):
                    message = "a branch or loop makes an optimizer and uses it"
                    raise Obstacle("TF923", message, "make the optimizer before", statement)
                if bound is None:
                    action = next(
                        (n.removeprefix(self.prefix) for n, _ in self.bindings.targets(statement)), ""
                    )
                    wanted = (
                        action
                        if step_name(action) != action and action in GENERIC
                        else self._optimizer_name(action)
                    )
                    bound = wanted if wanted == action else fresh(wanted, self.attributes)
                    self.attributes.add(bound)
                    self.take(bound)
                    bound = self.prefix + bound.removeprefix(self.prefix)
                    self.optimizers[made] = bound
                elif self.lifted is not None and not bound.startswith(self.prefix):
                    bound = self.lifted.need(bound)
                if is_external(thing):  # its loss goes into a function, the object stays
                    self.optimizers[made] = bound
                self.optimizer_names[thing] = bound

    def unused_external(self) -> set[ast.AST]:
        """The optimizers that evaluate a loss by themselves, but are never told to."""
        used = given_variables(self.functions)
        return {t.expr for t in self.optimizer_names if is_external(t) and t.expr not in used}

    def _call_for(self, optimizer: Thing, statement: ast.stmt) -> ast.Call | None:
        """The call in a statement that gives an optimizer: its constructor, or a helper that makes it."""
        if optimizer.made.frame is self.frame:
            return optimizer.expr if isinstance(optimizer.expr, ast.Call) else None
        rate = rate_of(optimizer)
        if isinstance(rate, Node) or self.staging.facts.is_foreign(optimizer.made.frame):
            return None
        calls = (n for n in walk(statement) if isinstance(n, ast.Call))
        values = ((c, self.frame.values.get(c)) for c in calls)
        return next((c for c, v in values if v is not None and optimizer in options_of(v)), None)

    def _bound_within(self, statement: ast.stmt, thing: Thing) -> str | None:
        """The name that a statement gives to an object, be it in a branch."""
        inner = [n for n in walk(statement) if isinstance(n, ast.stmt)]
        found = next((n for s in inner for n, v in self.bindings.targets(s) if thing in options_of(v)), None)
        if found is None and isinstance(statement, ast.Assign) and isinstance(statement.value, ast.IfExp):
            options = (statement.value.body, statement.value.orelse)
            target = statement.targets[0]
            if thing.expr in options and isinstance(target, (ast.Name, ast.Attribute)):
                return ast.unparse(target)
        return found

    def _optimizer_name(self, action: str) -> str:
        """The name of an optimizer that had none: after its training op, where the frame has several."""
        inline = [t for f in self.staging.facts.by_node.values() for t in f.things if t.kind == "optimizer"]
        stem = re.sub(
            r"^(train|update|minimize)_|_?(train|training|step|op|opt|optimizer|update)$",
            "",
            action.removesuffix("_op"),
        )
        return (
            f"{stem}_optimizer" if len(inline) > 1 and stem.isidentifier() and stem != action else "optimizer"
        )

    def _name_layers(self) -> None:
        for statement in self.staging.line:
            facts = self.staging.facts.by_node.get(statement)
            if facts is None or self.staging.roles[statement] is not Role.MOVE:
                continue
            for node in facts.made:
                if node.op == AVERAGE:
                    continue
                if is_global_step(node) and node.made.frame is self.frame:
                    self._keep_global_step(node)
                elif node.op.startswith("tf.metrics."):
                    self._plan_metric(node, statement)
                elif is_layer_call(node) and node.made.frame is self.frame:
                    self._plan_layer(node, statement)
                elif (
                    isinstance(node.arguments.get("owner"), Thing)
                    and self._thing_name(node.arguments["owner"]) is not None
                ):
                    self.layer_of[node] = self._thing_name(node.arguments["owner"]) or ""
                elif (
                    self._plan_layer_object(node)
                    or (
                        (is_layer_call(node) or (node.kind == "variable" and "layer" not in node.arguments))
                        and self.layer_methods.plan(node, statement)
                    )
                    or (node.kind == "variable" and node in self.layer_of)
                ):
                    continue
                elif is_layer_call(node) or (node.kind == "variable" and "layer" not in node.arguments):
                    self._plan_instance(node, statement)
        for name in self.functions_with_state.plan_reuses(
            self.frame, self.staging, self.prefix, self.attributes
        ):
            self.take(name)

    def take(self, *names: str) -> None:
        """Gives names to what the plan makes."""
        self.host_names.update(names)
        self.made_names.update(names)

    def _keep_global_step(self, node: Node) -> None:
        """Names a step counter that is made within another statement."""
        assert isinstance(node.expr, ast.Call)
        name = fresh("global_step", self.taken)
        self.taken.add(name)
        self.take(name)
        self.optimizers[node.expr] = self.prefix + name

    def _plan_layer_object(self, node: Node) -> bool:
        """Names a layer object that is made and called in one expression; whether the node belongs to one."""
        thing = node.arguments.get("owner")
        if (
            not isinstance(thing, Thing)
            or thing.kind != "layer"
            or thing.made.frame is not self.frame
            or thing.made.looped
        ):
            return False
        if not isinstance(thing.expr, ast.Call):
            return False
        if thing.expr not in self.optimizers:
            name = fresh(snake_case(thing.symbol.rpartition(".")[2]), self.attributes)
            self.attributes.add(name)
            self.take(name)
            self.optimizers[thing.expr] = self.prefix + name
        self.layer_of[node] = self.optimizers[thing.expr]
        return True

    def _thing_name(self, thing: Value) -> str | None:
        """The name under which this frame keeps a cell or layer object."""
        for prefix, cell in places_of(self):
            for name, value in cell.slots.items():
                if value is thing and isinstance(name, str):
                    return (
                        prefix + name
                        if prefix or self.lifted is None or cell is not self.frame.cell
                        else self.lifted.need(name)
                    )
        return None

    def name_collections_of_objects(self) -> None:
        """As ``_name_collections``, where layers of other objects are among the variables."""
        if any(p is not self and (p.receiver or p.frame.function is None) for p in self.peers):
            name_chosen_lists(self)
            self._name_collections()

    def _name_collections(self) -> None:
        """Calls that read a collection of variables become lists of the variables that it held."""
        for statement in self.staging.line:
            role = self.staging.roles.get(statement)
            if role is Role.DROP:
                continue
            head = isinstance(statement, ast.With) and role is Role.UNWRAP
            parts = [i.context_expr for i in statement.items] if head else [statement]  # type: ignore[attr-defined]
            for call in (n for part in parts for n in walk(part) if isinstance(n, ast.Call)):
                symbols = self.trace.symbols.get(call.func, set())
                value = self.frame.values.get(call)
                if (
                    call in self.collections
                    or not any(model_of(s) in VARIABLE_COLLECTIONS for s in symbols)
                    or not isinstance(value, Items)
                    or value.rest is not None
                ):
                    continue
                variables = nodes_in(value)
                if len(variables) != len(value.prefix) or any(v.kind != "variable" for v in variables):
                    continue
                every = any(model_of(s) == "global_variables" for s in symbols)
                every = every or "GLOBAL_VARIABLES" in ast.unparse(call)
                text = self._variable_list(variables, before=statement)
                if text is None:
                    continue
                if every and shows_slots(self, call, statement):
                    raise Obstacle(
                        "TF320",
                        "variables are counted or shown together with those of optimizers",
                        "take the variables of the model",
                        call,
                    )
                text = text.replace(".trainable_variables", ".variables") if every else text
                if (
                    any(v in self.layer_of for v in variables)
                    and isinstance(statement, ast.Assign)
                    and not self._makes_thing(statement)
                    and not only_measures(self.frame.values.get(statement.value))
                ):
                    self.staging.roles[statement] = Role.MOVE
                    if statement.value is call:
                        write_out_looks(self, statement, variables, text)
                if shows_order(self, call, statement):
                    text = in_order(self, call, variables, text)
                cut = any(isinstance(n, ast.Subscript) and n.value is call for n in walk(statement))
                self.collections[call] = f"({text})" if cut and " + " in text else text

    def _makes_thing(self, statement: ast.stmt) -> bool:
        return any(isinstance(value, Thing) for _, value in self.bindings.targets(statement))

    def _plan_metric(self, node: Node, statement: ast.stmt) -> None:
        if node.made.frame is not self.frame or not isinstance(node.expr, ast.Call) or node.made.looped:
            raise Obstacle(
                "TF420",
                "a streaming metric is made inside a helper function or a loop",
                "make a tf.keras.metrics object",
                node.expr,
            )
        if node.expr in self.metrics:
            return
        if not any(isinstance(n, ast.Subscript) and n.value is node.expr for n in walk(statement)):
            raise Obstacle(
                "TF421",
                "both results of a streaming metric are kept",
                "make a tf.keras.metrics object",
                node.expr,
            )
        target = next((n for n, _ in self.bindings.targets(statement)), node.op.rpartition(".")[2])
        name = fresh(f"{target}_metric", self.attributes)
        self.attributes.add(name)
        self.take(name)
        self.metrics[node.expr] = MetricPlan(self.prefix + name, statement)

    def _plan_instance(self, node: Node, statement: ast.stmt) -> None:
        inner = self.functions_with_state.function_of(node, self.frame)
        if inner is None or not isinstance(inner[1].site, ast.Call):
            raise Obstacle(
                "TF310", "state is made where it cannot be kept", "make it before it is used", node.expr
            )
        code, frame = inner
        call = frame.site
        assert isinstance(call, ast.Call)
        plans = self.functions_with_state
        if node.kind != "variable" and plans.only_uses(code):
            return  # it is given the objects of others
        if call not in plans.instances:
            wanted, taken = plans.scope_of(frame) if self.receiver else "", self.attributes
            if wanted in taken:
                wanted = f"{wanted}_{code.name.strip('_')}"
            if frame.receiver:
                wanted = object_name(plans.owned_on_all_ways(frame), code)
                taken = self.layer_methods.taken() if self.receiver else self.attributes
            plans.plan_call(call, code, self.frame, statement, self.prefix, taken, wanted=wanted)
            own = plans.instances[call].name.removeprefix(self.prefix)
            self.attributes.add(own)
            self.take(own, plans.instances[call].name)
        instance = plans.instances[call]
        for variable in instance.variables:
            self.layer_of.setdefault(variable, instance.name)

    def _plan_layer(self, node: Node, statement: ast.stmt) -> None:
        assert isinstance(node.expr, ast.Call)
        state = [
            n for n in node.inputs if n.kind == "variable" and "layer" in n.arguments and n.op == node.op
        ]
        known = next((self.layer_of[v] for v in state if v in self.layer_of), None)
        planned = self.layers.get(node.expr)
        if planned is not None and planned.loop is not None:
            check_turn(node, known)
            self.layer_of.update(dict.fromkeys(state, planned.name))
        if planned is not None:
            return
        loop = loop_around(node.expr, statement)
        if known is not None:
            self.layers[node.expr] = LayerPlan(known, False, statement)
            return
        loop = loop_of_layers(loop, node, self.frame, self.trace)
        wanted = layer_name(node) if loop is None else identifier(node.op.rpartition(".")[2])
        turn = fresh(wanted, self.attributes) if loop is not None else ""
        name = fresh(f"{wanted}_layers" if loop is not None else wanted, self.attributes)
        self.attributes |= {name, turn} - {""}
        self.take(name)
        if loop is not None:
            check_loop(loop, node)
        self.layers[node.expr] = LayerPlan(self.prefix + name, True, statement, loop, turn)
        for variable in state:
            self.layer_of[variable] = self.prefix + name

    def _given_list(self, node: Node, variables: Sequence[Node]) -> str | None:
        """The name of the list of variables that the user gave, if it holds just those that are trained."""
        assert isinstance(node.expr, ast.Call)
        given = next((k.value for k in node.expr.keywords if k.arg == "var_list"), None)
        if given is None and len(node.expr.args) > 2:
            given = node.expr.args[2]
        value = self.frame.values.get(given) if given is not None else None
        if (
            isinstance(given, ast.Name)
            and not self.receiver
            and isinstance(value, Items)
            and value.rest is None
            and value.prefix == tuple(variables)
        ):
            return given.id
        return None

    def _variable_list(
        self,
        variables: Sequence[Node],
        needed: Collection[Node] | None = None,
        before: ast.stmt | None = None,
    ) -> str | None:
        return VariablePaths(self).list_of(variables, needed, before)

    def _differentiated(self, call: ast.Call, variables: Sequence[Node]) -> str:
        """An expression for the variables that gradients are computed for."""
        given = self.gradients.given_list(call)
        text = given or self._variable_list(variables) or VariablePaths(self).list_with_locals(variables)
        if text is None:
            raise Obstacle(
                "TF413",
                "the trained variables cannot be named here",
                "keep the variables in names or lists",
                call,
            )
        return text
