"""What layers, recurrent cells and metrics add to the graph."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup, table
from tf2codemod.facts.symbols import Symbol
from tf2codemod.interpret.arguments import Arguments, Keywords, ordered_nodes
from tf2codemod.interpret.collected import Collections
from tf2codemod.interpret.reuse import may_ask_for_it
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
            opened = scope_path(given)
            if given not in (None, NONE) and not own and opened is None and isinstance(node, ast.Call):
                named = (k.value for k in node.keywords if k.arg in ("name", "scope"))
                own = self.name_of_unknown(next(named, None))
            path = self._layer_path(own, row.get("scope", kind)) if opened is None else opened
            reused = may_ask_for_it(keywords.get("reuse"))
            for name in row.get("variables", USUAL):
                part = table("layer_variables")["keras"].get(name, name)
                if not _is_left_out(part, fact, keywords):
                    made = self._layer_variable(
                        symbol,
                        f"{path}/{name}" if path else name,
                        part,
                        node,
                        keywords,
                        reused,
                    )
                    if isinstance(made, Unknown):
                        return made
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
        self, symbol: str, path: str, part: str, node: ast.AST, keywords: Keywords, asks_for_it: bool
    ) -> Node | Unknown:
        known = self.used_again(path, node, asks_for_it)
        if known is not None:
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

    def state_of(self, thing: Value, place: str, node: ast.AST) -> tuple[Node, ...] | Unknown:
        """The variables of a cell or layer, made at its first use; ``place`` stands for their scope."""
        if not isinstance(thing, Thing):
            return ()
        if not thing.cell.slots.get("variables"):
            parts = self._earlier_state(thing, place, node)
            if isinstance(parts, Unknown):
                return parts
            thing.cell.slots["variables"] = self.items("list", parts or self._new_state(thing, node))
            thing.cell.slots["place"] = Const(place)
        place = str(getattr(thing.cell.slots["place"], "value", place))
        for part, made in zip(USUAL, nodes_in(thing.cell.slots["variables"]), strict=True):
            if self.variable_named(f"{place}/{part}") is not made:
                self.note(("variable", f"{place}/{part}"), made)
        inner = thing.arguments.get("inputs")
        return (*nodes_in(thing.cell.slots["variables"]), *(nodes_in(inner) if inner is not None else ()))

    def _earlier_state(self, thing: Thing, place: str, node: ast.AST) -> list[Node] | Unknown:
        """The variables that another cell or layer made, where the scope asks for those."""
        if not self.may_reuse():
            return []
        first = self.used_again(f"{place}/kernel", node)
        if first is None:
            reason = "a cell or layer uses variables again that are not known"
            return self.unclear(reason, node) if self.reuses() else []
        if isinstance(first, Unknown):
            return first
        owner = first.arguments.get("owner")
        if not isinstance(owner, Thing) or _innermost(owner) != _innermost(thing):
            return self.unclear("cells of several kinds use one scope", node)
        self.trace.shared_cells.append((thing, owner))
        return [v for part in USUAL if (v := self.variable_named(f"{place}/{part}")) is not None]

    def _new_state(self, thing: Thing, node: ast.AST) -> list[Node]:
        own = thing.symbol.rpartition(".")[2]
        path = f"{self.scope.path}/{own}" if self.scope.path else own
        parts = []
        for part in USUAL:
            made = self.node(
                "variable", thing.symbol, node, (), {"owner": thing}, f"{path}/{part}", (thing, part)
            )
            self._register(made, {})
            parts.append(made)
        return parts

    def place_of_call(self, thing: Thing) -> str:
        """The scope of the variables of a cell or layer that is called now; it is numbered without a name."""
        name = thing.arguments.get("name")
        own = str(name.value) if isinstance(name, Const) and name.value is not None else ""
        if not own and name not in (None, NONE):
            own = "?"
        return self._layer_path(own, thing.kind) if not thing.cell.slots.get("variables") else ""

    def _model_rnn(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        self._escape(arguments, keywords, node)
        scope = keywords.get("scope", NONE)
        opened = scope_path(scope)
        last = str(scope.value) if isinstance(scope, Const) and scope.value is not None else "rnn"
        if scope != NONE and not isinstance(scope, Const):
            last = "?"
        place = opened if opened is not None else f"{self.scope.path}/{last}"
        state: list[Node] = []
        for number, value in enumerate((*arguments, *keywords.values())):
            found = self.state_of(value, f"{place}/{number}", node)
            if isinstance(found, Unknown):
                return found
            state += found
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


def _innermost(cell: Value | None) -> str:
    """What kind of cell a cell is, or wraps."""
    symbol = ""
    while isinstance(cell, Thing):
        symbol = cell.symbol
        inner = cell.arguments.get("cell", cell.arguments.get("0"))
        cell = inner if isinstance(inner, Thing) and inner.kind == "cell" else None
    return symbol


def _is_left_out(part: str, fact: Symbol | None, keywords: Keywords) -> bool:
    """Whether a layer is known to go without one of its variables."""
    for argument in table("layer_variables")["left_out"].get(part, ()):
        given = keywords.get(argument)
        default = fact.default(argument) if fact is not None and given is None else None
        if default in ("False", "None") or (isinstance(given, Const) and given.value in (False, None)):
            return True
    normalized = keywords.get("normalizer_fn", NONE)
    return part == "bias" and normalized not in (NONE, HOST) and not isinstance(normalized, Unknown)
