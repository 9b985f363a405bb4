"""What placeholders and variables add to the graph."""

from __future__ import annotations

import ast

from tf2codemod.interpret.arguments import Arguments, Keywords, argument_expression, ordered_nodes
from tf2codemod.interpret.scopes import Scopes
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    TF,
    Collected,
    Const,
    Function,
    Items,
    Node,
    Value,
    nodes_in,
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


class Variables(Scopes):
    """The models of placeholders and variables, and the collections that they join."""

    def _named(self, arguments: Arguments, keywords: Keywords) -> dict[str, Value]:
        return {**{str(i): v for i, v in enumerate(arguments)}, **keywords}

    def _model_placeholder(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        found = dict(zip(("dtype", "shape", "name"), arguments, strict=False)) | dict(keywords)
        return self.node("placeholder", symbol, node, (), found)

    def _model_placeholder_with_default(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        found = dict(zip(("input", "shape", "name"), arguments, strict=False)) | dict(keywords)
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
            "variable",
            symbol,
            node,
            ordered_nodes(arguments, keywords),
            found,
            self._path(name, "Variable", self.scope.names),
        )
        self._register(made, found)
        return made

    def _path(self, name: Value | None, default: str, prefix: str) -> str:
        own = (
            str(name.value)
            if isinstance(name, Const) and isinstance(name.value, str)
            else default
            if name in (None, NONE)
            else "?"
        )
        return f"{prefix}/{own}" if prefix else own

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
        path = self._path(found.get("name"), "?", self.scope.path)
        if path.endswith("?") and isinstance(node, ast.Call):
            path = path[:-1] + self.name_of_unknown(argument_expression(node, 0, "name"))
        known = self.used_again(path, node)
        if known is not None:
            return known
        inputs = ordered_nodes(arguments, keywords)
        if "initializer" in self.scope.arguments:
            found["scope initializer"] = self.scope.arguments["initializer"]
        made = self.node("variable", symbol, node, inputs, found, path)
        self.note(("variable", path), made)
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
        known = self.variable_named("global_step")
        if known is None:
            known = next((v for v in self.members("variables") if v.name == "global_step"), None)
        if known is None and symbol.endswith("get_global_step"):
            return NONE
        if known is None:
            known = self.node("variable", symbol, node, (), {"trainable": Const(False)}, "global_step")
            self.note(("variable", "global_step"), known)
            self.collect("variables", known)
        return known

    def _model_current_scope(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        return self.thing("scope", symbol, node, {"path": Const(self.scope.path)})

    def _model_initializer_op(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        kind = "local_variables" if "local" in symbol else "variables"
        covered = () if "table" in symbol else self.members(kind)
        given = self._named(arguments, keywords)
        return self.node(
            "action",
            symbol,
            node,
            ordered_nodes(arguments, keywords),
            {**given, "covers": self.items("list", covered)},
        )

    def _model_structure(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.items("tuple", [*arguments, *keywords.values()])

    def collect(self, name: str, node: Node) -> None:
        self.trace.collections.setdefault(name, {})[node] = None
        known = self.graph.slots.get(("collection", name))
        if not isinstance(known, Collected):
            known = Collected.of(nodes_in(known) if known is not None else ())
        if node not in known:
            self.note(("collection", name), known.with_member(node))

    def _key(self, key: Value) -> str:
        if isinstance(key, TF):
            last = key.symbol.rpartition(".")[2]
            return GRAPH_KEYS.get(last, last)
        return str(key.value) if isinstance(key, Const) else "?"
