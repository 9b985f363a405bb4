"""What TensorFlow 1's other functions do: operations, gradients, data, sessions, control flow."""

from __future__ import annotations

import ast
from abc import abstractmethod

from tf2codemod.facts import lookup
from tf2codemod.interpret.arguments import Arguments, Keywords, argument, ordered_nodes
from tf2codemod.interpret.layers import Layers
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Bound,
    Class,
    Const,
    Function,
    Items,
    Mapping,
    Unknown,
    Value,
    nodes_in,
    options_of,
)


class Graph(Layers):
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
        if not ordered_nodes(arguments, keywords):
            if last[:1].isupper():
                return self.thing("object", symbol, node, dict(keywords))
            fact = lookup(symbol)
            if fact is not None and fact.stage == "host":
                return self._model_host(symbol, arguments, keywords, node)
        unknown = [v for v in (*arguments, *keywords.values()) if isinstance(v, Unknown)]
        made = self.node(
            "tensor", symbol, node, ordered_nodes(arguments, keywords), self._named(arguments, keywords)
        )
        if unknown:
            made.arguments["unknown"] = unknown[0]
        return made

    # Actions and gradients -----------------------------------------------------------------------------

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

    # Data, summaries, checkpoints ----------------------------------------------------------------------

    def _model_summary(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        given = self._named(arguments, keywords)
        given["tag"] = Const(self.name_scope(argument(arguments, keywords, 0, "name")))
        made = self.node("tensor", symbol, node, ordered_nodes(arguments, keywords), given)
        self.collect("summaries", made)
        return made

    def _model_merged_summary(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        whole = symbol.rpartition(".")[2].startswith("merge_all")
        merged = self.members("summaries") if whole else ordered_nodes(arguments, keywords)
        return self.node("tensor", symbol, node, tuple(merged))

    def _model_writer(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.thing("writer", symbol, node, self._named(arguments, keywords))

    def _model_saver(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        made = self.thing("saver", symbol, node, self._named(arguments, keywords))
        made.arguments.setdefault("variables", self.items("list", self.members("variables")))
        return made

    # The host side -------------------------------------------------------------------------------------

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

    def _model_reset_graph(
        self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        self.effect("host", symbol, node)
        for key in list(self.graph.slots):
            if isinstance(key, tuple):
                self.note(key, None)
        return NONE

    def _model_test_main(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.run_tests(node)

    def run_tests(self, node: ast.AST) -> Value:
        for case in [v for v in self.frame.module.cell.slots.values() if isinstance(v, Class)]:
            if not any(not isinstance(b, Class) for c in case.lineage() for b in c.bases):
                continue
            tested = self.invoke(case, (), {}, node)
            names = {k for c in case.lineage() for k in c.cell.slots if isinstance(k, str)}
            for name in ("setUp", *sorted(n for n in names if n.startswith("test"))):
                method = case.lookup(name)
                if isinstance(method, Function):
                    self.invoke(Bound(tested, method), (), {}, node)
        return NONE

    def _model_app_run(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        main = argument(arguments, keywords, 0, "main")
        if main is None or main == NONE:
            main = self.frame.module.cell.slots.get("main")
        return self.invoke(main, (HOST,), {}, node) if main is not None else NONE

    # Control flow --------------------------------------------------------------------------------------

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
