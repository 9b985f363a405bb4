"""Checks that no code which stays still holds a graph object that the plan took away."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import COMPOSED, Items, Mapping, Node, Thing, Value, nodes_in, options_of
from tf2codemod.plan.building import build_at_end
from tf2codemod.plan.collection_reads import CollectionReads
from tf2codemod.plan.defaults import WITH_DEFAULT, default_of
from tf2codemod.plan.dependencies import own_expressions
from tf2codemod.plan.draws import is_element, is_start
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.handing import Handing
from tf2codemod.plan.model import Role, RunPlan
from tf2codemod.plan.moved_lists import MovedLists
from tf2codemod.plan.name_filters import check_names
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.placeholder_lists import in_parts
from tf2codemod.plan.purity import is_fixed
from tf2codemod.plan.schedules import is_schedule
from tf2codemod.plan.sessions import Sessions, session_arguments
from tf2codemod.plan.staging import is_initializer, is_session
from tf2codemod.tree import walk

NAMING = frozenset(("tf.name_scope", "tf.variable_scope", "tf.op_scope", "tf.variable_op_scope"))
STATIC_QUESTIONS = frozenset(("shape", "get_shape", "dtype"))

# What a value is, or holds, of which code that stays makes a use that can go wrong.
OF_A_GRAPH = (Node, Thing, *COMPOSED)


class Uses:
    """The uses of graph objects in code that stays, and what is done about each."""

    def __init__(
        self,
        trace: Trace,
        planners: list[FramePlanner],
        sessions: Sessions,
        handing: Handing,
        restarts: Iterable[RunPlan] = (),
    ) -> None:
        self.handing = handing
        self.sessions = sessions
        self.trace = trace
        self.planners = planners
        self.fed_names: dict[ast.expr, str] = {}
        self.consumed: set[ast.AST] = set()
        self._printed: set[ast.expr] | None = None
        self._handed_on: set[ast.expr] | None = None
        self.spec_uses: set[ast.AST] = set()
        self.alone: set[ast.Call] = set()
        self.in_place: set[ast.AST] = set()
        self.fetching: set[ast.AST] = set()
        for run in restarts:
            self.consumed.update(_consumed(run.call, run.sites[0].feed_expr))
            self.fetching.update(n for s in run.sites for n in walk(s.fetch_expr))
        for planner in planners:
            for run in planner.runs:
                self.consumed.update(_consumed(run.call, run.sites[0].feed_expr))
                self.fetching.update(n for s in run.sites for n in walk(s.fetch_expr))
                if run.in_place:
                    self.in_place.update(walk(run.sites[0].fetch_expr))
        self.consumed |= handing.consumed | {n for e in sessions.left_out for n in walk(e)}
        for call, gone in sessions.arguments.items():
            for index, argument in enumerate(call.args):
                if index in gone:
                    self.consumed.update(walk(argument))
            for keyword in call.keywords:
                if keyword.arg in gone:
                    self.consumed.update(walk(keyword.value))
        for call in (c for p in planners for c in p.rated):
            rate = (
                call.args[0]
                if call.args
                else next((k.value for k in call.keywords if k.arg == "learning_rate"), call)
            )
            self.consumed.update(walk(rate))
        self.consumed |= session_arguments(trace)
        self.consumed.update(n for p in planners for e in p.widths for n in walk(e))
        self.consumed.update(e for p in planners for e in p.returned_variables.renames)
        self.consumed.update(n for p in planners for s in p.whole_values for n in walk(s))
        self.consumed.update(n for p in planners for n in p.named)
        self.parameters = {n: name for p in planners for n, name in p.parameter_names.items()}
        self.listed = {n for p in planners for n in p.placeholder_lists.names}
        self.owned = {n for p in planners for n in p.layer_of}
        self.moved_lists = MovedLists(planners)
        self.collection_reads = CollectionReads({e for p in planners for e in (*p.collections, *p.widths)})
        self._held: dict[int, tuple[Node, ...]] = {}
        self.making_lists = {n for p in planners for n in p.placeholder_lists.making()}

    def check(self) -> None:
        """Goes through the code that stays; raises the obstacle that a use of a graph object is."""
        planned = {planner.frame.cell for planner in self.planners}
        for frame in self.trace.frames:
            if frame.in_pipeline or self._fetched(frame):
                continue
            of_a_graph = any(isinstance(value, OF_A_GRAPH) for value in frame.values.values())
            for run in frame.statements:
                if not self._stays(run):
                    if not run.reached:
                        self._name_keys(run, frame)
                    elif of_a_graph and self._is_called_from_functions(run):
                        check_names(run.node, frame, self.consumed, self.owned)
                    continue
                self.moved_lists.look_at(run, self.consumed)
                if of_a_graph:
                    check_names(run.node, frame, self.consumed, self.owned)
                if of_a_graph or any(cell in planned for cell, _ in run.reads):
                    self._check_statement(run, frame)

    def _check_statement(self, run: StatementRun, frame: Frame) -> None:
        for expr in own_expressions(run.node):
            if isinstance(expr, ast.Attribute) and expr.attr == "name":
                self._check_scoped_name(expr, frame)
            if expr in self.consumed:
                continue
            if isinstance(expr, ast.Name):
                self._check_name(expr, run)
            value = frame.values.get(expr)
            if not isinstance(value, OF_A_GRAPH):
                continue
            if is_session(value) and not isinstance(run.node, ast.With):
                used = ast.unparse(expr)[:50]
                message = f"a session is used other than to run: '{used}'"
                raise Obstacle("TF203", message, "call run on it", expr)
            self._check_use(expr, value, frame)

    def _name_keys(self, run: StatementRun, frame: Frame) -> None:
        """Keys of feed dictionaries have their names in code that the program never reaches, too."""
        for expr in own_expressions(run.node):
            value = frame.values.get(expr)
            node = self._canonical(value) if isinstance(value, Node) else None
            if node in self.parameters and expr in self.keys and expr not in self.consumed:
                self.fed_names.setdefault(expr, self.parameters[node])

    def staying(self) -> Iterator[StatementRun]:
        """The statements that run in the rewritten program as they stand."""
        for frame in self.trace.frames:
            yield from (run for run in frame.statements if self._stays(run))

    def _stays(self, run: StatementRun) -> bool:
        """Whether a statement is run in the rewritten program as it stands, outside of the functions made."""
        for planner in self.planners:
            for outer in run.chain():
                if outer.frame in planner.canonical.frames:
                    owner = planner.staging.statement_of.get(outer.node)
                    if planner.staging.roles.get(outer.node) is Role.DROP:
                        return False
                    if owner is not None and planner.staging.roles.get(owner) in (
                        Role.MOVE,
                        Role.DROP,
                        Role.COPY,
                    ):
                        return False
                    if outer is run and planner.staging.roles.get(run.node) is Role.UNWRAP:
                        return False
            if self.sessions.roles.get(run.node) in (Role.DROP,):
                return False
        return run.reached

    def _is_called_from_functions(self, run: StatementRun) -> bool:
        """Whether a statement stays as it is in a helper that code which goes into functions calls."""
        for planner in self.planners:
            frames = planner.canonical.frames
            for outer in run.chain() if run.frame not in frames else ():
                top = planner.staging.statement_of.get(outer.node) if outer.frame in frames else None
                if top is not None and top not in planner.whole_values:
                    return planner.staging.roles.get(top) in (Role.MOVE, Role.COPY)
        return False

    def _check_scoped_name(self, expr: ast.Attribute, frame: Frame) -> None:
        """The name of a variable keeps its scope only where the variable is made by name."""
        value = frame.values.get(expr.value)
        for node in nodes_in(value) if value is not None else ():
            if node.kind == "variable" and node.op == "tf.Variable":
                for planner in self.planners:
                    for block, role in planner.staging.roles.items():
                        named = role is Role.UNWRAP and self._gives_names(block)
                        if named and any(n is node.made.node for n in walk(block)):
                            raise Obstacle(
                                "TF325",
                                "the name of a variable is read, and its scope goes",
                                "name the variable itself",
                                expr,
                            )

    def _gives_names(self, block: ast.stmt) -> bool:
        """Whether a block is a part of the names of what is made in it."""
        heads = [i.context_expr for i in block.items] if isinstance(block, ast.With) else []
        calls = [h.func for h in heads if isinstance(h, ast.Call)]
        return any(self.trace.symbols.get(c, set()) & NAMING for c in calls)

    def _check_name(self, expr: ast.Name, run: StatementRun) -> None:
        """A name that staying code reads must be bound by code that stays."""
        for (cell, key), writers in run.reads.items():
            if key != expr.id or key in self.parameters.values():
                continue
            for planner in self.planners:
                for writer in writers if cell is planner.frame.cell else ():
                    top = writer.within(planner.frame) if writer is not None else None
                    facts = planner.staging.facts.owner.get(top) if top is not None else None
                    if (
                        facts is None
                        or facts.run is run
                        or isinstance(facts.node, (ast.FunctionDef, ast.With))
                    ):
                        continue
                    if (
                        planner.staging.roles.get(facts.node) in (Role.MOVE,)
                        and key not in planner.thunks.values()
                    ):
                        raise Obstacle(
                            "TF232",
                            f"code that stays reads '{key}', which is bound by code that moves",
                            "compute it apart",
                            expr,
                        )

    def _fetched(self, frame: Frame) -> bool:
        """Whether a frame belongs to a call that stands inside of what a run fetches."""
        inner: Frame | None = frame
        while inner is not None:
            if inner.site in self.fetching:
                return True
            inner = inner.caller.frame if inner.caller is not None else None
        return False

    def _check_use(self, expr: ast.expr, value: Value, frame: Frame) -> None:
        held = self._held.get(id(value))
        if held is None:
            held = self._held[id(value)] = nodes_in(value)
        if expr in self.printed and any(n.kind in ("tensor", "placeholder") for n in held):
            raise Obstacle(
                "TF231",
                "a symbolic tensor is printed, which TensorFlow 2 would print with its value",
                "remove the print, or print the value",
                expr,
            )
        for made in held if expr not in self.counted else ():
            node = self._canonical(made)
            if node.kind == "variable" and self._has_owner(node) and not self._is_there(expr, node, frame):
                raise Obstacle(
                    "TF320",
                    "a variable of a layer is used outside of runs, maybe before the layer is built",
                    "build the layer first",
                    expr,
                )
            if node.kind == "variable" or self._is_eager(node) or is_start(node):
                continue
            if all(isinstance(o, Mapping) for o in options_of(value)) and all(
                self._canonical(n) in self.parameters for n in held
            ):
                continue
            gone = any(p.placeholder_lists.first.get(node) in p.placeholder_lists.gone for p in self.planners)
            if node in self.listed and (gone or node in self.parameters) and expr not in self.making_lists:
                listed = not gone and all(isinstance(o, Items) for o in options_of(value))
                if listed and (expr in self.handed_on or expr in self.measured):
                    continue
                raise in_parts(expr)
            if any(isinstance(expr, ast.Name) and p.thunks.get(node) == expr.id for p in self.planners):
                continue
            if any(node in p.thunks for p in self.planners) and not isinstance(expr, ast.Call):
                continue
            if node in self.parameters and self._is_key(expr, value):
                self.fed_names[expr] = self.parameters[node]
                continue
            if any(node in p.staging.states for p in self.planners):
                continue
            if self.handing.is_held(node) and not isinstance(value, Node) and self._is_passed(expr):
                continue
            if any(expr in set(walk(s)) for p in self.planners for s in p.whole_specs):
                continue
            named = isinstance(expr, (ast.Name, ast.Attribute))
            if node.kind == "placeholder" and self._specified(node) and named and expr in self.shaped:
                self.spec_uses.add(expr)
                continue
            if is_element(node):
                raise Obstacle(
                    "TF230",
                    f"code that stays uses '{ast.unparse(expr)[:60]}', which an iterator gives",
                    "fetch it with a run, or keep the use inside the graph",
                    expr,
                )
            if node in self.parameters and expr in self.paired:
                raise in_parts(expr)
            passed_on = expr is made.expr or expr in self.handed_on or not isinstance(value, Node)
            if node.kind == "placeholder" and self._specified(node) and passed_on:
                continue
            raise Obstacle(
                "TF230",
                f"code that stays uses the {node.kind} '{ast.unparse(expr)[:60]}' other than by running it",
                "fetch it with a run, or keep the use inside the graph",
                expr,
            )

    def _is_passed(self, expr: ast.expr) -> bool:
        """Whether an expression only hands a container on, or looks up one of its keys."""
        return expr in self.handed_on or expr in self.subscripted

    def _canonical(self, node: Node) -> Node:
        for planner in self.planners:
            node = planner.canonical.of(node)
        return node

    def _is_there(self, expr: ast.expr, variable: Node, frame: Frame) -> bool:
        """Whether the layer of a variable is built where code reads the variable."""
        return self._is_built(variable) or self.collection_reads.gives(expr, frame)

    def _is_built(self, variable: Node) -> bool:
        """Whether the object that a variable belongs to has built its layer when it is made."""
        for planner in self.planners:
            owner = planner.layer_of.get(variable)
            if owner is not None and planner.receiver:
                return build_at_end(planner, owner)
            if owner is not None and any((planner, owner) in p.lent_layers for p in self.planners):
                return True
        return False

    def _has_owner(self, variable: Node) -> bool:
        """Whether a variable is one of a Keras layer, which has it under another name."""
        weights = [p.functions_with_state.weights for p in self.planners]
        return (
            "owner" in variable.arguments
            or "layer" in variable.arguments
            or any(variable.expr in w for w in weights)
        )

    @functools.cached_property
    def code(self) -> list[ast.AST]:
        """All code of the statements that run."""
        statements = dict.fromkeys(run.node for frame in self.trace.frames for run in frame.statements)
        return list(dict.fromkeys(node for statement in statements for node in walk(statement)))

    @functools.cached_property
    def counted(self) -> set[ast.expr]:
        """The lists of variables of which only the length is asked."""
        lists = {c for p in self.planners for c in p.collections}
        return {
            n.args[0]
            for n in self.code
            if isinstance(n, ast.Call)
            and isinstance(n.func, ast.Name)
            and n.func.id == "len"
            and n.args
            and n.args[0] in lists
        }

    def _is_eager(self, node: Node) -> bool:
        if is_initializer(node):
            return True
        if any(node in p.staging.initial for p in self.planners):
            return True
        if is_schedule(node, self.trace):
            return True
        return (
            node.kind == "tensor" and is_fixed(node) and not any(node in p.staging.fed for p in self.planners)
        )

    def _specified(self, node: Node) -> bool:
        """Whether a specification takes the place of a placeholder: one that is fed, or never needed."""
        if node in self.parameters:
            return True
        alone = node.op == "tf.placeholder" or (node.op == WITH_DEFAULT and default_of(node.expr) is not None)
        if alone and isinstance(node.expr, ast.Call):
            self.alone.add(node.expr)
        return alone

    def _is_key(self, expr: ast.expr, value: Value) -> bool:
        if expr not in self.keys:
            return False
        options = options_of(value)
        names = {self.parameters.get(self._canonical(o)) for o in options if isinstance(o, Node)}
        if len(names) > 1 or not all(isinstance(o, Node) for o in options):
            message = f"'{ast.unparse(expr)[:50]}' is one of several placeholders"
            raise Obstacle("TF230", message, "write a feed dictionary for each", expr)
        return True

    @functools.cached_property
    def shaped(self) -> set[ast.expr]:
        """The expressions whose static shape or type is asked for."""
        return {n.value for n in self.code if isinstance(n, ast.Attribute) and n.attr in STATIC_QUESTIONS}

    @functools.cached_property
    def paired(self) -> set[ast.expr]:
        """The lists of which a dict takes its keys one by one."""
        pairs = (z for c in self.code for z in _zipped(c))
        return {z.args[0] for z in pairs if len(z.args) == 2}

    @property
    def handed_on(self) -> set[ast.expr]:
        """The expressions that only pass a value on: assigned, returned or given to a function."""
        if self._handed_on is None:
            self._handed_on = set()
            for frame in self.trace.frames:
                if isinstance(frame.site, ast.Call):
                    self._handed_on.update(frame.site.args, (k.value for k in frame.site.keywords))
                for run in frame.statements:
                    value = getattr(run.node, "value", None)
                    if isinstance(run.node, (ast.Assign, ast.Return)) and value is not None:
                        self._handed_on.update(
                            value.elts if isinstance(value, (ast.Tuple, ast.List)) else (value,)
                        )
        return self._handed_on

    @functools.cached_property
    def measured(self) -> set[ast.expr]:
        """The expressions of which only the length is asked, as ``zip`` does for a name that is not read."""
        calls = (n for n in self.code if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
        found = {n.args[0] for n in calls if n.func.id == "len" and n.args}  # type: ignore[attr-defined]
        for turn in (n.generators[0] for n in self.code if isinstance(n, ast.ListComp)):
            unread = isinstance(turn.target, ast.Tuple) and ast.unparse(turn.target.elts[0]) == "_"
            if unread and isinstance(turn.iter, ast.Call) and ast.unparse(turn.iter.func) == "zip":
                found |= {turn.iter, turn.iter.args[0]}
        return found

    @functools.cached_property
    def subscripted(self) -> set[ast.expr]:
        """The expressions of which one part is read by a constant key."""
        subscripts = (n for n in self.code if isinstance(n, ast.Subscript))
        return {n.value for n in subscripts if isinstance(n.slice, ast.Constant)}

    @property
    def printed(self) -> set[ast.expr]:
        """The expressions that are printed as they are."""
        if self._printed is None:
            self._printed = {
                a
                for frame in self.trace.frames
                for run in frame.statements
                for e in run.effects
                if e.kind == "print" and isinstance(e.node, ast.Call)
                for a in e.node.args
            }
        return self._printed

    @functools.cached_property
    def keys(self) -> set[ast.expr]:
        """The expressions that stand as keys of feed dictionaries outside of the runs themselves."""
        found: set[ast.expr] = set()
        for node in self.code:
            if isinstance(node, ast.Dict):
                found.update(k for k in node.keys if k is not None)
            elif isinstance(node, ast.DictComp):
                found.add(node.key)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
                pairs = [p for a in node.args if isinstance(a, (ast.List, ast.Tuple)) for p in a.elts]
                found.update(p.elts[0] for p in pairs if isinstance(p, ast.Tuple) and p.elts)
        parts_of = {n.value: n.slice for n in self.code if isinstance(n, ast.Subscript)}
        for frame in self.trace.frames:
            entered = (e for e in parts_of.keys() & frame.values.keys() if _is_dict(frame.values[e]))
            found.update(parts_of[e] for e in entered)
        return found


def _is_dict(value: Value | None) -> bool:
    return value is not None and any(isinstance(o, Mapping) for o in options_of(value))


def _consumed(call: ast.Call, feeds: ast.expr | None) -> set[ast.AST]:
    """What the rewriting of a run takes with it: its fetches, its receiver, and the keys of its feeds."""
    found: set[ast.AST] = {call}
    if isinstance(call.func, ast.Attribute):
        found.update(walk(call.func))
    for argument in (*call.args, *(k.value for k in call.keywords)):
        if argument is feeds and isinstance(argument, ast.Dict):
            for key in argument.keys:
                if key is not None:
                    found.update(walk(key))
            found.add(argument)
        else:
            found.update(walk(argument))
    return found


def _zipped(node: ast.AST) -> Iterator[ast.Call]:
    """The calls of ``zip`` from which a dict is made."""
    if not isinstance(node, ast.Call):
        return
    makes = isinstance(node.func, ast.Name) and node.func.id == "dict"
    if makes or (isinstance(node.func, ast.Attribute) and node.func.attr == "update"):
        for given in node.args:
            if isinstance(given, ast.Call) and ast.unparse(given.func) == "zip":
                yield given
