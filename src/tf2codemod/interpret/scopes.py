"""What variable scopes and control dependencies do to what is made inside of them."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tf2codemod.interpret.arguments import Arguments, Keywords, argument
from tf2codemod.interpret.machine import Scope
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.statements import Statements
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    TF,
    Const,
    Thing,
    Value,
    nodes_in,
)


class Scopes(Statements):
    """Enters and leaves contexts."""

    def _layer_path(self, own: str, kind: str) -> str:
        base = f"{self.scope.path}/{own or kind}" if self.scope.path else own or kind
        if own:
            return base
        count = self.scope_counts.get(base, 0)
        self.scope_counts[base] = count + 1
        return base if count == 0 else f"{base}_{count}"

    def enter_context(self, item: ast.withitem) -> tuple[Value, Callable[[], None]]:
        expr = item.context_expr
        value: Value = NONE
        if isinstance(expr, ast.Call):
            callee = self.evaluate(expr.func)
            if isinstance(callee, TF):
                model = model_of(callee.symbol)
                if model in {"variable_scope", "name_scope", "control_dependencies"}:
                    arguments = [self.evaluate(a) for a in expr.args]
                    keywords = {k.arg: self.evaluate(k.value) for k in expr.keywords if k.arg is not None}
                    self.frame.values[expr] = HOST
                    if model == "control_dependencies":
                        return self._control(arguments, keywords)
                    if model == "variable_scope":
                        return self._variable_scope(arguments, keywords, expr)
                    return HOST, lambda: None
        value = self.evaluate(expr)
        if isinstance(value, Thing) and value.kind == "session":
            self.default_sessions.append(value)
            return (
                value,
                lambda: None if not self.default_sessions else (self.default_sessions.pop(), None)[1],
            )
        return value, lambda: None

    def _control(self, arguments: Arguments, keywords: Keywords) -> tuple[Value, Callable[[], None]]:
        before = self.control
        given = argument(arguments, keywords, 0, "control_inputs")
        self.control = (*before, *(nodes_in(given) if given is not None else ()))

        def leave() -> None:
            self.control = before

        return NONE, leave

    def _variable_scope(
        self, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> tuple[Value, Callable[[], None]]:
        before = self.scope
        name = argument(arguments, keywords, 0, "name_or_scope")
        if name is None or name == NONE:
            default = keywords.get("default_name") or (arguments[1] if len(arguments) > 1 else HOST)
            base = str(default.value) if isinstance(default, Const) else "?"
            name = Const(self._layer_path("", base).rpartition("/")[2] if base != "?" else None)
        reuse = keywords.get("reuse") or (arguments[7] if len(arguments) > 7 else NONE)
        path = before.path
        if isinstance(name, Const) and isinstance(name.value, str):
            path = f"{before.path}/{name.value}" if before.path else name.value
        elif isinstance(name, Thing) and name.kind == "scope":
            known = name.arguments.get("path")
            path = str(known.value) if isinstance(known, Const) else "?"
        elif name is not None:
            path = f"{before.path}/?" if before.path else "?"
        reuses = before.reuse or (isinstance(reuse, Const) and reuse.value is True)
        passed = {k: v for k, v in keywords.items() if k in {"initializer", "regularizer"} and v != NONE}
        self.scope = Scope(str(path), reuses, "?" not in str(path), {**before.arguments, **passed})
        counts = {k: v for k, v in self.scope_counts.items() if k.startswith(f"{path}/")}
        for key in counts:
            del self.scope_counts[key]
        scope = self.thing("scope", "tf.variable_scope", node, {"path": Const(str(path))})

        def leave() -> None:
            self.scope = before

        return scope, leave
