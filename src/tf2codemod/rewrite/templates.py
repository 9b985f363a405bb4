"""Expression templates: ``tf.cast({x}, tf.float32, name={name})`` filled with parts of the user's code."""

from __future__ import annotations

import ast
import functools
import re
import struct
from collections.abc import Mapping
from decimal import Decimal

import libcst as cst

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MARK = "placeholder__"


@functools.cache
def placeholders(template: str) -> tuple[str, ...]:
    """Return the parameters that a template names."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(template)))


@functools.cache
def _parsed(template: str) -> cst.BaseExpression:
    return cst.parse_expression(_PLACEHOLDER.sub(lambda found: _MARK + found.group(1), template))


def dotted(name: str, tf: str) -> str:
    """Write a dotted TensorFlow name with the name that the file gives to TensorFlow."""
    return tf + name[2:] if name.startswith("tf.") else name


def fill(template: str, values: Mapping[str, cst.BaseExpression], tf: str) -> cst.BaseExpression:
    """Fill a template; an argument of a call that is nothing but a missing parameter falls away."""
    node = _parsed(template).visit(_Filler(values, tf))
    assert isinstance(node, cst.BaseExpression)
    return fold(node)


class _Filler(cst.CSTTransformer):
    def __init__(self, values: Mapping[str, cst.BaseExpression], tf: str) -> None:
        super().__init__()
        self.values = values
        self.tf = tf

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        name = updated_node.value
        if name.startswith(_MARK):
            return self.values.get(name[len(_MARK) :], updated_node)
        return updated_node

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        if isinstance(updated_node.value, cst.Name) and updated_node.value.value == "tf" and self.tf != "tf":
            return updated_node.with_changes(value=cst.parse_expression(self.tf))
        if original_node.value is not updated_node.value:
            return updated_node.with_changes(value=_enclosed(updated_node.value, _ATOM))
        return updated_node

    def leave_Subscript(
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        return updated_node.with_changes(value=_enclosed(updated_node.value, _ATOM))

    def leave_BinaryOperation(
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        level = _precedence(updated_node)
        return updated_node.with_changes(
            left=_enclosed(updated_node.left, level), right=_enclosed(updated_node.right, level + 1)
        )

    def leave_UnaryOperation(
        self, original_node: cst.UnaryOperation, updated_node: cst.UnaryOperation
    ) -> cst.BaseExpression:
        return updated_node.with_changes(expression=_enclosed(updated_node.expression, _UNARY))

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg | cst.RemovalSentinel:
        value = updated_node.value
        if isinstance(value, cst.Name) and value.value.startswith(_MARK):
            return cst.RemoveFromParent()
        return updated_node

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        arguments = updated_node.args
        if arguments and len(arguments) < len(original_node.args):
            last = arguments[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            return updated_node.with_changes(args=(*arguments[:-1], last))
        return updated_node


_LEVELS: dict[type[cst.CSTNode], int] = {
    cst.Power: 9, cst.Multiply: 7, cst.Divide: 7, cst.FloorDivide: 7, cst.Modulo: 7, cst.MatrixMultiply: 7,
    cst.Add: 6, cst.Subtract: 6, cst.LeftShift: 5, cst.RightShift: 5, cst.BitAnd: 4, cst.BitXor: 3,
    cst.BitOr: 2,
}  # fmt: skip
_UNARY = 8
_ATOM = 10


def _precedence(node: cst.BaseExpression) -> int:
    if isinstance(node, cst.BinaryOperation):
        return _LEVELS[type(node.operator)]
    if isinstance(node, cst.UnaryOperation):
        return 1 if isinstance(node.operator, cst.Not) else _UNARY
    if isinstance(
        node,
        (cst.Comparison, cst.BooleanOperation, cst.IfExp, cst.Lambda, cst.Await, cst.NamedExpr, cst.Yield),
    ):
        return 0
    return _ATOM


def _enclosed(node: cst.BaseExpression, level: int) -> cst.BaseExpression:
    if node.lpar or _precedence(node) >= level:
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def number(node: cst.BaseExpression | None) -> int | float | None:
    """Return the value of a numeric literal, signed or not."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        found = number(node.expression)
        return None if found is None else -found
    if isinstance(node, (cst.Integer, cst.Float)):
        value = ast.literal_eval(node.value)
        return value if isinstance(value, (int, float)) else None
    return None


def fold(node: cst.BaseExpression) -> cst.BaseExpression:
    """Compute ``1 - 0.8`` and ``0.04 / 2`` where the result is the number that float32 would see."""
    if not isinstance(node, cst.BinaryOperation):
        return node
    left, right = number(node.left), number(node.right)
    if left is None or right is None:
        return node
    if isinstance(node.operator, cst.Subtract):
        exact, computed = Decimal(str(left)) - Decimal(str(right)), left - right
    elif isinstance(node.operator, cst.Divide) and right != 0:
        exact, computed = Decimal(str(left)) / Decimal(str(right)), left / right
    elif isinstance(node.operator, cst.Multiply):
        exact, computed = Decimal(str(left)) * Decimal(str(right)), left * right
    else:
        return node
    short = float(exact)
    if struct.pack("f", short) != struct.pack("f", computed) or short < 0:
        return node
    return cst.parse_expression(repr(short))
