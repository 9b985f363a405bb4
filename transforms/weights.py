"""Rewrites variables that a Keras layer owns into calls of its ``add_weight``."""

from __future__ import annotations

import libcst as cst

from tf2codemod.transforms.variables import (
    EQUAL,
    GET_VARIABLE,
    VARIABLE,
    WITHOUT_EFFECT,
    arguments_of,
    with_whole_sizes,
)

# The tensors that give first values, as initializers: their arguments, and what Keras needs to be told.
INITIAL_TENSORS: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "ones": (("shape", "dtype"), {}, "'ones'"),
    "zeros": (("shape", "dtype"), {}, "'zeros'"),
    "random.normal": (("shape", "mean", "stddev", "dtype", "seed"), {"stddev": "1.0"}, "RandomNormal"),
    "random.truncated_normal": (
        ("shape", "mean", "stddev", "dtype", "seed"),
        {"stddev": "1.0"},
        "TruncatedNormal",
    ),
    "random.uniform": (
        ("shape", "minval", "maxval", "dtype", "seed"),
        {"minval": "0.0", "maxval": "1.0"},
        "RandomUniform",
    ),
    "constant": (("value", "dtype", "shape", "name"), {}, "Constant"),
}
# Arrays with one value everywhere, as initializers.
FILLED = {"np.ones": "'ones'", "np.zeros": "'zeros'", "numpy.ones": "'ones'", "numpy.zeros": "'zeros'"}
SINGLE = frozenset(("np.float32", "numpy.float32", "'float32'", '"float32"'))
PASSED_ON = ("dtype", "initializer", "regularizer", "trainable", "constraint", "name")


def add_weight(
    call: cst.Call, symbol: str, initial: str, regularizer: cst.BaseExpression | None, tf: str
) -> cst.Call | None:
    """The ``add_weight`` that makes the same variable; None where its shape or value is not known.

    ``initial`` says what the initializer of ``tf.get_variable`` is, as for ``get_variable``;
    ``regularizer`` is the one of the scope around the call.
    """
    by_name = symbol == "tf.get_variable"
    given = arguments_of(call, GET_VARIABLE if by_name else VARIABLE)
    if given is None or any(
        k not in {*GET_VARIABLE, *VARIABLE, *WITHOUT_EFFECT, "dtype", "constraint"} for k in given
    ):
        return None
    if not by_name or initial == "value":
        value = given.pop("initializer" if by_name else "initial_value", None)
        parts = _initializer(value, tf) if value is not None else None
        if parts is None:
            return None
        given.update({k: v for k, v in parts.items() if k not in given or k != "dtype"})
    if "shape" not in given or initial == "unknown":
        return None
    if regularizer is not None and "regularizer" not in given:
        given["regularizer"] = regularizer
    arguments = [cst.Arg(with_whole_sizes(_as_tuple(given["shape"])), cst.Name("shape"), equal=EQUAL)]
    for name in PASSED_ON:
        value = given.get(name)
        if value is not None and not (
            name == "trainable" and isinstance(value, cst.Name) and value.value == "True"
        ):
            arguments.append(cst.Arg(value, cst.Name(name), equal=EQUAL))
    return cst.Call(cst.parse_expression("self.add_weight"), arguments)


def _initializer(value: cst.BaseExpression, tf: str) -> dict[str, cst.BaseExpression] | None:
    """The shape, the type and the initializer that a first value stands for."""
    filled = _filled(value, tf)
    if filled is not None:
        return filled
    if isinstance(value, cst.BinaryOperation):
        return _scaled(value, tf)
    if not isinstance(value, cst.Call):
        return None
    name = cst.Module([]).code_for_node(value.func)
    row = INITIAL_TENSORS.get(name[len(tf) + 1 :]) if name.startswith(f"{tf}.") else None
    if row is None:
        return None
    names, defaults, maker = row
    given = arguments_of(value, names)
    if given is None or any(k not in {*names, "name"} for k in given) or "shape" not in given:
        return None
    found: dict[str, cst.BaseExpression] = {k: given[k] for k in ("shape", "dtype") if k in given}
    if maker.startswith("'"):
        return {**found, "initializer": cst.SimpleString(maker)}
    settings = [k for k in names if k not in ("shape", "dtype", "name") and (k in given or k in defaults)]
    if maker == "Constant" and "dtype" not in given and not isinstance(given["value"], cst.Float):
        return None
    arguments = [
        cst.Arg(given.get(k, cst.parse_expression(defaults.get(k, "None"))), cst.Name(k), equal=EQUAL)
        for k in settings
    ]
    if maker == "Constant":
        arguments = [cst.Arg(given["value"])]
    return {
        **found,
        "initializer": cst.Call(cst.parse_expression(f"{tf}.keras.initializers.{maker}"), arguments),
    }


def _scaled(value: cst.BinaryOperation, tf: str) -> dict[str, cst.BaseExpression] | None:
    """The initializer that a first value with a scale or an offset stands for: a function of the shape."""
    tensors = [v for v in (value.left, value.right) if _calls_of(v, tf)]
    if len(tensors) != 1 or not isinstance(value.operator, (cst.Multiply, cst.Divide, cst.Add, cst.Subtract)):
        return None
    (tensor,) = tensors
    found = _initializer(tensor, tf)
    if found is None or "dtype" in found or "dtype" in _names_in(value):
        return None
    shape = found["shape"]
    drawn = value.deep_replace(shape, cst.Name("shape"))
    assert isinstance(drawn, cst.BaseExpression)
    parameters = [cst.Param(cst.Name(name)) for name in ("shape", "dtype")]
    return {
        "shape": shape,
        "initializer": cst.Lambda(cst.Parameters(parameters), drawn.with_changes(lpar=(), rpar=())),
    }


def _filled(value: cst.BaseExpression, tf: str) -> dict[str, cst.BaseExpression] | None:
    """The shape and the initializer that an array of NumPy stands for which has one value everywhere."""
    factor: cst.BaseExpression | None = None
    if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Multiply):
        factor, value = value.left, value.right
    if not isinstance(value, cst.Call):
        return None
    name = cst.Module([]).code_for_node(value.func)
    given = arguments_of(value, ("shape", "dtype"))
    if name not in FILLED or given is None or set(given) != {"shape", "dtype"}:
        return None
    if cst.Module([]).code_for_node(given["dtype"]) not in SINGLE:
        return None
    maker: cst.BaseExpression = cst.SimpleString(FILLED[name])
    if factor is not None:
        number = factor.expression if isinstance(factor, cst.UnaryOperation) else factor
        if not isinstance(number, cst.Float) or not name.endswith("ones"):
            return None
        maker = cst.Call(cst.parse_expression(f"{tf}.keras.initializers.Constant"), [cst.Arg(factor)])
    shape = given["shape"]
    if not isinstance(shape, (cst.Integer, cst.List, cst.Tuple)):  # a number or a tuple
        shape = cst.Attribute(cst.Call(value.func, [cst.Arg(shape)]), cst.Name("shape"))
    return {"shape": shape, "initializer": maker}


def _calls_of(value: cst.CSTNode, tf: str) -> bool:
    """Whether an expression calls anything of TensorFlow."""
    own = isinstance(value, cst.Attribute) and isinstance(value.value, cst.Name) and value.value.value == tf
    return own or any(_calls_of(child, tf) for child in value.children)


def _names_in(value: cst.CSTNode) -> set[str]:
    own = {value.value} if isinstance(value, cst.Name) else set()
    return own.union(*(_names_in(child) for child in value.children))


def _as_tuple(shape: cst.BaseExpression) -> cst.BaseExpression:
    """A shape of one number as Keras takes it."""
    if isinstance(shape, cst.Integer):
        bare = shape.with_changes(lpar=(), rpar=())
        return cst.Tuple([cst.Element(bare, comma=cst.Comma())])
    return shape
