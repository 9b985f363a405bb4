"""Plans the tapes for gradients that a program takes by itself, and for losses without a name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Node, Union, Value, nodes_in
from tf2codemod.plan.bindings import Bindings
from tf2codemod.plan.gradient_calls import (
    is_watched,
    one_source,
    reachable,
    source_nodes,
    target_expression,
    target_nodes,
    trainable_before,
    variables_expression,
)
from tf2codemod.plan.model import Role, TrainingPlan
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import GRADIENTS, built_on, upstream
from tf2codemod.plan.staging import Staging
from tf2codemod.plan.tapes import GradientCall, TapeUse, arrange, flattened, overtaken
from tf2codemod.tree import walk

NAMING = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.expr_context,
)
GROUPS = frozenset(("tf.group", "tf.no_op"))
REPEATING = (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.Lambda)
UNSUPPORTED = frozenset(("stop_gradients",))


class Gradients:
    """The gradient calls of one frame, and the tapes of the functions that they go into."""

    def __init__(
        self,
        trace: Trace,
        frame: Frame,
        staging: Staging,
        bindings: Bindings,
        taken: set[str],
        receiver: str = "",
    ) -> None:
        self.trace = trace
        self.frame = frame
        self.receiver = receiver
        self.prefix = f"{receiver}." if receiver else ""
        self.staging = staging
        self.bindings = bindings
        self.taken = taken
        self.made: dict[ast.Call, list[Node]] = {}
        self.levels: dict[ast.Call, int] = {}
        self.names: dict[int, str] = {}
        self.targets: dict[ast.Call, str] = {}
        self.calls: dict[ast.Call, GradientCall] = {}
        self.list_name = ""
        self.dense: dict[ast.Call, bool] = {}
        for node in trace.nodes:
            if node.op in GRADIENTS and node.made.frame is frame and isinstance(node.expr, ast.Call):
                self.made.setdefault(node.expr, []).append(node)

    # What calls say ---------------------------------------------------------------------------------------

    def level(self, call: ast.Call, nodes: Sequence[Node]) -> int:
        """How many tapes lie within each other around what a gradient is taken of."""
        known = self.levels.get(call)
        if known is None:
            needed = {n.expr for n in upstream(nodes) if n.op in GRADIENTS}
            known = 1 + max(
                (
                    self.level(c, target_nodes(m))
                    for c, m in self.made.items()
                    if c in needed and c is not call
                ),
                default=0,
            )
            self.levels[call] = known
        return known

    def tape_name(self, level: int) -> str:
        if level not in self.names:
            wanted = "tape" if level == 1 else "outer_tape" if level == 2 else f"outer_tape_{level - 1}"
            self.names[level] = fresh(wanted, self.taken)
            self.taken.add(self.names[level])
        return self.names[level]

    def target_name(self, call: ast.Call, wanted: str) -> str:
        """The name for what a gradient is taken of; empty if the call names it already."""
        expr = target_expression(call)
        if expr is None or _is_name(expr):
            return ""
        if call not in self.targets:
            self.targets[call] = fresh(wanted, self.taken)
            self.taken.add(self.targets[call])
        return self.targets[call]

    def given_list(self, call: ast.Call) -> str | None:
        """The name of the list of variables that a call says."""
        expr = variables_expression(call)
        return expr.id if isinstance(expr, ast.Name) and not self.receiver else None

    def applied(self, node: Node, statement: ast.stmt) -> tuple[Node, Value]:
        """What stands for the loss where given gradients are applied, and the variables that this changes."""
        value = statement.value if isinstance(statement, (ast.Assign, ast.Expr)) else None
        if value is not node.expr or not isinstance(value, ast.Call):
            raise Obstacle(
                "TF410",
                "gradients are applied inside of another expression",
                "bind the training op to a name",
                node.expr,
            )
        self.dense.setdefault(value, False)
        return node, Union(tuple(dict.fromkeys(n for n in node.inputs if n.kind == "variable")))

    # Functions --------------------------------------------------------------------------------------------

    def fixed_statements(self, wanted: AbstractSet[Node]) -> set[ast.stmt]:
        """The statements of fixed tensors between a gradient and what it is taken with respect to."""
        found: set[ast.stmt] = set()
        for nodes in self.made.values():
            if not any(n in wanted for n in nodes):
                continue
            sources = {s for n in nodes for s in source_nodes(n)}
            for between in upstream(target_nodes(nodes), sources):
                if between not in sources and sources & upstream((between,)):
                    facts = self.staging.facts.top(between)
                    if facts is not None and self.staging.roles.get(facts.node) is not Role.KEEP:
                        found.add(facts.node)
        return found

    def uses(
        self,
        ordered: Sequence[ast.stmt],
        roots: Sequence[Node],
        cut: set[Node],
        trains: Sequence[TrainingPlan],
        variable_text: Callable[[ast.Call, Sequence[Node]], str],
    ) -> tuple[TapeUse, ...]:
        """The gradients that a function takes; none if it only trains on losses that have names."""
        wanted = upstream(roots, cut)
        found: list[TapeUse] = []
        for call, nodes in self.made.items():
            facts = self.staging.facts.top(nodes[0])
            if facts is None or facts.node not in ordered:
                continue
            if not any(n in wanted for n in nodes):
                raise Obstacle(
                    "TF410",
                    "gradients are computed in a statement whose run does not need them",
                    "take the variables from a list of their own",
                    call,
                )
            found.append(self._use(call, nodes, facts.node, ordered, cut, variable_text))
        minimized = [t for t in trains if t.node.op == "minimize"]
        if found or any(self._loss_name(t) for t in minimized):
            found.extend(self._minimized(t, ordered, cut) for t in minimized)
        if found:
            self._check(ordered, found, {t.statement for t in trains} | self.late(ordered, trains, roots))
        return tuple(found)

    def late(
        self, ordered: Sequence[ast.stmt], trains: Sequence[TrainingPlan], roots: Sequence[Node]
    ) -> frozenset[ast.stmt]:
        """The statements that control dependencies put after a training op."""
        steps = {t.node for t in trains}
        trained = {t.statement for t in trains}
        made = {s: self.staging.facts.by_node[s].made for s in ordered if s not in trained}
        after = built_on(steps, (n for nodes in made.values() for n in nodes))
        found = {s for s, nodes in made.items() if not after.isdisjoint(nodes)}
        first = {n for t in trains for n in upstream((t.node,))}
        if any(n in first for s in found for n in self.staging.facts.by_node[s].made):
            raise Obstacle(
                "TF410",
                "one training op waits for another",
                "run them one after the other",
                trains[-1].node.expr,
            )
        known = {n for t in trains for n in self.staging.facts.by_node[t.statement].made}
        for root in roots:
            if (
                root not in known
                and root.op not in GROUPS
                and steps & upstream((root,))
                and not any(root in self.staging.facts.by_node[s].made for s in found)
            ):
                raise Obstacle(
                    "TF410",
                    "a fetched tensor is computed after a training op",
                    "compute it in a run of its own",
                    root.expr,
                )
        return frozenset(found)

    def only_groups(self, statement: ast.stmt) -> bool:
        """Whether a statement does nothing but give one name to several ops."""
        value = statement.value if isinstance(statement, (ast.Assign, ast.Expr)) else None
        made = self.staging.facts.by_node[statement].made
        return (
            isinstance(value, ast.Call) and len(made) == 1 and made[0].op in GROUPS and made[0].expr is value
        )

    def without_unread_lists(
        self, ordered: Sequence[ast.stmt], trains: Sequence[TrainingPlan], returned: Sequence[str]
    ) -> tuple[ast.stmt, ...]:
        """The statements without lists of variables that only said what ``minimize`` trains."""
        minimized = {t.statement for t in trains if t.node.op == "minimize"}
        texts = [*returned, *(t.variables for t in trains)]
        read = {name for t in texts if t for n in walk(ast.parse(t)) if (name := self._own_name(n))}
        kept: list[ast.stmt] = []
        for statement in reversed(ordered):
            if not minimized or not self._lists_variables(statement, read):
                kept.append(statement)
                if statement not in minimized:
                    loads = (n for n in walk(statement) if isinstance(getattr(n, "ctx", None), ast.Load))
                    read |= {name for n in loads if (name := self._own_name(n))}
        return tuple(reversed(kept))

    def _own_name(self, node: ast.AST) -> str | None:
        """What a name, or an attribute of the object whose method builds the graph, is called."""
        if isinstance(node, ast.Name):
            return node.id
        own = self.frame.receiver
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own:
            return f"{own}.{node.attr}" if own else None
        return None

    def _lists_variables(self, statement: ast.stmt, read: set[str]) -> bool:
        """Whether all that a statement does is to bind a list of variables to a name that is not read."""
        facts = self.staging.facts.by_node[statement]
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if facts.made or any(e.kind != "collection" for e in facts.effects):
            return False
        if len(targets) != 1 or self._own_name(targets[0]) in {None, *read}:
            return False
        value = self.frame.values.get(targets[0])
        found = nodes_in(value) if value is not None else ()
        return bool(found) and all(n.kind == "variable" for n in found)

    def _loss_name(self, train: TrainingPlan) -> str:
        assert isinstance(train.node.expr, ast.Call)
        return self.target_name(train.node.expr, "loss")

    def _minimized(self, train: TrainingPlan, ordered: Sequence[ast.stmt], cut: set[Node]) -> TapeUse:
        assert isinstance(train.node.expr, ast.Call)
        call = train.node.expr
        level = self.level(call, target_nodes([train.node]))
        target = self._loss_name(train)
        return TapeUse(
            train.statement,
            call,
            self.tape_name(level),
            level,
            self._needed(call, [train.node], ordered, cut),
            target=target,
        )

    def _use(
        self,
        call: ast.Call,
        nodes: list[Node],
        statement: ast.stmt,
        ordered: Sequence[ast.stmt],
        cut: set[Node],
        variable_text: Callable[[ast.Call, Sequence[Node]], str],
    ) -> TapeUse:
        if isinstance(statement, (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.FunctionDef)):
            raise Obstacle(
                "TF410",
                "gradients are computed inside a loop or branch",
                "compute them in straight code",
                call,
            )
        given = {
            k.arg for k in call.keywords if not (isinstance(k.value, ast.Constant) and k.value.value is None)
        }
        if given & UNSUPPORTED or len(call.args) > 3:
            raise Obstacle("TF410", "gradients are stopped at some tensors", "use tf.stop_gradient", call)
        level = self.level(call, target_nodes(nodes))
        tape = self.tape_name(level)
        target = self.target_name(call, "target")
        repeated = any(isinstance(n, REPEATING) and call in walk(n) for n in walk(statement))
        if target and repeated:
            raise Obstacle(
                "TF410",
                "gradients are computed of an expression in a loop",
                "name the expression first",
                call,
            )
        needed = self._needed(call, nodes, ordered, cut)
        sources = list(dict.fromkeys(s for n in nodes for s in source_nodes(n)))
        if not sources:
            raise Obstacle(
                "TF410", "what gradients are taken with respect to is not known", "give it a name", call
            )
        watched = tuple(self._watched(s, cut, needed, call) for s in sources if not is_watched(s))
        prelude = ""
        pairs = ""
        if nodes[0].op == "compute_gradients":
            expr = variables_expression(call)
            text = variable_text(
                call, sources if expr is not None else trainable_before(self.trace, nodes[0])
            )
            if not text.isidentifier():
                if not self.list_name:
                    self.list_name = fresh("variables", self.taken)
                prelude = f"{self.list_name} = {text}"
                text = self.list_name
            pairs = text
            assert expr is None or pairs
        single = self._is_single(call, statement)
        self.calls[call] = GradientCall(tape, target, pairs, single, not single and self._is_alone(call))
        taped, before = self._narrowed(call, nodes, sources, needed, watched, ordered)
        self._check_seen(call, nodes, sources, taped, cut)
        return TapeUse(statement, call, tape, level, taped, before, watched, target, prelude, repeated)

    def _is_single(self, call: ast.Call, statement: ast.stmt) -> bool:
        """Whether the gradient with respect to one tensor is taken out of its list at once."""
        return (
            any(
                isinstance(n, ast.Subscript)
                and n.value is call
                and isinstance(n.slice, ast.Constant)
                and n.slice.value == 0
                for n in walk(statement)
            )
            and one_source(call, self.frame) is not None
        )

    def _is_alone(self, call: ast.Call) -> bool:
        """Whether gradients are taken with respect to a tensor that stands in no list."""
        expr = variables_expression(call)
        return expr is not None and isinstance(self.frame.values.get(expr), Node)

    def _needed(
        self, call: ast.Call, nodes: Sequence[Node], ordered: Sequence[ast.stmt], cut: set[Node]
    ) -> frozenset[ast.stmt]:
        """The statements that give what a gradient is taken of."""
        found: set[ast.stmt] = set()
        own = self.staging.facts.top(nodes[0])
        pending = [
            f for n in upstream(target_nodes(nodes), cut) if (f := self.staging.facts.top(n)) is not None
        ]
        pending = [f for f in pending if f is not own]
        while pending:
            facts = pending.pop()
            if facts.node in found or facts.node not in ordered or facts is own:
                continue
            found.add(facts.node)
            pending.extend(w for _, w in self.staging.facts.writers(facts))
        return frozenset(found)

    def _watched(
        self, node: Node, cut: set[Node], needed: frozenset[ast.stmt], call: ast.Call
    ) -> tuple[str, ast.stmt | None]:
        named = self.bindings.name_at(node, self.staging.line) or reachable(node, self.frame)
        if named is None:
            raise Obstacle(
                "TF410", "what gradients are taken with respect to has no name", "give it a name", call
            )
        name, statement = named
        prefix = self.prefix
        if node in cut or (statement is not None and self.staging.roles.get(statement) is Role.MOVE):
            name = name.removeprefix(prefix)
        if node in cut or statement not in needed:
            return name.removeprefix(self.prefix) if node in cut else name, None
        return name.removeprefix(self.prefix), statement

    def _narrowed(
        self,
        call: ast.Call,
        nodes: Sequence[Node],
        sources: Sequence[Node],
        needed: frozenset[ast.stmt],
        watched: tuple[tuple[str, ast.stmt | None], ...],
        ordered: Sequence[ast.stmt],
    ) -> tuple[frozenset[ast.stmt], frozenset[ast.stmt]]:
        """What the tape has to see, and what can be computed before it if only tensors are watched."""
        makers = {s for _, s in watched if s is not None}
        if len(watched) < len(sources) or not makers:
            return needed, frozenset()
        taped = {s for s in needed if s not in makers and self._depends(s, sources)}
        before = needed - taped
        gradients = {f.node for m in self.made.values() if (f := self.staging.facts.top(m[0])) is not None}
        level = self.level(call, target_nodes(nodes))
        here = [
            (c, m)
            for c, m in self.made.items()
            if c is not call and (f := self.staging.facts.top(m[0])) is not None and f.node in ordered
        ]
        others = any(self.level(c, target_nodes(m)) <= level for c, m in here)
        if before & gradients or others or any(self._reads_from(s, taped) for s in before):
            return needed, frozenset()
        return frozenset(taped), before

    def _depends(self, statement: ast.stmt, sources: Sequence[Node]) -> bool:
        facts = self.staging.facts.by_node[statement]
        made = facts.made or [n for n, f in self.staging.facts.borrowed.items() if f.node is statement]
        return any(set(sources) & upstream((n,)) for n in made) or not made

    def _reads_from(self, statement: ast.stmt, others: set[ast.stmt]) -> bool:
        return any(
            w.node in others for _, w in self.staging.facts.writers(self.staging.facts.by_node[statement])
        )

    def _check_seen(
        self,
        call: ast.Call,
        nodes: Sequence[Node],
        sources: Sequence[Node],
        taped: frozenset[ast.stmt],
        cut: set[Node],
    ) -> None:
        """Everything between a source and the target must be computed under the tape."""
        inner = set(walk(call))
        wanted = set(sources)
        targets = target_nodes(nodes)
        reaching = built_on(wanted, targets)
        for between in upstream(targets, {*cut, *wanted}):
            if between in wanted or between.kind != "tensor" or between not in reaching:
                continue
            facts = self.staging.facts.top(between)
            if (facts is None or facts.node not in taped) and between.expr not in inner:
                if facts is not None and self._made_beneath(between, call):
                    continue
                raise Obstacle(
                    "TF410",
                    "what gradients are taken of is computed where no tape can see it",
                    "compute it in the same function",
                    call,
                )

    def _made_beneath(self, node: Node, call: ast.Call) -> bool:
        """Whether a node was made by a function that is called within a gradient call."""
        inner = set(walk(call))
        frame: Frame | None = node.made.frame
        while frame is not None and frame is not self.frame:
            if frame.site in inner:
                return True
            frame = frame.caller.frame if frame.caller is not None else None
        return False

    def _check(self, ordered: Sequence[ast.stmt], uses: Sequence[TapeUse], trained: set[ast.stmt]) -> None:
        plain = [s for s in ordered if s not in trained]
        order = list(flattened(arrange(plain, uses)))
        assert len(order) == len(plain)
        late = overtaken(plain, order, self._touched)
        if late is not None:
            raise Obstacle(
                "TF410",
                "a name means several tensors around a gradient",
                "give each tensor a name of its own",
                late,
            )

    def _touched(self, statement: ast.stmt) -> tuple[set[object], set[object]]:
        facts = self.staging.facts.by_node[statement]
        return set(facts.reads), set(facts.writes)


def _is_name(expr: ast.expr) -> bool:
    """Whether an expression computes nothing: a name with attributes and subscripts."""
    unary = [n for n in walk(expr) if isinstance(n, ast.UnaryOp) and isinstance(n.operand, ast.Constant)]
    signs = {part for n in unary for part in (n, n.op)}
    return all(isinstance(n, NAMING) or n in signs for n in walk(expr))
