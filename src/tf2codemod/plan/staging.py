"""Splits a frame that builds a graph: what stays where it is, and what goes into functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import TypeGuard

from tf2codemod.facts import table
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, RunSite, StatementRun, Trace
from tf2codemod.interpret.values import (
    NONE,
    TF,
    Cell,
    Const,
    Function,
    Items,
    Mapping,
    Node,
    Thing,
    Value,
    nodes_in,
    options_of,
)
from tf2codemod.plan.cell_states import is_first_state
from tf2codemod.plan.dependencies import FrameFacts, StatementFacts, straight
from tf2codemod.plan.inner_sessions import (
    is_initializer,
    is_reuse,
    is_session,
    leave_out_inner,
    leave_out_inner_sessions,
    only_reuses,
)
from tf2codemod.plan.model import Role
from tf2codemod.plan.naming import stored_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_computed_without, upstream
from tf2codemod.plan.schedules import SHOWING, is_schedule
from tf2codemod.plan.shape_statements import move_shape_checks, move_shape_statements
from tf2codemod.plan.waited_lists import is_list_of_nothing_to_wait_for
from tf2codemod.tree import walk

GONE_MODULES = frozenset(table("modules")["gone"])
DISSOLVED_CONTEXTS = frozenset(
    (
        "tf.name_scope",
        "tf.variable_scope",
        "tf.device",
        "tf.control_dependencies",
        "tf.op_scope",
        "tf.contrib.slim.arg_scope",
        "tf.contrib.framework.arg_scope",
    )
)


NEW_EACH_TIME = frozenset(("tf.Variable", "tf.variable"))
RUN_RECORDS = frozenset(("tf.RunOptions", "tf.RunMetadata"))
SESSION_OPTIONS = frozenset(
    (
        *("tf.ConfigProto", "tf.GPUOptions", "tf.Graph", "tf.OptimizerOptions", "tf.GraphOptions"),
        *RUN_RECORDS,
    )
)


class Staging:
    """The roles of the statements of one frame."""

    def __init__(
        self,
        trace: Trace,
        frame: Frame,
        runs: list[RunSite],
        sessions_only: bool = False,
        foreign: Iterable[Frame] = (),
        counterpart: Callable[[Node], Node] | None = None,
    ) -> None:
        self.trace = trace
        self.frame = frame
        self.runs = runs
        self.body: list[ast.stmt] = body_of(frame)
        self.line = [s for s in straight(self.body, self.opens, frame.inlined) if s in frame.by_node]
        self.facts = FrameFacts(trace, frame, self.line, foreign)
        self.position = {s: i for i, s in enumerate(self.line)}
        self.statement_of = self.facts.statement_of()
        self.roles: dict[ast.stmt, Role] = {}
        self.added_reads: dict[ast.stmt, set[str]] = {}
        if sessions_only:
            self.on_the_spot: set[Node] = set()
            for statement in self.line:
                self.roles[statement] = self._session_role(statement)
            leave_out_inner_sessions(self)
            return
        self.on_the_spot = {n for site in runs for n in self._inside(site)}
        self.fed = {k for site in runs for k in fed_nodes(site.feeds)}
        if counterpart is not None:
            self.fed |= {counterpart(k) for k in self.fed}
        self.states = {n for n in self.fed if is_first_state(n)}
        self.initial = self._initial_values()
        for statement in self.line:
            role = self._session_role(statement)
            self.roles[statement] = (
                role if role is not Role.KEEP else self._role(self.facts.by_node[statement])
            )
        self._move_first_values()
        move_shape_statements(self)
        move_shape_checks(self)
        self._move_closures()
        leave_out_inner(self)

    def _move_first_values(self) -> None:
        """A first value goes into functions where they bind its name again, as running sums do."""
        firsts = {self.facts.by_node[s]: stored_in(s) for s in self.roles if self._may_start(s)}
        if not firsts:
            return
        names = frozenset().union(*firsts.values())
        moved = [s for s, role in self.roles.items() if role is Role.MOVE]
        for statement in moved:
            bound = names & stored_in(statement)
            if bound:
                for _, writer in self.facts.writers(self.facts.by_node[statement]):
                    if bound & firsts.get(writer, frozenset()):
                        self.roles[writer.node] = Role.MOVE

    def _may_start(self, statement: ast.stmt) -> bool:
        """Whether a statement gives a name a value that may stand within a function as well."""
        made = self.facts.by_node[statement].made
        if self.roles[statement] is Role.COPY:
            return not any(n in self.initial or n.kind == "placeholder" for n in made)
        return self.roles[statement] is Role.KEEP and not made and self._only_names(statement)

    def _only_names(self, statement: ast.stmt) -> bool:
        """Whether a statement binds a number, or gives a second name to one graph object."""
        value = statement.value if isinstance(statement, ast.Assign) else None
        if isinstance(value, ast.Constant):
            return isinstance(value.value, (int, float))
        return isinstance(value, (ast.Name, ast.Attribute)) and isinstance(self.frame.values.get(value), Node)

    def _move_closures(self) -> None:
        """Functions that read moved or fed tensors from this frame go where those tensors go."""
        waiting = [f for f in self.trace.frames if self._is_called_by_moved(f)]
        changed = True
        while changed:
            changed = False
            for frame in waiting:
                code = frame.function.node if frame.function is not None else None
                if not isinstance(code, ast.FunctionDef) or self.roles.get(code) is not Role.KEEP:
                    continue
                reads = [place for run in frame.statements for place in run.reads.items()]
                if any(self._is_moved_name(cell, key, writers) for (cell, key), writers in reads):
                    self.roles[code] = Role.MOVE
                    changed = True

    def _is_called_by_moved(self, frame: Frame) -> bool:
        """Whether a call of a function of this frame stands in code that goes into functions."""
        code = frame.function.node if frame.function is not None else None
        if self.frame.cell not in frame.scopes or self.roles.get(code) is not Role.KEEP:  # type: ignore[arg-type]
            return False
        caller = frame.caller.within(self.frame) if frame.caller is not None else None
        owner = self.facts.owner.get(caller) if caller is not None else None
        return owner is not None and self.roles.get(owner.node) is Role.MOVE

    def _is_moved_name(self, cell: Cell, key: object, writers: frozenset[StatementRun | None]) -> bool:
        if cell is not self.frame.cell:
            return False
        if cell.slots.get(key) in self.fed:
            return True
        for writer in writers:
            top = writer.within(self.frame) if writer is not None else None
            facts = self.facts.owner.get(top) if top is not None else None
            if facts is not None and self.roles.get(facts.node) is Role.MOVE:
                return True
        return False

    def _inside(self, site: RunSite) -> list[Node]:
        """The graph objects that are made by the fetched expression itself."""
        inner = set(walk(site.fetch_expr))
        found = []
        for made in upstream(nodes_in(site.fetches)):
            run = next((r for r in made.made.chain() if r.node is site.statement.node), None)
            if run is None:
                continue
            expr = made.expr if made.made.frame is run.frame else self._call_in(made, run.frame)
            if expr in inner:
                found.append(made)
        return found

    def _call_in(self, node: Node, frame: Frame) -> ast.AST | None:
        """The call of ``frame`` beneath which a node was made."""
        inner: Frame | None = node.made.frame
        while inner is not None and inner.caller is not None:
            if inner.caller.frame is frame:
                return inner.site
            inner = inner.caller.frame
        return None

    def _initial_values(self) -> set[Node]:
        """The tensors that give variables their first values."""
        found: set[Node] = set()
        for node in self.trace.nodes:
            if node.kind == "variable":
                for source in node.inputs:
                    if source.kind == "tensor":
                        found |= {n for n in upstream((source,)) if n.kind == "tensor"}
        return found

    def _session_role(self, statement: ast.stmt) -> Role:
        """What becomes of a statement that only concerns sessions; KEEP for every other."""
        if only_reuses(statement):
            return Role.DROP
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.If)):
            return Role.KEEP
        if isinstance(statement, ast.With):
            return Role.UNWRAP if self.opens(statement) else Role.KEEP
        values = self.bound(statement)
        if values and all(isinstance(v, TF) and v.symbol in GONE_MODULES for v in values):
            return Role.DROP
        if values and all(self.is_session_value(v) for v in values):
            return Role.DROP
        bound = [n for v in values for n in nodes_in(v)]
        if bound and all(is_initializer(n) for n in bound):
            made = [n for n in self.facts.by_node[statement].made if n not in self.on_the_spot]
            if made and all(is_initializer(n) for n in made):
                return Role.DROP
        if isinstance(statement, ast.Expr) and (
            self.is_session_call(statement.value) or self._is_shown(statement.value)
        ):
            return Role.DROP
        if isinstance(statement, ast.Assign) and all(self._configures(t) for t in statement.targets):
            return Role.DROP
        return Role.KEEP

    def _is_shown(self, expr: ast.expr) -> bool:
        """Whether a statement only names a symbolic tensor, as the last line of a notebook's cell does."""
        plain = not any(isinstance(n, ast.Call) for n in walk(expr))
        shown = nodes_in(self.frame.values.get(expr, NONE)) if plain else ()
        return any(n.kind in ("tensor", "placeholder", "action") and not self.is_fixed(n) for n in shown)

    def _configures(self, target: ast.expr) -> bool:
        """Whether an assignment sets an option of a session."""
        while isinstance(target, ast.Attribute):
            target = target.value
            value = self.frame.values.get(target)
            if isinstance(value, Thing) and value.symbol in SESSION_OPTIONS:
                return True
        return False

    def _role(self, facts: StatementFacts) -> Role:
        statement = facts.node
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Return)):
            return Role.KEEP
        if isinstance(statement, ast.With) and self.opens(statement):
            return Role.UNWRAP
        if isinstance(statement, ast.If) and self.opens(statement):
            return Role.KEEP
        made = [n for n in facts.made if n not in self.on_the_spot]
        runs = [e for e in facts.effects if e.kind == "run"]
        if isinstance(statement, (ast.For, ast.While, ast.If, ast.Try, ast.With)):
            return self._compound(facts, [n for n in made if n.op != "regularizer"], bool(runs))
        if runs:
            return Role.KEEP
        variables = [n for n in made if n.kind == "variable"]
        placeholders = [n for n in made if n.kind == "placeholder"]
        actions = [n for n in made if n.kind == "action" and not self._only_starts(n)]
        tensors = [n for n in made if n.kind == "tensor" and n.op != "regularizer"]
        if made and all(is_initializer(n) and n.made.frame is self.frame for n in made):
            return Role.DROP
        if placeholders:
            return (
                Role.KEEP
                if not actions
                and all(n in self.fed or n.kind == "placeholder" for n in self._results(statement))
                else Role.MOVE
            )
        if variables and not actions and all(n in self.initial for n in tensors):
            return Role.KEEP
        if tensors and not actions and not variables and all(is_schedule(n, self.trace) for n in tensors):
            return Role.KEEP
        if not self.states.isdisjoint(tensors) and not actions and all(map(self._is_kept, tensors)):
            return Role.COPY
        if tensors or actions:
            used_first = [n for n in tensors if n in self.initial]
            if used_first and len(used_first) == len(tensors) and not actions and not variables:
                return Role.COPY
            if not actions and not variables and tensors and all(map(self._is_value, tensors)):
                return Role.COPY
            return Role.MOVE
        if self._only_carries_tensors(statement):
            return Role.MOVE
        if is_list_of_nothing_to_wait_for(statement, self.frame, self.trace):
            return Role.DROP
        return Role.COPY if self._only_lists_placeholders(statement) else Role.KEEP

    def _only_starts(self, node: Node) -> bool:
        """Whether an op initializes variables, or an iterator that another frame makes."""
        begins = node.op == "iterator.initializer" and node.made.frame is not self.frame
        return begins or is_initializer(node)

    def adopt(self, facts: StatementFacts) -> None:
        """Takes a statement that the plan wrote as the first one of those that go into functions."""
        self.line.insert(0, facts.node)
        self.position = {s: i for i, s in enumerate(self.line)}
        self.facts.by_node[facts.node] = facts
        self.facts.owner[facts.run] = facts
        self.statement_of[facts.node] = facts.node
        self.roles[facts.node] = Role.MOVE

    def _only_lists_placeholders(self, statement: ast.stmt) -> bool:
        """Whether a statement binds a list of placeholders that stand in names already."""
        value = statement.value if isinstance(statement, ast.Assign) else None
        if not isinstance(value, (ast.List, ast.Tuple)) or not value.elts:
            return False
        return all(
            isinstance(e, ast.Name) and getattr(self.frame.values.get(e), "kind", "") == "placeholder"
            for e in value.elts
        )

    def is_fixed(self, node: Node) -> bool:
        """Whether a tensor has the same value at every run."""
        return is_computed_without(self.fed, node)

    def _is_value(self, node: Node) -> bool:
        """Whether a tensor is the same at every run; a summary, or all of none, has no value to be kept."""
        return self.is_fixed(node) and model_of(node.op) not in SHOWING

    def _is_kept(self, node: Node) -> bool:
        """Whether a tensor is there outside of functions too; a fed state is there as its first value."""
        return node in self.states or self.is_fixed(node)

    def _only_carries_tensors(self, statement: ast.stmt) -> bool:
        """Whether a statement makes nothing, but binds, collects or hands on tensors of this frame."""
        values = self.bound(statement)
        found = [n for v in values for n in nodes_in(v)]
        moving = [
            n
            for n in found
            if n.kind in {"tensor", "action"}
            and not self.is_fixed(n)
            and n not in self.fed
            and not self.facts.is_foreign(n.made.frame)
            and not is_schedule(n, self.trace)
        ]
        if values and moving and not any(isinstance(v, Thing) for v in values):
            return True
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            if isinstance(call.func, ast.Attribute) and call.func.attr in {
                "append",
                "extend",
                "insert",
                "update",
            }:
                inner = [n for a in call.args for n in nodes_in(self.frame.values.get(a, Const(None)))]
                return (
                    bool(inner)
                    and all(n.kind in {"tensor", "action"} for n in inner)
                    and not any(n in self.fed for n in inner)
                )
        return False

    def _results(self, statement: ast.stmt) -> list[Node]:
        return [n for v in self.bound(statement) for n in nodes_in(v)]

    def bound(self, statement: ast.stmt) -> list[Value]:
        """What a statement assigns."""
        if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and statement.value is not None:
            value = self.frame.values.get(statement.value)
            return [value] if value is not None else []
        return []

    def is_session_value(self, value: Value) -> bool:
        return is_session(value) or (isinstance(value, Thing) and value.symbol in SESSION_OPTIONS)

    def is_session_call(self, value: ast.expr) -> bool:
        if not isinstance(value, ast.Call):
            return False
        if isinstance(value.func, ast.Attribute):
            if is_reuse(value):
                return True
            owner = self.frame.values.get(value.func.value)
            if owner is not None and self.is_session_value(owner):
                return value.func.attr in {"close", "__enter__", "as_default", "__exit__", "finalize"}
        return bool(
            self.trace.symbols.get(value.func, set())
            & {
                "tf.reset_default_graph",
                "tf.InteractiveSession",
                "tf.disable_v2_behavior",
                "tf.disable_eager_execution",
            }
        )

    def opens(self, statement: ast.stmt) -> bool:
        """Whether the statements of a block count as statements of the frame itself."""
        if isinstance(statement, ast.If):
            names = {n.id for n in walk(statement.test) if isinstance(n, ast.Name)}
            return names == {"__name__"} and not statement.orelse
        return isinstance(statement, ast.With) and all(self._dissolves(item) for item in statement.items)

    def _dissolves(self, item: ast.withitem) -> bool:
        value = self.frame.values.get(item.context_expr)
        callee = item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr
        symbols = self.trace.symbols.get(callee, set())
        session = value is not None and self.is_session_value(value)
        graph = isinstance(callee, ast.Attribute) and callee.attr == "as_default"
        if isinstance(callee, ast.Attribute) and graph:
            owners = options_of(self.frame.values.get(callee.value, NONE))
            graph = not any(isinstance(o, Thing) and o.kind == "writer" for o in owners)
        return session or graph or bool(symbols & DISSOLVED_CONTEXTS)

    def _compound(self, facts: StatementFacts, made: list[Node], runs: bool) -> Role:
        kinds = {n.kind for n in made if not is_initializer(n)}
        if not kinds or all(n.op == "tf.placeholder" for n in made) or runs:
            return Role.KEEP
        self._check_scopes(facts.node)
        self._check_shared(facts.node, made)
        if (
            "variable" in kinds
            and kinds <= {"variable", "tensor"}
            and all(n in self.initial for n in made if n.kind == "tensor")
        ):
            return Role.KEEP
        loops = kinds == {"action"} and isinstance(facts.node, ast.For)
        if loops or kinds == {"tensor"} or kinds == {"tensor", "action"}:
            return Role.MOVE
        if "tensor" in kinds and all(self._has_owner(n) for n in made if n.kind == "variable"):
            return Role.MOVE
        raise Obstacle(
            "TF923",
            "a branch or loop makes variables and tensors together",
            "build the layers first, then call them",
            facts.node,
        )

    def _has_owner(self, variable: Node) -> bool:
        """Whether a layer has a variable, or the object that a function with state becomes."""
        owned = "layer" in variable.arguments or "owner" in variable.arguments
        return owned or variable.made.frame is not self.frame

    def _check_shared(self, block: ast.stmt, made: list[Node]) -> None:
        """A loop that is given one variable several times would make it several times."""
        named = [n for n in made if n.kind == "variable" and n.op not in NEW_EACH_TIME]
        alone = [n for n in named if not self._has_owner(n)]
        for node in alone:
            again = sum(n.made is node.made and n.expr is node.expr for n in alone)
            inside = node.made.within(self.frame)
            if "owner" not in node.arguments and inside is not None and again < node.made.times:
                raise Obstacle(
                    "TF331",
                    "a loop is given a variable that it made before",
                    "make the variable before the loop",
                    node.expr or block,
                )

    def _check_scopes(self, block: ast.stmt) -> None:
        """A scope in a loop or branch only gives names: it cannot be asked for anything."""
        for with_ in (n for n in ast.walk(block) if isinstance(n, ast.With)):
            for item in with_.items:
                callee = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
                name = item.optional_vars
                if "tf.variable_scope" not in self.trace.symbols.get(callee, set()):  # type: ignore[arg-type]
                    continue
                used = {n.id for s in self.body for n in ast.walk(s) if _is_loaded(n)}
                if name is not None and (not isinstance(name, ast.Name) or name.id in used):
                    raise Obstacle(
                        "TF325",
                        "the scope of a loop or branch is asked for",
                        "share variables by their names in Python",
                        with_,
                    )


def _is_loaded(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def body_of(frame: Frame) -> list[ast.stmt]:
    """The statements of a frame's code; the branch that an entry guard takes counts as straight."""
    if frame.function is not None:
        node = frame.function.node
        return [] if isinstance(node, ast.Lambda) else list(node.body)
    nested = frame.nested()
    return [r.node for r in frame.statements if r.node not in nested]


def fed_nodes(feeds: Value | None) -> list[Node]:
    """The graph objects that a feed_dict gives values to."""
    if feeds is None:
        return []
    return [
        k for o in options_of(feeds) if isinstance(o, Mapping) for k in o.cell.slots if isinstance(k, Node)
    ]


__all__ = ["Function", "Items", "Staging", "body_of", "is_initializer", "is_session"]
