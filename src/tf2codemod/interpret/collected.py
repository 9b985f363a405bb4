"""What reading and extending collections gives."""

from __future__ import annotations

import ast
import re

from tf2codemod.interpret.arguments import Arguments, Keywords, argument, ordered_nodes
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Const,
    Items,
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
        members = self.members(name)
        self.effect("collection", name, node)
        if scope is None or scope == NONE:
            return self.items("list", members)
        if not isinstance(scope, Const) or not isinstance(scope.value, str):
            return self.items("list", (), self.summary(self.items("list", members)))
        answers = {m: _lies_in(m.name, scope.value) for m in members}
        kept = [m for m, answer in answers.items() if answer is not False]
        if None in answers.values():
            return self.items("list", (), self.summary(self.items("list", kept)))
        return self.items("list", kept)

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
        given = self._named(arguments, keywords)
        names = f"{self.scope.names}/?" if self.scope.names else "?"
        made = self.node("tensor", symbol, node, ordered_nodes(arguments, keywords), given, names)
        self.collect("losses", made)
        return made

    def _model_add_loss(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        for member in nodes_in(arguments[0] if arguments else HOST):
            self.collect("losses", member)
        return NONE


def _lies_in(name: str, scope: str) -> bool | None:
    """Whether a name fits a scope argument, a regular expression; ``None`` if that is not known."""
    known, uncertain, _ = (name or "?").partition("?")
    if uncertain and not (len(known) >= len(scope) or not scope.startswith(known)):
        return None
    try:
        return re.match(scope, known if uncertain else name) is not None
    except re.error:
        return None
