"""Plans the functions that take the place of the runs of one frame."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from tf2codemod.facts import lookup
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, RunSite, StatementRun, Trace
from tf2codemod.interpret.values import NONE, Cell, Const, Items, Mapping, Node, Thing, Union, Value, nodes_in, options_of
from tf2codemod.plan.hints import dtype_of
from tf2codemod.plan.layer_functions import CALL_KEYWORDS, LayerFunctions, is_layer_call, layer_name, loop_around
from tf2codemod.plan.bindings import Bindings, variable_list
from tf2codemod.plan.gradients import Gradients
from tf2codemod.plan.helper_gradients import HelperGradients
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.sharing import Sharing
from tf2codemod.plan.model import BlockPlan, FunctionPlan, MetricPlan, LayerPlan, Leaf, ParameterPlan, Role, RunPlan, TrainingPlan
from tf2codemod.plan.methods import Canonical, Lifted, inside, instance_cell, local_reads, receiver_of, wrapped
from tf2codemod.plan.penalties import PENALTY, Penalties
from tf2codemod.plan.naming import fresh, identifier, joined_name, names_in, step_name
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.pair_lists import variables_only
from tf2codemod.plan.purity import GRADIENTS, upstream
from tf2codemod.plan.summaries import Summaries, is_summary
from tf2codemod.plan.staging import Staging, is_initializer, is_schedule

PYTHON_ARGUMENTS = frozenset(("training", "is_training"))


class FramePlanner:
    """Turns the runs whose tensors one frame builds into functions defined in that frame."""

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
        self.tf = tf
        self.frame = frame
        self.sites = sites
        self.staging = Staging(trace, frame, [s for group in sites.values() for s in group], foreign=foreign)
        self.bindings = Bindings(frame)
        self.receiver = frame.receiver
        self.prefix = f"{frame.receiver}." if frame.receiver else ""
        self.lifted = Lifted(frame, self.staging) if frame.receiver else None
        code = frame.function.node if frame.function is not None else None
        same = [f for f in trace.frames if f.function is not None and f.function.node is code and f.statements] if frame.receiver else []
        self.canonical = Canonical(trace.nodes, [frame, *(f for f in same if f is not frame)])
        self.renames: dict[ast.expr, str] = {}
        self.added: dict[ast.stmt, tuple[str, ...]] = {}
        self.openings: dict[ast.stmt, tuple[str, ...]] = {}
        self.taken = names_in(tree)
        self.host_names = self._names_bound_by_host_code(tree)
        self.layers: dict[ast.Call, LayerPlan] = {}
        self.layer_of: dict[Node, str] = {}
        self.optimizers: dict[ast.Call, str] = {}
        self.optimizer_names: dict[Thing, str] = {}
        self.parameter_names: dict[Node, str] = {}
        self.whole_specs: dict[ast.stmt, ast.Call] = {}
        self.thunks: dict[Node, str] = {}
        self.functions: list[FunctionPlan] = []
        self.blocks: list[BlockPlan] = []
        self.runs: list[RunPlan] = []
        self.collections: dict[ast.Call, str] = {}
        self.metrics: dict[ast.Call, MetricPlan] = {}
        self.rated: set[ast.Call] = set()
        self.helper_gradients = HelperGradients(trace, names_in(tree))
        self.gradients = Gradients(trace, frame, self.staging, self.bindings, self.taken)
        self.summaries = Summaries(self)
        self._name_optimizers()
        self._name_layers()
        self.whole_values: dict[ast.stmt, str] = {}
        self._name_filtered_lists()
        self._name_collections()
        self.collections.update(Penalties(self).texts())
        self.pairs = variables_only(self.staging.line, frame, self._differentiated)
        self.renames.update(self.pairs.lists)

    # Names ----------------------------------------------------------------------------------------------

    def _names_bound_by_host_code(self, tree: ast.Module) -> set[str]:
        """Names that the code which stays binds: a function must not take one of them."""
        moved = {s for s, r in self.staging.roles.items() if r in (Role.MOVE, Role.DROP)}
        inside = {n for s in moved for n in ast.walk(s)}
        return {
            n.id if isinstance(n, ast.Name) else n.arg if isinstance(n, ast.arg) else n.name
            for n in ast.walk(tree)
            if n not in inside
            and (
                (isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
                or isinstance(n, (ast.arg, ast.FunctionDef, ast.ClassDef))
            )
        } | {(a.asname or a.name).partition(".")[0] for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}

    def _name_optimizers(self) -> None:
        for statement in self.staging.line:
            facts = self.staging.facts.by_node.get(statement)
            if facts is None:
                continue
            for thing in facts.things:
                if thing.kind != "optimizer" or thing.made.frame is not self.frame:
                    continue
                assert isinstance(thing.expr, ast.Call)
                bound = next((n for n, v in self.bindings.targets(statement) if v is thing), None)
                if bound is None:
                    action = next((n.removeprefix(self.prefix) for n, _ in self.bindings.targets(statement)), "")
                    wanted = action if step_name(action) != action and action in GENERIC else self._optimizer_name(action)
                    bound = wanted if wanted == action else fresh(wanted, self.taken)
                    self.taken.add(bound)
                    self.host_names.add(bound)
                    bound = self.prefix + bound.removeprefix(self.prefix)
                    self.optimizers[thing.expr] = bound
                elif self.lifted is not None and not bound.startswith(self.prefix):
                    bound = self.lifted.need(bound)
                self.optimizer_names[thing] = bound

    def _optimizer_name(self, action: str) -> str:
        """The name of an optimizer that had none: after its training op, where the frame has several."""
        inline = [t for f in self.staging.facts.by_node.values() for t in f.things if t.kind == "optimizer"]
        stem = re.sub(r"^(train|update|minimize)_|_?(train|training|step|op|opt|optimizer|update)$", "", action.removesuffix("_op"))
        return f"{stem}_optimizer" if len(inline) > 1 and stem.isidentifier() and stem != action else "optimizer"

    def _name_layers(self) -> None:
        for statement in self.staging.line:
            facts = self.staging.facts.by_node.get(statement)
            if facts is None or self.staging.roles[statement] is not Role.MOVE:
                continue
            for node in facts.made:
                if node.op.startswith("tf.metrics."):
                    self._plan_metric(node, statement)
                elif is_layer_call(node) and node.made.frame is self.frame:
                    self._plan_layer(node, statement)
                elif isinstance(node.arguments.get("owner"), Thing) and self._thing_name(node.arguments["owner"]) is not None:
                    self.layer_of[node] = self._thing_name(node.arguments["owner"]) or ""
                elif is_layer_call(node) or (node.kind == "variable" and "layer" not in node.arguments):
                    self._plan_instance(node, statement)
        for name in self.functions_with_state.plan_reuses(self.frame, self.staging, self.prefix, self.taken):
            self.host_names.add(name)

    def _thing_name(self, thing: Value) -> str | None:
        """The name under which this frame keeps a cell or layer object."""
        for prefix, cell in self._cells():
            for name, value in cell.slots.items():
                if value is thing and isinstance(name, str):
                    return prefix + name if prefix or self.lifted is None or cell is not self.frame.cell else self.lifted.need(name)
        return None

    def _cells(self) -> list[tuple[str, Cell]]:
        """The places in which the functions of this frame find names, with what stands before the names."""
        own = instance_cell(self.frame)
        found = [(self.prefix, own)] if own is not None else []
        return [*found, ("", self.frame.cell), *(("", c) for c in self.frame.scopes if c is not self.frame.cell)]

    def _name_filtered_lists(self) -> None:
        """Lists of variables that are filtered by name become lists of the variables themselves."""
        for statement in self.staging.line:
            value = getattr(statement, "value", None)
            if not isinstance(statement, ast.Assign) or not isinstance(value, ast.ListComp):
                continue
            held = self.frame.values.get(value)
            variables = nodes_in(held) if isinstance(held, Items) and held.rest is None else ()
            reads_names = any(isinstance(n, ast.Attribute) and n.attr == "name" for n in ast.walk(value))
            if variables and reads_names and all(v.kind == "variable" for v in variables):
                text = self._variable_list(variables)
                if text is not None:
                    self.whole_values[statement] = text
                    self.staging.roles[statement] = Role.MOVE if any(v in self.layer_of for v in variables) else Role.KEEP

    def _name_collections(self) -> None:
        """Calls that read a collection of variables become lists of the variables that it held."""
        for statement in self.staging.line:
            if self.staging.roles.get(statement) is Role.DROP:
                continue
            for call in (n for n in ast.walk(statement) if isinstance(n, ast.Call)):
                symbols = self.trace.symbols.get(call.func, set())
                value = self.frame.values.get(call)
                if not any(model_of(s) in VARIABLE_COLLECTIONS for s in symbols) or not isinstance(value, Items) or value.rest is not None:
                    continue
                variables = nodes_in(value)
                if len(variables) != len(value.prefix) or any(v.kind != "variable" for v in variables):
                    continue
                every = any(s.endswith("global_variables") for s in symbols) or "GLOBAL_VARIABLES" in ast.unparse(call)
                text = self._variable_list(variables)
                if text is None:
                    continue
                self.collections[call] = text.replace(".trainable_variables", ".variables") if every else text
                if any(v in self.layer_of for v in variables) and isinstance(statement, ast.Assign) and not self._makes_thing(statement):
                    self.staging.roles[statement] = Role.MOVE

    def _makes_thing(self, statement: ast.stmt) -> bool:
        return any(isinstance(value, Thing) for _, value in self.bindings.targets(statement))

    def _plan_metric(self, node: Node, statement: ast.stmt) -> None:
        if node.made.frame is not self.frame or not isinstance(node.expr, ast.Call) or node.made.looped:
            raise Obstacle("TF420", "a streaming metric is made inside a helper function or a loop", "make a tf.keras.metrics object", node.expr)
        if node.expr in self.metrics:
            return
        if not any(isinstance(n, ast.Subscript) and n.value is node.expr for n in ast.walk(statement)):
            raise Obstacle("TF421", "both results of a streaming metric are kept", "make a tf.keras.metrics object", node.expr)
        target = next((n for n, _ in self.bindings.targets(statement)), node.op.rpartition(".")[2])
        name = fresh(f"{target}_metric", self.taken)
        self.taken.add(name)
        self.host_names.add(name)
        self.metrics[node.expr] = MetricPlan(self.prefix + name, statement)

    def _plan_instance(self, node: Node, statement: ast.stmt) -> None:
        inner = self.functions_with_state.function_of(node, self.frame)
        if inner is None or not isinstance(inner[1].site, ast.Call):
            raise Obstacle("TF310", "state is made where it cannot be kept", "make it before it is used", node.expr)
        code, frame = inner
        call = frame.site
        assert isinstance(call, ast.Call)
        plans = self.functions_with_state
        if call not in plans.instances:
            plans.plan_call(call, code, self.frame, statement, self.prefix, self.taken)
            self.host_names.add(plans.instances[call].name)
        instance = plans.instances[call]
        for variable in instance.variables:
            self.layer_of.setdefault(variable, instance.name)

    def _plan_layer(self, node: Node, statement: ast.stmt) -> None:
        assert isinstance(node.expr, ast.Call)
        if node.expr in self.layers:
            return
        loop = loop_around(node.expr, statement)
        state = [n for n in node.inputs if n.kind == "variable" and "layer" in n.arguments and n.op == node.op]
        known = next((self.layer_of[v] for v in state if v in self.layer_of), None)
        if known is not None:
            self.layers[node.expr] = LayerPlan(known, False, statement)
            return
        name = fresh(layer_name(node), self.taken)
        self.taken.add(name)
        self.host_names.add(name)
        if loop is not None:
            raise Obstacle("TF311", "a layer is made in a loop of the main program", "make the layers in a list first", node.expr)
        self.layers[node.expr] = LayerPlan(self.prefix + name, True, statement)
        for variable in state:
            self.layer_of[variable] = self.prefix + name

    # Runs -----------------------------------------------------------------------------------------------

    def plan(self) -> None:
        for call, group in self.sites.items():
            self._plan_run(call, group)
        if self.receiver:
            self._finish_methods()
            return
        sharing = Sharing(self.functions, self.staging, self.bindings, self.taken | {f.name for f in self.functions})
        final = dict(zip((f.name for f in self.functions), sharing.share(), strict=True))
        self.functions = list(final.values())
        self.blocks = sharing.blocks
        self.runs = [replace(r, function=final[r.function.name]) if r.function is not None else r for r in self.runs]

    def _learning_rates(self, leaves: Sequence[Node]) -> list[Node]:
        """The tensors that set the learning rates of the optimizers that a run uses."""
        found: list[Node] = []
        for node in upstream(leaves):
            optimizer = node.arguments.get("optimizer")
            if isinstance(optimizer, Thing):
                rate = _rate_of(optimizer)
                if isinstance(rate, Node) and not is_schedule(rate) and rate not in found:
                    found.append(rate)
        return found

    def _finish_methods(self) -> None:
        """Names inside of methods: moved attributes are locals, kept locals are attributes."""
        assert self.lifted is not None
        bodies = {s for f in self.functions for s in f.body}
        moved = self._moved_names()
        early = self._construction()
        late = {n.id for s in bodies for n in ast.walk(s) if isinstance(n, ast.Name) and n not in early}
        for name in sorted(local_reads(self.staging, bodies) & late):
            self.lifted.need(name)
        locals_moved = {n for n in moved if "." not in n}
        for name in moved:
            if name.startswith(self.prefix) and name.removeprefix(self.prefix) in locals_moved:
                raise Obstacle("TF228", f"'{name}' and '{name.removeprefix(self.prefix)}' are two tensors", "rename one of them", self._method())
        for statement in self.staging.line:
            in_function = self.staging.roles.get(statement) in (Role.MOVE, Role.COPY) and statement in bodies
            for node in ast.walk(statement):
                if isinstance(node, ast.Attribute) and in_function and ast.unparse(node) in moved:
                    self.renames[node] = node.attr
                elif isinstance(node, ast.Name) and node.id in self.lifted.attributes:
                    if in_function and node not in early or node.id not in self.lifted.parameters:
                        self.renames[node] = self.lifted.attributes[node.id]
        wraps = tuple(wrapped(f, self.tf) for f in self.functions if f.has_signature and f.parameters)
        body = [s for s in self.staging.body if s in self.staging.position]
        last = next((s for s in reversed(body) if not isinstance(s, ast.Return)), None)
        if last is not None and wraps:
            self.added[last] = wraps
        self.openings.update(self.lifted.openings())

    def _construction(self) -> set[ast.AST]:
        """The expressions that make layers and optimizers, and the training ops, which become steps of a function."""
        early: set[ast.AST] = set()
        for call in self.layers:
            given = [*call.args[1:], *(k.value for k in call.keywords if k.arg not in CALL_KEYWORDS)]
            early.update(n for a in given for n in ast.walk(a))
        for function in self.functions:
            for train in function.trains:
                early.update(ast.walk(train.statement))
        return early

    def _moved_names(self) -> set[str]:
        """The names that exist only inside of functions: what moved statements bind, and the fed values."""
        bodies = {s for f in self.functions for s in f.body}
        names = {n for s in self.staging.line if s in bodies for n, _ in self.bindings.targets(s)}
        return names | {self.prefix + n for n in self.parameter_names.values()}

    def _plan_run(self, call: ast.Call, group: list[RunSite]) -> None:
        leaves = [(p, self.canonical.of(n)) for p, n in _leaves(group[0].fetches)]
        if isinstance(group[0].fetches, Union):
            if self._plan_by_value(call, group):
                return
            raise Obstacle("TF210", "one run fetches different things at different times", "split it into one run a case", call)
        for site in group[1:]:
            if [(p, self._identity(n)) for p, n in _leaves(site.fetches)] != [(p, self._identity(n)) for p, n in leaves]:
                if self._plan_by_value(call, group):
                    return
                raise Obstacle("TF210", "one run fetches different things at different times", "split it into one run a case", call)
        if not leaves and self._are_alternatives(group) and self._plan_by_value(call, group):
            return
        if not leaves:
            raise Obstacle("TF211", "what a run fetches is not known", "name the fetched tensors at the run", call)
        if all(is_initializer(n) for _, n in leaves):
            self.runs.append(RunPlan(tuple(group), (), None, dropped=True))
            return
        fed = self._fed(call, group)
        kinds = [self._kind(n) for _, n in leaves]
        if not fed and self._runs_in_place(leaves):
            self.runs.append(RunPlan(tuple(group), (), None, in_place=True))
            return
        if self._is_structure(group[0], leaves, kinds):
            self._plan_structure(call, group, leaves, fed)
            return
        if all(k in ("variable", "eager") for k in kinds) and not (set(n for _, n in leaves) & set(fed)):
            self._plan_reads(call, group, leaves, kinds)
            return
        self._plan_call(call, group, leaves, kinds, fed)

    def _plan_by_value(self, call: ast.Call, group: list[RunSite]) -> bool:
        """A run that fetches whatever a name holds: the name holds a variable, or a function, instead of a tensor."""
        fetched = [_leaves(s.fetches) for s in group]
        fetched = [[(path, n)] for leaves in fetched for path, n in leaves] if self._are_alternatives(group) else fetched
        if any(len(leaves) != 1 or leaves[0][0] for leaves in fetched) or not isinstance(group[0].fetch_expr, (ast.Name, ast.Attribute)):
            return False
        nodes = list(dict.fromkeys(self.canonical.of(leaves[0][1]) for leaves in fetched))
        if all(n.kind == "variable" for n in nodes):
            self.runs.append(RunPlan(tuple(group), (Leaf((), nodes[0], "variable", on_the_spot=group[0].fetch_expr),), None))
            return True
        fed = self._fed(call, group)
        if self.receiver or any(self._kind(n) != "tensor" or n in self.staging.on_the_spot for n in nodes):
            return False
        parameters = self._parameters(fed, fed, call)
        for node in nodes:
            body, _ = self._slice([node], set(fed), group[0])
            leaf = self._leaf((), node, "tensor", body, group[0])
            ordered = tuple(s for s in self.staging.line if s in body)
            if not leaf.expression.isidentifier() or leaf.expression in self.host_names or not ordered:
                return False
            self._check_stable(ordered, set(fed))
            gradients = self.gradients.uses(ordered, [node], set(fed), (), self._differentiated)
            function = FunctionPlan(leaf.expression, parameters, ordered, (), (leaf,), ordered[-1], gradients=gradients)
            if self._shared(function).name != leaf.expression:
                return False
            self.thunks[node] = leaf.expression
        shown = self.functions[-1]
        literal = {p.name: e for p in parameters if (e := fed[p.node]) is not None}
        feed_dict = None if len(literal) == len(parameters) else group[0].feed_expr
        leaves_now = (Leaf((), nodes[0], "tensor", ast.unparse(group[0].fetch_expr)),)
        self.runs.append(RunPlan(tuple(group), leaves_now, shown, literal, feed_dict, True, callee=ast.unparse(group[0].fetch_expr)))
        return True

    def _are_alternatives(self, group: Sequence[RunSite]) -> bool:
        return any(isinstance(s.fetches, Union) for s in group)

    def _identity(self, node: Node) -> object:
        """What is the same for an op that one expression makes at each of its runs."""
        return (node.expr, node.op) if node in self.staging.on_the_spot else self.canonical.of(node)

    def _runs_in_place(self, leaves: Sequence[tuple[tuple[object, ...], Node]]) -> bool:
        """Whether a run does nothing but assignments that are written at the run and need nothing that moves."""
        nodes = [n for _, n in leaves]
        if not all(n.op in ASSIGNMENTS and n in self.staging.on_the_spot for n in nodes):
            return False
        needed = upstream(nodes)
        return all(n.kind == "variable" or n in self.staging.on_the_spot or self.staging.is_fixed(n) for n in needed)

    def _is_structure(self, site: RunSite, leaves: Sequence[tuple[tuple[object, ...], Node]], kinds: Sequence[str]) -> bool:
        """Whether the fetched expression as a whole is what the function returns: nested, or made by a loop."""
        if self.receiver or not all(k in ("tensor", "eager") for k in kinds):
            return False
        nested = any(len(p) > 1 or (p and isinstance(p[0], Const)) for p, _ in leaves)
        hidden = any(n in self.staging.on_the_spot and _expression_at(site.fetch_expr, p) is None for p, n in leaves)
        written = isinstance(site.fetch_expr, (ast.List, ast.Tuple, ast.Dict, ast.ListComp, ast.BinOp))
        return written and (nested or hidden)

    def _plan_structure(
        self, call: ast.Call, group: list[RunSite], leaves: Sequence[tuple[tuple[object, ...], Node]], fed: dict[Node, ast.expr | None]
    ) -> None:
        site = group[0]
        body, used = self._slice([n for _, n in leaves], set(fed), site)
        pending = [f for n in ast.walk(site.fetch_expr) if isinstance(n, ast.Name) for f in self._makers(n, site)]
        for facts in pending:
            more, also = self._slice([n for v in self.staging._bound(facts.node) for n in nodes_in(v)], set(fed), site)
            body |= more | {facts.node}
            used = [*used, *(n for n in also if n not in used)]
        parameters = self._parameters(used, fed, call)
        ordered = tuple(s for s in self.staging.line if s in body)
        leaf = Leaf((), leaves[0][1], "structure", on_the_spot=site.fetch_expr)
        anchor, before = self._anchor(ordered, site, (leaf,))
        self._check_stable(ordered, set(fed))
        self._check_stable_on_the_spot(site.fetch_expr, site)
        gradients = self.gradients.uses(ordered, [n for _, n in leaves], set(fed), (), self._differentiated)
        name = self._function_name((leaf,), (), site)
        function = self._shared(FunctionPlan(name, parameters, ordered, (), (leaf,), anchor, before, gradients=gradients))
        literal = {p.name: e for p in parameters if (e := fed[p.node]) is not None}
        feed_dict = None if len(literal) == len(parameters) else site.feed_expr
        everything = set(fed) == {p.node for p in parameters}
        self.runs.append(RunPlan(tuple(group), (leaf,), function, literal, feed_dict, everything, structure=True))

    def _makers(self, name: ast.Name, site: RunSite) -> list[StatementFacts]:
        """The moved statements that bind a name which a fetched expression reads."""
        return [
            self.staging.facts.by_node[s] for s in self.staging.line
            if self.staging.roles.get(s) is Role.MOVE and any(n == name.id for n, _ in self.bindings.targets(s))
        ]

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
        if node not in self.staging.fed and self.staging.is_fixed(node):
            return "eager"
        return "tensor"

    def _plan_reads(self, call: ast.Call, group: list[RunSite], leaves: list[tuple[tuple[object, ...], Node]], kinds: list[str]) -> None:
        """A run that only reads variables or fixed tensors: each is read where the run stood."""
        found = []
        whole = group[0].fetch_expr
        if leaves[0][0] and _is_flat(group[0].fetches) and isinstance(whole, (ast.Name, ast.Attribute, ast.Call)):
            self.runs.append(RunPlan(tuple(group), (Leaf((), leaves[0][1], "each", on_the_spot=whole),), None))
            return
        for (path, node), kind in zip(leaves, kinds, strict=True):
            expr = _expression_at(group[0].fetch_expr, path)
            if expr is None:
                raise Obstacle("TF212", "the fetched list is not written at the run", "write the fetches at the run", call)
            found.append(Leaf(path, node, kind, on_the_spot=expr))
        self.runs.append(RunPlan(tuple(group), tuple(found), None))

    def _fed(self, call: ast.Call, group: list[RunSite]) -> dict[Node, ast.expr | None]:
        """The fed graph objects of a run, with the expression of each value where the run itself says it."""
        fed: dict[Node, ast.expr | None] = {}
        for site in group:
            if site.feeds is None or site.feeds == NONE:
                continue
            for option in options_of(site.feeds):
                if not isinstance(option, Mapping) or option.rest is not None:
                    raise Obstacle("TF213", "what a run feeds is not known", "write the feed_dict as a dict of placeholders", call)
                for key in option.known:
                    if not isinstance(key, Node):
                        raise Obstacle("TF213", "a key of the feed_dict is not a placeholder", "feed placeholders", call)
                    fed[self.canonical.of(key)] = None
        expr = group[0].feed_expr
        if isinstance(expr, ast.Dict):
            for key_expr, value in zip(expr.keys, expr.values, strict=True):
                key_value = group[0].statement.frame.values.get(key_expr) if key_expr is not None else None
                if isinstance(key_value, Node):
                    fed[self.canonical.of(key_value)] = value
        return fed

    def _plan_call(
        self,
        call: ast.Call,
        group: list[RunSite],
        leaves: list[tuple[tuple[object, ...], Node]],
        kinds: list[str],
        fed: dict[Node, ast.expr | None],
    ) -> None:
        site = group[0]
        cut = set(fed)
        roots = self.summaries.shown([n for _, n in leaves], site)
        for node in roots:
            fact = lookup(node.op)
            if fact is not None and fact.stage == "tensors" and node.part is None:
                raise Obstacle("TF229", "an op with several results is fetched whole", "fetch its results one by one", call)
            if is_schedule(node):
                raise Obstacle("TF416", "a decayed learning rate is fetched", "compute the rate from the step", call)
        body, used = self._slice([*roots, *self._learning_rates([n for _, n in leaves])], cut, site)
        planned: list[Leaf] = []
        for (path, node), kind in zip(leaves, kinds, strict=True):
            shown = self.summaries.leaf(path, node, body, site) if kind == "summary" else None
            planned.append(shown or self._leaf(path, node, kind, body, site))
        returned = self._returned(planned, kinds, body, site)
        parameters = self._parameters(used, fed, call)
        ordered = tuple(s for s in self.staging.line if s in body and not self.gradients.only_groups(s))
        trains = tuple(t for s in ordered for t in self._trainings(s, roots))
        ordered = self.gradients.without_unread_lists(ordered, trains, [leaf.expression for leaf in returned])
        anchor, before = self._anchor(ordered, site, planned)
        self._check_stable(ordered, cut)
        for leaf in planned:
            if leaf.on_the_spot is not None:
                self._check_stable_on_the_spot(leaf.on_the_spot, site)
        function = FunctionPlan(
            self._function_name(returned if not trains else planned, trains, site),
            parameters,
            ordered,
            trains,
            returned,
            anchor,
            before,
            self._taped(trains, ordered, cut),
            gradients=self.gradients.uses(ordered, roots, cut, trains, self._differentiated),
            late=self.gradients.late(ordered, trains, roots),
            receiver=self.receiver,
        )
        receiver = ""
        if self.receiver:
            if function.before_anchor:
                raise Obstacle("TF227", "an op is built at a run from the tensors of an object", "build it in the method that builds the rest", call)
            expressions = [_expression_at(site.fetch_expr, leaf.path) for leaf in planned]
            receiver = receiver_of(site, planned, expressions)
            function = replace(function, anchor=self._method())
        function = self._shared(function)
        feeds = {p.name: fed[p.node] for p in parameters}
        literal = {n: e for n, e in feeds.items() if e is not None}
        feed_dict = None if len(literal) == len(feeds) else site.feed_expr
        self.runs.append(RunPlan(tuple(group), tuple(planned), function, literal, feed_dict, set(fed) == {p.node for p in parameters}, taken=self._taken(call, site), receiver=receiver))

    def _method(self) -> ast.stmt:
        assert self.frame.function is not None
        assert isinstance(self.frame.function.node, ast.FunctionDef)
        return self.frame.function.node

    def _taken(self, call: ast.Call, site: RunSite) -> int | None:
        """How many of the results the host code takes, where it slices or indexes the run itself."""
        for node in ast.walk(site.statement.node):
            if isinstance(node, ast.Subscript) and node.value is call:
                index = node.slice
                if isinstance(index, ast.Slice):
                    index = index.upper if index.lower is None and index.step is None else None  # type: ignore[assignment]
                    return index.value if isinstance(index, ast.Constant) and isinstance(index.value, int) and index.value > 0 else None
                if isinstance(index, ast.Constant) and isinstance(index.value, int) and index.value >= 0:
                    return index.value + 1
        return None

    # Slices ---------------------------------------------------------------------------------------------

    def _slice(self, roots: Sequence[Node], cut: set[Node], site: RunSite) -> tuple[set[ast.stmt], list[Node]]:
        """The moved statements that give the roots, and the fed nodes that they read."""
        staging = self.staging
        body: set[ast.stmt] = set()
        used: dict[Node, None] = {}
        pending: list[StatementFacts] = []
        run_top = site.statement.within(self.frame)
        run_facts = staging.facts.owner.get(run_top) if run_top is not None else None

        def need(facts: StatementFacts | None, reader: ast.AST) -> None:
            if facts is None or facts is run_facts:
                return
            role = staging.roles.get(facts.node)
            lists = role is Role.COPY and any(n.kind == "placeholder" for _, v in self.bindings.targets(facts.node) for n in nodes_in(v))
            if (role is Role.MOVE or lists) and facts.node not in body:
                body.add(facts.node)
                pending.append(facts)

        for node in upstream(roots, cut):
            if node in cut:
                used[node] = None
                continue
            if node.kind == "placeholder":
                if node.op.endswith("with_default"):
                    raise Obstacle("TF214", "a placeholder with a default is not fed", "pass the default as an argument", node.expr)
                raise Obstacle("TF215", "a run needs a placeholder that it does not feed", "feed it", site.call)
            if node.kind in {"tensor", "action"} and node not in staging.on_the_spot and node.op != PENALTY:
                facts = staging.facts.top(node)
                if facts is None and not self.staging.is_fixed(node):
                    raise Obstacle("TF216", "a run needs a tensor of another function", "build it where it is run", node.expr)
                need(facts, site.call)
        while pending:
            facts = pending.pop()
            for (cell, key), writer in staging.facts.writers(facts):
                value = cell.slots.get(key)
                if writer.run in self.pairs.unread.get(facts.node, ()):
                    continue
                if isinstance(value, Node) and value in cut and staging.facts.top(value) is writer:
                    used[value] = None
                    continue
                need(writer, facts.node)
        body |= self.gradients.fixed_statements(upstream(roots, cut)) - body
        return body, [n for n in cut if n in used]

    def _leaf(self, path: tuple[object, ...], node: Node, kind: str, body: set[ast.stmt], site: RunSite) -> Leaf:
        if kind == "initializer":
            return Leaf(path, node, kind)
        if node in self.staging.on_the_spot:
            expr = _expression_at(site.fetch_expr, path)
            if expr is None:
                raise Obstacle("TF212", "the fetched list is not written at the run", "write the fetches at the run", site.call)
            if kind == "action":
                return Leaf(path, node, "tensor", on_the_spot=expr)
            return Leaf(path, node, kind, on_the_spot=expr)
        if kind == "action" and node.op in {"minimize", "apply_gradients", "tf.group", "tf.no_op"}:
            return Leaf(path, node, kind)
        found = self.bindings.name_at(node, [s for s in self.staging.line if s in body])
        if found is None:
            found = self.bindings.name_at(node, [s for s in self.staging.line if self.staging.roles.get(s) in (Role.KEEP, Role.COPY)])
        if found is None:
            expr = _expression_at(site.fetch_expr, path)
            if expr is not None and kind in ("variable", "eager"):
                return Leaf(path, node, kind, ast.unparse(expr))
            raise Obstacle("TF217", "a fetched tensor has no name in the function that builds it", "give it a name", site.call)
        expression, statement = found
        root = expression.partition("[")[0]
        later = [
            s for s in self.staging.line
            if s in body and self.staging.position[s] > self.staging.position[statement]
            and any(n == root for n, _ in self.bindings.targets(s))
        ]
        if later:
            raise Obstacle("TF218", f"'{root}' means another tensor by the time it is fetched", "use another name", later[0])
        if self.staging.roles.get(statement) is Role.MOVE:
            expression = expression.removeprefix(self.prefix)
        return Leaf(path, node, "tensor" if kind == "action" else kind, expression)

    def _returned(self, leaves: Sequence[Leaf], kinds: Sequence[str], body: set[ast.stmt], site: RunSite) -> tuple[Leaf, ...]:
        """What a function returns: the fetched tensors, or the list of the user's that holds them."""
        returned = tuple(leaf for leaf in leaves if leaf.kind not in ("action", "initializer"))
        expr = site.fetch_expr
        fetched = site.statement.frame.values.get(expr)
        whole = {leaf.kind for leaf in leaves} == {"tensor"} and set(kinds) <= {"tensor", "action"}
        enough = len(returned) > 1 or isinstance(site.statement.node, ast.Expr)
        if not whole or not enough or not isinstance(expr, ast.Name) or fetched is None:
            return returned
        written = [s for s in self.staging.line if any(n == expr.id for n, _ in self.bindings.targets(s))]
        if not _is_flat(fetched) or len(written) != 1 or not isinstance(written[0], ast.Assign):
            return returned
        if not any(n == expr.id and v is fetched for n, v in self.bindings.targets(written[0])):
            return returned
        facts = self.staging.facts
        moved = {w.node for _, w in facts.writers(facts.by_node[written[0]]) if self.staging.roles.get(w.node) is Role.MOVE}
        if self.staging.roles.get(written[0]) is not Role.MOVE or not moved <= body:
            return returned
        body.add(written[0])
        return (Leaf((), returned[0].node, "list", expr.id),)

    def _parameters(self, used: Iterable[Node], fed: dict[Node, ast.expr | None], call: ast.Call) -> tuple[ParameterPlan, ...]:
        order = {n: i for i, n in enumerate(self.trace.nodes)}
        found = []
        for node in sorted(used, key=lambda n: order[n]):
            found.append(self._parameter(node, call))
        return tuple(found)

    def _parameter(self, node: Node, call: ast.Call) -> ParameterPlan:
        named = self.bindings.name_at(node, self.staging.line)
        if named is None or not named[0].removeprefix(self.prefix).isidentifier():
            raise Obstacle("TF219", "a fed tensor has no name of its own", "bind each placeholder to a name", call)
        full = named[0]
        name = full.removeprefix(self.prefix)
        self.parameter_names[node] = name
        if node.kind == "placeholder" and node.op == "tf.sparse_placeholder":
            raise Obstacle("TF219", "a sparse placeholder is fed", "pass a tf.SparseTensor", call)
        if self._is_python_flag(node):
            return ParameterPlan(name, node, python=True)
        dtype = _dtype_expression(node)
        if node.kind == "placeholder":
            direct = getattr(named[1], "value", None) is node.expr
            return ParameterPlan(name, node, dtype=dtype, spec=full if direct else "")
        base = _elementwise_base(node)
        if base is not None:
            assert isinstance(base.expr, ast.Call)
            self.whole_specs[named[1]] = base.expr
            return ParameterPlan(name, node, dtype=_dtype_expression(base), spec=full)
        known = dtype_of(node)
        if known is None:
            raise Obstacle("TF220", "a tensor of unknown type that is not a placeholder is fed", "make it an argument of the function", call)
        return ParameterPlan(name, node, spec=f"{self.tf}.TensorSpec(None, {self.tf}.{known})")

    def _is_python_flag(self, node: Node) -> bool:
        """Whether a fed value decides what Keras layers do, so that it has to be a Python value."""
        return any(
            other.arguments.get(word) is node for other in self.trace.nodes for word in PYTHON_ARGUMENTS if lookup(other.op) and "layer" in lookup(other.op).row  # type: ignore[union-attr]
        )

    # Values that moved code reads ------------------------------------------------------------------------

    def _check_stable(self, ordered: Sequence[ast.stmt], cut: set[Node]) -> None:
        """Host values that moved statements read must not change after the place where they were read."""
        position = self.staging.position
        for statement in ordered:
            facts = self.staging.facts.by_node[statement]
            for (cell, key), writers in facts.reads.items():
                value = cell.slots.get(key)
                if not isinstance(key, str) or key == self.receiver or (isinstance(value, Node) and value in cut):
                    continue
                if any(self._binds_one_of(w, key, cut) for w in writers):
                    continue
                for writer in self.trace.writes.get((cell, key), ()):
                    if writer in writers or writer.frame.cell is not cell and cell is not self.frame.cell:
                        continue
                    top = writer.within(self.frame)
                    owner = self.staging.facts.owner.get(top) if top is not None else None
                    if owner is None or owner.node is statement:
                        continue
                    role = self.staging.roles.get(owner.node)
                    if position[owner.node] > position[statement] and role in (Role.KEEP, Role.COPY):
                        before = [w for w in writers if w is not None]
                        if before and all(self._moves(w) for w in before):
                            continue
                        raise Obstacle("TF224", f"'{key}' is read by code that moves into a function, and changes later",
                                       "keep the value in a name of its own", writer.node)

    def _binds_one_of(self, writer: StatementRun | None, key: str, nodes: set[Node]) -> bool:
        """Whether a name, as a statement bound it, is one of some nodes: a parameter of the function."""
        top = writer.within(self.frame) if writer is not None else None
        facts = self.staging.facts.owner.get(top) if top is not None else None
        targets = self.bindings.targets(facts.node) if facts is not None else []
        return any(n.removeprefix(self.prefix) == key and v in nodes for n, v in targets)

    def _moves(self, writer: StatementRun) -> bool:
        top = writer.within(self.frame)
        owner = self.staging.facts.owner.get(top) if top is not None else None
        return owner is not None and self.staging.roles.get(owner.node) is Role.MOVE

    def _check_stable_on_the_spot(self, expr: ast.expr, site: RunSite) -> None:
        """An expression that is built at a run may only read what is the same at each of its runs."""
        frame = site.statement.frame
        for name in (n for n in ast.walk(expr) if isinstance(n, ast.Name)):
            value = frame.values.get(name)
            if value is None or nodes_in(value):
                continue
            if name.id in frame.local_names and frame is not self.frame:
                raise Obstacle("TF225", f"an op is built at the run from '{name.id}', which is local there", "build it where its inputs are built", site.call)
            writers = self.trace.writes.get((frame.cell, name.id), [])
            if len(writers) > 1 or any(w.looped or isinstance(w.node, (ast.For, ast.While)) for w in writers):
                raise Obstacle("TF225", f"an op is built at the run from '{name.id}', which changes", "feed the value", site.call)

    # Training -------------------------------------------------------------------------------------------

    def _trainings(self, statement: ast.stmt, roots: Sequence[Node]) -> list[TrainingPlan]:
        facts = self.staging.facts.by_node[statement]
        wanted = upstream(roots)
        found = []
        for node in facts.made:
            if node.op == "minimize" and node.kind == "action" and node in wanted:
                found.append(self._minimize(node, statement))
            elif node.op == "apply_gradients" and node in wanted:
                found.append(self._minimize(node, statement))
            elif node.op in GRADIENTS and node in wanted and node.made.frame is not self.frame:
                self.helper_gradients.plan(node)
        return found

    def _minimize(self, node: Node, statement: ast.stmt) -> TrainingPlan:
        optimizer = node.arguments.get("optimizer")
        if not isinstance(optimizer, Thing) or optimizer not in self.optimizer_names:
            raise Obstacle("TF411", "the optimizer of a training op is not known here", "make the optimizer in the same function", node.expr)
        if node.made.frame is not self.frame:
            raise Obstacle("TF411", "a training op is made inside a helper function", "make it where it is run", node.expr)
        loss = node.arguments.get("0") or node.arguments.get("loss")
        named: tuple[str, ast.stmt] | None
        trained: Value | None
        if node.op == "apply_gradients":
            loss, trained = self.gradients.applied(node, statement)
            named = ("", statement)
        else:
            assert isinstance(node.expr, ast.Call)
            named = self.bindings.name_at(loss, self.staging.line) if isinstance(loss, Node) else None
            hoisted = self.gradients.target_name(node.expr, "loss") if named is None and isinstance(loss, Node) else ""
            named = (hoisted, statement) if hoisted else named
            if not isinstance(loss, Node) or named is None:
                raise Obstacle("TF412", "the loss of a training op has no name", "give the loss a name", node.expr)
            trained = node.arguments.get("trained")
        variables = nodes_in(trained) if trained is not None else ()
        needed = upstream((loss,))
        variables = tuple(v for v in variables if v in needed)
        expression = "" if node.op == "apply_gradients" else self._given_list(node, variables) or self._variable_list(variables, needed)
        if expression is None:
            raise Obstacle("TF413", "the trained variables cannot be named here", "keep the variables in names or lists", node.expr)
        step = node.arguments.get("global_step") or node.arguments.get("1")
        counter = ""
        if isinstance(step, Node):
            found = self.bindings.name_at(step, self.staging.line)
            if found is None:
                raise Obstacle("TF414", "the global step has no name here", "bind it to a name", node.expr)
            counter = found[0]
        elif step is not None and step != NONE:
            raise Obstacle("TF414", "the global step is not known here", "bind it to a name", node.expr)
        dense = any(_is_looked_up(v, needed) for v in variables)
        fact = lookup(optimizer.symbol)
        if dense and (fact is None or fact.row.get("dense_gradients") is False):
            raise Obstacle("TF415", "an optimizer that treats sparse gradients apart trains an embedding", "use Adam or Adagrad", node.expr)
        needs_dense = dense and bool(fact and fact.row.get("dense_gradients"))
        rate = _rate_of(optimizer)
        rate_name = ""
        if isinstance(rate, Node) and is_schedule(rate):
            if not counter:
                raise Obstacle("TF417", "a decayed learning rate is used without a global step, so it never decays", "use the first rate", node.expr)
        elif isinstance(rate, Node):
            found_rate = self.bindings.name_at(rate, self.staging.line)
            if found_rate is None:
                raise Obstacle("TF418", "the learning rate has no name here", "bind it to a name", node.expr)
            rate_name = found_rate[0]
            if self.staging.roles.get(found_rate[1]) is Role.MOVE or rate in self.staging.fed:
                rate_name = rate_name.removeprefix(self.prefix)
            assert isinstance(optimizer.expr, ast.Call)
            self.rated.add(optimizer.expr)
        if node.op == "apply_gradients" and isinstance(node.expr, ast.Call):
            self.gradients.dense[node.expr] = needs_dense
        return TrainingPlan(node, statement, self.optimizer_names[optimizer], named[0].removeprefix(self.prefix), expression, counter, needs_dense, rate_name)

    def _given_list(self, node: Node, variables: Sequence[Node]) -> str | None:
        """The name of the list of variables that the user gave, if it holds just those that are trained."""
        assert isinstance(node.expr, ast.Call)
        given = next((k.value for k in node.expr.keywords if k.arg == "var_list"), None)
        if given is None and len(node.expr.args) > 2:
            given = node.expr.args[2]
        value = self.frame.values.get(given) if given is not None else None
        if isinstance(given, ast.Name) and not self.receiver and isinstance(value, Items) and value.rest is None and value.prefix == tuple(variables):
            return given.id
        return None

    def _variable_list(self, variables: Sequence[Node], needed: Collection[Node] | None = None) -> str | None:
        for owner in {self.layer_of[v] for v in variables if v in self.layer_of}:
            others = [v for v, o in self.layer_of.items() if o == owner and v not in variables and v.arguments.get("trainable") != Const(False)]
            if any(needed is None or v in needed for v in others):
                return None
        modules = {i.name for i in self.functions_with_state.instances.values() if i.plan.base == "tf.Module"}
        text = variable_list(variables, self._cells(), self.layer_of, modules)
        if text is not None and self.lifted is not None:
            for name in {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)} & set(map(str, self.frame.cell.slots)):
                if name != self.receiver:
                    text = re.sub(rf"(?<![\w.]){name}\b", self.lifted.need(name), text)
        return text

    def _differentiated(self, call: ast.Call, variables: Sequence[Node]) -> str:
        """An expression for the variables that gradients are computed for."""
        given = self.gradients.given_list(call)
        text = given or self._variable_list(variables)
        if text is None:
            raise Obstacle("TF413", "the trained variables cannot be named here", "keep the variables in names or lists", call)
        return text

    def _taped(self, trains: Sequence[TrainingPlan], ordered: Sequence[ast.stmt], cut: set[Node]) -> frozenset[ast.stmt]:
        taped: set[ast.stmt] = set()
        for train in trains:
            loss = train.node.arguments.get("0") or train.node.arguments.get("loss")
            pending = [f for n in upstream([loss], cut) if (f := self.staging.facts.top(n)) is not None] if isinstance(loss, Node) else []
            while pending:
                facts = pending.pop()
                if facts.node in taped or facts.node not in ordered:
                    continue
                taped.add(facts.node)
                pending.extend(w for _, w in self.staging.facts.writers(facts))
        return frozenset(taped - {t.statement for t in trains})

    # Placement and names --------------------------------------------------------------------------------

    def _anchor(self, ordered: Sequence[ast.stmt], site: RunSite, leaves: Sequence[Leaf]) -> tuple[ast.stmt, bool]:
        run_top = site.statement.within(self.frame)
        owner = self.staging.facts.owner.get(run_top) if run_top is not None else None
        if any(leaf.on_the_spot is not None for leaf in leaves) or not ordered:
            if owner is None:
                raise Obstacle("TF221", "an op is built inside a function at the run", "build it where its inputs are built", site.call)
            return owner.node, True
        return ordered[-1], False

    def _function_name(self, leaves: Sequence[Leaf], trains: Sequence[TrainingPlan], site: RunSite) -> str:
        if trains:
            actions = [n for leaf in leaves if leaf.kind == "action" for n, v in self._action_names(leaf.node)]
            base = step_name(actions[0]) if len(actions) == 1 else "train_step"
        else:
            names = [identifier(leaf.label or leaf.expression or _short(leaf.on_the_spot), "") for leaf in leaves if leaf.kind != "initializer"]
            function = site.statement.frame.function
            targets = [n for n, _ in Bindings(site.statement.frame).targets(site.statement.node)]
            default = targets[0] if len(targets) == 1 else function.name if function is not None else "evaluate"
            base = joined_name(names, default)
        if base in self.host_names:
            base = f"compute_{base}" if not trains else f"{base}_step"
        return base

    def _action_names(self, node: Node) -> list[tuple[str, Value]]:
        return [(n.removeprefix(self.prefix), v) for s in self.staging.line for n, v in self.bindings.targets(s) if v is node]

    def _shared(self, function: FunctionPlan) -> FunctionPlan:
        """The planned function with the same work, if there is one that can be seen from here."""
        position = self.staging.position
        for other in self.functions:
            if other.key == function.key and position.get(other.anchor, 0) <= position.get(function.anchor, 0):
                return other
        taken = {f.name for f in self.functions} | self.host_names
        if function.name in taken:
            function = replace(function, name=fresh(function.name, taken))
        self.functions.append(function)
        return function


def _dtype_expression(node: Node) -> ast.expr | None:
    """The expression of a placeholder's type."""
    if not isinstance(node.expr, ast.Call):
        return None
    by_name = {k.arg: k.value for k in node.expr.keywords}
    return node.expr.args[0] if node.expr.args else by_name.get("dtype")


VARIABLE_COLLECTIONS = frozenset(("trainable_variables", "global_variables", "collection_get"))
def _rate_of(optimizer: Thing) -> Value | None:
    return optimizer.arguments.get("0") or optimizer.arguments.get("learning_rate")


ASSIGNMENTS = frozenset(("tf.assign", "tf.assign_add", "tf.assign_sub"))
ASSIGNMENTS = frozenset(("tf.assign", "tf.assign_add", "tf.assign_sub"))
GENERIC = frozenset("optimizer opt optim optimiser solver adam sgd trainer".split())


def _leaves(value: Value, path: tuple[object, ...] = ()) -> list[tuple[tuple[object, ...], Node]]:
    if isinstance(value, Union) and not path:
        return [((), o) for o in sorted(value.options, key=repr) if isinstance(o, Node)]
    if isinstance(value, Node):
        return [(path, value)]
    if isinstance(value, Items):
        if value.rest is not None:
            return []
        return [leaf for i, part in enumerate(value.prefix) for leaf in _leaves(part, (*path, i))]
    if isinstance(value, Mapping):
        return [leaf for k, part in value.known.items() for leaf in _leaves(part, (*path, k))]
    return []


def _is_flat(value: Value) -> bool:
    """Whether a value is a list that holds nothing but graph objects."""
    return isinstance(value, Items) and value.kind == "list" and value.rest is None and all(isinstance(p, Node) for p in value.prefix)


def _expression_at(expr: ast.expr, path: tuple[object, ...]) -> ast.expr | None:
    """The part of a fetched expression that a path leads to."""
    for step in path:
        if isinstance(expr, (ast.List, ast.Tuple)) and isinstance(step, int):
            if any(isinstance(e, ast.Starred) for e in expr.elts):
                return None
            expr = expr.elts[step]
        elif isinstance(expr, ast.Dict) and isinstance(step, Const):
            keys = [k.value if isinstance(k, ast.Constant) else None for k in expr.keys]
            if step.value not in keys:
                return None
            expr = expr.values[keys.index(step.value)]
        else:
            return None
    return expr


def _short(expr: ast.expr | None) -> str:
    """A name for an expression: the function it calls or the name it is."""
    if isinstance(expr, ast.Call):
        return _short(expr.func)
    if isinstance(expr, ast.Attribute):
        return expr.attr
    return expr.id if isinstance(expr, ast.Name) else ""


def _is_looked_up(variable: Node, needed: set[Node]) -> bool:
    return any(variable in n.inputs and n.op.rpartition(".")[2] in LOOKUPS for n in needed)


LOOKUPS = frozenset("embedding_lookup gather gather_nd nce_loss sampled_softmax_loss embedding_lookup_sparse".split())


def _elementwise_base(node: Node) -> Node | None:
    """The placeholder that a fed tensor is an elementwise change of."""
    while node.op.startswith("operator.") and len(node.inputs) == 1:
        node = node.inputs[0]
    return node if node.kind == "placeholder" else None
