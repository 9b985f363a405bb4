"""Functions that make layers or variables and call them become classes that own them."""

from __future__ import annotations

import ast
from collections.abc import MutableSet, Sequence
from collections.abc import Set as AbstractSet

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import NONE, Const, Instance, Mapping, Node, Value, nodes_in, options_of
from tf2codemod.plan.activations import Made
from tf2codemod.plan.argument_scopes import given_by_scopes
from tf2codemod.plan.call_values import are_given_alike, is_told_by_shapes, value_given
from tf2codemod.plan.cells_at_calls import check_cells
from tf2codemod.plan.class_parts import RESERVED, Divider, is_owned_by_layer
from tf2codemod.plan.exports import Exports
from tf2codemod.plan.hints import dtype_of
from tf2codemod.plan.initializers import scoped_initializers, shared_initializers
from tf2codemod.plan.instance_loops import loop_of_instances, loop_of_layers
from tf2codemod.plan.layer_calls import check_called, is_layer_call, loop_around
from tf2codemod.plan.layer_conditions import conditions_of
from tf2codemod.plan.method_classes import (
    attribute_texts,
    check_calls,
    check_given,
    class_import,
    class_name,
    read_attributes,
)
from tf2codemod.plan.model import ClassPlan, InstancePlan, LayerPlan, Role
from tf2codemod.plan.naming import fresh, identifier, names_in, plural
from tf2codemod.plan.object_paths import path_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.penalties import PENALTY, regularizer_expression
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.scope_parameters import ScopeParameters
from tf2codemod.plan.staging import Staging
from tf2codemod.tree import walk

FLAGS = ("training", "is_training")
LAYER = "tf.keras.layers.Layer"
MODULE = "tf.Module"
NARROWED = frozenset(("float64", "float16"))


class LayerFunctions:
    """The classes that take the place of functions with state, and the instances that their calls use."""

    def __init__(self, trace: Trace, tree: ast.Module, taken: set[str]) -> None:
        self.trace = trace
        self.tree = tree
        self.taken = taken
        self.classes: dict[ast.FunctionDef, ClassPlan] = {}
        self.layers: dict[ast.Call, LayerPlan] = {}
        self.instances: dict[ast.Call, InstancePlan] = {}
        self._given: dict[ast.ClassDef, set[str]] = {}
        self.owners: dict[Node, tuple[Frame, str]] = {}
        self.homes: frozenset[ast.AST] = frozenset()
        self.frames: dict[ast.FunctionDef, list[Frame]] = {}
        self.frozen: frozenset[ast.Call] = frozenset()
        self.scoped = {c: {"kernel_initializer": e} for c, e in scoped_initializers(trace).items()}
        self.fresh = shared_initializers(trace)
        self.scalars: set[ast.Call] = set()
        self.given = given_by_scopes(trace)
        self.inlined: dict[str, ast.expr] = {}
        self.builds: dict[str, str] = {}
        self.weights: dict[ast.Call, ast.expr | None] = {}
        self._made = Made(trace)
        self._owned: dict[Frame, tuple[Node, ...]] = {}
        self._flags = {id(n.arguments.get(w)) for n in trace.nodes for w in FLAGS}
        self.exports = Exports(trace)
        self.scope_parameters = ScopeParameters(self.frames, trace)
        wanted = upstream(n for r in trace.runs for n in nodes_in(r.fetches))
        self.penalties = [n for n in trace.nodes if n.op == PENALTY and n in wanted]
        for frame in trace.frames:
            code = frame.function.node if frame.function is not None else None
            if isinstance(code, ast.FunctionDef) and frame.statements:
                self.frames.setdefault(code, []).append(frame)

    def names_given_to(self, frame: Frame) -> set[str]:
        """The names that plans give to attributes of the objects that a method belongs to; to be added to."""
        receiver = frame.cell.slots.get(frame.receiver)
        return self._given.setdefault(receiver.cls.node, set()) if isinstance(receiver, Instance) else set()

    # Finding --------------------------------------------------------------------------------------------

    def function_of(self, node: Node, home: Frame) -> tuple[ast.FunctionDef, Frame] | None:
        """The outermost function beneath a frame that a node is made in, with its frame."""
        inner: Frame | None = node.made.frame
        while inner is not None and inner.caller is not None and inner.caller.frame is not home:
            inner = inner.caller.frame
        if inner is None or inner.function is None or not isinstance(inner.function.node, ast.FunctionDef):
            return None
        return inner.function.node, inner

    def owned(self, frame: Frame) -> tuple[Node, ...]:
        """The variables that the calls beneath a frame use and that its function made, here or before."""
        if frame not in self._owned:
            # On a way that is not taken, other activations have other variables: they are none in truth.
            called = frame.caller is not None and frame.caller.reached
            every = self.owned_on_all_ways(frame)
            self._owned[frame] = tuple(v for v in every if v.made.reached or not called)
        return self._owned[frame]

    def owned_on_all_ways(self, frame: Frame) -> tuple[Node, ...]:
        """The variables that an activation owns, and those it would on ways that it does not take."""
        code = frame.function.node if frame.function is not None else None
        return tuple(v for v in self._made.used_by(frame) if code in Made.functions_of(v))

    def only_uses(self, code: ast.FunctionDef) -> bool:
        """Whether the calls beneath a function that need layers are all calls of others, with theirs."""
        return all(not self.owned(f) and self._is_given_layers(f) for f in self.frames.get(code, ()))

    def _is_given_layers(self, frame: Frame) -> bool:
        called = [n for n in self.trace.nodes if is_layer_call(n) and n.made.within(frame) is not None]
        return all(any(self.owned(f) for f in _between(n, frame)) for n in called)

    # Instances ------------------------------------------------------------------------------------------

    def plan_call(
        self,
        call: ast.Call,
        code: ast.FunctionDef,
        home: Frame,
        statement: ast.stmt,
        prefix: str,
        taken: MutableSet[str],
        keeper: Frame | None = None,
        wanted: str = "",
    ) -> None:
        """Plans the instance that a call in ``home`` uses; ``keeper`` is the frame that makes it."""
        frames = [
            f
            for f in self.frames.get(code, [])
            if f.site is call and f.caller is not None and f.caller.frame is home
        ]
        home = keeper or home
        check_called(code, call, self.trace)
        if code.decorator_list or any(
            isinstance(n, (ast.Yield, ast.YieldFrom, ast.Await)) for n in walk(code)
        ):
            raise Obstacle(
                "TF313",
                f"'{code.name}' makes state and is decorated or a generator",
                "make it a layer by hand",
                call,
            )
        plan = self._class(code)
        owned = [self.owned(f) for f in frames]
        looped = len(frames) != 1 or frames[0].caller is None or frames[0].caller.looped
        loop = loop_of_instances(call, statement, plan, frames, owned) if looped else None
        mine = tuple(dict.fromkeys(v for own in owned for v in own))
        turn = self._turn_name(code, loop, taken) if loop is not None else ""
        for other in self.instances.values():
            if other.function is code and other.home is home and set(other.variables) == set(mine):
                self.instances[call] = InstancePlan(
                    other.name, False, statement, plan, code, home, mine, call, loop=loop, loop_name=turn
                )
                return
            path = path_of(other, (home,), self.instances) if set(other.variables) == set(mine) else None
            if other.function is code and path is not None and other.makes and loop is None:
                self.instances[call] = InstancePlan(path, False, statement, plan, code, home, mine, call)
                return
            if other.function is code and set(other.variables) & set(mine):
                raise Obstacle(
                    "TF314",
                    f"calls of '{code.name}' share some of their variables",
                    "give each set of variables its own scope",
                    call,
                )
        beside = [i for i in self.instances.values() if prefix or i.home.module is home.module]
        others = {i.name for i in beside if i.function is code}
        base = code.name if not others else f"{code.name}_{len(others)}"
        name = base if base == code.name else fresh(base, taken)
        if loop is not None:
            name = fresh(plural(code.name), taken)
        elif wanted:
            name = fresh(wanted, taken)
        taken |= {name, turn} - {""}
        self.instances[call] = InstancePlan(
            prefix + name, True, statement, plan, code, home, mine, call, loop=loop, loop_name=turn,
            imported=class_import(plan, frames[0], home, call, self.trace),
        )  # fmt: skip
        for variable in mine:
            self.owners[variable] = (home, prefix + name)

    def scope_of(self, frame: Frame) -> str:
        """The name of the scope that the variables of an activation have for themselves."""
        named = (v for v in self.owned(frame) if "owner" not in v.arguments)  # cells name theirs themselves
        names = [v.name.partition(":")[0].split("/") for v in named]
        depth = len([p for p in frame.scope_at_entry.split("/") if p])
        own = {n[depth] for n in names if len(n) > depth + 1}
        return identifier(own.pop()) if len(own) == 1 else ""

    def _turn_name(self, code: ast.FunctionDef, loop: ast.For, taken: AbstractSet[str]) -> str:
        """What a loop calls the object of its turn: the name of the function, whose place it takes."""
        name = code.name.lstrip("_")
        beside = (i for i in self.instances.values() if i.loop is loop)
        used = any(i.name.rpartition(".")[2] == name for i in self.instances.values())
        used = used or any(i.loop_name == name for i in beside)
        return fresh(name, taken) if used or name != code.name else name

    def plan_reuses(self, home: Frame, staging: Staging, prefix: str, taken: MutableSet[str]) -> list[str]:
        """Plans the calls beneath a frame that make no state of their own; gives their objects' names."""
        found = []
        for frame in self.trace.frames:
            code = frame.function.node if frame.function is not None else None
            facts = staging.facts.owner.get(frame.caller) if frame.caller is not None else None
            site = frame.site
            if (
                not isinstance(code, ast.FunctionDef)
                or code not in self.classes
                or facts is None
                or not isinstance(site, ast.Call)
            ):
                continue
            if frame.caller is not None and frame.caller.frame is home and site not in self.instances:
                self.plan_call(site, code, home, facts.node, prefix, taken)
                found.append(self.instances[site].name)
        return found

    # Classes --------------------------------------------------------------------------------------------

    def _class(self, code: ast.FunctionDef) -> ClassPlan:
        known = self.classes.get(code)
        if known is not None:
            return known
        frames = self.frames[code]
        receiver = frames[0].receiver
        if receiver:
            check_calls(code, self.trace, self.tree)
        if code.args.vararg or code.args.kwarg:
            raise Obstacle(
                "TF313", f"'{code.name}' makes state and takes any arguments", "name its arguments", code
            )
        frame = frames[0]
        check_given(code, frame)
        staging = Staging(self.trace, frame, [])
        parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)]
        parameters = [p for p in parameters if p != receiver]
        attributes = read_attributes(code, frames, frame.local_names - {receiver})
        dropped = {p for p in parameters if self.scope_parameters.only_scope(code, p)}
        called = {p for p in parameters if p not in dropped and self._is_call_time(p, frames)}
        made_at_init = [p for p in parameters if p not in dropped and p not in called]
        shaped = self._shaped(parameters, called, frames)
        divider = Divider(self.trace, code, staging, made_at_init, called, shaped, self.fresh)
        parts = divider.divide()
        check_cells(self.trace, frame, parts.call, parts.init)
        kept = attribute_texts(code, receiver, attributes, divider)
        base = self._base(code, frames, divider)
        name = class_name(code, bool(receiver))
        name = fresh(name if name not in self.taken else f"{name}Layer", self.taken)
        self.taken.add(name)
        plan = ClassPlan(
            name, code, (*attributes, *made_at_init), tuple(p for p in parameters if p in called),
            frozenset(dropped),
            tuple(parts.init), tuple(parts.call), {**kept, **parts.attributes}, base, parts.renames,
            frozenset(s for s, r in staging.roles.items() if r is Role.UNWRAP),
            frozenset(s for s, r in staging.roles.items() if r is Role.DROP),
            frozenset(p for p in called if any(self._is_plain(value_given(f, p)) for f in frames)),
            tuple(parts.build), parts.shapes, frozenset(parts.built_layers), receiver, attributes,
            tuple(parts.rebound),
        )  # fmt: skip
        self.classes[code] = plan
        self._plan_layers(code, frames, staging, plan)
        return plan

    def _is_plain(self, value: Value | None) -> bool:
        """Whether an argument is a Python value, or a fed flag that becomes one."""
        nodes = nodes_in(value or NONE)
        return not nodes or any(id(n) in self._flags for n in nodes)

    def _shaped(self, parameters: Sequence[str], called: set[str], frames: Sequence[Frame]) -> str:
        """The parameter whose shape ``build`` is told: the first of the call, if it is always a tensor."""
        first = next((p for p in parameters if p in called), "")
        return first if first and all(isinstance(value_given(f, first), Node) for f in frames) else ""

    def _base(self, code: ast.FunctionDef, frames: Sequence[Frame], divider: Divider) -> str:
        """The base of a class: a module where it only keeps single variables of known shapes."""
        owned = [n for f in frames for n in self.owned(f)]
        raw = [n for n in owned if not is_owned_by_layer(n)]
        own = [n for n in raw if any(n.made.frame is f for f in frames)]
        tops = {
            s for n in raw if (s := divider.staging.facts.top(n)) is not None and s.node in divider.parts.call
        }
        regularized = any(n.inputs[0] in raw for n in self.penalties)
        helped = [
            n
            for n in raw
            if n not in own
            and divider.staging.facts.top(n) not in tops
            and divider.staging.facts.top(n) is not None
        ]
        nested = any(self._is_part(f) for f in frames) and not helped
        plain = bool(raw) and len(raw) == len(owned) and not tops and not regularized and not nested
        if plain and (helped or not divider.parts.build):
            return MODULE
        for node in own:
            if isinstance(node.expr, ast.Call):
                self.weights[node.expr] = self._own_regularizer(node)
        if helped:
            raise Obstacle(
                "TF316",
                f"'{code.name}' makes layers, and single variables in a helper",
                "use add_weight in a layer",
                code,
            )
        for parameter in divider.called:
            for frame in frames:
                self._check_rank(value_given(frame, parameter), code)
        for frame in frames:
            for value in frame.cell.slots.values():
                if isinstance(value, Node) and value.kind == "placeholder" and dtype_of(value) in NARROWED:
                    raise Obstacle(
                        "TF322",
                        f"a Keras layer would cast the arguments of '{code.name}' to float32",
                        "give the layer a dtype",
                        code,
                    )
        return LAYER

    def _is_part(self, frame: Frame) -> bool:
        """Whether a call stands in a function that becomes a class because of it."""
        run = frame.caller
        while run is not None and run.frame.function is not None and not run.frame.receiver:
            if run.frame.function.node in self.homes:
                return False
            if self.owned(run.frame):
                return True
            run = run.frame.caller
        return False

    def _check_rank(self, value: Value | None, code: ast.FunctionDef) -> None:
        """A Keras layer has to know how many dimensions its arguments have."""
        if (
            not isinstance(value, Node)
            or value.kind != "placeholder"
            or self._is_plain(value)
            or not isinstance(value.expr, ast.Call)
        ):
            return
        if value.arguments.get("shape", NONE) != NONE:
            return
        given = [
            m.known[value]
            for r in self.trace.runs
            if r.feeds is not None
            for m in options_of(r.feeds)
            if isinstance(m, Mapping) and value in m.known
        ]
        if not all(
            isinstance(o, Const) and isinstance(o.value, (int, float)) for v in given for o in options_of(v)
        ):
            raise Obstacle(
                "TF329",
                f"'{code.name}' makes layers and takes a tensor of unknown rank",
                "give the placeholder its shape",
                value.expr,
            )
        self.scalars.add(value.expr)

    def _own_regularizer(self, node: Node) -> ast.expr | None:
        """The regularizer that a variable has from the scope around it, if its penalty is used."""
        penalty = next((n for n in self.penalties if n.inputs[0] is node), None)
        own = node.arguments.get("regularizer")
        return (
            regularizer_expression(penalty, self.trace)
            if penalty is not None and own in (None, NONE)
            else None
        )

    def _is_call_time(self, parameter: str, frames: Sequence[Frame]) -> bool:
        """Whether a parameter takes tensors, or differs between calls that share their variables."""
        values = [f.cell.slots.get(parameter) for f in frames]
        first = [value_given(f, parameter) for f in frames]
        if any(v is not None and any(n.kind != "variable" for n in nodes_in(v)) for v in [*values, *first]):
            return True
        seen: dict[frozenset[Node], Frame] = {}
        # A call on a way that is not taken made nothing: it shares its variables with none.
        taken = [f for f in frames if f.caller is None or f.caller.reached]
        for frame in taken or frames:
            if self._made.is_repeated(frame, frames):
                continue
            known = seen.setdefault(frozenset(self.owned(frame)), frame)
            if known is frame or are_given_alike(known, frame, parameter):
                continue
            if not is_told_by_shapes(known, frame, parameter):
                return True
        return False

    def _plan_layers(
        self, code: ast.FunctionDef, frames: Sequence[Frame], staging: Staging, plan: ClassPlan
    ) -> None:
        own = names_in(code) | RESERVED | set(plan.attributes.values())
        used: set[str] = set()
        by_variables: dict[frozenset[Node], str] = {}
        frame = frames[0]
        for node in self.trace.nodes:
            nested = node.kind == "variable" and not is_owned_by_layer(node) and node.made.frame is not frame
            if node.made.within(frame) is None or not (nested or is_layer_call(node)):
                continue
            top = staging.facts.top(node)
            if top is None or (nested and top.node not in plan.call):
                continue
            if node.made.frame is not frame:
                inner = self.function_of(node, frame)
                site = inner[1].site if inner is not None else None
                if inner is None or not isinstance(site, ast.Call):
                    raise Obstacle(
                        "TF310",
                        f"'{node.op}' is called where its layer cannot be kept",
                        "make the layer first",
                        node.expr,
                    )
                if site not in self.instances:
                    once = inner[1].caller is not None and not inner[1].caller.looped
                    wanted = self.scope_of(inner[1]) if once else ""
                    apart = used | RESERVED | set(plan.attributes.values()) if wanted else own
                    self.plan_call(site, inner[0], frame, top.node, "self.", apart, wanted=wanted)
                    used.add(self.instances[site].name.removeprefix("self."))
                    lazy = self.classes[inner[0]].base == LAYER
                    tests = conditions_of(site, frames, plan, lazy)
                    self.instances[site] = self.instances[site]._replace(tests=tests)
                    if self.classes[inner[0]].base == MODULE:
                        raise Obstacle(
                            "TF316",
                            f"'{inner[0].name}' is used by itself and in a layer",
                            "use add_weight in a layer",
                            site,
                        )
                continue
            assert isinstance(node.expr, ast.Call)
            if node.expr in self.layers:
                continue
            state = frozenset(
                n for n in node.inputs if n.kind == "variable" and "layer" in n.arguments and n.op == node.op
            )
            if state and state in by_variables:
                self.layers[node.expr] = LayerPlan(by_variables[state], False, top.node)
                continue
            alike = len({self._name_given(f, node) for f in frames}) < 2
            name = fresh(layer_name(node) if alike else kind_name(node), used | RESERVED)
            used.add(name)
            loop = loop_of_layers(loop_around(node.expr, top.node), node, frame, self.trace)
            tests = conditions_of(node.expr, frames, plan)
            self.layers[node.expr] = LayerPlan(
                "self." + name, True, top.node, loop, fresh(name, own), tests=tests
            )
            if state:
                by_variables[state] = "self." + name
        self.plan_reuses(frame, staging, "self.", own)

    def _name_given(self, frame: Frame, node: Node) -> object:
        """The name that an activation gives the layer of a call."""
        call = node.expr
        assert isinstance(call, ast.Call)
        given = next((k.value for k in call.keywords if k.arg in ("name", "scope")), None)
        return frame.values.get(given) if given is not None else None


def _between(node: Node, frame: Frame) -> list[Frame]:
    """The frames beneath a frame that lead to where a node is made."""
    found: list[Frame] = []
    for run in node.made.chain():
        if run.frame is frame:
            break
        found.append(run.frame)
    return found


def layer_name(node: Node) -> str:
    """The name of a layer: the one that it was given, else the one of its kind."""
    own = node.arguments.get("name") or node.arguments.get("scope")
    base = str(own.value) if isinstance(own, Const) and own.value else ""
    return identifier("_".join(base.split("/")[-2:])) if base else kind_name(node)


def kind_name(node: Node) -> str:
    """The name of the kind of a layer."""
    return identifier(node.op.rpartition(".")[2])


__all__ = ["LayerFunctions", "layer_name", "upstream"]
