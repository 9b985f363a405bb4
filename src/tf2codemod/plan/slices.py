"""Cuts out of a frame what one run needs: statements, parameters, results."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import RunSite, StatementRun
from tf2codemod.interpret.values import Node, Value, nodes_in
from tf2codemod.plan.defaults import WITH_DEFAULT, default_of
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.fed_names import is_specified, name_elsewhere, parameter_given, parameters_of
from tf2codemod.plan.fed_shapes import fed_shape
from tf2codemod.plan.fed_states import check_states, state_parameter
from tf2codemod.plan.fetch_structure import expression_at, is_flat
from tf2codemod.plan.fetched_names import named_besides, stays
from tf2codemod.plan.global_steps import name_of_step
from tf2codemod.plan.hints import dtype_of
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import (
    Leaf,
    ParameterPlan,
    Role,
)
from tf2codemod.plan.moving_averages import AVERAGE
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.penalties import PENALTY
from tf2codemod.plan.placeholder_lists import type_of
from tf2codemod.plan.purity import is_nothing, upstream
from tf2codemod.plan.shape_statements import checks_within
from tf2codemod.plan.stability import Stability
from tf2codemod.plan.state_names import StateNames
from tf2codemod.plan.updates import UPDATE
from tf2codemod.plan.ways_not_taken import ways_not_taken
from tf2codemod.tree import walk

STATIC_QUESTIONS = frozenset(("shape", "get_shape", "dtype", "name", "op", "graph"))
PYTHON_ARGUMENTS = frozenset(("training", "is_training"))


def holder_at(expr: ast.expr, path: tuple[object, ...]) -> ast.expr:
    """The expression that holds the part of a fetched expression that a path leads to."""
    for length in range(len(path), 0, -1):
        found = expression_at(expr, path[:length])
        if found is not None:
            expr = found
            break
    while isinstance(expr, ast.Subscript):
        expr = expr.value
    return expr


def only_reads(expr: ast.expr) -> bool:
    """Whether an expression is a name with attributes and constant subscripts."""
    if isinstance(expr, ast.Name):
        return True
    if isinstance(expr, ast.Attribute):
        return only_reads(expr.value)
    if not isinstance(expr, ast.Subscript) or not isinstance(expr.slice, ast.Constant):
        return False
    return only_reads(expr.value)


# Ops whose effect the body of a function has without a name: layers update their averages when called.
DONE_INSIDE = frozenset(("minimize", "apply_gradients", "tf.group", "tf.no_op", UPDATE))


def _elementwise_base(node: Node) -> Node | None:
    """The placeholder that a fed tensor is an elementwise change of."""
    while node.op.startswith("operator.") and len(node.inputs) == 1:
        node = node.inputs[0]
    return node if node.kind == "placeholder" else None


class Slices(StateNames):
    """Slices a frame for one run."""

    def _makers(self, name: ast.Name, site: RunSite) -> list[StatementFacts]:
        """The moved statements that bind a name which a fetched expression reads."""
        return [
            self.staging.facts.by_node[s]
            for s in self.staging.line
            if self.staging.roles.get(s) is Role.MOVE
            and any(n == name.id for n, _ in self.bindings.targets(s))
        ]

    def _slice(
        self, roots: Sequence[Node], cut: set[Node], site: RunSite
    ) -> tuple[set[ast.stmt], list[Node]]:
        """The moved statements that give the roots, and the fed nodes that they read or pass on."""
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
            lists = role is Role.COPY and any(
                n.kind == "placeholder" for _, v in self.bindings.targets(facts.node) for n in nodes_in(v)
            )
            if (role is Role.MOVE or lists) and facts.node not in body:
                body.add(facts.node)
                pending.append(facts)

        for node in upstream(roots, cut):
            if node in cut:
                used[node] = None
                if node in self.draws.unpacked or node in self.borrowed_names:
                    need(staging.facts.top(node), site.call)
                continue
            if node.kind == "placeholder":
                if node.op.endswith("with_default"):
                    raise Obstacle(
                        "TF214",
                        "a placeholder with a default is not fed",
                        "pass the default as an argument",
                        node.expr,
                    )
                raise Obstacle(
                    "TF215", "a run needs a placeholder that it does not feed", "feed it", site.call
                )
            if node.kind in {"tensor", "action"} and node not in staging.on_the_spot and node.op != PENALTY:
                facts = staging.facts.top(node)
                if facts is not None and staging.roles.get(facts.node) is Role.UNWRAP:
                    raise Obstacle(
                        "TF217",
                        "an op that others depend on is built in the head of a with block",
                        "give it a name in a statement before",
                        node.expr,
                    )
                if facts is None and not self.staging.is_fixed(node):
                    raise Obstacle(
                        "TF216",
                        "a run needs a tensor of another function",
                        "build it where it is run",
                        node.expr,
                    )
                need(facts, site.call)
        while pending:
            facts = pending.pop()
            text = self.whole_values.get(facts.node)
            kept = set(re.findall(r"\w+", text)) if text is not None else None
            for (cell, key), writer in staging.facts.writers(facts):
                value = cell.slots.get(key)
                if kept is not None and key not in kept:
                    continue
                if writer.run in self.pairs.unread.get(facts.node, ()):
                    continue
                if isinstance(value, Node) and value.op == AVERAGE:
                    continue
                if self.returned_variables.is_named(value, writer):
                    continue
                if isinstance(value, Node) and value in cut and staging.facts.top(value) is writer:
                    used[value] = None
                    if value in self.draws.unpacked:
                        need(writer, facts.node)
                    continue
                need(writer, facts.node)
        body.update(ways_not_taken(self, body, cut))
        self._check_placeholders(body)
        self._check_helpers(body)
        self._check_unfed(body, cut, site)
        body |= self.gradients.fixed_statements(upstream(roots, cut)) - body
        body |= checks_within(body, staging)
        return body, [n for n in cut if n in used]

    def _check_unfed(self, body: Iterable[ast.stmt], cut: set[Node], site: RunSite) -> None:
        """A statement may compute more than a run needs, from a placeholder that the run does not feed."""
        for statement in body:
            asked = {
                n.value
                for n in walk(statement)
                if isinstance(n, ast.Attribute) and n.attr in STATIC_QUESTIONS
            }
            places = (n for n in walk(statement) if isinstance(n, (ast.Name, ast.Attribute)))
            for name in (n for n in places if n not in asked):
                value = self.frame.values.get(name)
                self.placeholder_lists.check_fed(value, cut, statement)
                value = self.canonical.of(value) if isinstance(value, Node) else None
                fed = value is None or value.kind != "placeholder" or value in cut
                if not fed and isinstance(name.ctx, ast.Load):
                    raise Obstacle(
                        "TF215",
                        "a run needs a statement that takes a placeholder which the run does not feed",
                        "compute what it needs in a statement of its own",
                        statement,
                    )

    def _check_placeholders(self, body: Iterable[ast.stmt]) -> None:
        """A function cannot call another one that makes a placeholder: its specification is no tensor."""
        for statement in body:
            for node in self.staging.facts.by_node[statement].made:
                if node.kind == "placeholder" and node.made.frame not in self.canonical.frames:
                    raise Obstacle(
                        "TF219",
                        "a function makes a placeholder and what is computed from it",
                        "pass it in",
                        node.expr,
                    )

    def _check_helpers(self, body: Iterable[ast.stmt]) -> None:
        """A helper that moved code calls cannot read tensors that are locals of functions now."""
        owners = {self.staging.facts.by_node[s] for s in body}
        moved = [s for s, role in self.staging.roles.items() if role is Role.MOVE]
        inside = {n for s in moved for n in walk(s) if isinstance(n, (ast.FunctionDef, ast.Lambda))}
        own = instance_cell(self.frame) if self.receiver else None
        for frame in self.trace.frames:
            code = frame.function.node if frame.function is not None else None
            if frame in self.canonical.frames or code in inside:
                continue
            for run in frame.statements:
                top = run.within(self.frame)
                if top is None or self.staging.facts.owner.get(top) not in owners:
                    continue
                for (cell, key), writers in run.reads.items():
                    if cell not in (own, self.frame.cell):
                        continue
                    if all(w is None or w.within(self.frame) is top for w in writers):
                        continue
                    kind = ast.Attribute if cell is own else ast.Name
                    held = [v for v in (cell.slots.get(key), *_seen(run, key, kind)) if isinstance(v, Node)]
                    if not all(map(self._is_kept, held)):
                        raise Obstacle(
                            "TF219",
                            f"a helper reads the tensor '{key}', which is not given to it",
                            "pass the tensor as an argument",
                            run.node,
                        )

    def _is_kept(self, node: Node) -> bool:
        """Whether a graph object is there outside of functions too."""
        return node.kind == "variable" or (node.kind == "tensor" and self.staging.is_fixed(node))

    def _leaf(
        self, path: tuple[object, ...], node: Node, kind: str, body: set[ast.stmt], site: RunSite
    ) -> Leaf:
        if kind == "initializer" or is_nothing(node):
            return Leaf(path, node, kind)
        if node in self.staging.on_the_spot:
            expr = expression_at(site.fetch_expr, path)
            if expr is None:
                raise Obstacle(
                    "TF212",
                    "the fetched list is not written at the run",
                    "write the fetches at the run",
                    site.call,
                )
            if kind == "action":
                return Leaf(path, node, "tensor", on_the_spot=expr)
            return Leaf(path, node, kind, on_the_spot=expr)
        if kind == "action" and node.op in DONE_INSIDE:
            return Leaf(path, node, kind)
        if node in self.draws.element_of:
            return self.draws.leaf(path, node, body)
        found = self.bindings.name_at(node, [s for s in self.staging.line if s in body])
        if node.op == AVERAGE and kind == "action":
            return Leaf(path, node, kind, label=found[0].removeprefix(self.prefix) if found else "")
        if found is None:
            kept = [s for s in self.staging.line if stays(s, self.staging)]
            found = self.bindings.name_at(node, kept) or named_besides(node, body, self)
        if found is None and self.passed_on.get(node) is not None:
            return Leaf(path, node, kind, self.parameter_names[node])
        if found is None:
            expr = expression_at(site.fetch_expr, path)
            if expr is not None and kind in ("variable", "eager"):
                asked = isinstance(expr, ast.Call) and node.kind == "variable"
                named = name_of_step(node, self.frame) if asked else ""
                return Leaf(path, node, kind, named or ast.unparse(expr))
            raise Obstacle(
                "TF217",
                "a fetched tensor has no name in the function that builds it",
                "give it a name",
                site.call,
            )
        expression, statement = found
        root = expression.partition("[")[0]
        later = [
            s
            for s in self.staging.line
            if s in body
            and self.staging.position[s] > self.staging.position[statement]
            and any(n == root for n, _ in self.bindings.targets(s))
        ]
        if later:
            raise Obstacle(
                "TF218",
                f"'{root}' means another tensor by the time it is fetched",
                "use another name",
                later[0],
            )
        if self.staging.roles.get(statement) is Role.MOVE:
            expression = expression.removeprefix(self.prefix)
        return Leaf(path, node, "tensor" if kind == "action" else kind, expression)

    def _returned(
        self, leaves: Sequence[Leaf], kinds: Sequence[str], body: set[ast.stmt], site: RunSite
    ) -> tuple[Leaf, ...]:
        """What a function returns: the fetched tensors, or the list of the user's that holds them."""
        returned = tuple(leaf for leaf in leaves if leaf.kind not in ("action", "initializer"))
        expr = site.fetch_expr
        fetched = site.statement.frame.values.get(expr)
        whole = {leaf.kind for leaf in leaves} == {"tensor"} and set(kinds) <= {"tensor", "action"}
        enough = len(returned) > 1 or isinstance(site.statement.node, ast.Expr)
        name = self._name_of_list(expr)
        if not whole or not enough or not name or fetched is None:
            return returned
        written = [s for s in self.staging.line if any(n == name for n, _ in self.bindings.targets(s))]
        if not is_flat(fetched) or len(written) != 1 or not isinstance(written[0], ast.Assign):
            return returned
        if not any(n == name and v is fetched for n, v in self.bindings.targets(written[0])):
            return returned
        facts = self.staging.facts
        moved = {
            w.node
            for _, w in facts.writers(facts.by_node[written[0]])
            if self.staging.roles.get(w.node) is Role.MOVE
        }
        if self.staging.roles.get(written[0]) is not Role.MOVE or not moved <= body:
            return returned
        body.add(written[0])
        return (Leaf((), returned[0].node, "list", name.removeprefix(self.prefix)),)

    def _name_of_list(self, expr: ast.expr) -> str:
        """The name that the frame has for a list that is fetched whole."""
        if isinstance(expr, ast.Name) and not self.receiver:
            return expr.id
        return f"{self.prefix}{expr.attr}" if isinstance(expr, ast.Attribute) and self.receiver else ""

    def _parameters(
        self, used: Iterable[Node], fed: dict[Node, ast.expr | None], call: ast.Call
    ) -> tuple[ParameterPlan, ...]:
        order = {n: i for i, n in enumerate(self.trace.nodes)}
        found = []
        for node in sorted(self.placeholder_lists.collapsed(used), key=lambda n: order[n]):
            if not is_element(node):
                found.append(self.placeholder_lists.parameter(node) or self._parameter(node, call))
        self.placeholder_lists.check_signature(found, call)
        found.extend(self.draws.parameters(used, call))
        if len({p.name for p in found}) < len(found):
            raise Obstacle("TF219", "two fed tensors had one name in turn", "give each a name", call)
        return tuple(sorted(found, key=lambda p: bool(p.default)))

    def _name_fed(self, body: Iterable[ast.stmt], cut: Iterable[Node]) -> None:
        """A function has a fed tensor under one name: code that it takes over uses no second one."""
        known = self.parameter_names
        names = {n: known[n] for n in cut if n.kind == "placeholder" and n in known}
        for statement in body:
            for expr in walk(statement):
                value = self.frame.values.get(expr)
                if not isinstance(expr, (ast.Name, ast.Attribute)) or value not in names:
                    continue
                key = expr.id if isinstance(expr, ast.Name) else expr.attr
                binder = self._kept_binder(key, statement)
                if binder is None and isinstance(expr, ast.Name) and key in parameters_of(self.frame):
                    self.renames[expr] = names[value]
                if binder is None or (names[value] == key and isinstance(expr, ast.Attribute)):
                    continue
                if names[value] != key and self.staging.facts.top(value) is not binder:
                    raise Obstacle(
                        "TF219",
                        f"a fed tensor has two names, '{names[value]}' and '{key}'",
                        "use one of them",
                        binder.node,
                    )
                self.renames[expr] = names[value]

    def _kept_binder(self, key: str, statement: ast.stmt) -> StatementFacts | None:
        """The statement that stays and binds a name that another one reads."""
        for (_, read), writers in self.staging.facts.by_node[statement].reads.items():
            for writer in writers if read == key else ():
                top = writer.within(self.frame) if writer is not None else None
                owner = self.staging.facts.owner.get(top) if top is not None else None
                if owner is not None and self.staging.roles.get(owner.node) is Role.KEEP:
                    return owner
        return None

    def _parameter(self, node: Node, call: ast.Call) -> ParameterPlan:
        lent = self.passed_on.get(node)
        if lent is not None:
            return lent
        named = self.bindings.name_at(node, self.staging.line)
        if named is None or not named[0].removeprefix(self.prefix).isidentifier():
            named = parameter_given(self, node) or name_elsewhere(self, node)
        if named is None or not named[0].removeprefix(self.prefix).isidentifier():
            raise Obstacle(
                "TF219", "a fed tensor has no name of its own", "bind each placeholder to a name", call
            )
        full = named[0]
        name = full.removeprefix(self.prefix)
        self.parameter_names[node] = name
        if node.kind == "placeholder" and node.op == "tf.sparse_placeholder":
            raise Obstacle("TF219", "a sparse placeholder is fed", "pass a tf.SparseTensor", call)
        if node in self.staging.states:
            return state_parameter(self, node, full, call)
        default = default_of(node.expr) if node.op == WITH_DEFAULT else None
        text = default.text if default is not None else ""
        if node.op == WITH_DEFAULT and default is None:
            raise Obstacle(
                "TF214", "the default of a placeholder is not written out", "write the default", node.expr
            )
        if self._is_python_flag(node):
            return ParameterPlan(name, node, python=True, default=text)
        if default is not None:
            direct = getattr(named[1], "value", None) is node.expr
            cast = f"{self.tf}.{default.dtype}"
            return ParameterPlan(name, node, spec=full if direct else "", default=text, cast=cast)
        dtype = type_of(node)
        if node.kind == "placeholder":
            direct = is_specified(self, named[1], node)
            return ParameterPlan(name, node, dtype=dtype, spec=full if direct else "")
        base = _elementwise_base(node)
        if base is not None:
            assert isinstance(base.expr, ast.Call)
            self.whole_specs[named[1]] = base.expr
            return ParameterPlan(name, node, dtype=type_of(base), spec=full)
        known = dtype_of(node)
        if known is None:
            raise Obstacle(
                "TF220",
                "a tensor of unknown type that is not a placeholder is fed",
                "make it an argument of the function",
                call,
            )
        shape = fed_shape(self, node)
        return ParameterPlan(name, node, spec=f"{self.tf}.TensorSpec({shape}, {self.tf}.{known})")

    def _is_python_flag(self, node: Node) -> bool:
        """Whether a fed value decides what Keras layers do, so that it has to be a Python value."""
        return any(
            other.arguments.get(word) is node
            for other in self.trace.nodes
            for word in PYTHON_ARGUMENTS
            if lookup(other.op) and "layer" in lookup(other.op).row  # type: ignore[union-attr]
        )

    def _check_stable(self, ordered: Sequence[ast.stmt], cut: set[Node]) -> None:
        """Host values that moved statements read must not change; building them must have no effects."""
        self._name_fed(ordered, cut)
        check_states(self, ordered, cut)
        Stability(self).check(ordered, cut)

    def _check_stable_on_the_spot(self, expr: ast.expr, site: RunSite) -> None:
        """An expression that is built at a run may only read what is the same at each of its runs."""
        frame = site.statement.frame
        for name in (n for n in walk(expr) if isinstance(n, ast.Name)):
            value = frame.values.get(name)
            if value is None or nodes_in(value):
                continue
            if name.id in frame.local_names and frame is not self.frame:
                raise Obstacle(
                    "TF225",
                    f"an op is built at the run from '{name.id}', which is local there",
                    "build it where its inputs are built",
                    site.call,
                )
            writers = self.trace.writes.get((frame.cell, name.id), [])
            if len(writers) > 1 or any(w.looped or isinstance(w.node, (ast.For, ast.While)) for w in writers):
                raise Obstacle(
                    "TF225",
                    f"an op is built at the run from '{name.id}', which changes",
                    "feed the value",
                    site.call,
                )

    def _anchor(
        self, ordered: Sequence[ast.stmt], site: RunSite, leaves: Sequence[Leaf]
    ) -> tuple[ast.stmt, bool]:
        run_top = site.statement.within(self.frame)
        owner = self.staging.facts.owner.get(run_top) if run_top is not None else None
        # Calls of other objects' functions stand nowhere in the old text.
        written = [s for s in ordered if s not in self.borrowed_calls]
        if any(leaf.on_the_spot is not None for leaf in leaves) or not written:
            if owner is None:
                raise Obstacle(
                    "TF221",
                    "an op is built inside a function at the run",
                    "build it where its inputs are built",
                    site.call,
                )
            return owner.node, True
        return written[-1], False


def _seen(run: StatementRun, key: object, kind: type[ast.Name | ast.Attribute]) -> Iterator[Value]:
    """What a statement found under a name or an attribute, which may hold something else by now."""
    for node in walk(run.node):
        if isinstance(node, kind) and isinstance(node.ctx, ast.Load):
            named = node.id if isinstance(node, ast.Name) else node.attr
            value = run.frame.values.get(node) if named == key else None
            if value is not None:
                yield value
