"""What TensorFlow 1's functions do to the graph: placeholders, variables, scopes, collections, sessions."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Sequence

from tf2codemod.interpret.calls import Arguments, Keywords
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.scopes import Scopes, argument, ordered_nodes
from tf2codemod.interpret.trace import RunSite
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    TF,
    Const,
    External,
    Function,
    Items,
    Mapping,
    Node,
    Thing,
    Union,
    Unknown,
    Value,
    join,
    nodes_in,
    options_of,
)

GRAPH_KEYS = {
    "TRAINABLE_VARIABLES": "trainable_variables",
    "GLOBAL_VARIABLES": "variables",
    "VARIABLES": "variables",
    "LOCAL_VARIABLES": "local_variables",
    "MODEL_VARIABLES": "model_variables",
    "REGULARIZATION_LOSSES": "regularization_losses",
    "LOSSES": "losses",
    "UPDATE_OPS": "update_ops",
    "SUMMARIES": "summaries",
}


class Graph(Scopes):
    """The models of single TensorFlow functions."""

    @abstractmethod
    def run_site(
        self,
        kind: str,
        fetches: Value,
        feeds: Value | None,
        node: ast.Call,
        fetch_expr: ast.expr,
        feed_expr: ast.expr | None,
    ) -> Value:
        """Records a run and gives what it returns."""

    def call_tensorflow(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        model = getattr(self, "_model_" + model_of(symbol), self._model_operation)
        value: Value = model(symbol, arguments, keywords, node)
        return value

    def _model_operation(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        self._escape(arguments, keywords, node)
        last = symbol.rpartition(".")[2]
        if last[:1].isupper() and not ordered_nodes(arguments, keywords):
            return self.thing("object", symbol, node, dict(keywords))
        unknown = [v for v in (*arguments, *keywords.values()) if isinstance(v, Unknown)]
        made = self.node(
            "tensor", symbol, node, ordered_nodes(arguments, keywords), self._named(arguments, keywords)
        )
        if unknown:
            made.arguments["unknown"] = unknown[0]
        return made

    def _named(self, arguments: Arguments, keywords: Keywords) -> dict[str, Value]:
        return {**{str(i): v for i, v in enumerate(arguments)}, **keywords}

    # Placeholders and variables -------------------------------------------------------------------------

    def _model_placeholder(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        found = {k: v for k, v in zip(("dtype", "shape", "name"), arguments, strict=False)} | dict(keywords)
        return self.node("placeholder", symbol, node, (), found)

    def _model_placeholder_with_default(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        found = {k: v for k, v in zip(("input", "shape", "name"), arguments, strict=False)} | dict(keywords)
        return self.node("placeholder", symbol, node, ordered_nodes(arguments, keywords), found)

    VARIABLE_ARGUMENTS = (
        "initial_value",
        "trainable",
        "collections",
        "validate_shape",
        "caching_device",
        "name",
    )

    def _model_variable(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        found = dict(zip(self.VARIABLE_ARGUMENTS, arguments, strict=False)) | dict(keywords)
        initial = found.get("initial_value")
        if isinstance(initial, Function):
            found["initial_value"] = self.invoke(initial, (), {}, node)
        name = found.get("name")
        made = self.node(
            "variable", symbol, node, ordered_nodes(arguments, keywords), found, self._path(name, "Variable")
        )
        self._register(made, found)
        return made

    def _path(self, name: Value | None, default: str) -> str:
        own = (
            str(name.value)
            if isinstance(name, Const) and isinstance(name.value, str)
            else default
            if name in (None, NONE)
            else "?"
        )
        return f"{self.scope.path}/{own}" if self.scope.path else own

    def _register(self, made: Node, found: dict[str, Value]) -> None:
        trainable = found.get("trainable")
        names = ["variables"]
        if not (isinstance(trainable, Const) and trainable.value is False):
            names.append("trainable_variables")
        chosen = found.get("collections")
        if chosen is not None and chosen != NONE:
            names = [self._key(k) for k in (chosen.prefix if isinstance(chosen, Items) else (chosen,))]
            if isinstance(trainable, Const) and trainable.value is False:
                pass
            elif "trainable_variables" not in names:
                names.append("trainable_variables")
        for name in names:
            self.collect(name, made)

    GET_VARIABLE_ARGUMENTS = (
        "name",
        "shape",
        "dtype",
        "initializer",
        "regularizer",
        "trainable",
        "collections",
    )

    def _model_get_variable(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        found = dict(zip(self.GET_VARIABLE_ARGUMENTS, arguments, strict=False)) | dict(keywords)
        path = self._path(found.get("name"), "?")
        known = self.variables.get(path)
        if known is not None and "?" not in path and self.scope.known:
            return known
        inputs = ordered_nodes(arguments, keywords)
        if "initializer" in self.scope.arguments:
            found["scope initializer"] = self.scope.arguments["initializer"]
        made = self.node("variable", symbol, node, inputs, found, path)
        self.variables[path] = made
        if symbol == "tf.get_local_variable":
            self.collect("local_variables", made)
        else:
            self._register(made, found)
        regularizer = found.get("regularizer") or self.scope.arguments.get("regularizer")
        if regularizer is not None and regularizer not in (NONE, HOST):
            self.collect("regularization_losses", self._penalty(regularizer, made, node))
        return made

    def _penalty(self, regularizer: Value, variable: Node, node: ast.AST) -> Node:
        made = self.node(
            "tensor", "regularizer", node, (variable,), {"regularizer": regularizer}, variable.name, variable
        )
        if isinstance(regularizer, (Function,)):
            result = self.invoke(regularizer, (variable,), {}, node)
            made.inputs = (*made.inputs, *nodes_in(result))
        return made

    def _model_global_step(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        known = self.variables.get("global_step")
        if known is None:
            known = self.node("variable", symbol, node, (), {"trainable": Const(False)}, "global_step")
            self.variables["global_step"] = known
            self.collect("variables", known)
        return known

    def _model_initializer_op(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self.node("action", symbol, node, ordered_nodes(arguments, keywords))

    def _model_structure(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.items("tuple", [*arguments, *keywords.values()])

    # Actions and gradients ------------------------------------------------------------------------------

    def _model_assign(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.node(
            "action", symbol, node, ordered_nodes(arguments, keywords), self._named(arguments, keywords)
        )

    _model_group = _model_assign

    def _model_gradients(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        targets = argument(arguments, keywords, 1, "xs") or HOST
        inputs = ordered_nodes(arguments, keywords)
        found = self._named(arguments, keywords)
        elements, exact = (
            self.elements(targets) if isinstance(targets, (Items, Mapping)) else ((targets,), True)
        )
        made = [
            self.node(
                "tensor",
                symbol,
                node,
                tuple(dict.fromkeys((*nodes_in(x), *inputs))),
                {**found, "of": x},
                "",
                index,
            )
            for index, x in enumerate(elements)
        ]
        return self.items("list", made) if exact else self.items("list", (), made[0])

    def _model_optimizer(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.thing("optimizer", symbol, node, self._named(arguments, keywords))

    def _model_clip_by_global_norm(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        tensors = argument(arguments, keywords, 0, "t_list") or HOST
        inputs = ordered_nodes(arguments, keywords)
        elements, exact = self.elements(tensors)
        clipped = [self.node("tensor", symbol, node, inputs, {}, "", i) for i, _ in enumerate(elements)]
        norm = self.node("tensor", symbol, node, inputs, {}, "", "norm")
        whole = (
            self.items("list", clipped) if exact else self.items("list", (), clipped[0] if clipped else norm)
        )
        return self.items("tuple", (whole, norm))

    # Collections ----------------------------------------------------------------------------------------

    def collect(self, name: str, node: Node) -> None:
        members = self.trace.collections.setdefault(name, [])
        if node not in members:
            members.append(node)

    def _key(self, key: Value) -> str:
        if isinstance(key, TF):
            last = key.symbol.rpartition(".")[2]
            return GRAPH_KEYS.get(last, last)
        return str(key.value) if isinstance(key, Const) else "?"

    def _model_collection_add(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        key = argument(arguments, keywords, 0, "name") or HOST
        value = argument(arguments, keywords, 1, "value") or HOST
        keys = key.prefix if isinstance(key, Items) else (key,)
        for name in keys:
            for member in nodes_in(value):
                self.collect(self._key(name), member)
        self.effect("collection", "", node)
        return NONE

    def _members(self, name: str, scope: Value | None, node: ast.AST) -> Value:
        members: Sequence[Node] = self.trace.collections.get(name, ())
        if isinstance(scope, Const) and isinstance(scope.value, str):
            prefix = scope.value
            members = [m for m in members if m.name.startswith(prefix) or m.name.startswith("?")]
        elif scope is not None and scope != NONE:
            self.effect("collection", name, node)
            return self.items("list", (), self.summary(self.items("list", members)))
        self.effect("collection", name, node)
        return self.items("list", members)

    def _model_collection_get(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        key = self._key(argument(arguments, keywords, 0, "key") or HOST)
        if key == "?":
            return Unknown("a collection is read by a computed name")
        return self._members(key, argument(arguments, keywords, 1, "scope"), node)

    def _model_trainable_variables(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self._members("trainable_variables", argument(arguments, keywords, 0, "scope"), node)

    def _model_global_variables(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        name = "local_variables" if symbol.endswith("local_variables") else "variables"
        return self._members(name, argument(arguments, keywords, 0, "scope"), node)

    def _model_regularization_losses(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self._members("regularization_losses", argument(arguments, keywords, 0, "scope"), node)

    def _model_get_losses(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self._members("losses", argument(arguments, keywords, 0, "scope"), node)

    def _model_regularization_loss(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        members = self._members("regularization_losses", argument(arguments, keywords, 0, "scope"), node)
        return self.node("tensor", symbol, node, nodes_in(members))

    def _model_total_loss(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        both = (self._members("losses", None, node), self._members("regularization_losses", None, node))
        return self.node("tensor", symbol, node, tuple(n for m in both for n in nodes_in(m)))

    def _model_loss(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        made = self.node(
            "tensor", symbol, node, ordered_nodes(arguments, keywords), self._named(arguments, keywords)
        )
        self.collect("losses", made)
        return made

    def _model_add_loss(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        for member in nodes_in(arguments[0] if arguments else HOST):
            self.collect("losses", member)
        return NONE

    # Layers, cells and metrics --------------------------------------------------------------------------

    def _model_layer(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        kind = symbol.rpartition(".")[2]
        inputs = ordered_nodes(arguments, keywords)
        made_of: list[Node] = []
        if kind not in STATELESS_LAYERS:
            name = keywords.get("name") or keywords.get("scope")
            own = str(name.value) if isinstance(name, Const) and name.value is not None else ""
            reuse = keywords.get("reuse")
            path = self._layer_path(own, kind)
            reused = isinstance(reuse, Const) and reuse.value not in (None, False)
            for part in LAYER_VARIABLES.get(kind, ("kernel", "bias")):
                made_of.append(
                    self._layer_variable(
                        symbol, f"{path}/{part}", part, node, keywords, reused or self.scope.reuse
                    )
                )
        made = self.node("tensor", symbol, node, (*inputs, *made_of), self._named(arguments, keywords))
        if kind in {"batch_normalization", "batch_norm"}:
            update = self.node("action", "update moving averages", node, (made,))
            self.collect("update_ops", update)
        return made

    def _layer_variable(
        self, symbol: str, path: str, part: str, node: ast.AST, keywords: Keywords, reuse: bool
    ) -> Node:
        known = self.variables.get(path)
        if known is not None and self.scope.known and "?" not in path:
            return known
        trainable = (
            keywords.get("trainable", Const(True))
            if part not in {"moving_mean", "moving_variance"}
            else Const(False)
        )
        made = self.node(
            "variable", symbol, node, (), {"trainable": trainable, "layer": Const(part)}, path, part
        )
        self.variables[path] = made
        self._register(made, {"trainable": trainable})
        regularizer = keywords.get(f"{part}_regularizer") or keywords.get(
            "weights_regularizer" if part in {"kernel", "weights"} else "biases_regularizer"
        )
        if regularizer is None or regularizer == NONE:
            regularizer = self.scope.arguments.get("regularizer")
        if regularizer is not None and regularizer not in (NONE, HOST):
            self.collect("regularization_losses", self._penalty(regularizer, made, node))
        return made

    def _model_layer_object(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self.thing("layer", symbol, node, self._named(arguments, keywords))

    _model_model = _model_layer_object

    def _model_cell(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        made = self.thing("cell", symbol, node, self._named(arguments, keywords))
        made.arguments["inputs"] = self.items(
            "tuple", [n for v in (*arguments, *keywords.values()) for n in nodes_in(v)]
        )
        return made

    def _state_of(self, thing: Value, node: ast.AST) -> tuple[Node, ...]:
        """The variables of a cell or layer, made at its first use."""
        if not isinstance(thing, Thing):
            return ()
        if not thing.cell.slots.get("variables"):
            path = (
                f"{self.scope.path}/{thing.symbol.rpartition('.')[2]}"
                if self.scope.path
                else thing.symbol.rpartition(".")[2]
            )
            owner: dict[str, Value] = {"owner": thing}
            parts = [
                self.node("variable", thing.symbol, node, (), dict(owner), f"{path}/{p}", (thing, p))
                for p in ("kernel", "bias")
            ]
            for part in parts:
                self._register(part, {})
            thing.cell.slots["variables"] = self.items("list", parts)
        inner = thing.arguments.get("inputs")
        return (*nodes_in(thing.cell.slots["variables"]), *(nodes_in(inner) if inner is not None else ()))

    def _model_rnn(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        self._escape(arguments, keywords, node)
        state = [n for v in (*arguments, *keywords.values()) for n in self._state_of(v, node)]
        return self.node(
            "tensor",
            symbol,
            node,
            (*ordered_nodes(arguments, keywords), *state),
            self._named(arguments, keywords),
        )

    _model_bidirectional_rnn = _model_rnn

    def _model_metric(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        inputs = ordered_nodes(arguments, keywords)
        totals = [
            self.node("variable", symbol, node, (), {"trainable": Const(False)}, self._path(None, p), p)
            for p in ("total", "count")
        ]
        for total in totals:
            self.collect("local_variables", total)
        value = self.node(
            "tensor", symbol, node, tuple(totals), self._named(arguments, keywords), "", "value"
        )
        update = self.node(
            "action", symbol, node, (*inputs, *totals), self._named(arguments, keywords), "", "update"
        )
        return self.items("tuple", (value, update))

    # Data, summaries, checkpoints -----------------------------------------------------------------------

    def _model_dataset(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        self._escape(arguments, keywords, node)
        made = self.thing("dataset", symbol, node, self._named(arguments, keywords))
        made.arguments["inputs"] = self.items("tuple", ordered_nodes(arguments, keywords))
        if (
            "element" not in made.cell.slots
            and symbol.endswith(("from_tensor_slices", "from_tensors"))
            and arguments
        ):
            made.arguments["structure"] = arguments[0]
        return made

    def _model_iterator(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        made = self.thing("iterator", symbol, node, self._named(arguments, keywords))
        made.arguments["inputs"] = self.items("tuple", ordered_nodes(arguments, keywords))
        return made

    def _model_summary(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        made = self.node(
            "tensor", symbol, node, ordered_nodes(arguments, keywords), self._named(arguments, keywords)
        )
        self.collect("summaries", made)
        return made

    def _model_merged_summary(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self.node("tensor", symbol, node, tuple(self.trace.collections.get("summaries", ())))

    def _model_writer(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.thing("writer", symbol, node, self._named(arguments, keywords))

    def _model_saver(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        made = self.thing("saver", symbol, node, self._named(arguments, keywords))
        made.arguments.setdefault(
            "variables", self.items("list", list(self.trace.collections.get("variables", ())))
        )
        return made

    # The host side --------------------------------------------------------------------------------------

    def _model_session(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.thing("session", symbol, node, self._named(arguments, keywords))

    def _model_host_object(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        made = self.thing("object", symbol, node, self._named(arguments, keywords))
        made.arguments["inputs"] = self.items("tuple", ordered_nodes(arguments, keywords))
        if symbol == "tf.make_template" and len(arguments) > 1:
            made.cell.slots["template"] = arguments[1]
        return made

    def _model_initializer(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self.thing("initializer", symbol, node, self._named(arguments, keywords))

    def _model_regularizer(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self.thing("regularizer", symbol, node, self._named(arguments, keywords))

    def _model_host(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        self.effect("host", symbol, node)
        return HOST

    def _model_app_run(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        main = argument(arguments, keywords, 0, "main")
        if main is None or main == NONE:
            main = self.frame.module.cell.slots.get("main")
        return self.invoke(main, (HOST,), {}, node) if main is not None else NONE

    # Control flow ---------------------------------------------------------------------------------------

    def _model_call_functions(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        given = [v for v in (*arguments, *keywords.values()) if not isinstance(v, Function)]
        inner = self.node(
            "tensor", symbol, node, tuple(n for v in given for n in nodes_in(v)), {}, "", "element"
        )
        results: list[Value] = []
        for value in (*arguments, *keywords.values()):
            for option in options_of(value):
                code = option.node if isinstance(option, Function) else None
                if code is not None:
                    count = len(code.args.args)
                    results.append(self.invoke(option, [inner] * count, {}, node))
                elif isinstance(option, (Items, Mapping)):
                    self._escape(tuple(option.cell.slots.values()), {}, node)
        inputs = (*ordered_nodes(arguments, keywords), *(n for r in results for n in nodes_in(r)))
        first = results[0] if results else None
        if isinstance(first, Items) and first.rest is None:
            parts = [self.node("tensor", symbol, node, inputs, {}, "", i) for i, _ in enumerate(first.prefix)]
            return self.items(first.kind, parts)
        return self.node("tensor", symbol, node, inputs, self._named(arguments, keywords))

    def _model_while_loop(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        condition, body, start = (
            argument(arguments, keywords, i, n) or HOST for i, n in enumerate(("cond", "body", "loop_vars"))
        )
        inputs = ordered_nodes(arguments, keywords)
        elements = start.prefix if isinstance(start, Items) else (start,)
        turn = [
            self.node("tensor", symbol, node, (*nodes_in(e), *inputs), {}, "", ("turn", i))
            if not isinstance(e, Items)
            else e
            for i, e in enumerate(elements)
        ]
        for function in (condition, body):
            result = self.invoke(function, turn, {}, node) if isinstance(function, Function) else HOST
            inputs = (*inputs, *nodes_in(result))
        parts = [
            self.node("tensor", symbol, node, inputs, {}, "", ("end", i)) for i, _ in enumerate(elements)
        ]
        return parts[0] if len(parts) == 1 else self.items("tuple", parts)

    def _model_apply_first(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return arguments[0] if arguments else HOST

    # Contexts -------------------------------------------------------------------------------------------


STATELESS_LAYERS = frozenset(
    [
        "dropout",
        "flatten",
        "max_pooling1d",
        "max_pooling2d",
        "max_pooling3d",
        "average_pooling1d",
        "average_pooling2d",
        "average_pooling3d",
        "max_pool2d",
        "avg_pool2d",
    ]
)
LAYER_VARIABLES = {
    "batch_normalization": ("gamma", "beta", "moving_mean", "moving_variance"),
    "batch_norm": ("gamma", "beta", "moving_mean", "moving_variance"),
    "layer_norm": ("gamma", "beta"),
    "instance_norm": ("gamma", "beta"),
}
__all__ = ["External", "Graph", "Mapping", "RunSite", "Union", "join"]
