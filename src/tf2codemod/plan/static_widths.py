"""How wide a tensor is that moves into functions, where code that stays asks for it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Function, Node, Value, nodes_in
from tf2codemod.plan.dimensions import SAME_SHAPE, SUMS
from tf2codemod.plan.input_shapes import INPUT_SHAPE, shape_texts
from tf2codemod.plan.model import Role
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner

LAST = frozenset((f"{INPUT_SHAPE}[1]", f"{INPUT_SHAPE}[-1]"))
Place = tuple[ast.expr, Frame]


def widths_asked(planner: FramePlanner) -> dict[ast.expr, str]:
    """The expressions of staying code that ask how wide a moved tensor of rank two is, in other words."""
    found: dict[ast.expr, str] = {}
    frame = planner.frame
    for statement in planner.staging.line:
        if planner.staging.roles.get(statement) not in (Role.KEEP, Role.COPY):
            continue
        names = {n.id for n in walk(statement) if isinstance(n, ast.Name) and _is_tensor(frame.values.get(n))}
        for name in names:
            for expr, text in shape_texts(statement, name).items():
                owner = next(n for n in walk(expr) if isinstance(n, ast.Name) and n.id == name)
                node = frame.values.get(owner)
                width = _Widths(planner).text(node) if isinstance(node, Node) and text in LAST else None
                if width is not None:
                    found[expr] = width
    return found


def _is_tensor(value: Value | None) -> bool:
    return isinstance(value, Node) and value.kind == "tensor"


class _Widths:
    """Follows a tensor to the code that decided its last dimension."""

    def __init__(self, planner: FramePlanner) -> None:
        self.planner = planner
        self.frame = planner.frame

    def text(self, node: Node) -> str | None:
        """The width of a tensor as an expression of the frame."""
        place = self._width(node)
        return self._here(place) if place is not None else None

    def _width(self, node: Node, depth: int = 50) -> Place | None:
        if depth == 0:
            return None
        if node.op in SAME_SHAPE and node.inputs:
            return self._width(node.inputs[0], depth - 1)
        if node.op in SUMS and len(node.inputs) == 2:
            first, second = node.inputs
            width = self._width(first, depth - 1)
            added = self._shape(second)
            if width is None or added is None or len(added) != 1:
                return None
            return width if self._here(added[0]) == self._here(width) is not None else None
        plain = not set(node.arguments) - {"0", "1", "a", "b", "name", "tensor", "shape"}
        if node.op == "tf.matmul" and len(node.inputs) == 2 and plain:
            shape = self._shape(node.inputs[1])
            return shape[1] if shape is not None and len(shape) == 2 else None
        if node.op == "tf.reshape" and plain and isinstance(node.expr, ast.Call):
            given = _argument(node.expr, 1, "shape")
            whole = self._elements((given, node.made.frame)) if given is not None else None
            if whole is None or len(whole) != 2 or _is_open(whole[1]):
                return None
            return whole[1]
        return None

    def _shape(self, variable: Node) -> list[Place] | None:
        """The dimensions of a variable, where they are written out at its making or in its first value."""
        if variable.kind != "variable" or not isinstance(variable.expr, ast.Call):
            return None
        source = variable
        if variable.op == "tf.get_variable":
            given = _argument(variable.expr, 1, "shape")
            if given is not None:
                return self._elements((given, variable.made.frame))
        if len(variable.inputs) != 1:
            return None
        source = variable.inputs[0]
        if source.op not in ("tf.constant", "tf.zeros", "tf.ones", "tf.fill") or not isinstance(
            source.expr, ast.Call
        ):
            return None
        given = _argument(source.expr, 2 if source.op == "tf.constant" else 0, "shape")
        return self._elements((given, source.made.frame)) if given is not None else None

    def _elements(self, place: Place) -> list[Place] | None:
        expr, frame = place
        while isinstance(expr, ast.Name):
            outer = self._given(expr, frame)
            if outer is None:
                return None
            expr, frame = outer
        if not isinstance(expr, (ast.List, ast.Tuple)) or any(isinstance(e, ast.Starred) for e in expr.elts):
            return None
        return [(e, frame) for e in expr.elts]

    def _given(self, name: ast.Name, frame: Frame) -> Place | None:
        """What a parameter of a function was given, in its caller."""
        code = frame.function.node if frame.function is not None else None
        site = frame.site
        if (
            not isinstance(code, ast.FunctionDef)
            or not isinstance(site, ast.Call)
            or frame.caller is None
            or frame.receiver
            or any(w.frame is frame for w in self.planner.trace.writes.get((frame.cell, name.id), ()))
            or not isinstance(frame.caller.frame.values.get(site.func), Function)
            or any(isinstance(a, ast.Starred) for a in site.args)
        ):
            return None
        names = [a.arg for a in code.args.args]
        if name.id not in names:
            return None
        given = _argument(site, names.index(name.id), name.id)
        return (given, frame.caller.frame) if given is not None else None

    def _here(self, place: Place) -> str | None:
        """A dimension as an expression of the frame, if it is a value that does not change."""
        expr, frame = place
        while frame is not self.frame and isinstance(expr, ast.Name):
            outer = self._given(expr, frame)
            if outer is None:
                return None
            expr, frame = outer
        if isinstance(expr, ast.Constant):
            return repr(expr.value)
        if frame is not self.frame:
            return None
        for node in walk(expr):
            if not isinstance(node, (ast.Name, ast.BinOp, ast.Constant, ast.operator, ast.expr_context)):
                return None
            if isinstance(node, ast.Name):
                value = frame.values.get(node)
                writers = self.planner.trace.writes.get((frame.cell, node.id), [])
                if value is None or nodes_in(value) or len(writers) != 1 or writers[0].looped:
                    return None
        text = ast.unparse(expr)
        return text if isinstance(expr, ast.Name) else f"({text})"


def _argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    by_name = next((k.value for k in call.keywords if k.arg == name), None)
    return call.args[place] if len(call.args) > place else by_name


def _is_open(place: Place) -> bool:
    """Whether a dimension is left to be worked out, or may be."""
    value = place[1].values.get(place[0])
    size = getattr(value, "value", None)
    return not isinstance(place[0], ast.BinOp) and not (isinstance(size, int) and size > 0)


__all__ = ["widths_asked"]
