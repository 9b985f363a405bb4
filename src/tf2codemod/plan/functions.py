"""Plans the functions that take the place of the runs of one frame."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Sequence

from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import (
    Bound,
    Function,
    Node,
    Union,
    nodes_in,
)
from tf2codemod.plan.activations import check_shared_state
from tf2codemod.plan.borrowing import Borrowing
from tf2codemod.plan.cells_at_calls import check_cells
from tf2codemod.plan.collection_reads import only_looks
from tf2codemod.plan.defaults import check_always_fed, unfed_defaults
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.external import check_minimize
from tf2codemod.plan.fed_states import check_feeds, check_methods
from tf2codemod.plan.fetch_structure import expression_at, fetched_leaves, is_chosen_within, is_flat
from tf2codemod.plan.layer_calls import CALL_KEYWORDS
from tf2codemod.plan.method_arguments import is_handed_on
from tf2codemod.plan.methods import (
    local_reads,
    method_of,
    receiver_of,
    with_names,
    wrapped,
)
from tf2codemod.plan.model import (
    FunctionPlan,
    Leaf,
    Role,
    RunPlan,
    TrainingPlan,
)
from tf2codemod.plan.moving_averages import only_updates
from tf2codemod.plan.name_filters import settle_name_filters
from tf2codemod.plan.nested_fetches import grouped
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.schedules import is_schedule, rate_at_step, rate_read
from tf2codemod.plan.sharing import Sharing
from tf2codemod.plan.slices import (
    holder_at,
)
from tf2codemod.plan.stability import Stability
from tf2codemod.plan.staging import is_initializer
from tf2codemod.plan.static_widths import widths_asked
from tf2codemod.plan.summaries import Summaries
from tf2codemod.plan.unbound import check_bound
from tf2codemod.tree import walk


class FramePlanner(Borrowing):
    """Turns the runs whose tensors one frame builds into functions defined in that frame."""

    @functools.cached_property
    def summaries(self) -> Summaries:  # type: ignore[override]
        """The summaries of the frame, which frames that borrow from it ask for before it is planned."""
        return Summaries(self)

    def plan_runs(self) -> None:
        """Plans what takes the place of each run."""
        check_shared_state(self.trace, self.canonical)
        for call, group in self.sites.items():
            self._plan_run(call, group)

    def finish(self) -> None:
        """Lets functions share what they can, and names what methods keep."""
        if self.receiver:
            self._finish_methods()
            return
        self.widths.update(widths_asked(self))
        Stability(self).check_unused(s for f in self.functions for s in f.body)
        self._share(self.taken)

    def _share(self, taken: set[str]) -> None:
        """Gives what several functions compute a function of its own."""
        check_bound(self.functions, self.renames, self.frame)
        check_cells(self.trace, self.frame, (s for s, r in self.staging.roles.items() if r is Role.MOVE))
        settle_name_filters(self)
        names = {f.name for f in self.functions}
        sharing = Sharing(
            self.functions,
            self.staging,
            self.bindings,
            taken | names,
            self.receiver,
            self.thunks.values(),
        )
        final = sharing.share()
        self.functions = list(final.values())
        self.blocks = sharing.blocks
        self.runs = [
            r._replace(function=final[r.function.name]) if r.function is not None else r for r in self.runs
        ]

    def _finish_methods(self) -> None:
        """Names inside of methods: moved attributes are locals, kept locals are attributes."""
        assert self.lifted is not None
        check_methods(self)
        self.attributes |= {f.name for f in self.functions}
        bodies = {s for f in self.functions for s in f.body}
        moved = self._moved_names()
        early = self._construction()
        early |= set(self.renames)
        early |= {n for s in bodies & self.borrowed_calls.keys() for n in walk(s)}
        late = {n.id for s in bodies for n in walk(s) if isinstance(n, ast.Name) and n not in early}
        for name in sorted((local_reads(self.staging, bodies) & late) - self.draws.locals):
            if not self._is_fed_as(name):
                self.lifted.need(name)
        self._check_apart()
        self.draws.check_attributes(moved)
        locals_moved = {n for n in moved if "." not in n}
        for name in moved:
            if name.startswith(self.prefix) and name.removeprefix(self.prefix) in locals_moved:
                raise Obstacle(
                    "TF228",
                    f"'{name}' and '{name.removeprefix(self.prefix)}' are two tensors",
                    "rename one of them",
                    self._binder(name.removeprefix(self.prefix), bodies) or method_of(self.frame),
                )
        for statement in self.staging.line:
            in_function = self.staging.roles.get(statement) in (Role.MOVE, Role.COPY) and statement in bodies
            kept = local_reads(self.staging, [statement]) if in_function else set(self.lifted.attributes)
            for node in walk(statement):
                if node in self.renames:
                    continue
                if isinstance(node, ast.Attribute) and in_function and ast.unparse(node) in moved:
                    if not isinstance(self.frame.values.get(node), (Bound, Function)):
                        self.renames[node] = node.attr
                elif isinstance(node, ast.Name) and node.id in kept & set(self.lifted.attributes):
                    if in_function and isinstance(node.ctx, ast.Store):
                        raise Obstacle(
                            "TF228",
                            f"'{node.id}' is a variable and a tensor in one loop",
                            "rename one of them",
                            statement,
                        )
                    moved_late = in_function and node not in early
                    stays = node.id in self.lifted.parameters and node.id not in self.lifted.rebound
                    if moved_late or not stays:
                        self.renames[node] = self.lifted.attributes[node.id]
        unchanged = self.lifted.parameters - self.lifted.rebound
        lifted = {n: a for n, a in self.lifted.attributes.items() if n not in unchanged}
        self.renames.update(self.layer_methods.words.said_with(lifted))
        written = {s: t for s, t in self.whole_values.items() if self.staging.roles.get(s) is Role.KEEP}
        self.whole_values.update((s, with_names(text, lifted)) for s, text in written.items())
        self._share(self._names_taken() | self.taken)
        wraps = tuple(wrapped(f, self.tf) for f in self.functions if f.has_signature and f.parameters)
        last = self.last_of_construction()
        end = self.end_of_construction()
        specs = {p.spec for f in self.functions for p in f.parameters}
        if any(n in specs for s in self.staging.line[end:] for n, _ in self.bindings.targets(s)):
            raise Obstacle(
                "TF227",
                "a method returns before it has made its placeholders",
                "make them before",
                method_of(self.frame),
            )
        self._keep_inner_functions()
        if last is not None and wraps:
            self.added[last] = (*self.added.get(last, ()), *wraps)
        self.openings.update(self.lifted.openings())

    def _is_fed_as(self, name: str) -> bool:
        """Whether a name is that of a placeholder, which functions have as a parameter of that name."""
        value = self.frame.cell.slots.get(name)
        if not isinstance(value, Node) or value.kind != "placeholder":
            return False
        return self.parameter_names.get(self.canonical.of(value)) == name

    def _keep_inner_functions(self) -> None:
        """Functions within the method that its functions call become attributes where they are defined."""
        assert self.lifted is not None
        for statement in self.staging.line:
            for code in (n for n in walk(statement) if isinstance(n, ast.FunctionDef)):
                attribute = self.lifted.attributes.get(code.name)
                stays = self.staging.roles.get(statement) is not Role.MOVE
                if attribute is None or not stays or code.name in self.lifted.parameters:
                    continue
                if code is not statement:
                    if isinstance(statement, (ast.FunctionDef, ast.With)):
                        continue
                    message = f"a branch defines '{code.name}', which the graph calls"
                    raise Obstacle("TF923", message, "define it outside", code)
                self.added[code] = (*self.added.get(code, ()), f"{attribute} = {code.name}")

    def last_of_construction(self) -> ast.stmt | None:
        """The last statement of the method that runs whatever the method does."""
        body = [s for s in self.staging.body if s in self.staging.position]
        runs = {r.call for r in self.runs if not r.dropped}
        ends = (
            i
            for i, s in enumerate(body)
            if _may_return(s) or runs & set(walk(s)) or only_looks(self, body[i:])
        )
        end = next(ends, len(body))
        return body[end - 1] if end else None

    def end_of_construction(self) -> int:
        """The position in the line of statements at which the functions of an object are complete."""
        last = self.last_of_construction()
        body = [s for s in self.staging.body if s in self.staging.position]
        later = body[body.index(last) + 1 :] if last is not None else body
        return self.staging.position[later[0]] if later else len(self.staging.line)

    def with_builds(self, lines: dict[str, str]) -> dict[str, str]:
        """The lines that build layers and follow their functions; those of an object end its method."""
        last = self.last_of_construction()
        if not self.receiver or last is None:
            return lines
        if lines:
            self.added[last] = (*self.added.get(last, ()), *lines.values())
        return {}

    def _binder(self, name: str, statements: Iterable[ast.stmt]) -> ast.stmt | None:
        """The first of some statements that binds a name."""
        found = [s for s in statements if any(n == name for n, _ in self.bindings.targets(s))]
        return min(found, key=self.staging.position.__getitem__, default=None)

    def _check_apart(self) -> None:
        """A parameter that becomes an attribute must not share its name with another method's."""
        assert self.lifted is not None
        own = method_of(self.frame)
        for name in self.lifted.attributes:
            if name not in self.lifted.parameters:
                continue
            code = self.lifted.inner.get(name, own)
            inside = set(walk(code))
            binder = self._binder(name, [s for s in self.staging.line if s not in inside])
            homes = [c for c, names in self.frame.parameters_of.items() if name in names and c is not code]
            shared = own is not code and any(a.arg == name for a in own.args.args)
            shared = shared and not is_handed_on(name, own, code)
            if binder is not None or homes or shared:
                raise Obstacle(
                    "TF228",
                    f"'{name}' has two meanings in methods that build one graph",
                    "rename one of them",
                    binder or own,
                )

    def _construction(self) -> set[ast.AST]:
        """The expressions that make layers, optimizers and training ops, which become steps of a function."""
        early: set[ast.AST] = set()
        for call in self.layers:
            given = [*call.args[1:], *(k.value for k in call.keywords if k.arg not in CALL_KEYWORDS)]
            early.update(n for a in given for n in walk(a))
        early.update(self.layer_methods.gone())
        for function in self.functions:
            for train in function.trains:
                early.update(walk(train.statement))
                applied = train.node.expr
                if train.node.op == "apply_gradients" and isinstance(applied, ast.Call):
                    named = (k.value for k in applied.keywords if k.arg == "grads_and_vars")
                    pairs = [*applied.args[:1], *named]
                    early.difference_update(n for a in pairs for n in walk(a))
        return early

    def _moved_names(self) -> set[str]:
        """The names that exist only inside of functions: what moved statements bind, and the fed values."""
        bodies = {s for f in self.functions for s in f.body}
        names = {n for s in self.staging.line if s in bodies for n in self._names_of(s)}
        fed = {n for node, n in self.parameter_names.items() if not is_element(node)}
        return names | {self.prefix + n for n in fed} | self.draws.attributes

    def _names_of(self, statement: ast.stmt) -> Iterator[str]:
        """What a statement binds, in its branches too, where nothing but graph objects may be kept."""
        for inner in walk(statement):
            if not isinstance(inner, ast.stmt):
                continue
            for name, value in self.bindings.targets(inner):
                if inner is not statement and name.startswith(self.prefix) and not nodes_in(value):
                    raise Obstacle(
                        "TF923", f"a branch computes and keeps '{name}'", "keep it outside", statement
                    )
                yield name

    def _plan_run(self, call: ast.Call, group: list[RunSite]) -> None:
        leaves = [(p, self.canonical.of(n)) for p, n in fetched_leaves(group[0].fetches)]
        if isinstance(group[0].fetches, Union) or any(is_chosen_within(s.fetches) for s in group):
            if isinstance(group[0].fetches, Union) and self._plan_by_value(call, group):
                return
            raise Obstacle(
                "TF210",
                "one run fetches different things at different times",
                "split it into one run a case",
                call,
            )
        for site in group[1:]:
            if [(p, self._identity(n)) for p, n in fetched_leaves(site.fetches)] != [
                (p, self._identity(n)) for p, n in leaves
            ]:
                if self._plan_by_value(call, group):
                    return
                raise Obstacle(
                    "TF210",
                    "one run fetches different things at different times",
                    "split it into one run a case",
                    call,
                )
        if not leaves and self._are_alternatives(group) and self._plan_by_value(call, group):
            return
        if not leaves:
            raise Obstacle(
                "TF211", "what a run fetches is not known", "name the fetched tensors at the run", call
            )
        if all(is_initializer(n) for _, n in leaves):
            self.runs.append(RunPlan(tuple(group), (), None, dropped=True))
            return
        fed = self._fed(call, group)
        kinds = [self._kind(n) for _, n in leaves]
        drawn = self.draws.needed([n for _, n in leaves], fed, call)
        read = self.draws.read(group, leaves)
        if read is not None:
            self.runs.append(read)
            return
        fed.update(drawn)
        if not fed and self._runs_in_place(leaves):
            self._keep_lists(group)
            self.runs.append(RunPlan(tuple(group), (), None, in_place=True))
            return
        if self._is_structure(group[0], leaves, kinds):
            self._plan_structure(call, group, leaves, fed)
            return
        read_as = ["eager" if rate_at_step(self, n) else k for k, (_, n) in zip(kinds, leaves, strict=True)]
        if all(k in ("variable", "eager") for k in read_as) and not ({n for _, n in leaves} & set(fed)):
            self._plan_reads(call, group, leaves, read_as)
            return
        self._plan_call(call, group, leaves, kinds, fed)

    def _plan_reads(
        self,
        call: ast.Call,
        group: list[RunSite],
        leaves: list[tuple[tuple[object, ...], Node]],
        kinds: list[str],
    ) -> None:
        """A run that only reads variables or fixed tensors: each is read where the run stood."""
        found = []
        whole = group[0].fetch_expr
        if (
            leaves[0][0]
            and is_flat(group[0].fetches)
            and isinstance(whole, (ast.Name, ast.Attribute, ast.Call))
        ):
            self.runs.append(
                RunPlan(tuple(group), (Leaf((), leaves[0][1], "each", on_the_spot=whole),), None)
            )
            return
        for (path, node), kind in zip(leaves, kinds, strict=True):
            expr = expression_at(group[0].fetch_expr, path)
            if expr is None:
                raise Obstacle(
                    "TF212",
                    "the fetched list is not written at the run",
                    "write the fetches at the run",
                    call,
                )
            if is_schedule(node, self.trace):
                self.renames[expr] = rate_read(self, node, expr)
            found.append(Leaf(path, node, kind, on_the_spot=expr))
        self.runs.append(RunPlan(tuple(group), tuple(found), None))

    def _plan_call(
        self,
        call: ast.Call,
        group: list[RunSite],
        leaves: list[tuple[tuple[object, ...], Node]],
        kinds: list[str],
        fed: dict[Node, ast.expr | None],
    ) -> None:
        site = group[0]
        roots = self.summaries.shown([n for _, n in leaves], site)
        rates = self._learning_rates([n for _, n in leaves])
        unfed = unfed_defaults([*roots, *rates], fed)
        cut = set(fed) | unfed
        decayed = {n: rate_at_step(self, n) for n in roots if is_schedule(n, self.trace)}
        if not all(decayed.values()) or (decayed and "action" in kinds):
            raise Obstacle(
                "TF416", "a decayed learning rate is fetched", "compute the rate from the step", call
            )
        roots = [n for n in roots if n not in decayed]
        self.passed_on = {}
        cut |= self.borrow(roots, cut, site)
        body, used = self._slice([*roots, *rates], cut, site)
        used = [
            *(n for n in used if n not in self.borrowed_names and n not in self.passed_on),
            *self.passed_on,
        ]
        planned: list[Leaf] = []
        for (path, node), kind in zip(leaves, kinds, strict=True):
            shown = self.summaries.leaf(path, node, body, site) if kind == "summary" else None
            if decayed.get(node):
                name = decayed[node].partition("(")[0].removeprefix(self.prefix)
                shown = Leaf(path, node, "tensor", decayed[node], label=name)
            planned.append(shown or self._leaf(path, node, kind, body, site))
        planned = grouped(planned, site.fetches)
        returned = self._returned(planned, kinds, body, site)
        parameters = self._parameters(used, fed, call)
        ordered = tuple(s for s in self.staging.line if s in body and not self.gradients.only_groups(s))
        trains = tuple(t for s in ordered for t in self._trainings(s, roots))
        self._check_trained(roots, cut, trains, call)
        check_minimize(site, planned, trains)
        ordered = self.gradients.without_unread_lists(ordered, trains, [leaf.expression for leaf in returned])
        anchor, before = self._anchor(ordered, site, planned)
        self._check_stable(ordered, cut)
        for leaf in planned:
            if leaf.on_the_spot is not None:
                self._check_stable_on_the_spot(leaf.on_the_spot, site)
        function = FunctionPlan(
            self._function_name(planned if trains or only_updates(planned) else returned, trains, site),
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
                raise Obstacle(
                    "TF227",
                    "an op is built at a run from the tensors of an object",
                    "build it in the method that builds the rest",
                    call,
                )
            own = [leaf for leaf in planned if leaf.node not in self.borrowed_names]
            expressions = [holder_at(site.fetch_expr, leaf.path) for leaf in own]
            receiver = receiver_of(site, own, expressions)
            function = function._replace(anchor=method_of(self.frame, function.body))
        function = self._shared(function)
        for node, expr in fed.items():
            if expr is not None and node not in {p.node for p in parameters} and self._has_effect(expr, site):
                raise Obstacle(
                    "TF213",
                    "a value that no fetch needs is fed by a call",
                    "make the call in a statement before",
                    expr,
                )
        check_feeds(self, group, parameters, [n for _, n in leaves])
        if unfed or any(p.default for p in parameters):
            check_always_fed(site, fed)
        self.runs.append(
            RunPlan(
                tuple(group),
                tuple(planned),
                function,
                *self._given(parameters, fed, site.feed_expr),
                omitted=frozenset(p.name for p in parameters if p.node in unfed),
                taken=self._taken(call, site),
                receiver=receiver,
                draws=self.draws.drawn(parameters, group),
            )
        )

    def _check_trained(
        self, roots: Sequence[Node], cut: set[Node], trains: Sequence[TrainingPlan], call: ast.Call
    ) -> None:
        """Every training op of a run is a step of its function, wherever it was made."""
        steps = {t.node for t in trains}
        wanted = upstream(roots, cut)
        if any(n.op in ("minimize", "apply_gradients") and n not in steps for n in wanted):
            raise Obstacle("TF226", "one run trains several objects", "run each object on its own", call)

    def _taken(self, call: ast.Call, site: RunSite) -> int | None:
        """How many of the results the host code takes, where it slices or indexes the run itself."""
        for node in walk(site.statement.node):
            if isinstance(node, ast.Subscript) and node.value is call:
                index = node.slice
                if isinstance(index, ast.Slice):
                    index = index.upper if index.lower is None and index.step is None else None  # type: ignore[assignment]
                    return (
                        index.value
                        if isinstance(index, ast.Constant)
                        and isinstance(index.value, int)
                        and index.value > 0
                        else None
                    )
                if isinstance(index, ast.Constant) and isinstance(index.value, int) and index.value >= 0:
                    return index.value + 1
        return None


def _may_return(statement: ast.AST) -> bool:
    """Whether a method may end within a statement."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        return False
    return isinstance(statement, ast.Return) or any(map(_may_return, ast.iter_child_nodes(statement)))
