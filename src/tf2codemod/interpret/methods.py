"""What methods of graph objects and of other TensorFlow objects do."""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection, Sequence

from tf2codemod.interpret.arguments import (
    Arguments,
    Keywords,
    argument,
    argument_expression,
    ordered_nodes,
)
from tf2codemod.interpret.datasets import Datasets
from tf2codemod.interpret.distributions import is_distribution
from tf2codemod.interpret.runs import ASSIGNMENTS
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Const,
    Host,
    Items,
    Node,
    Thing,
    Unknown,
    Value,
    join,
    nodes_in,
    options_of,
    unknowns_in,
)

WITHOUT_GRADIENT = frozenset(("tf.stop_gradient",))
GRAPH_OBJECTS = frozenset(
    [
        "tf.FIFOQueue",
        "tf.RandomShuffleQueue",
        "tf.PaddingFIFOQueue",
        "tf.TextLineReader",
        "tf.TFRecordReader",
        "tf.WholeFileReader",
        "tf.TensorArray",
        "tf.FixedLengthRecordReader",
    ]
)


class Methods(Datasets):
    """Calls methods."""

    def call_method(
        self, owner: Value, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if isinstance(owner, Node):
            return self._node_method(owner, name, arguments, keywords, node)
        if isinstance(owner, Thing):
            method = getattr(self, "_" + owner.kind + "_method", None)
            if method is not None:
                value: Value = method(owner, name, arguments, keywords, node)
                return value
            return self._object_method(owner, name, arguments, keywords, node)
        wanted = argument(arguments, keywords, 0, "fetches")
        if (
            name in {"run", "partial_run"}
            and wanted is not None
            and (nodes_in(wanted) or unknowns_in(wanted))
        ):
            return self._session_run(arguments, keywords, node)
        self._escape(arguments, keywords, node)
        self.effect("call", name, node)
        return self._opaque(
            arguments, keywords, f"the method '{name}' of an unknown object is given graph objects"
        )

    def call_unknown(self, callee: Unknown, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"run", "partial_run"} and arguments:
                return self._session_run(arguments, keywords, node)
            if node.func.attr == "eval" and keywords.keys() & {"session", "feed_dict"}:
                self.run_site("eval", callee, keywords.get("feed_dict"), node, node.func.value, None)
        return callee

    def _node_method(
        self, owner: Node, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if name in {"eval", "run"}:
            return self._node_run(owner, arguments, keywords, node)
        if name in ASSIGNMENTS:
            return self.node(
                "action",
                "tf." + name,
                node,
                (owner, *ordered_nodes(arguments, keywords)),
                {"method": Const(name)},
            )
        if name in {"initialized_value", "read_value", "value"}:
            return self.node("tensor", "Variable." + name, node, (owner,))
        if name == "load":
            self.effect("load", "", node)
            return NONE
        if name in {"get_shape", "set_shape", "consumers"}:
            return Host("shape") if name == "get_shape" else NONE
        self._escape(arguments, keywords, node)
        inputs = (owner, *ordered_nodes(arguments, keywords))
        op = f"{owner.op}.{name}" if is_distribution(owner) else "call"
        return self.node("tensor", op, node, inputs)

    def _session_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if name in {"run", "partial_run"}:
            return self._session_run(arguments, keywords, node)
        if name in {"as_default", "__enter__"}:
            return owner
        if name == "run_step_fn":
            self._escape(arguments, keywords, node)
        return HOST

    def _optimizer_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if "step" in owner.arguments:
            return self._minimize_outside(owner, arguments, keywords, node) if name == "minimize" else HOST
        inputs = ordered_nodes(arguments, keywords)
        named = {**self._named(arguments, keywords), "optimizer": owner}
        if name == "minimize":
            variables = keywords.get("var_list") or (arguments[2] if len(arguments) > 2 else NONE)
            trained = self._trained(inputs[:1], variables)
            named["trained"] = self.items("list", trained)
            return self.node("action", "minimize", node, (*inputs, *trained), named)
        if name == "compute_gradients":
            variables = keywords.get("var_list") or (arguments[1] if len(arguments) > 1 else NONE)
            trained = self._trained(inputs[:1], variables)
            pairs: list[Value] = []
            every = trained if variables != NONE else self.members("trainable_variables")
            for index, variable in enumerate(every):
                if variable not in trained:
                    pairs.append(self.items("tuple", (NONE, variable)))
                    continue
                gradient = self.node(
                    "tensor", "compute_gradients", node, (*inputs[:1], variable), named, "", index
                )
                pairs.append(self.items("tuple", (gradient, variable)))
            if not pairs:
                gradient = self.node("tensor", "compute_gradients", node, inputs, named)
                return self.items("list", (), self.items("tuple", (gradient, gradient)))
            return self.items("list", pairs)
        if name == "apply_gradients":
            return self.node("action", "apply_gradients", node, inputs, named)
        if name == "variables":
            return self.items("list", ())
        return HOST

    def _model_external_optimizer(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        """An optimizer that is made for one loss: a training op that it runs by itself."""
        made = self.thing("optimizer", symbol, node)
        loss = argument(arguments, keywords, 0, "loss") or HOST
        losses = ordered_nodes((loss,), {})
        chosen = argument(arguments, keywords, 1, "var_list") or NONE
        trained = self._trained(losses, chosen)
        named = {"0": loss, "trained": self.items("list", trained), "optimizer": made}
        made.arguments["step"] = self.node("action", "minimize", node, (*losses, *trained), named)
        return made

    def _minimize_outside(
        self, owner: Thing, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        """An optimizer that runs a session by itself: it fetches the loss and what it is told."""
        feeds = argument(arguments, keywords, 1, "feed_dict")
        fetches = argument(arguments, keywords, 2, "fetches") or self.items("list", ())
        for place, name in ((3, "step_callback"), (4, "loss_callback")):
            callback = argument(arguments, keywords, place, name)
            if callback is not None:
                self._escape((callback,), {}, node)
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return Unknown("an optimizer runs a session inside of a call that is not read")
        expr = argument_expression(node, 2, "fetches")
        written = [expr] if expr is not None else []
        elements: Sequence[Value] = (fetches,) if written else ()
        if isinstance(expr, ast.List) and isinstance(fetches, Items) and fetches.rest is None:
            written, elements = expr.elts, fetches.prefix
        wanted = self.items("list", [owner.arguments["step"], *elements])
        fetched = ast.copy_location(ast.List([node.func.value, *written], ast.Load()), node)
        feed = argument_expression(node, 1, "feed_dict")
        self.run_site("minimize", wanted, feeds, node, fetched, feed)
        return NONE

    def _trained(self, losses: Sequence[Node], chosen: Value) -> list[Node]:
        """The variables a training op changes: those asked for, else those that the loss needs."""
        if chosen != NONE:
            return [n for n in nodes_in(chosen) if n.kind == "variable"]
        needed = ancestors(losses, WITHOUT_GRADIENT)
        return [v for v in self.members("trainable_variables") if v in needed]

    def _saver_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        self.effect("saver", name, node)
        return HOST

    def _writer_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        self.effect("writer", name, node)
        return NONE

    def _layer_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if name in {"__call__", "call", "apply"}:
            state = self.state_of(owner, self.place_of_call(owner), node)
            if isinstance(state, Unknown):
                return state
            inputs = (*ordered_nodes(arguments, keywords), *state)
            return self.node(
                "tensor", owner.symbol, node, inputs, {**self._named(arguments, keywords), "layer": owner}
            )
        if name in {"variables", "weights", "trainable_variables", "trainable_weights"}:
            state = self.state_of(owner, self.place_of_call(owner), node)
            return state if isinstance(state, Unknown) else self.items("list", state)
        if name in {"kernel", "bias"}:
            state = self.state_of(owner, self.place_of_call(owner), node)
            if isinstance(state, Unknown):
                return state
            return next((n for n in state if n.name.endswith(name)), HOST)
        return self._object_method(owner, name, arguments, keywords, node)

    def _cell_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if name in {"__call__", "call"}:
            state = self.state_of(owner, self.place_of_call(owner), node)
            if isinstance(state, Unknown):
                return state
            inputs = (*ordered_nodes(arguments, keywords), *state)
            return self.items(
                "tuple",
                [self.node("tensor", owner.symbol, node, inputs, {}, "", p) for p in ("output", "state")],
            )
        if name in {"zero_state", "get_initial_state", "clone"}:
            return self.node(
                "tensor", "zero_state", node, ordered_nodes(arguments, keywords), {"cell": owner}
            )
        if name in {"state_size", "output_size"}:
            return HOST
        return self._object_method(owner, name, arguments, keywords, node)

    def _scope_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if name == "reuse_variables":
            self.note(("reuse", self.scope.serial), Const(True))
            self.forget_counts()
        if name in {"name", "original_name_scope"}:
            path = owner.arguments.get("path")
            return path if isinstance(path, Const) and "?" not in str(path.value) else HOST
        return HOST

    def _object_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        template = owner.cell.slots.get("template")
        if name == "__call__" and template is not None:
            return self.invoke(template, arguments, keywords, node)
        if owner.symbol.endswith(("Supervisor",)) and name in {
            "managed_session",
            "prepare_or_wait_for_session",
        }:
            return self.thing("session", "tf.Session", node)
        if owner.symbol.endswith("get_default_graph") or owner.symbol == "tf.Graph":
            return self._graph_method(owner, name, arguments, keywords, node)
        inputs = (*ordered_nodes(arguments, keywords), *self._inputs_of(owner))
        if owner.symbol.endswith("ExponentialMovingAverage"):
            return self._moving_average(owner, name, arguments, keywords, node)
        if (
            owner.kind == "object"
            and owner.symbol.startswith("tf.")
            and (inputs or owner.symbol in GRAPH_OBJECTS or "istributions" in owner.symbol)
        ):
            self._escape(arguments, keywords, node)
            kind = "action" if name in {"enqueue", "enqueue_many", "close", "write_op"} else "tensor"
            return self.node(kind, f"{owner.symbol}.{name}", node, inputs)
        if owner.symbol.startswith(("tf.contrib.", "tf.estimator.")):
            self._escape(arguments, keywords, node)
            if not name.endswith(("graph", "loss")):
                return HOST
            return self.node("tensor", f"{owner.symbol}.{name}", node, inputs, {"parts": Const(True)})
        self._escape(arguments, keywords, node)
        self.effect("call", f"{owner.symbol}.{name}", node)
        return self._opaque(
            arguments, keywords, f"'{owner.symbol}.{name}' is given graph objects and is not modelled"
        )

    def _moving_average(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        given = argument(arguments, keywords, 0, "var_list" if name == "apply" else "var")
        if name == "apply":
            averaged = (
                self.members("trainable_variables") if given in (None, NONE) else nodes_in(given or HOST)
            )
            for variable in averaged:
                untrained: dict[str, Value] = {"trainable": Const(False)}
                made = self.node("variable", "moving average", node, (variable,), untrained, "", variable)
                self._register(made, untrained)
                self.write(owner.cell, variable, made)
            return self.node(
                "action", "moving average", node, (*ordered_nodes(arguments, keywords), *averaged)
            )
        if name == "average" and given is not None:
            averages = [self.read(owner.cell, option) for option in options_of(given)]
            known = [a for a in averages if a is not None]
            if known and len(known) == len(averages):
                return functools.reduce(join, known)
            return Unknown("a moving average of a variable is read that is not known to have one")
        return HOST

    def _graph_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        self.effect("graph", name, node)
        if name in {"as_default", "__enter__"}:
            return owner
        if name in {"get_tensor_by_name", "get_operation_by_name", "get_operations", "as_graph_element"}:
            return Unknown("a tensor is looked up by its name in the graph")
        if name in {"get_collection", "get_collection_ref"}:
            return self._model_collection_get("tf.get_collection", arguments, keywords, node)
        if name == "add_to_collection":
            return self._model_collection_add("tf.add_to_collection", arguments, keywords, node)
        return HOST

    def _initializer_method(
        self, owner: Thing, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return (
            self.node(
                "tensor",
                owner.symbol,
                node,
                ordered_nodes(arguments, keywords),
                self._named(arguments, keywords),
            )
            if name == "__call__"
            else HOST
        )

    _regularizer_method = _initializer_method


def ancestors(nodes: Sequence[Node], ends: Collection[str] = ()) -> set[Node]:
    """The nodes and everything that they are computed from, not going past some ops."""
    found: set[Node] = set()
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if node not in found:
            found.add(node)
            if node.op not in ends:
                pending.extend(node.inputs)
    return found
