"""What reading and extending collections gives."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.arguments import Arguments, Keywords, argument, ordered_nodes
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Const,
    Items,
    Node,
    Unknown,
    Value,
    nodes_in,
)
from tf2codemod.interpret.variables import Variables


class Collections(Variables):
    """The models of functions that work on collections."""

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
