"""What variable scopes and control dependencies do to what is made inside of them."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable

from tf2codemod.facts import lookup
from tf2codemod.interpret.arguments import Arguments, Keywords, argument, argument_expression
from tf2codemod.interpret.machine import Scope
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.reuse import Reuse, may_ask_for_it
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    TF,
    Bound,
    Const,
    Thing,
    Value,
    contained,
    nodes_in,
)

ARGUMENT_SCOPES = frozenset(("tf.contrib.slim.arg_scope", "tf.contrib.framework.arg_scope"))


def scope_path(given: Value | None) -> str | None:
    """The path of a variable scope that was given as an object; ``None`` for other values."""
    if not isinstance(given, Thing) or given.kind != "scope":
        return None
    path = given.arguments.get("path")
    return str(path.value) if isinstance(path, Const) else "?"


class Scopes(Reuse):
    """Enters and leaves contexts."""

    argument_scopes: tuple[tuple[frozenset[str], dict[str, tuple[Value, ast.expr]]], ...] = ()

    def _layer_path(self, own: str, kind: str) -> str:
        base = f"{self.scope.path}/{own or kind}" if self.scope.path else own or kind
        if own:
            return base
        count = self.count_of("scope", base)
        self.note(("scope", base), Const(count + 1))
        return base if count == 0 else f"{base}_{count}"

    def enter_context(self, item: ast.withitem) -> tuple[Value, Callable[[], None]]:
        expr = item.context_expr
        if isinstance(expr, ast.Call):
            callee = self.evaluate(expr.func)
            if isinstance(callee, TF):
                if callee.symbol in ARGUMENT_SCOPES and len(expr.args) == 1:
                    return self._argument_scope(expr)
                model = model_of(callee.symbol)
                if model in {"variable_scope", "name_scope", "control_dependencies", "device"}:
                    arguments = [self.evaluate(a) for a in expr.args]
                    keywords = {k.arg: self.evaluate(k.value) for k in expr.keywords if k.arg is not None}
                    self.frame.values[expr] = HOST
                    if model == "device":
                        return HOST, lambda: None
                    if model == "control_dependencies":
                        return self._control(arguments, keywords)
                    if model == "variable_scope":
                        return self._variable_scope(arguments, keywords, expr)
                    return self._within_names(argument(arguments, keywords, 0, "name"))
            if isinstance(callee, Bound) and callee.function == "as_default":
                return self._within_graph(self.evaluate(expr))
        return self.evaluate(expr), lambda: None

    def _within_graph(self, value: Value) -> tuple[Value, Callable[[], None]]:
        before, scope = self.graph, self.scope
        if not isinstance(value, Thing) or value.symbol != "tf.Graph":
            return value, lambda: None
        self.graph, self.scope = value.cell, Scope()

        def leave() -> None:
            self.graph, self.scope = before, scope

        return value, leave

    def _within_names(self, name: Value | None) -> tuple[Value, Callable[[], None]]:
        before = self.scope
        self.scope = dataclasses.replace(before, names=self.name_scope(name))

        def leave() -> None:
            self.scope = before

        return HOST, leave

    def _argument_scope(self, expr: ast.Call) -> tuple[Value, Callable[[], None]]:
        """Arguments that the listed functions are given inside of a block."""
        before = self.argument_scopes
        listed = self.evaluate(expr.args[0])
        symbols = {v.symbol for v in contained(listed) if isinstance(v, TF)}
        given = {k.arg: (self.evaluate(k.value), k.value) for k in expr.keywords if k.arg is not None}
        self.frame.values[expr] = HOST
        self.argument_scopes = (*before, (frozenset(symbols), given))

        def leave() -> None:
            self.argument_scopes = before

        return HOST, leave

    def scoped_keywords(self, symbol: str, count: int, keywords: Keywords, node: ast.AST) -> Keywords:
        """The keywords of a call with those that the blocks around it give."""
        found = dict(keywords)
        fact = lookup(symbol)
        plain = set(fact.params[:count]) if fact is not None else set()
        added: dict[str, ast.expr] = {}
        for symbols, given in reversed(self.argument_scopes):
            for name, (value, expr) in given.items() if symbol in symbols else ():
                if name not in found and name not in plain:
                    found[name] = value
                    added[name] = expr
        if self.trace.scoped_arguments.setdefault(node, added) != added:
            self.trace.scoped_arguments[node] = {**added, "": ast.Constant(None)}
        return found

    def _control(self, arguments: Arguments, keywords: Keywords) -> tuple[Value, Callable[[], None]]:
        before = self.control
        given = argument(arguments, keywords, 0, "control_inputs")
        self.control = (*before, *(nodes_in(given) if given is not None else ()))

        def leave() -> None:
            self.control = before

        return NONE, leave

    def _variable_scope(
        self, arguments: Arguments, keywords: Keywords, node: ast.Call
    ) -> tuple[Value, Callable[[], None]]:
        before = self.scope
        name = argument(arguments, keywords, 0, "name_or_scope")
        if name is None or name == NONE:
            default = keywords.get("default_name") or (arguments[1] if len(arguments) > 1 else HOST)
            base = str(default.value) if isinstance(default, Const) else "?"
            name = Const(self._layer_path("", base).rpartition("/")[2] if base != "?" else None)
        reuse = keywords.get("reuse") or (arguments[7] if len(arguments) > 7 else NONE)
        path, given = before.path, scope_path(name)
        if isinstance(name, Const) and isinstance(name.value, str):
            path = f"{before.path}/{name.value}" if before.path else name.value
        elif given is not None:
            path = given
        elif name is not None:
            own = self.name_of_unknown(argument_expression(node, 0, "name_or_scope"))
            path = f"{before.path}/{own}" if before.path else own
        reuses = self.reuses() or (isinstance(reuse, Const) and reuse.value is True)
        may_reuse = self.may_reuse() or may_ask_for_it(reuse)
        passed = {k: v for k, v in keywords.items() if k in {"initializer", "regularizer"} and v != NONE}
        last = str(path).rpartition("/")[2]
        names = self.name_scope(Const(last if "?" not in last else None) if path else NONE)
        self.scope = Scope(
            str(path), names, reuses, {**before.arguments, **passed}, may_reuse, next(self.serials)
        )
        for inner in self.counted_below(str(path)):
            self.note(("scope", inner), None)
        scope = self.thing("scope", "tf.variable_scope", node, {"path": Const(str(path))})

        def leave() -> None:
            self.scope = before

        return scope, leave
