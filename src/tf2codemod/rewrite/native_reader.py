"""Rewrites TensorFlow 1 code that the plan wrote itself, from its names alone."""

from __future__ import annotations

import libcst as cst

from tf2codemod.rewrite.call_arguments import native_call
from tf2codemod.rewrite.context import CallContext


class NativeReader(cst.CSTTransformer):
    """Gives the calls of a piece of code their native form, and notes what has none."""

    def __init__(self, context: CallContext) -> None:
        super().__init__()
        self.context = context
        self.helpers: list[str] = []
        self.imports: list[str] = []
        self.left: list[str] = []

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        text = cst.Module([]).code_for_node(original_node.func)
        if not text.startswith(self.context.tf + "."):
            return updated_node
        symbol = "tf" + text.removeprefix(self.context.tf)
        native = native_call(symbol, updated_node, self.context)
        if native.node is None or native.level != "native":
            message = native.findings[0].message if native.findings else f"{symbol} has no native form"
            self.left.append(message)
            return updated_node
        self.helpers.extend(native.helpers)
        self.imports.extend(native.imports)
        return native.node
