"""What layers, recurrent cells and metrics add to the graph."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup, table
from tf2codemod.facts.symbols import Symbol
from tf2codemod.interpret.arguments import Arguments, Keywords, ordered_nodes
from tf2codemod.interpret.collected import Collections
from tf2codemod.interpret.scopes import scope_path
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Const,
    Node,
    Thing,
    Unknown,
    Value,
    contained,
    nodes_in,
)

USUAL = ("kernel", "bias")


class Layers(Collections):
    """The models of functions that make variables and use them at once."""

    def _model_layer(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        keywords = self.scoped_keywords(symbol, len(arguments), keywords, node)
        kind = symbol.rpartition(".")[2]
        inputs = ordered_nodes(arguments, keywords)
        made_of: list[Node] = []
        fact = lookup(symbol)
        row = fact.row if fact is not None else {}
        if not row.get("stateless"):
            given = keywords.get("name") or keywords.get("scope")
            own = str(given.value) if isinstance(given, Const) and given.value is not None else ""
            reuse = keywords.get("reuse")
            opened = scope_path(given)
            path = self._layer_path(own, row.get("scope", kind)) if opened is None else opened
            reused = isinstance(reuse, Const) and reuse.value not in (None, False)
            for name in row.get("variables", USUAL):
                part = table("layer_variables")["keras"].get(name, name)
                if not _is_left_out(part, fact, keywords):
                    made = self._layer_variable(
                        symbol,
                        f"{path}/{name}" if path else name,
                        part,
                        node,
                        keywords,
                        reused or self.scope.reuse,
                    )
                    made_of.append(made)
        made = self.node("tensor", symbol, node, (*inputs, *made_of), self._named(arguments, keywords))
        if kind in {"batch_normalization", "batch_norm"}:
            place = self._op_path(own, kind)
            update = self.node("action", "update moving averages", node, (made,), name=place)
            if _collects_updates(made):
                self.collect("update_ops", update)
        return made

    def _op_path(self, own: str, kind: str) -> str:
        """The name scope in which a layer makes its ops, as far as it is known."""
        last = own or (f"{kind}?" if kind != "batch_norm" else "BatchNorm?")
        return f"{self.scope.names}/{last}/" if self.scope.names else f"{last}/"

    def _layer_variable(
        self, symbol: str, path: str, part: str, node: ast.AST, keywords: Keywords, reuse: bool
    ) -> Node:
        known = self.variable_named(path)
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
        if "initializer" in self.scope.arguments and symbol.startswith("tf.layers."):
            made.arguments["scope initializer"] = self.scope.arguments["initializer"]
        self.note(("variable", path), made)
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
        values = [*arguments, *keywords.values()]
        wrapped = [p for v in values for p in contained(v) if isinstance(p, Thing) and p.kind == "cell"]
        values += [inner for cell in wrapped if (inner := cell.arguments.get("inputs")) is not None]
        nodes = dict.fromkeys(n for v in values for n in nodes_in(v))
        made.arguments["inputs"] = self.items("tuple", list(nodes))
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
            self.node(
                "variable",
                symbol,
                node,
                (),
                {"trainable": Const(False)},
                self._path(None, p, self.scope.path),
                p,
            )
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


def _collects_updates(layer: Node) -> bool:
    """Whether a batch normalization puts the updates of its averages into the collection of a graph."""
    given = layer.arguments
    mode = given.get("training") or given.get("is_training")
    if mode is None and layer.op.startswith("tf.layers"):
        return False
    return mode != Const(False) and given.get("updates_collections") != NONE


def _is_left_out(part: str, fact: Symbol | None, keywords: Keywords) -> bool:
    """Whether a layer is known to go without one of its variables."""
    for argument in table("layer_variables")["left_out"].get(part, ()):
        given = keywords.get(argument)
        default = fact.default(argument) if fact is not None and given is None else None
        if default in ("False", "None") or (isinstance(given, Const) and given.value in (False, None)):
            return True
    normalized = keywords.get("normalizer_fn", NONE)
    return part == "bias" and normalized not in (NONE, HOST) and not isinstance(normalized, Unknown)
