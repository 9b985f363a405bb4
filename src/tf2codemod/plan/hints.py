"""What the reading knows about the arguments of a call, in the form that rewriting a single call asks for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping

from tf2codemod.facts import lookup, table
from tf2codemod.facts.symbols import another_spelling
from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import NONE, TF, Const, Function, Host, Items, Node, Thing, Value
from tf2codemod.interpret.values import Mapping as Features
from tf2codemod.plan.purity import GRADIENTS, upstream
from tf2codemod.plan.ranks import rank_of
from tf2codemod.rewrite.context import UNKNOWN, Hint

_DTYPES = table("dtypes")
RESULT_TYPES: dict[str, str] = {name: dtype for dtype, names in _DTYPES["results"].items() for name in names}
FIRST_TYPE = frozenset(_DTYPES["first"])
COMMON_TYPE = frozenset(_DTYPES["common"])
SAME_TYPE = FIRST_TYPE | COMMON_TYPE
FIRST_NAMES = (
    "0",
    "x",
    "image",
    "images",
    "inputs",
    "input",
    "input_tensor",
    "value",
    "tensor",
    "features",
    "logits",
    "params",
    "values",
)
FLOAT_OPS = ("tf.layers.", "tf.losses.", "tf.nn.", "tf.contrib.layers.")
LOSSES_OF_FLOATS = frozenset(_DTYPES["losses_of_floats"])
WHOLE_TYPES = frozenset(("int8", "int16", "int32", "int64", "uint8", "uint16", "bool", "string"))
Elements = Callable[[Node], str | None]
TYPE_NAMES = {"float": "float32", "double": "float64", "int": "int32"}


def dtype_name(value: Value | None) -> str | None:
    """The name of a dtype argument."""
    if isinstance(value, TF):
        return value.symbol.rpartition(".")[2].removesuffix("_ref")
    if isinstance(value, Const) and isinstance(value.value, str):
        return TYPE_NAMES.get(value.value, value.value)
    return None


def dtype_of(value: Value, depth: int = 20, elements: Elements | None = None) -> str | None:
    """The dtype of what a value becomes as a tensor, where that is known (``elements``: of data)."""
    if isinstance(value, Const):
        kinds = {"float": "float32", "int": "int32", "bool": "bool", "str": "string"}
        return kinds.get(value.type)
    if isinstance(value, Items):
        whole = depth and value.rest is None
        kinds_of = {dtype_of(v, depth - 1, elements) for v in value.prefix} if whole else {None}
        return (
            kinds_of.pop()
            if len(kinds_of) == 1
            else ("float32" if kinds_of == {"float32", "int32"} else None)
        )
    if not isinstance(value, Node) or depth == 0:
        return None
    op = value.op
    if op not in SAME_TYPE:
        op = another_spelling(op) or op
    fact = lookup(op)
    place = fact.params.index("dtype") if fact is not None and "dtype" in fact.params else None
    type_given = value.arguments.get("dtype") or value.arguments.get(str(place))
    if type_given is not None and type_given is not NONE:
        return dtype_name(type_given)
    if value.kind == "variable":
        initial = value.arguments.get("initial_value")
        if initial is not None:
            return dtype_of(initial, depth - 1, elements)
        if op == "tf.get_variable":
            return _initial_type(value.arguments.get("initializer"), depth, elements)
        return "float32" if "layer" in value.arguments else None
    if op in GRADIENTS and value.kind == "tensor":
        of = value.arguments.get("of") or next((i for i in value.inputs if i.kind == "variable"), None)
        return dtype_of(of, depth - 1, elements) if of is not None else None
    if op in ("get_next", "dataset element"):
        return elements(value) if elements is not None else None
    if op == "part" and value.inputs and value.inputs[0].op.endswith(".parse_single_example"):
        return _parsed_type(value)
    last = op.rpartition(".")[2]
    if last in RESULT_TYPES:
        return RESULT_TYPES[last]
    if op in {"tf.constant", "tf.convert_to_tensor"}:
        first = value.arguments.get("0") or value.arguments.get("value")
        return dtype_of(first, depth - 1, elements) if first is not None else None
    if op in FIRST_TYPE:
        first = next((value.arguments[n] for n in FIRST_NAMES if n in value.arguments), None)
        source = first if first is not None else next(iter(value.inputs), None)
        return dtype_of(source, depth - 1, elements) if source is not None else None
    if op in COMMON_TYPE:
        given_values = (
            [v for k, v in value.arguments.items() if k in ("0", "1", "x", "y", "a", "b")]
            if op.startswith("tf.")
            else []
        )
        # Tensors have one type, which numbers and arrays beside them take.
        tensors = [v for v in given_values if isinstance(v, Node)] or value.inputs
        found = {dtype_of(i, depth - 1, elements) for i in (tensors or given_values)}
        found = found - {None} or found
        return found.pop() if len(found) == 1 else None
    if last in LOSSES_OF_FLOATS and op.startswith("tf.losses"):
        return "float32"
    if op.startswith(FLOAT_OPS):
        return _float_type(value, depth, elements)
    return None


def _parsed_type(part: Node) -> str | None:
    """The type of a feature of a parsed record."""
    given = part.inputs[0].arguments
    features = given.get("features") or given.get("1")
    key = part.part if isinstance(part.part, Const) else Const(part.part)
    feature = features.known.get(key) if isinstance(features, Features) else None
    if not isinstance(feature, Thing) or not feature.symbol.endswith("FixedLenFeature"):
        return None
    return dtype_name(feature.arguments.get("dtype") or feature.arguments.get("1"))


def _initial_type(initial: Value | None, depth: int, elements: Elements | None) -> str | None:
    """The type of a variable without a type of its own: that of its first value, if it has one."""
    if isinstance(initial, (Const, Node, Items, Host)) and initial != NONE:
        return dtype_of(initial, depth - 1, elements)
    return "float32"


def _float_type(value: Node, depth: int, elements: Elements | None) -> str | None:
    """The type of what is computed from floating tensors of one type, beside indices, labels and lengths."""
    given = [i for i in value.inputs if i.kind != "variable" or "layer" not in i.arguments]
    found = {dtype_of(i, depth - 1, elements) for i in given} - WHOLE_TYPES
    return found.pop() if len(found) == 1 else None


def hint_for(value: Value, elements: Elements | None = None) -> Hint:
    """What is known about one argument."""
    if isinstance(value, Const):
        return Hint(dtype_of(value, elements=elements), 0, value.value, "host", False)
    if isinstance(value, Node):
        learns = any(n.kind == "variable" for n in upstream((value,)))
        stage = {"variable": "variable", "placeholder": "placeholder"}.get(value.kind, "tensor")
        return Hint(dtype_of(value, elements=elements), rank_of(value), UNKNOWN, stage, learns)
    if isinstance(value, (Host, Thing, Function)):
        return Hint(stage="host", gradient=False)
    if isinstance(value, Items):
        return Hint(dtype_of(value, elements=elements), stage="host")
    return Hint()


def hints_for(
    symbol: str, call: ast.Call, frames: Iterable[Frame], elements: Elements | None = None
) -> Mapping[str, Hint]:
    """What is known about the arguments of a call, by parameter; contexts that disagree say nothing."""
    fact = lookup(symbol)
    names = fact.params if fact is not None else ()
    given: dict[str, ast.expr] = {}
    for name, argument in zip(names, call.args, strict=False):
        if isinstance(argument, ast.Starred):
            break
        given[name] = argument
    given.update({k.arg: k.value for k in call.keywords if k.arg is not None})
    found: dict[str, Hint] = {}
    for name, expr in given.items():
        seen = {hint_for(f.values[expr], elements) for f in frames if expr in f.values}
        merged = _merged(seen)
        if merged is not None:
            found[name] = merged
    return found


def _merged(seen: set[Hint]) -> Hint | None:
    if not seen:
        return None
    first, *rest = seen
    for other in rest:
        first = Hint(
            first.dtype if first.dtype == other.dtype else None,
            first.rank if first.rank == other.rank else None,
            first.constant
            if first.constant == other.constant and type(first.constant) is type(other.constant)
            else UNKNOWN,
            first.stage if first.stage == other.stage else None,
            True
            if True in (first.gradient, other.gradient)
            else first.gradient
            if first.gradient == other.gradient
            else None,
        )
    return first


__all__ = ["NONE", "dtype_name", "dtype_of", "hint_for", "hints_for"]
