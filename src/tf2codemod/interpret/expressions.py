"""What expressions mean: names, attributes, operators and containers."""

from __future__ import annotations

import ast
import builtins
import operator
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from tf2codemod.interpret.attributes import SLICE
from tf2codemod.interpret.comprehensions import Comprehensions
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    TF,
    Bound,
    Cell,
    Class,
    Const,
    External,
    Function,
    Host,
    Instance,
    Items,
    Mapping,
    Module,
    Node,
    Partial,
    Thing,
    Union,
    Unknown,
    Value,
    join,
    nodes_in,
    options_of,
    truth_of,
)

ARITHMETIC: dict[type[ast.AST], Callable[[Any, Any], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
LONGEST_KNOWN = 64
EVERYTHING = "from tensorflow import *"
NAMED = (TF, Union)
SHADOWED_BUILTINS = frozenset(("abs", "pow", "range", "round"))


class Expressions(Comprehensions):
    """Evaluates expressions; calls are left to the class below."""

    @abstractmethod
    def call(self, node: ast.Call) -> Value:
        """The value of a call."""

    # Entry ----------------------------------------------------------------------------------------------

    def evaluate(self, expr: ast.expr) -> Value:
        kind = expr.__class__
        method = self.evaluators.get(kind)
        if method is None:
            found: Callable[[Any, ast.expr], Value] = getattr(
                type(self), "_eval_" + kind.__name__, Expressions._eval_parts
            )
            method = self.evaluators[kind] = found
        value = method(self, expr)
        assert self.statement is not None
        values = self.statement.frame.values
        old = values.get(expr)
        values[expr] = value if old is None or old is value else join(old, value)
        return value

    def _eval_parts(self, expr: ast.expr) -> Value:
        for child in ast.iter_child_nodes(expr):
            if isinstance(child, ast.expr):
                self.evaluate(child)
        return HOST

    def _eval_Constant(self, expr: ast.Constant) -> Value:
        known = self.constants.get(expr)
        if known is None:
            is_plain = not isinstance(expr.value, (bytes, complex))
            known = self.constants[expr] = Const(expr.value) if is_plain else HOST
        return known

    def _eval_Name(self, expr: ast.Name) -> Value:
        return self.named(expr.id, expr)

    def named(self, name: str, expr: ast.AST | None = None) -> Value:
        assert self.statement is not None
        frame = self.statement.frame
        cell = frame.cell
        if name in frame.local_names and name in cell.slots:
            value = self.held(cell, name)
            return self._meant(value, cell, name, expr) if isinstance(value, NAMED) else value
        for cell in frame.scopes:
            if name in cell.slots:
                value = self.held(cell, name)
                return self._meant(value, cell, name, expr) if isinstance(value, NAMED) else value
        everything = frame.module.cell.slots.get(EVERYTHING)
        if isinstance(everything, TF) and (name not in BUILTINS or name in SHADOWED_BUILTINS):
            return self._seen(expr, TF(f"{everything.symbol}.{name}"))
        if name in BUILTINS:
            return BUILTINS[name]
        return Unknown(f"name '{name}' is not bound where it is read")

    def _meant(self, value: Value, cell: Cell, name: str, expr: ast.AST | None) -> Value:
        """What a name holds that may be TensorFlow's."""
        writers = cell.writers.get(name, ())
        imported = all(w is not None and isinstance(w.node, (ast.Import, ast.ImportFrom)) for w in writers)
        return self._seen(expr, value) if imported else value

    def _eval_NamedExpr(self, expr: ast.NamedExpr) -> Value:
        value = self.evaluate(expr.value)
        self.write(self.frame.cell, expr.target.id, value)
        return value

    # Attributes -----------------------------------------------------------------------------------------

    def _eval_Attribute(self, expr: ast.Attribute) -> Value:
        return self._seen(expr, self.attribute(self.evaluate(expr.value), expr.attr, expr))

    # Subscripts -----------------------------------------------------------------------------------------

    def _eval_Subscript(self, expr: ast.Subscript) -> Value:
        owner = self.evaluate(expr.value)
        index = self.evaluate(expr.slice)
        return self.subscript(owner, index, expr)

    def _eval_Slice(self, expr: ast.Slice) -> Value:
        parts = [NONE if p is None else self.evaluate(p) for p in (expr.lower, expr.upper, expr.step)]
        found = nodes_in(self.items("tuple", parts))
        return self.node("tensor", "slice", expr, found) if found else Partial(SLICE, tuple(parts), ())

    # Operators ------------------------------------------------------------------------------------------

    def _eval_BinOp(self, expr: ast.BinOp) -> Value:
        return self.combine(type(expr.op), self.evaluate(expr.left), self.evaluate(expr.right), expr)

    def combine(self, op: type[ast.AST], left: Value, right: Value, expr: ast.AST) -> Value:
        found = nodes_in_operands(left, right)
        if found:
            return self.node("tensor", "operator." + op.__name__, expr, found)
        if isinstance(left, Const) and isinstance(right, Const) and op in ARITHMETIC:
            try:
                value = ARITHMETIC[op](left.value, right.value)
            except Exception:
                return HOST
            return (
                Const(value)
                if isinstance(value, (int, float, str, bool)) and len(str(value)) < 2000
                else HOST
            )
        if op is ast.Add and isinstance(left, Items) and isinstance(right, Items):
            rest = left.rest
            if rest is not None or right.rest is not None:
                return self.items(left.kind, (), join(self.summary(left), self.summary(right)))
            return self.items(left.kind, (*left.prefix, *right.prefix))
        if op is ast.Mult and isinstance(left, Items):
            times = right.value if isinstance(right, Const) and isinstance(right.value, int) else None
            if times is not None and left.rest is None and times * len(left.prefix) <= LONGEST_KNOWN:
                return self.items(left.kind, left.prefix * times)
            return self.items(left.kind, (), self.summary(left))
        for side in (left, right):
            if isinstance(side, Unknown):
                return side
            if isinstance(side, Union) and any(isinstance(o, (Node, Items)) for o in side.options):
                inner = nodes_in(side)
                return self.node("tensor", "operator." + op.__name__, expr, inner) if inner else side
        return HOST

    def _eval_UnaryOp(self, expr: ast.UnaryOp) -> Value:
        value = self.evaluate(expr.operand)
        found = nodes_in_operands(value)
        if found:
            return self.node("tensor", "operator." + type(expr.op).__name__, expr, found)
        if isinstance(value, Const):
            if isinstance(expr.op, ast.Not):
                return Const(not value.value)
            if isinstance(expr.op, ast.USub) and isinstance(value.value, (int, float)):
                return Const(-value.value)
        if isinstance(expr.op, ast.Not):
            truth = self.truth(value)
            return HOST if truth is None else Const(not truth)
        return HOST

    def _eval_Compare(self, expr: ast.Compare) -> Value:
        left = self.evaluate(expr.left)
        rights = [self.evaluate(c) for c in expr.comparators]
        op, right = expr.ops[0], rights[0]
        if len(rights) > 1:
            found = tuple(n for r in (left, *rights) for n in nodes_in_operands(r))
            return self.node("tensor", "operator.Compare", expr, found) if found else HOST
        if isinstance(op, (ast.Is, ast.IsNot)):
            return self._identity(left, right, isinstance(op, ast.IsNot))
        if isinstance(op, (ast.In, ast.NotIn)):
            return self._membership(left, right, isinstance(op, ast.NotIn))
        if isinstance(op, (ast.Eq, ast.NotEq)) and nodes_in_operands(left, right):
            return HOST  # tensors compared by identity, as TensorFlow 1 did
        return self.combine(type(op), left, right, expr)

    def _identity(self, left: Value, right: Value, negated: bool) -> Value:
        if right != NONE and left != NONE:
            same = True if left is right and not isinstance(left, (Host, Unknown)) else None
            if isinstance(left, (TF, Class)) and isinstance(right, (TF, Class)):
                same = left == right
        else:
            other = left if right == NONE else right
            known = isinstance(
                other, (Const, Node, Thing, Items, Mapping, Function, Class, Instance, TF, Module, Bound)
            )
            same = (other == NONE) if known else None
        return HOST if same is None else Const(same != negated)

    def _is_constant(self, value: Value) -> TypeGuard[Items]:
        return (
            isinstance(value, Items)
            and value.rest is None
            and all(isinstance(p, Const) for p in value.prefix)
        )

    def _membership(self, left: Value, right: Value, negated: bool) -> Value:
        if isinstance(right, Mapping) and isinstance(left, (Const, Node)):
            if left in right.cell.slots:
                self.read(right.cell, left)
                return Const(not negated)
            return Const(negated) if right.rest is None else HOST
        if isinstance(left, Const) and self._is_constant(right):
            return Const((left in right.prefix) != negated)
        if isinstance(left, Const) and isinstance(right, Const):
            try:
                return Const((left.value in right.value) != negated)  # type: ignore[operator]
            except TypeError:
                return HOST
        return HOST

    def _eval_BoolOp(self, expr: ast.BoolOp) -> Value:
        result: Value | None = None
        wants = isinstance(expr.op, ast.Or)
        for part in expr.values:
            value = self.evaluate(part)
            truth = self.truth(value)
            if truth is wants:
                return value if result is None else join(result, value)
            if truth is None:
                result = value if result is None else join(result, value)
            last = value
        return last if result is None else join(result, last)

    def _eval_IfExp(self, expr: ast.IfExp) -> Value:
        truth = self.truth(self.evaluate(expr.test))
        if truth is not None:
            other = expr.orelse if truth else expr.body
            self.explore(lambda: self.evaluate(other) is not None, reachable=False, wanted=False)
            return self.evaluate(expr.body if truth else expr.orelse)
        return join(self.evaluate(expr.body), self.evaluate(expr.orelse))

    def truth(self, value: Value) -> bool | None:
        """Whether a condition holds, if that is known."""
        return truth_of(value)

    # Containers -----------------------------------------------------------------------------------------

    def _eval_List(self, expr: ast.List) -> Value:
        return self._display("list", expr.elts)

    def _eval_Tuple(self, expr: ast.Tuple) -> Value:
        return self._display("tuple", expr.elts)

    def _eval_Set(self, expr: ast.Set) -> Value:
        return self._display("set", expr.elts)

    def _display(self, kind: str, elements: Sequence[ast.expr]) -> Value:
        values: list[Value] = []
        rest: Value | None = None
        for element in elements:
            if isinstance(element, ast.Starred):
                inner = self.evaluate(element.value)
                if isinstance(inner, Items) and inner.rest is None and rest is None:
                    values.extend(inner.prefix)
                else:
                    rest = self.summary(inner) if rest is None else join(rest, self.summary(inner))
            elif rest is not None:
                rest = join(rest, self.evaluate(element))
            elif len(values) < 4 * LONGEST_KNOWN:
                values.append(self.evaluate(element))
            else:
                rest = self.evaluate(element)
        return self.items(kind, values, rest)

    def _eval_Dict(self, expr: ast.Dict) -> Value:
        made = self.mapping(())
        for key, value in zip(expr.keys, expr.values, strict=True):
            inner = self.evaluate(value)
            if key is None:
                self.update(made, inner)
            else:
                self.put(made, self.evaluate(key), inner)
        return made

    def put(self, owner: Mapping, key: Value, value: Value) -> None:
        if isinstance(key, (Const, Node)):
            self.write(owner.cell, key, value)
        else:
            for option in options_of(key):
                if isinstance(option, Node):
                    old = owner.cell.slots.get(option)
                    self.write(owner.cell, option, value if old is None else join(old, value))
                elif isinstance(option, Items) and _are_placeholders(option):
                    for node in nodes_in(option):  # a run takes apart what it is fed under a tuple
                        self.write(owner.cell, node, HOST)
            if not nodes_in(key):
                rest = owner.cell.slots.get("rest")
                self.write(owner.cell, "rest", value if rest is None else join(rest, value))

    def update(self, owner: Mapping, other: Value) -> None:
        for option in options_of(other):
            if isinstance(option, Mapping):
                for key in list(option.cell.slots):
                    value = self.read(option.cell, key)
                    if value is None:
                        continue
                    if isinstance(key, Value):
                        self.put(owner, key, value)
                    else:
                        self.put(owner, HOST, value)
            elif isinstance(option, Unknown):
                self.put(owner, option, option)
            elif option != NONE:
                self.put(owner, HOST, HOST)

    # Strings, lambdas -----------------------------------------------------------------------------------

    def _eval_JoinedStr(self, expr: ast.JoinedStr) -> Value:
        parts = [
            self.evaluate(v.value) if isinstance(v, ast.FormattedValue) else self.evaluate(v)
            for v in expr.values
        ]
        if all(isinstance(p, Const) for p in parts) and not any(
            isinstance(v, ast.FormattedValue) and (v.format_spec or v.conversion != -1) for v in expr.values
        ):
            return Const("".join(str(p.value) for p in parts if isinstance(p, Const)))
        return HOST

    def _eval_Lambda(self, expr: ast.Lambda) -> Value:
        frame = self.frame
        defaults = self.default_values(expr.args)
        made = Function(expr, frame.module, self.closure(), defaults)
        self.definitions.append(made)
        return made

    def closure(self) -> tuple[Cell, ...]:
        frame = self.frame
        frame.cell.closed_over = True
        return frame.scopes if frame.cell in frame.scopes else (frame.cell, *frame.scopes)

    def default_values(self, args: ast.arguments) -> dict[str, Value]:
        names = [a.arg for a in (*args.posonlyargs, *args.args)]
        values: dict[str, Value] = {}
        for name, default in zip(names[len(names) - len(args.defaults) :], args.defaults, strict=True):
            values[name] = self.evaluate(default)
        for arg, keyword_default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
            if keyword_default is not None:
                values[arg.arg] = self.evaluate(keyword_default)
        return values

    def _eval_Call(self, expr: ast.Call) -> Value:
        return self.call(expr)

    def _eval_Starred(self, expr: ast.Starred) -> Value:
        return self.evaluate(expr.value)

    def _eval_Await(self, expr: ast.Await) -> Value:
        return self.evaluate(expr.value)

    def _eval_Yield(self, expr: ast.Yield) -> Value:
        value = NONE if expr.value is None else self.evaluate(expr.value)
        frame = self.frame
        item: Value = self.items("list", (), value)
        frame.returned = item if frame.returned is None else join(frame.returned, item)
        return HOST


def nodes_in_operands(*operands: Value) -> tuple[Node, ...]:
    """The graph objects among operands, if an operator applied to them makes a tensor."""
    direct = [n for operand in operands for n in options_of(operand) if isinstance(n, Node)]
    if not direct:
        return ()
    return tuple(dict.fromkeys(n for operand in operands for n in nodes_in(operand)))


NAMES_OF_PYTHON_2 = ("xrange", "unicode", "raw_input", "basestring", "long", "reduce")
BUILTINS = {
    name: External(f"builtins.{name}")
    for name in (*dir(builtins), *NAMES_OF_PYTHON_2, "__file__", "__name__", "__doc__")
}


def _are_placeholders(value: Items) -> bool:
    """Whether a list or tuple holds placeholders and nothing else."""
    parts = (*value.prefix, *((value.rest,) if value.rest is not None else ()))
    return bool(parts) and all(isinstance(p, Node) and p.kind == "placeholder" for p in parts)
