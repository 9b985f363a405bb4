"""Finds the layers that compute in another type than Keras would by itself.

A layer of TensorFlow 1 took the type of its input. A layer of Keras casts its input to ``float32``.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, options_of
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.element_types import element_type
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.hints import SAME_TYPE, dtype_of
from tf2codemod.plan.host_types import host_type
from tf2codemod.plan.layer_calls import is_layer_call
from tf2codemod.plan.obstacles import Obstacle

USUAL = "float32"
FLOATING = frozenset(("float16", "float64"))
FROM_INPUTS = ("tf.nn.", "tf.layers.", "tf.contrib.layers.", "operator.")
Type = str | Node | None


class LayerTypes:
    """The types in which the layers of a program compute."""

    def __init__(self, trace: Trace, planners: Sequence[FramePlanner], everywhere: bool = False) -> None:
        self.trace = trace
        self.planners = planners
        self.known: dict[Node, Type] = {}
        self.texts: dict[ast.Call, str] = {}
        self.everywhere = everywhere
        if not everywhere and not any(is_element(n) for n in trace.nodes):
            return
        for node in trace.nodes:
            if (
                (is_layer_call(node) or "layer" in node.arguments)
                and node.kind == "tensor"
                and node.made.reached
            ):
                self._plan(node)

    def _plan(self, node: Node) -> None:
        found = self._input_type(node)
        if found in (USUAL, None):
            return
        text = self._text(found)
        call = node.expr if isinstance(node.expr, ast.Call) else None
        planner = next((p for p in self.planners if call in p.layers), None)
        if call is None or planner is None or not text or self.texts.get(call, text) != text:
            raise Obstacle(
                "TF322",
                "a Keras layer would cast its input to float32, and its input may have another type",
                "give the data the type float32",
                node.expr,
            )
        self.texts[call] = text

    def _text(self, found: Type) -> str:
        """An expression for a type."""
        if isinstance(found, str):
            return repr(found)
        assert found is not None
        for planner in self.planners:
            element = planner.draws.element_of.get(planner.canonical.of(found))
            if element is None:
                continue
            node = planner.canonical.of(found)
            source = node.arguments.get("of")
            if element.spec and (
                not element.in_parts or (isinstance(node.part, tuple) and len(node.part) < 2)
            ):
                return f"{element.spec_of(element.position(node))}.dtype"
            if isinstance(source, Node) and isinstance(source.expr, ast.Call) and source.expr.args:
                return ast.unparse(source.expr.args[0])
        return ""

    # Types of tensors -----------------------------------------------------------------------------------

    def _input_type(self, node: Node) -> Type:
        given = node.arguments.get("0") or node.arguments.get("inputs")
        sources = [o for o in options_of(given) if isinstance(o, Node)] if given is not None else []
        if not sources and self.everywhere and isinstance(node.expr, ast.Call) and node.expr.args:
            return host_type(node.expr.args[0], node.made.frame, self.trace) or node
        types = {self.type_of(s) for s in sources or node.inputs if s.kind != "variable"}
        return self._merged(types)

    def _merged(self, types: set[Type]) -> Type:
        """The type of what is computed from several tensors, which have one type."""
        nodes = [t for t in types if isinstance(t, Node)]
        if nodes:
            return nodes[0]
        return next((t for t in types if t in FLOATING), USUAL if USUAL in types else None)

    def type_of(self, node: Node) -> Type:
        """The name of a type; an element whose type is not known; nothing, where it is the usual one."""
        if node not in self.known:
            self.known[node] = None
            self.known[node] = self._type_of(node)
        return self.known[node]

    def _type_of(self, node: Node) -> Type:
        if node.kind == "variable":
            return dtype_of(node) or USUAL
        if is_element(node):
            return element_type(node, self.trace) or node
        if node.kind == "placeholder":
            return dtype_of(node)
        if is_layer_call(node) or "layer" in node.arguments:
            return self._input_type(node)
        if not node.op.startswith(FROM_INPUTS):
            known = dtype_of(node)
            if known is not None or node.op not in SAME_TYPE:
                return known
        if any(i.kind == "variable" for i in node.inputs):
            return next(dtype_of(i) or USUAL for i in node.inputs if i.kind == "variable")
        return self._merged({self.type_of(i) for i in node.inputs})
