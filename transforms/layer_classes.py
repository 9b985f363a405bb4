"""Splits a functional layer call into the Keras layer that it makes and the call of that layer.

``tf.layers.dense(x, 10, tf.nn.relu, name='d', reuse=True)`` made a layer named ``d``, or found it, and
called it upon ``x``. TensorFlow 2 keeps the two apart: ``tf.keras.layers.Dense(10, activation=tf.nn.relu)``
once, and a call each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import libcst as cst

from tf2codemod.facts import Symbol, lookup, native_parameters
from tf2codemod.rewrite.call_arguments import bind, native_call, native_reference, place
from tf2codemod.rewrite.conditions import constant, literal
from tf2codemod.rewrite.context import CallContext, Remark
from tf2codemod.rewrite.templates import dotted, fill, number

NO_FORM = "TF310"
CONVERTED = ("initializer", "regularizer", "constraint", "activation")


class LayerSplit(NamedTuple):
    """The parts of one layer call.

    ``constructor`` makes the layer, ``inputs`` is what it is called upon, ``call_keywords`` go with the call
    (``training=``). ``scope`` and ``reuse`` are the expressions that named the layer, ``default_scope`` the
    name that TensorFlow 1 gives without one, ``variables`` its variables by name. ``then`` are layers and
    functions that follow. ``inline`` is one expression for the whole call where no owner is needed.
    """

    constructor: cst.Call | None
    inputs: cst.BaseExpression | None
    call_keywords: tuple[cst.Arg, ...] = ()
    scope: cst.BaseExpression | None = None
    reuse: cst.BaseExpression | None = None
    default_scope: str = ""
    variables: tuple[str, ...] = ()
    stateless: bool = False
    then: tuple[LayerSplit, ...] = ()
    function: cst.BaseExpression | None = None
    inline: cst.BaseExpression | None = None
    findings: tuple[Remark, ...] = ()
    helpers: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


def layer_class(symbol: str, call: cst.Call, context: CallContext) -> LayerSplit | None:
    """Split a layer call; None if the symbol makes no layer. Without a constructor the findings say why."""
    fact = lookup(symbol)
    if fact is None or "layer" not in fact.row:
        return None
    return _Splitter(fact, symbol, call, context).split()


class _Splitter:
    def __init__(self, fact: Symbol, symbol: str, call: cst.Call, context: CallContext) -> None:
        self.fact = fact
        self.row: dict[str, Any] = dict(fact.row)
        self.symbol = symbol
        self.call = call
        self.context = context
        self.bound = bind(fact.parameters, call)
        self.arguments = dict(self.bound.arguments)
        self.helpers: list[str] = []
        self.imports: list[str] = []
        self.findings: list[Remark] = []

    def split(self) -> LayerSplit:
        """Return the parts, or a split without constructor that says what stood in the way."""
        why = self.obstacle()
        if why:
            return LayerSplit(None, None, findings=(Remark(NO_FORM, f"{self.symbol}: {why}"),))
        inputs = self.take(
            self.row.get("inputs", "inputs" if "inputs" in self.fact.params else self.fact.params[0])
        )
        scope = self.take("scope") or self.take("name")
        reuse = self.take("reuse")
        self.take("_scope")
        self.take("_reuse")
        layer = self.layer_name()
        keywords = self.call_keywords()
        then = self.following()
        if then is None:
            return LayerSplit(None, None, findings=tuple(self.findings))
        constructor = self.constructor(layer)
        inline = self.inline(constructor, inputs, keywords)
        return LayerSplit(
            constructor,
            inputs,
            keywords,
            None if _is_none(scope) else scope,
            reuse,
            self.row["scope"],
            tuple(self.row.get("variables", ())),
            bool(self.row.get("stateless")),
            then,
            inline=inline,
            findings=tuple(self.findings),
            helpers=tuple(self.helpers),
            imports=tuple(self.imports),
        )

    def obstacle(self) -> str:
        """Return what keeps the call from being split, or nothing."""
        if self.bound.starred:
            return "* or ** hides its arguments"
        if self.bound.unknown:
            return f"TensorFlow 1.15 does not take {', '.join(self.bound.unknown)} here"
        for name, why in self.row.get("refuse", {}).items():
            if name in self.arguments and not _is_none(self.bound.value(name)):
                if name == "unique" and constant(self.fact, self.arguments, name, self.context) is False:
                    continue
                return str(why)
        for name, why in self.row.get("refuse_true", {}).items():
            if (
                name in self.arguments
                and constant(self.fact, self.arguments, name, self.context) is not False
            ):
                return str(why)
        if "ranks" in self.row:
            return self._rank_obstacle(self.row["ranks"])
        return ""

    def _rank_obstacle(self, ranks: Mapping[str, Any]) -> str:
        for name, value in ranks.get("unless_equals", {}).items():
            if constant(self.fact, self.arguments, name, self.context) == value:
                return ""
        hint = self.context.hints.get("inputs")
        if hint is not None and hint.rank in ranks["inputs"]:
            return ""
        return "it normalizes over all axes but the first, Keras over the last one"

    def take(self, name: str) -> cst.BaseExpression | None:
        """Remove an argument and return its value."""
        found = self.arguments.pop(name, None)
        return found.value if found else None

    def layer_name(self) -> str:
        """Return the class that makes the layer: a Keras name, or a helper."""
        for name, layer in self.row.get("none", {}).items():
            if name in self.arguments and _is_none(self.arguments[name].value):
                del self.arguments[name]
                return str(layer)
        fused = self.row.get("fused")
        if fused and self.uses_fused_kernel(fused):
            self.helpers.append(fused["helper"])
            self.clamp_epsilon()
            return str(fused["helper"])
        return str(self.row["layer"])

    def uses_fused_kernel(self, fused: Mapping[str, Any]) -> bool:
        """Tell whether TensorFlow 1 would have normalized with the fused kernel."""
        if "fused" in self.arguments and constant(self.fact, self.arguments, "fused", self.context) is False:
            return False
        if (
            "renorm" in self.arguments
            and constant(self.fact, self.arguments, "renorm", self.context) is not False
        ):
            return False
        hint = self.context.hints.get("inputs")
        return hint is None or hint.rank is None or hint.rank in fused["ranks"]

    def clamp_epsilon(self) -> None:
        """The fused kernel takes no epsilon below 1.001e-5."""
        found = self.arguments.get("epsilon")
        value = number(found.value) if found else None
        if found and value is not None and value < 1.001e-5:
            self.arguments["epsilon"] = found.with_changes(value=cst.parse_expression("1.001e-5"))

    def call_keywords(self) -> tuple[cst.Arg, ...]:
        """Return what goes with the call of the layer."""
        keywords = []
        for name in self.row.get("call", ()):
            value = self.take(name)
            default = self.row.get("call_defaults", {}).get(name)
            if value is None and default is not None:
                value = cst.parse_expression(default)
            if value is not None:
                value = self.plain_flag(value)
                keywords.append(_keyword(self.row.get("rename", {}).get(name, name), value))
        return tuple(keywords)

    def plain_flag(self, value: cst.BaseExpression) -> cst.BaseExpression:
        """Return what a call makes a tensor of: layers of Keras ask flags for their truth."""
        call = value if isinstance(value, cst.Call) and len(value.args) == 1 else None
        made = call is not None and self.context.symbol(call.func) in ("tf.convert_to_tensor", "tf.constant")
        return call.args[0].value if call is not None and made else value

    def following(self) -> tuple[LayerSplit, ...] | None:
        """Return what follows the layer: the normalizer and then the activation."""
        name = self.row.get("activation")
        if name:
            value = self.take(name)
            return () if value is None or _is_none(value) else (self.activation(value),)
        if self.row.get("normalizer"):
            normalizer = self.take("normalizer_fn")
            self.take("normalizer_params")
            if normalizer is not None and not _is_none(normalizer):
                code = cst.Module([]).code_for_node(normalizer)
                message = f"{self.symbol}: the normalizer {code} is not understood"
                self.findings.append(Remark(NO_FORM, message))
                return None
        return ()

    def activation(self, value: cst.BaseExpression) -> LayerSplit:
        """Return an activation that is applied as a function."""
        return LayerSplit(None, None, stateless=True, function=self.converted(value))

    def constructor(self, layer: str) -> cst.Call:
        """Write the call that makes the layer."""
        rename: Mapping[str, str] = self.row.get("rename", {})
        values = {name: argument.value for name, argument in self.arguments.items()}
        arguments: list[tuple[str, cst.Arg]] = []
        for name, argument in self.arguments.items():
            if name in self.row.get("drop", ()):
                continue
            value = argument.value
            if name == "biases_initializer" and _is_none(value):
                arguments.append(("use_bias", _keyword("use_bias", cst.Name("False"))))
                continue
            if _is_none(value) and (name == "activation_fn" or name.endswith("regularizer")):
                continue
            if name in self.row.get("value", {}):
                value = fill(self.row["value"][name], values, self.context.tf)
            elif name in self.row.get("map", {}):
                value = _mapped(value, self.row["map"][name])
            elif name == "trainable" and literal(value) is True:
                continue
            elif any(word in name for word in CONVERTED):
                value = self.converted(value)
            arguments.append((rename.get(name, name), argument.with_changes(value=value)))
            if name in self.row.get("also", {}):
                other = self.row["also"][name]
                arguments.append((other, _keyword(other, value)))
        given = {name for name, _ in arguments}
        for name, source in self.row.get("add", {}).items():
            native = rename.get(name, name)
            if native not in given and name not in self.arguments:
                arguments.append((native, _keyword(native, fill(source, values, self.context.tf))))
        name = layer if layer in self.helpers else dotted(layer, self.context.tf)
        func = cst.parse_expression(name)
        natives = native_parameters(str(self.row["layer"]))[: self.row.get("positional", 1)]
        ordered = [pair for pair in arguments if pair[1].keyword is None] + [
            pair for pair in arguments if pair[1].keyword is not None
        ]
        return cst.Call(func, place(ordered, natives, self.call))

    def inline(
        self, constructor: cst.Call, inputs: cst.BaseExpression | None, keywords: tuple[cst.Arg, ...]
    ) -> cst.BaseExpression | None:
        """Return the whole call as one expression, for layers that own nothing."""
        if not self.row.get("stateless") or inputs is None:
            return None
        if "training" not in [keyword.keyword.value for keyword in keywords if keyword.keyword]:
            return cst.Call(constructor, [cst.Arg(inputs), *keywords])
        # A Keras Dropout draws its seed when it is made, so it cannot be made anew at every call.
        values = {argument.keyword.value: argument.value for argument in constructor.args if argument.keyword}
        values.update({"rate": values.get("rate", constructor.args[0].value), "x": inputs})
        training = keywords[0].value
        if literal(training) is False:
            return inputs
        form = "tf.nn.dropout({x}, rate={rate}, noise_shape={noise_shape}, seed={seed})"
        if literal(training) is not True:
            values["rate"] = cst.IfExp(test=training, body=values["rate"], orelse=cst.Float("0.0"))
        return fill(form, values, self.context.tf)

    def converted(self, value: cst.BaseExpression) -> cst.BaseExpression:
        """Convert an initializer, regularizer or activation that is an argument."""
        if isinstance(value, cst.Call):
            symbol = self.context.symbol(value.func)
            if symbol is None or lookup(symbol) is None:
                return value
            native = native_call(symbol, value, CallContext(self.context.tf, {}, self.context.resolve))
            self.findings.extend(native.findings)
            self.helpers.extend(native.helpers)
            self.imports.extend(native.imports)
            return native.node if native.node is not None else value
        symbol = self.context.symbol(value)
        reference = native_reference(symbol, self.context) if symbol else None
        if symbol is None or reference is None or reference == dotted(symbol, self.context.tf):
            return value
        return cst.parse_expression(reference)


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(value, keyword=cst.Name(name), equal=equal)


def _mapped(value: cst.BaseExpression, words: Mapping[str, str]) -> cst.BaseExpression:
    text = literal(value)
    if isinstance(value, cst.SimpleString) and text in words:
        return value.with_changes(value=value.value.replace(str(text), words[str(text)]))
    return value


def _is_none(value: cst.BaseExpression | None) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"
