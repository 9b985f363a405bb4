"""Plans the iterators of a program: where they are made, begun anew, and what their data sets are made of."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tf2codemod.interpret.trace import Frame, RunSite, StatementRun, Trace
from tf2codemod.interpret.values import Cell, Instance, Node, Thing, contained, nodes_in
from tf2codemod.plan.dataset_functions import DatasetFunctions
from tf2codemod.plan.draws import is_element, is_one_shot, is_start
from tf2codemod.plan.element_loops import ElementLoops
from tf2codemod.plan.endings import Endings
from tf2codemod.plan.fetch_structure import expression_at, fetched_leaves
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.handles import HANDLE, Handles, gives_handles, is_chosen
from tf2codemod.plan.homes import sees
from tf2codemod.plan.layer_types import LayerTypes
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import CallForm, ElementLoop, FilePlan, Leaf, Restart, Role, RunPlan
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import holds_at, is_steady
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.results import with_uses
from tf2codemod.plan.shadowed import check_builtin
from tf2codemod.plan.staging import is_initializer
from tf2codemod.tree import walk

Sites = Mapping[ast.Call, list[RunSite]]


def starts(group: Sequence[RunSite]) -> bool:
    """Whether runs do nothing but initialize, and iterators among other things."""
    leaves = [n for s in group for _, n in fetched_leaves(s.fetches)]
    return any(is_start(n) for n in leaves) and all(is_start(n) or is_initializer(n) for n in leaves)


class Iterators:
    """What becomes of the iterators of a program outside of the functions that its runs become."""

    def __init__(self, trace: Trace, planners: Sequence[FramePlanner], sites: Sites) -> None:
        self.trace = trace
        self.planners = planners
        self.sites = sites
        self.forms: dict[ast.Call, CallForm] = {}
        self.renames: dict[ast.expr, str] = {}
        self.roles: dict[ast.stmt, Role] = {}
        self.retargets: dict[ast.stmt, str] = {}
        self.declared: dict[ast.Call, tuple[ast.stmt, str]] = {}
        self.runs: list[RunPlan] = []
        self.allowed: set[ast.AST] = set()
        self.loops: dict[ast.stmt, ElementLoop] = {}
        self.functions = DatasetFunctions(trace, planners, {c: g for c, g in sites.items() if starts(g)})
        things = [m for f in trace.frames for r in f.statements for m in r.made if isinstance(m, Thing)]
        self.iterators = [t for t in things if t.kind == "iterator"]
        self.handles = Handles(trace, self.iterators)
        for planner in planners:
            self.forms.update(planner.draws.forms)
            self.retargets.update(planner.draws.retargets)
            planner.draws.forget(
                {n for d in self.functions.plans for s in d.body for n, _ in planner.bindings.targets(s)}
            )
        for iterator in self.iterators:
            self._plan(iterator)
        for node in trace.nodes:
            if is_start(node):
                self._name_start(node)
        for call, group in sites.items():
            if starts(group):
                self.runs.append(self._restart(call, group))
            elif gives_handles(group):
                self.handles.groups[call] = group
        self._check_elements()

    # Where an iterator is made --------------------------------------------------------------------------

    def _plan(self, iterator: Thing) -> None:
        call = iterator.expr
        if not isinstance(call, ast.Call):
            raise _refused("an iterator is made in a way that is not known", call)
        self.allowed.update(walk(call))
        if is_chosen(iterator):
            self._set_role(iterator.made.node, self.roles.get(iterator.made.node, Role.DROP))
            return
        if is_one_shot(iterator):
            if getattr(iterator.made.node, "iter", None) is call:
                raise _refused("a loop goes through an iterator, which no graph does", call)
            self.forms[call] = CallForm("iter({dataset})", {"dataset": source_of(call)})
            return
        statement = iterator.made.node
        target = _target(statement, call)
        if target is None:
            if iterator.made.reached:
                raise _refused("an iterator that has to be initialized has no name", call)
            return
        self._set_role(statement, Role.DROP)

    def _set_role(self, statement: ast.stmt, role: Role) -> None:
        self.roles[statement] = role
        for planner in self.planners:
            if statement in planner.staging.roles:
                planner.staging.roles[statement] = role

    # What begins an iterator anew -----------------------------------------------------------------------

    def _name_start(self, node: Node) -> None:
        """An initializer becomes the data set that the iterator is to go through."""
        iterator = node.arguments["initializes"]
        assert isinstance(iterator, Thing)
        statement = node.made.node
        if isinstance(statement, ast.Assign) and getattr(statement, "value", None) is node.expr:
            self._set_role(statement, Role.KEEP if self.functions.for_start(node) is None else Role.DROP)
        if isinstance(node.expr, ast.Call):
            given = node.expr.args or [k.value for k in node.expr.keywords if k.arg == "dataset"]
            if not given:
                raise _refused("an iterator is initialized with what is not known", node.expr)
            self.forms[node.expr] = CallForm("{dataset}", {"dataset": given[0]})
            self.allowed.update(walk(node.expr.func))
        elif isinstance(node.expr, ast.Attribute) and isinstance(iterator.expr, ast.Call):
            self.allowed.update(walk(node.expr))
            if self.functions.for_start(node) is None:
                self.renames[node.expr] = self._dataset_of(iterator, node)

    def _dataset_of(self, iterator: Thing, node: Node) -> str:
        """An expression for the data set of an iterator where the iterator is initialized."""
        assert isinstance(iterator.expr, ast.Call)
        source, made = source_of(iterator.expr), iterator.made
        here = node.made.frame
        sees = here is made.frame or made.frame.cell in here.scopes
        if isinstance(source, ast.Name) and sees and holds_at(source, made, self.trace, self._starting(node)):
            return source.id
        own = isinstance(source, ast.Attribute) and ast.unparse(source.value) == made.frame.receiver
        assert isinstance(node.expr, ast.Attribute)
        kept = node.expr.value
        owner = ast.unparse(kept.value) if isinstance(kept, ast.Attribute) else made.frame.receiver
        if own and isinstance(source, ast.Attribute) and is_steady(source, made.frame, self.trace):
            return f"{owner}.{source.attr}"
        target = _target(made.node, iterator.expr)
        planner = self._planner(made.frame)
        cell = instance_cell(made.frame)
        of_own = isinstance(target, ast.Attribute) and ast.unparse(target.value) == made.frame.receiver
        kept_apart = planner is None and cell is not None and of_own
        known = sees if planner is None else sees or planner.lifted is not None
        known = known and (planner is not None or isinstance(target, ast.Name))
        if target is None or not (known or kept_apart):
            raise _refused(
                "the dataset of an iterator has no name where the iterator is initialized", node.expr
            )
        if made.node not in self.retargets:
            lifted = planner is not None and planner.lifted is not None
            local = isinstance(target, ast.Name) and (not lifted or here is made.frame)
            in_scope = planner.taken if planner is not None else self._names_in(made.frame)
            name = fresh("dataset", in_scope if local or cell is None else {str(k) for k in cell.slots})
            in_scope.add(name)
            self.retargets[made.node] = name if local else f"{made.frame.receiver}.{name}"
            self.forms[iterator.expr] = CallForm("{dataset}", {"dataset": source})
            self._set_role(made.node, Role.KEEP)
        text = self.retargets[made.node]
        return f"{owner}.{text.partition('.')[2]}" if "." in text else text

    def _starting(self, node: Node) -> list[StatementRun]:
        """The statements whose runs begin an iterator by an initializer."""
        sites = (s for group in self.sites.values() for s in group)
        return [s.statement for s in sites if any(n is node for _, n in fetched_leaves(s.fetches))]

    def _names_in(self, frame: Frame) -> set[str]:
        """The names that the functions of a module bind, and the module itself."""
        frames = (f for f in self.trace.frames if f.module is frame.module)
        return {str(key) for f in frames for key in f.cell.slots} | set(self.retargets.values())

    def _planner(self, frame: Frame) -> FramePlanner | None:
        return next((p for p in self.planners if frame in p.canonical.frames), None)

    def _restart(self, call: ast.Call, group: list[RunSite]) -> RunPlan:
        """The run that initializes iterators, as assignments of new ones."""
        site = group[0]
        statement = site.statement.node
        if getattr(statement, "value", None) is not call or not isinstance(statement, (ast.Expr, ast.Assign)):
            raise _refused("an iterator is initialized inside of an expression", call)
        leaves = [(p, n) for p, n in fetched_leaves(site.fetches) if is_start(n)]
        found = []
        done: set[tuple[object, ...]] = set()
        feeds: dict[str, ast.expr] = {}
        for path, node in leaves:
            if path in done:
                continue
            done.add(path)
            alike = [n for s in group for p, n in fetched_leaves(s.fetches) if p == path]
            own = [(s, n) for s in group for p, n in fetched_leaves(s.fetches) if p == path]
            targets = {self._target_at(n, s, path) for s, n in own if is_start(n)}
            expr = expression_at(site.fetch_expr, path) if site.kind == "run" else site.fetch_expr
            if len(targets) != 1 or expr is None or not all(is_start(n) for n in alike):
                raise _refused("a run initializes one iterator or another", call)
            function = self.functions.for_start(node)
            if function is None and any(self.functions.for_start(n) for n in alike):
                raise _refused("a run initializes an iterator over one data set or another", call)
            arguments = self.functions.arguments(function, group) if function is not None else {}
            feeds.update(arguments)
            name = function.name if function is not None else ""
            found.append(Restart(next(iter(targets)), path, expr, name, tuple(arguments)))
        if site.feeds is not None and nodes_in(site.feeds) and not feeds:
            raise Obstacle("TF213", "an initializer is fed what no dataset needs", "feed it nothing", call)
        planned = tuple(Leaf(p, n, "initializer") for p, n in leaves)
        return RunPlan(tuple(group), planned, None, feeds, dropped=True, restarts=tuple(found))

    def _target_at(self, node: Node, site: RunSite, path: tuple[object, ...]) -> str:
        """The expression, at a run, under which the iterator is kept that the run initializes."""
        iterator = node.arguments["initializes"]
        assert isinstance(iterator, Thing) and isinstance(iterator.expr, ast.Call)
        home, here = iterator.made.frame, site.statement.frame
        target = _target(iterator.made.node, iterator.expr)
        planner = self._planner(home)
        if target is None:
            raise _refused("an iterator that has to be initialized has no name", iterator.expr)
        if isinstance(target, ast.Name) and planner is not None and planner.lifted is not None:
            attribute = planner.lifted.need(target.id).partition(".")[2]
            return f"{self._receiver(instance_cell(home), site, path)}.{attribute}"
        if isinstance(target, ast.Attribute):
            owner = home.values.get(target.value)
            cell = owner.cell if isinstance(owner, Instance) else None
            return f"{self._receiver(cell, site, path)}.{target.attr}"
        assert isinstance(target, ast.Name)
        if here is not home:
            self._declare(target.id, home, here, site)
            if home.function is not None and iterator.made.node not in self.retargets:
                self.forms[iterator.expr] = CallForm("None", {})
                self._set_role(iterator.made.node, Role.KEEP)
        return target.id

    def _receiver(self, cell: object, site: RunSite, path: tuple[object, ...]) -> str:
        frame = site.statement.frame
        if cell is not None and instance_cell(frame) is cell:
            return frame.receiver
        expr = expression_at(site.fetch_expr, path) if site.kind == "run" else site.fetch_expr
        for part in walk(expr) if expr is not None else ():
            value = frame.values.get(part)
            if (
                isinstance(value, Instance)
                and value.cell is cell
                and isinstance(part, (ast.Name, ast.Attribute))
            ):
                return ast.unparse(part)
        raise _refused("the object of an iterator is not seen where the iterator is initialized", site.call)

    def _declare(self, name: str, home: Frame, here: Frame, site: RunSite) -> None:
        """Lets a function rebind the iterator of the scope around it."""
        code = here.function.node if here.function is not None else None
        seen = home.cell in here.scopes and not any(name in c.slots for c in self._between(here, home))
        if not isinstance(code, ast.FunctionDef) or not seen or name in here.local_names:
            raise _refused("an iterator is initialized in a function that does not see it", site.call)
        word = "global" if home.function is None else "nonlocal"
        body = code.body[1:] if ast.get_docstring(code) is not None and len(code.body) > 1 else code.body
        self.declared[site.call] = body[0], f"{word} {name}"

    def _between(self, here: Frame, home: Frame) -> Iterator[Cell]:
        for cell in here.scopes:
            if cell is home.cell:
                return
            yield cell

    def finish(self) -> None:
        """Says how iterators end, and notes what is done with the results of what begins them."""
        self.runs = with_uses(self.runs, self.trace)
        for run in self.runs:
            if not run.unread:
                raise _refused("what the initializer of an iterator gives is used", run.call)
        self._check_draws()
        self._allow_giving()
        for planner in self.planners:
            planner.runs = [_as_seen(r, planner) for r in planner.runs]
        self._drop_handles()
        self._name_data_sets()
        self._drop_placeholders()
        endings = Endings(self.trace, self.planners)
        self.loops = ElementLoops(self.trace, self.planners, self.runs, endings).loops
        self.renames.update(endings.renames)
        check_builtin("iter", self.trace, self._beginnings())

    def _drop_handles(self) -> None:
        """Runs that ask for handles go, and so do the placeholders through which handles were fed."""
        self.handles.check()
        for group in self.handles.runs():
            leaves = tuple(Leaf(p, n, "tensor") for p, n in fetched_leaves(group[0].fetches))
            self.runs.append(RunPlan(tuple(group), leaves, None, dropped=True, unread=True))
        for node in self.handles.unneeded():
            if getattr(node.made.node, "value", None) is node.expr:
                self._set_role(node.made.node, Role.DROP)

    def _beginnings(self) -> Iterator[Frame]:
        """Where iterators are begun."""
        yield from (t.made.frame for t in self.iterators if is_one_shot(t) and t.made.reached)
        looped = {loop.start.call for loop in self.loops.values() if loop.start is not None}
        begun = (r for r in self.runs if r.restarts and r.call not in looped)
        yield from (s.statement.frame for r in begun for s in r.sites)

    def _name_data_sets(self) -> None:
        """Names of initializers that are only run where they were made give way to those of the data sets."""
        for node in self.trace.nodes:
            statement, call = node.made.node, node.expr
            frame = node.made.frame
            if (
                not is_start(node)
                or not isinstance(call, ast.Call)
                or self.roles.get(statement) is not Role.KEEP
            ):
                continue
            source = self.forms[call].parts["dataset"] if call in self.forms else None
            target = _target(statement, call)
            if not isinstance(source, ast.Name) or not isinstance(target, ast.Name):
                continue
            uses = self._uses_of(target, frame)
            run = [s.fetch_expr for r in self.runs for s in r.sites if s.statement.frame is frame]
            fetched = {n for e in run for n in walk(e)}
            steady = is_steady(target, frame, self.trace)
            holds = holds_at(source, node.made, self.trace, self._starting(node))
            if steady and holds and uses and all(u in fetched for u in uses):
                self.renames.update(dict.fromkeys(uses, source.id))
                self._set_role(statement, Role.DROP)

    def _uses_of(self, target: ast.Name, frame: Frame) -> set[ast.expr]:
        """Every place of a module at which a name is read."""
        statements = [r.node for f in self.trace.frames if f.module is frame.module for r in f.statements]
        return {
            n
            for s in statements
            for n in walk(s)
            if isinstance(n, ast.Name) and n.id == target.id and isinstance(n.ctx, ast.Load)
        }

    def _drop_placeholders(self) -> None:
        """Placeholders that only data sets are made of have no specification to be kept."""
        plans = self.functions.plans
        inside = {n for d in plans for s in (*d.body, d.source) for n in walk(s)}
        inside |= {
            n for r in self.runs for s in r.sites if s.feed_expr is not None for n in walk(s.feed_expr)
        }
        for plan in plans:
            planner = self.functions.planner_of[plan.name]
            for name, node in zip(plan.parameters, plan.placeholders, strict=True):
                statement = node.made.node
                target = _target(statement, node.expr) if isinstance(node.expr, ast.Call) else None
                used = any(p.node is node for f in planner.functions for p in f.parameters)
                if used or not isinstance(target, ast.Name) or target.id != name:
                    continue
                uses = self._uses_of(target, node.made.frame)
                if all(u in inside or self._means_another(u, node) for u in uses):
                    self._set_role(statement, Role.DROP)

    def _means_another(self, expr: ast.expr, node: Node) -> bool:
        """Whether a name is known to mean something else than a graph object wherever it is read."""
        values = [f.values[expr] for f in self.trace.frames if expr in f.values]
        return bool(values) and not any(node in nodes_in(v) for v in values)

    def added_to(self, plan: FilePlan) -> FilePlan:
        """The plan of the file with what becomes of its iterators."""
        kept = {r.call for r in self.runs if r.restarts}
        lines = dict.fromkeys(d for c, d in self.declared.items() if c in kept)
        openings = {**plan.openings}
        for statement, line in lines:
            openings[statement] = (line, *openings.get(statement, ()))
        return plan._replace(
            runs={**plan.runs, **{r.call: r for r in self.runs}},
            forms={**self.forms, **plan.forms},
            renames={**self.renames, **plan.renames},
            retargets={**plan.retargets, **self.retargets},
            datasets=tuple(self.functions.plans),
            openings=openings,
            element_loops=self.loops,
            layer_types=LayerTypes(self.trace, self.planners).texts,
        )

    # Checks ---------------------------------------------------------------------------------------------

    def _check_elements(self) -> None:
        """Every reading of an iterator has to be known, for in TensorFlow 2 it would take an element."""
        known = {n for p in self.planners for n in p.draws.element_of}
        for node in self.trace.nodes:
            if not node.made.reached:
                continue
            if is_element(node) and isinstance(node.part, tuple):
                canonical = {p.canonical.of(node) for p in self.planners}
                if not canonical & known and not any(o.expr is node.expr for o in known):
                    raise _refused("an iterator is read where no run is planned", node.expr)
            if node.op == HANDLE:
                self.allowed.update(walk(node.expr))
                if getattr(node.made.node, "value", None) is node.expr:
                    self._set_role(node.made.node, Role.DROP)
            inner = is_start(node) and any(is_start(i) for i in node.inputs)
            if inner or (
                not is_start(node) and node.kind == "action" and any(map(is_start, upstream((node,))))
            ):
                raise _refused("an initializer of an iterator is grouped with other ops", node.expr)
        codes = {site: code for p in self.planners for site, code in p.draws.handed_on.items()}
        for frame in self.trace.frames:
            code = frame.function.node if frame.function is not None else None
            if (
                code in codes.values()
                and frame.site not in codes
                and any(r.reached for r in frame.statements)
            ):
                raise _refused("a function reads an iterator for several callers", frame.site or ast.Pass())

    def _check_draws(self) -> None:
        """Every run that draws an element has to see the iterator."""
        for planner in self.planners:
            for run in planner.runs:
                for site in run.sites if not (planner.receiver or all(d.seen for d in run.draws)) else ():
                    if not sees(site.statement.frame, planner.frame):
                        raise _refused("a run draws from an iterator that it does not see", run.call)

    def _allow_giving(self) -> None:
        """Functions that are given iterators only to read them are given them no more."""
        given = {g for p in self.planners for g in p.draws.given}
        for frame in self.trace.frames:
            call, code = frame.site, frame.function.node if frame.function is not None else None
            names = {name for c, name in given if c is code}
            if not names or not isinstance(call, ast.Call) or frame.caller is None:
                continue
            things = [frame.cell.slots.get(n) for n in names]
            for argument in (*call.args, *(k.value for k in call.keywords)):
                if frame.caller.frame.values.get(argument) in things:
                    self.allowed.update(walk(argument))

    def check_uses(self, statements: Iterable[StatementRun]) -> None:
        """Code that stays must not use an iterator that is made only where it is initialized."""
        made = (thing for frame in self.trace.frames for run in frame.statements for thing in run.made)
        if not any(isinstance(t, Thing) and t.kind == "iterator" and not is_one_shot(t) for t in made):
            return
        for run in statements:
            for expr in (n for n in walk(run.node) if isinstance(n, (ast.Name, ast.Attribute))):
                value = run.frame.values.get(expr)
                if value is None or expr in self.allowed or isinstance(expr.ctx, ast.Store):
                    continue
                held = [t for t in contained(value) if isinstance(t, Thing) and t.kind == "iterator"]
                if any(not is_one_shot(t) for t in held):
                    raise _refused("an iterator is used other than to be initialized and read", expr)


def _as_seen(run: RunPlan, planner: FramePlanner) -> RunPlan:
    """A run with the iterators of an object as they are reached from where it runs."""
    if not run.draws or not planner.receiver or not run.receiver:
        return run
    draws = [
        d._replace(iterator=f"{run.receiver}.{d.iterator.removeprefix(planner.prefix)}")
        if d.iterator.startswith(planner.prefix) and not d.seen
        else d
        for d in run.draws
    ]
    return run._replace(draws=tuple(draws))


def source_of(call: ast.Call) -> ast.expr:
    """The data set that an iterator is made over, as it is written."""
    if call.args and isinstance(call.func, (ast.Attribute, ast.Name)):
        return call.args[0]
    return call.func.value if isinstance(call.func, ast.Attribute) else call.func


def _target(statement: ast.stmt, call: ast.Call) -> ast.expr | None:
    """The name or attribute that a statement gives to an iterator."""
    if not isinstance(statement, ast.Assign) or statement.value is not call or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    return target if isinstance(target, (ast.Name, ast.Attribute)) else None


def _refused(message: str, where: ast.AST) -> Obstacle:
    return Obstacle("TF504", message, "loop over the dataset", where)
