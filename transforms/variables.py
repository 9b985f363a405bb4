"""Rewrites ``tf.get_variable`` and ``tf.Variable`` into variables of TensorFlow 2."""

from __future__ import annotations

import libcst as cst

GET_VARIABLE = ("name", "shape", "dtype", "initializer", "regularizer", "trainable")
VARIABLE = (
    *("initial_value", "trainable", "collections", "validate_shape", "caching_device", "name"),
    *("variable_def", "dtype", "expected_shape", "import_scope", "constraint"),
)
WITHOUT_EFFECT = frozenset(
    [
        "collections",
        "caching_device",
        "validate_shape",
        "partitioner",
        "use_resource",
        "custom_getter",
        "regularizer",
        "expected_shape",
        "variable_def",
        "import_scope",
    ]
)
EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def arguments_of(call: cst.Call, names: tuple[str, ...]) -> dict[str, cst.BaseExpression] | None:
    """The arguments of a call by name; None where a star hides them."""
    given: dict[str, cst.BaseExpression] = {}
    plain = [a for a in call.args if a.keyword is None]
    if any(a.star for a in call.args):
        return None
    for name, argument in zip(names, plain, strict=False):
        given[name] = argument.value
    given.update({a.keyword.value: a.value for a in call.args if a.keyword is not None})
    return given


def get_variable(
    call: cst.Call, path: str, initial: str, default: str, tf: str, single_dimension: bool = False
) -> cst.Call | None:
    """The ``tf.Variable`` that ``tf.get_variable`` made.

    ``initial`` says what the initializer is: ``value``, ``callable``, ``class``, or nothing if there is
    none, in which case the initializer ``default`` is used. ``path`` is the name of the variable with its
    scopes, if that is known; ``single_dimension`` says that the shape is a number.
    """
    given = arguments_of(call, GET_VARIABLE)
    if given is None or any(k not in {*GET_VARIABLE, *WITHOUT_EFFECT, "constraint"} for k in given):
        return None
    dtype = given.get("dtype")
    shape = given.get("shape")
    if initial == "value":
        value = given["initializer"]
    else:
        if shape is None:
            return None
        maker = given["initializer"] if initial else cst.parse_expression(f"{tf}.{default}")
        if initial == "class":
            maker = cst.Call(maker)
        passed = [cst.Arg(_listed(shape) if single_dimension else with_whole_sizes(shape))]
        if dtype is not None:
            passed.append(cst.Arg(dtype))
        value = cst.Call(maker, passed)
    arguments = [cst.Arg(value)]
    if "trainable" in given:
        arguments.append(cst.Arg(given["trainable"], cst.Name("trainable"), equal=EQUAL))
    name = cst.SimpleString(repr(path)) if path else given.get("name")
    if name is not None:
        arguments.append(cst.Arg(name, cst.Name("name"), equal=EQUAL))
    if dtype is not None and initial == "value":
        arguments.append(cst.Arg(dtype, cst.Name("dtype"), equal=EQUAL))
    if "constraint" in given:
        arguments.append(cst.Arg(given["constraint"], cst.Name("constraint"), equal=EQUAL))
    return cst.Call(cst.parse_expression(f"{tf}.Variable"), arguments)


def variable(call: cst.Call, tf: str, path: str = "") -> cst.Call | None:
    """``tf.Variable`` without the arguments that TensorFlow 2 does not take.

    ``path`` is the name of the variable with its scopes, where the program asks for that.
    """
    given = arguments_of(call, VARIABLE)
    if given is None:
        return None
    if path and "name" in given:
        call = cst.ensure_type(call.deep_replace(given["name"], cst.SimpleString(repr(path))), cst.Call)
        given["name"] = cst.SimpleString(repr(path))
    plain = [a for a in call.args if a.keyword is None]
    if len(plain) <= 2 and not any(
        a.keyword is not None and a.keyword.value in WITHOUT_EFFECT for a in call.args
    ):
        return call
    arguments = [cst.Arg(given["initial_value"])] if "initial_value" in given else []
    for name in ("trainable", "name", "dtype", "constraint"):
        if name in given:
            arguments.append(cst.Arg(given[name], cst.Name(name), equal=EQUAL))
    return call.with_changes(args=arguments)


def with_whole_sizes(shape: cst.BaseExpression) -> cst.BaseExpression:
    """A shape whose divided sizes are whole numbers by type too, as only TensorFlow 1 did not ask."""
    if not isinstance(shape, (cst.List, cst.Tuple)):
        return shape
    elements = [e.with_changes(value=_whole(e.value)) for e in shape.elements]
    return shape.with_changes(elements=elements)


def _whole(size: cst.BaseExpression) -> cst.BaseExpression:
    if not isinstance(size, cst.BinaryOperation) or not _divides(size):
        return size
    return cst.Call(cst.Name("int"), [cst.Arg(size.with_changes(lpar=(), rpar=()))])


def _divides(size: cst.BaseExpression) -> bool:
    if not isinstance(size, cst.BinaryOperation):
        return False
    return isinstance(size.operator, cst.Divide) or _divides(size.left) or _divides(size.right)


def _listed(shape: cst.BaseExpression) -> cst.List:
    return cst.List([cst.Element(shape)])
