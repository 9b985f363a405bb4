"""Plans the functions that put state back to how it began where initializers run again."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import NONE, Function, Instance, Node, Thing
from tf2codemod.plan.chosen_optimizers import optimizers_of
from tf2codemod.plan.first_values import FirstValues
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.layer_functions import MODULE
from tf2codemod.plan.methods import instance_cell, method_of
from tf2codemod.plan.model import FirstValue, InstancePlan, ResetPlan, RunPlan
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.object_paths import OWN, path_of
from tf2codemod.plan.optimizer_lists import last_maker, runs_before, trained
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.resets import Reset, found_resets, initializers_of, obstacle
from tf2codemod.plan.schedules import rate_of
from tf2codemod.plan.session_order import in_new_session

SEED = "tf.set_random_seed"
CONFIGURED = ("initializer", "regularizer", "constraint", "activation")


def plan_resets(
    trace: Trace, planners: Sequence[FramePlanner], others: Sequence[RunPlan]
) -> tuple[ResetPlan, ...]:
    """Gives the runs of initializers that reset something their functions, and returns these."""
    runs = [*others, *(r for p in planners for r in p.runs)]
    found = found_resets(trace, runs)
    plans: dict[tuple[object, ...], ResetPlan] = {}
    chosen: dict[ast.Call, list[tuple[str, tuple[object, ...]]]] = {}
    for call, resets in found.items():
        if not any(r.call is call and r.dropped for p in planners for r in p.runs):
            raise obstacle(call)
        for receiver, planning in _parts(trace, planners, call, resets):
            key = planning.key()
            if key not in plans:
                plans[key] = planning.plan({p.name for p in plans.values()})
            chosen.setdefault(call, []).append((receiver, key))
    for key, plan in plans.items():
        calls = [c for c, parts in chosen.items() if any(k == key for _, k in parts)]
        more = plan.layers or plan.objects or plan.optimizers or plan.seed
        short = len(plan.values) + len(plan.metrics) == 1 and not more
        own = [p.frame for p in planners if plan.anchor in p.staging.position]
        local = len(calls) == 1 and all(r.site.statement.frame in own for r in found[calls[0]])
        alone = local and len(chosen[calls[0]]) == 1
        plans[key] = plan._replace(in_place=short and alone and not plan.receiver)
    for planner in planners:
        planner.runs = [
            r._replace(resets=tuple((receiver, plans[key]) for receiver, key in chosen[r.call]))
            if r.call in chosen
            else r
            for r in planner.runs
        ]
    return tuple(p for p in plans.values() if not p.in_place)


def _parts(
    trace: Trace, planners: Sequence[FramePlanner], call: ast.Call, resets: Sequence[Reset]
) -> list[tuple[str, _Planning]]:
    """What one run resets, by the frames that made it, each with the object at the run that made it."""
    found: dict[tuple[FramePlanner, str], dict[Node, None]] = {}
    for reset in resets:
        for variable in reset.variables:
            home = _home(planners, variable)
            activation = home.canonical.home(variable) if home is not None else None
            if home is None:
                raise obstacle(call, "a variable is made where it has no name")
            part = found.setdefault((home, _receiver(reset.site, home, activation, trace)), {})
            part[home.canonical.of(variable)] = None
        if reset.metrics:
            for planner in planners:
                if planner.metrics:
                    found.setdefault((planner, _receiver(reset.site, planner, planner.frame, trace)), {})
    if len(found) > 1 and any(not isinstance(r.site.statement.node, ast.Expr) for r in resets):
        raise obstacle(call, "what they give is read")
    several = {home for home, _ in found if sum(h is home for h, _ in found) > 1}
    for reset in resets:
        for home in several:
            receivers = {
                _receiver(reset.site, home, home.canonical.home(v), trace)
                for v in reset.variables
                if _home(planners, v) is home
            }
            if receivers and receivers != {r for h, r in found if h is home}:
                raise obstacle(call, "objects are reset at different times")
    return [
        (receiver, _Planning(trace, planners, call, resets, home, tuple(variables)))
        for (home, receiver), variables in found.items()
    ]


def _home(planners: Sequence[FramePlanner], variable: Node) -> FramePlanner | None:
    """The innermost planned frame that made a variable."""
    homes = [p for p in planners if p.canonical.of(variable).made.within(p.frame) is not None]
    return max(homes, key=lambda p: p.frame.depth, default=None)


def _receiver(site: RunSite, home: FramePlanner, activation: Frame | None, trace: Trace) -> str:
    """The object, at a run, whose state is put back; checks that the run can see the function."""
    frame = site.statement.frame
    if frame.module is not home.frame.module:
        raise obstacle(site.call, "a module resets what another one made")
    if not home.receiver:
        if frame is not home.frame and home.frame.cell not in frame.scopes:
            raise obstacle(site.call, "a function resets what another one made")
        return ""
    cell = instance_cell(activation) if activation is not None else None
    if cell is not None and instance_cell(frame) is cell:
        return frame.receiver
    fetched = site.fetch_expr
    value = frame.values.get(fetched.value) if isinstance(fetched, ast.Attribute) else None
    if isinstance(fetched, ast.Attribute) and isinstance(value, Instance) and value.cell is cell:
        return ast.unparse(fetched.value)
    for place in (frame.cell, *frame.scopes):
        for name, held in place.slots.items():
            known = isinstance(name, str) and len(trace.writes.get((place, name), ())) == 1
            if known and isinstance(held, Instance) and held.cell is cell:
                return str(name)
    raise obstacle(site.call, "the object that made the variables is not known where they are reset")


class _Planning:
    """What one run of initializers puts back."""

    def __init__(
        self,
        trace: Trace,
        planners: Sequence[FramePlanner],
        call: ast.Call,
        resets: Sequence[Reset],
        home: FramePlanner,
        variables: tuple[Node, ...],
    ) -> None:
        self.trace = trace
        self.planners = planners
        self.call = call
        self.sites = [r.site for r in resets]
        self.home = home
        self.variables = tuple(v for v in trace.nodes if v in set(variables))
        self.every = all(r.every for r in resets)
        self.named = all(r.named for r in resets)
        self.metrics = any(r.metrics for r in resets) and bool(home.metrics)
        if any(s.feeds not in (None, NONE) for s in self.sites):
            raise obstacle(call, "the initializers are fed")

    def key(self) -> tuple[object, ...]:
        """What tells this reset from others that do other work."""
        return (self.home, self.variables, self.every, self.named, self.metrics, self.seed())

    def plan(self, names: set[str]) -> ResetPlan:
        """The function that does the work."""
        home = self.home
        firsts = FirstValues(home, self.call)
        values: list[FirstValue] = []
        layers: dict[str, None] = {}
        objects: dict[str, None] = {}
        for variable in self.variables:
            owner = home.layer_of.get(variable)
            instance = self._instance(variable) if owner is not None else None
            if owner is None:
                values.append(firsts.of(variable))
            elif instance is None:
                layers[self._layer(home, owner)] = None
            elif "layer" in variable.arguments:
                layers[self._inner_layer(instance, variable)] = None
            else:
                objects[self._object(instance, firsts)] = None
        metrics = [m.name for m in home.metrics.values()] if self.metrics else []
        optimizers = tuple(self._optimizers(home)) if self.variables else ()
        name = "initialize_variables" if self.variables else "reset_metrics"
        if len(self.variables) == 1 and values and values[0].target.isidentifier() and not metrics:
            name = f"initialize_{values[0].target}"
        taken = home.taken | home.host_names | home.attributes | {f.name for f in home.functions}
        name = fresh(name, taken | names)
        seed = self.seed()
        if layers and not self.every:
            raise obstacle(self.call, "only some of the variables of layers are reset")
        if seed is not None and layers:
            raise obstacle(self.call, "sessions with one seed begin with the same weights of layers")
        anchor = self._anchor(home)
        if home.receiver:
            home.openings.update({**home.lifted.openings(), **home.openings} if home.lifted else {})
            anchor = method_of(home.frame, [anchor])
        return ResetPlan(
            name,
            tuple(values),
            tuple(layers),
            optimizers,
            tuple(metrics),
            anchor,
            seed,
            receiver=home.receiver,
            objects=tuple(objects),
        )

    def _anchor(self, home: FramePlanner) -> ast.stmt:
        """The last statement that makes anything of what is put back."""
        facts = [home.staging.facts.top(v) for v in self.variables]
        found = [f.node for f in facts if f is not None]
        found += [m.statement for m in home.metrics.values()] if self.metrics else []
        for thing in home.optimizer_names:
            run = thing.made.within(home.frame)
            owner = home.staging.facts.owner.get(run) if run is not None else None
            if owner is not None:
                found.append(owner.node)
        if not found or any(s not in home.staging.position for s in found):
            raise obstacle(self.call)
        return max(found, key=home.staging.position.__getitem__)

    def _instance(self, variable: Node) -> InstancePlan | None:
        """The object of a class made from a function, which holds a variable."""
        instances = self.home.functions_with_state.instances
        for run in variable.made.chain():
            site = run.frame.site
            if isinstance(site, ast.Call) and site in instances:
                found = instances[site]
                makers = [i for i in instances.values() if i.name == found.name and i.makes]
                return makers[0] if makers and found.home is makers[0].home else None
        return None

    def _inner_layer(self, instance: InstancePlan, variable: Node) -> str:
        """The path of a layer that an object holds."""
        stateful = self.home.functions_with_state
        path = path_of(instance, self.home.canonical.frames, stateful.instances)
        layer = stateful.layers.get(variable.expr) if isinstance(variable.expr, ast.Call) else None
        if path is None or layer is None or layer.loop is not None or not layer.name.startswith(OWN):
            raise obstacle(self.call, "a layer of a function or loop is reset")
        self._check_configured(variable.expr, variable.made.frame)  # type: ignore[arg-type]
        return f"{path}.{layer.name.removeprefix(OWN)}"

    def _object(self, instance: InstancePlan, firsts: FirstValues) -> str:
        """The name of an object that keeps single variables, all of which are reset."""
        if instance.plan.base != MODULE or instance.home is not self.home.frame or instance.loop is not None:
            raise obstacle(self.call, "a class made from a function is reset")
        if self.home.receiver or not self.every or any("layer" in v.arguments for v in instance.variables):
            raise obstacle(self.call, "a class made from a function is reset")
        firsts.check_call(instance.call, instance.statement)
        return instance.name

    def _check_configured(self, call: ast.Call, frame: Frame) -> None:
        for keyword in call.keywords:
            value = frame.values.get(keyword.value)
            if keyword.arg is None or (keyword.arg.endswith(CONFIGURED) and isinstance(value, Function)):
                raise obstacle(self.call, "a layer is made with a function of the program")

    def _layer(self, home: FramePlanner, owner: str) -> str:
        """The name of a layer whose weights are drawn again."""
        plan = next((c for c, p in home.layers.items() if p.name == owner), None)
        if plan is None or not self.every or home.layers[plan].loop is not None:
            raise obstacle(self.call, "a layer of a function, loop or object is reset")
        for call in (c for c, p in home.layers.items() if p.name == owner):
            self._check_configured(call, home.frame)
        return owner

    def _optimizers(self, home: FramePlanner) -> Iterator[tuple[str, str]]:
        """The optimizers that have state of their own, which global initializers put back too."""
        steps = [(p, t) for p in self.planners for f in p.functions for t in f.trains]
        for planner, name in dict.fromkeys((p, t.optimizer) for p, t in steps):
            own = {v for p, t in steps if p is planner and t.optimizer == name for v in trained(t)}
            mine = [
                o for p, t in steps if p is planner and t.optimizer == name for o in optimizers_of(t.node)
            ]
            if len({self._state(o) for o in mine}) > 1:
                raise obstacle(self.call, "a branch chooses an optimizer")
            thing = mine[0] if mine else None
            step = _step_of(thing) if thing is not None else None
            counted = step is not None and self._is_reset(step)
            if not counted and not any(self._is_reset(v) for v in own):
                continue
            if thing is None or planner is not home:
                raise obstacle(self.call, "an optimizer is made elsewhere")
            state = self._state(thing)
            if not state and self.every:
                yield name, self._kept_start(home, name, thing, own)
            elif state == "none":
                if counted:
                    yield name, "iterations"
            elif not self.every and self.named and not counted:
                continue
            elif not self.every:
                raise obstacle(self.call, "an optimizer keeps its state where some variables are reset")
            else:
                yield name, state

    def _is_reset(self, variable: Node) -> bool:
        return any(p.canonical.of(variable) in self.variables for p in self.planners)

    def _state(self, optimizer: Thing) -> str:
        fact = lookup(optimizer.symbol)
        return str(fact.row.get("state", "")) if fact is not None else ""

    def _kept_start(self, home: FramePlanner, name: str, optimizer: Thing, own: set[Node]) -> str:
        """The name of the first state of an optimizer, which is kept where it and its variables exist."""
        lists = {frozenset(trained(t)) for f in home.functions for t in f.trains if t.optimizer == name}
        variables = [v for v in self.trace.nodes if v in own]
        last = last_maker(home, optimizer, variables)
        text = home._variable_list(variables)
        late = any(v in home.layer_of for v in variables) or optimizer.made.looped or home.receiver
        if len(lists) != 1 or late or last is None or text is None or runs_before(home, name, last):
            raise obstacle(self.call, "the first state of an optimizer has no form of its own")
        start = f"{name}_start"
        lines = (
            f"{name}.build({text})",
            f"{start} = [variable.numpy() for variable in {name}.variables]",
        )
        before = home.added.get(last.node, ())
        if lines[0] not in before:
            if start in home.taken | home.host_names:
                raise obstacle(self.call, f"'{start}' is a name of the program")
            home.added[last.node] = (*lines, *before)
        return start

    def seed(self) -> ast.expr | None:
        """The seed with which each new session draws the same first values."""
        seeds = [n for n, symbols in self.trace.symbols.items() if SEED in symbols]
        drawn = any(FirstValues.is_drawn(v) for v in self.variables)
        first = [s for s in self.trace.runs if s.call is not self.call and initializers_of(s)]
        fresh_sessions = [in_new_session(s, first, self.trace) for s in self.sites]
        if any(FirstValues.is_seeded(v) for v in self.variables) and any(fresh_sessions):
            raise obstacle(self.call, "sessions draw with the same seeds")
        if not seeds or not drawn or not any(fresh_sessions):
            return None
        found = (c for f in self.trace.frames for c in f.calls)
        calls = [c for c in found if c.func in seeds]
        given = [a for c in dict.fromkeys(calls) for a in (*c.args, *(k.value for k in c.keywords))]
        if len(given) != 1 or not isinstance(given[0], ast.Constant) or not all(fresh_sessions):
            raise obstacle(self.call, "sessions draw with the same seed")
        return given[0]


def _step_of(optimizer: Thing) -> Node | None:
    """The variable that counts the steps of a decayed learning rate."""
    rate = rate_of(optimizer)
    counters = upstream((rate,)) if isinstance(rate, Node) else ()
    return next((n for n in counters if n.kind == "variable"), None)
