"""Methods that variables of TensorFlow have and those of Keras layers have not."""

from __future__ import annotations

import ast

from tf2codemod.facts import table
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.class_parts import is_owned_by_layer
from tf2codemod.plan.model import CallForm

FORMS: dict[str, str] = dict(table("variable_methods"))


def methods_of_layer_variables(trace: Trace) -> dict[ast.Call, CallForm]:
    """The calls of such methods in other words."""
    found: dict[ast.Call, CallForm] = {}
    for frame in trace.frames:
        for call in frame.calls:
            function = call.func
            if not isinstance(function, ast.Attribute) or function.attr not in FORMS or call.args:
                continue
            value = frame.values.get(function.value)
            nodes: tuple[Node, ...] | list[Node] = nodes_in(value) if value is not None else ()
            of_layers = any(is_owned_by_layer(n) for n in nodes)
            if of_layers and all(n.kind == "variable" for n in nodes) and not call.keywords:
                found[call] = CallForm(FORMS[function.attr], {"variable": function.value})
    return found
