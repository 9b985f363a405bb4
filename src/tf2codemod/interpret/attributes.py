"""What attributes and subscripts mean, for each kind of owner."""

from __future__ import annotations

import ast
import functools
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from tf2codemod.interpret.distributions import PARAMETERS, is_distribution
from tf2codemod.interpret.memory import Memories
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    TF,
    Bound,
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
    Super,
    Thing,
    Union,
    Unknown,
    Value,
    join,
    nodes_in,
    options_of,
)

TENSOR_METHODS = frozenset(
    [
        "eval",
        "run",
        "get_shape",
        "set_shape",
        "assign",
        "assign_add",
        "assign_sub",
        "initialized_value",
        "read_value",
        "value",
        "load",
        "consumers",
        "with_dependencies",
        "scatter_update",
        "scatter_add",
        "scatter_sub",
        "scatter_nd_update",
        "sparse_read",
        "count_up_to",
    ]
)

CONTAINER_METHODS = frozenset(
    [
        "append",
        "extend",
        "insert",
        "pop",
        "remove",
        "sort",
        "reverse",
        "index",
        "count",
        "copy",
        "clear",
        "items",
        "keys",
        "values",
        "get",
        "update",
        "setdefault",
        "add",
        "popitem",
    ]
)

GRAPHS = frozenset(("tf.Graph", "tf.get_default_graph"))
# Methods of a graph that are functions of TensorFlow for the graph that is the default one.
OF_GRAPHS = frozenset(("colocate_with", "container", "control_dependencies", "device", "name_scope"))
PROPERTIES = frozenset(
    (
        ("iterator", "initializer"),
        ("layer", "variables"),
        ("layer", "weights"),
        ("layer", "trainable_variables"),
        ("layer", "trainable_weights"),
        ("layer", "kernel"),
        ("layer", "bias"),
        ("cell", "state_size"),
        ("cell", "output_size"),
        ("scope", "name"),
        ("scope", "original_name_scope"),
    )
)

STATIC_ATTRIBUTES = frozenset(
    [
        "shape",
        "dtype",
        "name",
        "type",
        "node_def",
        "graph",
        "device",
        "ndim",
        "consumers",
        "value_index",
        "constraint",
        "trainable",
    ]
)


def is_empty(value: Value) -> bool:
    """Whether a value is surely an empty container."""
    return isinstance(value, (Items, Mapping)) and not value.cell.slots


def is_plain_base(base: Value) -> bool:
    """Whether a base class adds no attributes that the project cannot see."""
    return isinstance(base, Class) or base == External("builtins.object")


def is_named(node: Node) -> bool:
    """Whether TensorFlow surely gave a variable the name that was worked out for it."""
    certain = node.op == "tf.get_variable" or "layer" in node.arguments
    return node.kind == "variable" and certain and bool(node.name) and "?" not in node.name


class Attributes(Memories):
    """Reads attributes and elements of values."""

    @abstractmethod
    def invoke(
        self, callee: Value, arguments: Sequence[Value], keywords: dict[str, Value], node: ast.AST
    ) -> Value:
        """The value of calling a value with values."""

    @abstractmethod
    def import_module(self, name: str) -> Value:
        """The value of a module, walked now if it is the project's and was not before."""

    def _seen(self, expr: ast.AST | None, value: Value) -> Value:
        if expr is None or not isinstance(value, (TF, Union)):
            return value
        for option in options_of(value):
            if isinstance(option, TF):
                self.trace.symbols.setdefault(expr, set()).add(option.symbol)
        return value

    def attribute(self, owner: Value, name: str, expr: ast.AST) -> Value:
        """The value of an attribute of a value."""
        value: Value | None
        if isinstance(owner, Union):
            return self._each(owner, lambda option: self.attribute(option, name, expr))
        if isinstance(owner, TF):
            return self._tensorflow_attribute(owner, name)
        if isinstance(owner, Module):
            value = self.read(owner.cell, name)
            if value is not None:
                return value
            found = self.import_module(f"{owner.name}.{name}" if owner.name else name)
            return Unknown(f"module {owner.name} has no '{name}'") if isinstance(found, External) else found
        if isinstance(owner, Instance):
            return self._instance_attribute(owner, name, expr)
        if isinstance(owner, Class):
            value = owner.lookup(name)
            if value is not None:
                return value
            return Const(owner.node.name) if name == "__name__" else Unknown(f"class has no '{name}'")
        if isinstance(owner, Super):
            for base in owner.owner.bases:
                value = base.lookup(name) if isinstance(base, Class) else None
                if isinstance(value, Function):
                    return Bound(owner.receiver, value)
                if value is not None:
                    return value
            return Bound(owner.receiver, name)
        if isinstance(owner, Node):
            if name in TENSOR_METHODS:
                return Bound(owner, name)
            if name == "initializer" and owner.kind == "variable":
                return self.node("action", "initializer", expr, (owner,))
            if name == "name" and is_named(owner):
                return Const(f"{owner.name}:0")
            if name == "op":
                return owner
            if name == "initial_value":
                return owner.arguments.get("initial_value", HOST)
            if is_distribution(owner):
                asked = Bound(owner, name)
                return self.invoke(asked, (), {}, expr) if name in PARAMETERS else asked
            if name in {"values", "indices", "dense_shape"} and not self.has_parts(owner):
                return self.node("tensor", "tf." + name, expr, (owner,))
            return self._part(owner, name, expr) if name not in STATIC_ATTRIBUTES else Host(name)
        if isinstance(owner, Host) and owner.note == "dimension" and name == "value":
            self.trace.dimensions.add(expr)
            return Host("size")
        if isinstance(owner, Thing):
            value = self.read(owner.cell, name)
            if value is None and owner.kind == "session" and name == "graph":
                return self.thing("object", "tf.get_default_graph", expr)
            if value is None and owner.symbol in GRAPHS and name in OF_GRAPHS:
                return self._seen(expr, TF(f"tf.{name}"))
            if value is None and (owner.kind, name) in PROPERTIES:
                return self.invoke(Bound(owner, name), (), {}, expr)
            return value if value is not None else Bound(owner, name)
        if isinstance(owner, External):
            return External(f"{owner.dotted}.{name}")
        if isinstance(owner, (Items, Mapping)):
            if name in CONTAINER_METHODS:
                return Bound(owner, name)
            key = Const(name)
            if isinstance(owner, Mapping) and key in owner.cell.slots:  # a dict with attribute access
                return self.read(owner.cell, key) or HOST
            part = self.read(owner.cell, name)  # a field of a named tuple
            return part if part is not None else HOST
        if isinstance(owner, Function):
            value = self.read(owner.module.cell, (owner.node, name))
            if value is not None:
                return value
            return Const(owner.name) if name in {"__name__", "func_name"} else HOST
        if isinstance(owner, Const) and isinstance(owner.value, str):
            return Bound(owner, name)
        if isinstance(owner, Unknown):
            return owner
        return Bound(owner, name)

    def _each(self, owner: Union, read: Callable[[Value], Value]) -> Value:
        """What reading any option of a union but ``None`` may give."""
        values = [read(option) for option in owner.options if option != NONE]
        return functools.reduce(join, values) if values else HOST

    def _tensorflow_attribute(self, owner: TF, name: str) -> Value:
        symbol = f"{owner.symbol}.{name}"
        if symbol in ("tf.compat.v1", "tf.compat"):
            return TF("tf") if symbol == "tf.compat.v1" else TF("tf.compat")
        if name in {"__version__", "VERSION"}:
            return HOST
        if model_of(owner.symbol) == "flag_values":
            return HOST
        return TF(symbol)

    def _instance_attribute(self, owner: Instance, name: str, expr: ast.AST) -> Value:
        value = self.read(owner.cell, name)
        if value is not None:
            return value
        value = owner.cls.lookup(name)
        if isinstance(value, Function):
            decorators = getattr(value.node, "decorator_list", [])
            names = {d.id for d in decorators if isinstance(d, ast.Name)}
            if "staticmethod" in names:
                return value
            bound = Bound(owner.cls if "classmethod" in names else owner, value)
            if "property" in names or "cached_property" in names:
                return self.invoke(bound, (), {}, expr)
            return bound
        if isinstance(value, Partial) and value.function == External("builtins.property"):
            return self.invoke(value.arguments[0], (owner,), {}, expr)
        if value is not None:
            return value
        if name == "__class__":
            return owner.cls
        if name == "__dict__":
            return HOST
        rest = self.read(owner.cell, "rest")
        if rest is not None:
            return rest
        foreign = [b for c in owner.cls.lineage() for b in c.bases if not is_plain_base(b)]
        if foreign:
            return Bound(owner, name) if any(isinstance(b, (TF, External)) for b in foreign) else HOST
        getter = owner.cls.lookup("__getattr__")
        if getter is not None:
            return self.invoke(
                Bound(owner, getter) if isinstance(getter, Function) else getter, (Const(name),), {}, expr
            )
        return Unknown(f"attribute '{name}' is not set where it is read")

    def has_parts(self, node: Node) -> bool:
        """Whether an op returned a tuple or list of tensors, which a subscript picks from."""
        return "parts" in node.arguments or (node.op != "part" and model_of(node.op) == "several_outputs")

    @abstractmethod
    def part_of_element(self, owner: Node, key: object) -> Node:
        """A part of an element of a data set."""

    def _part(self, owner: Node, key: object, expr: ast.AST) -> Value:
        """An element or field of what an op returned."""
        if owner.op == "get_next":
            return self.part_of_element(owner, key)
        kind = owner.kind if owner.kind == "action" else "tensor"
        arguments = {k: v for k, v in owner.arguments.items() if k == "parts"}
        return self.node(kind, "part", expr, (owner,), arguments, "", key)

    def subscript(self, owner: Value, index: Value, expr: ast.AST) -> Value:
        if isinstance(owner, Union):
            return self._each(owner, lambda option: self.subscript(option, index, expr))
        if isinstance(owner, Node) and self.has_parts(owner) and not nodes_in(index):
            return self._part(owner, index, expr)
        if isinstance(owner, Node):
            made = self.node("tensor", "tf.strided_slice", expr, (owner, *nodes_in(index)), {}, "", index)
            return made
        if isinstance(owner, Mapping):
            return self._lookup(owner, index)
        if isinstance(owner, Items):
            return self._element(owner, index)
        place = _slice_of(index) if isinstance(index, Partial) else index
        if isinstance(owner, Const) and isinstance(place, (Const, slice)):
            try:
                return Const(owner.value[place.value if isinstance(place, Const) else place])  # type: ignore[index]
            except (TypeError, IndexError, KeyError):
                return HOST
        if isinstance(owner, Unknown):
            return owner
        if isinstance(owner, Thing):
            return self.read(owner.cell, index) or HOST
        if isinstance(owner, Instance):
            getter = owner.cls.lookup("__getitem__")
            if isinstance(getter, Function):
                return self.invoke(Bound(owner, getter), (index,), {}, expr)
        if isinstance(owner, Host) and owner.note == "shape":
            return Host("shape") if isinstance(index, Partial) else Host("dimension")
        found = nodes_in(index)
        return self.node("tensor", "tf.gather", expr, found) if found else HOST

    def _lookup(self, owner: Mapping, index: Value) -> Value:
        value = self.read(owner.cell, index)
        if value is not None:
            return value
        rest = self.read(owner.cell, "rest")
        if isinstance(index, Const):
            return (
                rest
                if rest is not None
                else Unknown(f"key {index.value!r} is not in the dict where it is read")
            )
        values = list(owner.known.values()) + ([rest] if rest is not None else [])
        for key in list(owner.cell.slots):
            self.read(owner.cell, key)
        if not values:
            return HOST
        result = values[0]
        for value in values[1:]:
            result = join(result, value)
        return result

    def _element(self, owner: Items, index: Value) -> Value:
        cell, place = owner.cell, index.value if isinstance(index, Const) else None
        if isinstance(place, int) and place >= 0 and place in cell.slots and owner.rest is None:
            return self.held(cell, place)
        prefix, rest = owner.prefix, owner.rest
        for key in cell.slots:
            self.held(cell, key)
        if isinstance(index, Const) and isinstance(index.value, int):
            position = index.value
            if 0 <= position < len(prefix) or (rest is None and -len(prefix) <= position < 0):
                return prefix[position]
            if rest is not None:
                result = rest
                for value in prefix if position < 0 else ():
                    result = join(result, value)
                return result
            return Unknown("an index is outside of the list where it is read")
        if isinstance(index, Partial):
            bounds: list[Any] = [a.value if isinstance(a, Const) else "?" for a in index.arguments]
            if rest is None and all(b is None or isinstance(b, int) for b in bounds):
                return self.items(owner.kind, prefix[slice(*bounds)])
            return self.items(owner.kind, (), self.summary(owner))
        return self.summary(owner)

    def summary(self, value: Value) -> Value:
        """What an element of a container may be."""
        if isinstance(value, Union):
            full = [o for o in value.options if not is_empty(o)]
            parts = [self.summary(o) for o in full]
        elif isinstance(value, Items):
            parts = [*value.prefix, *([value.rest] if value.rest is not None else [])]
        elif isinstance(value, Mapping):
            parts = list(value.known)
        elif isinstance(value, Node) and value.op == "zero_state":
            return self.node("tensor", "part", value.expr, (value,), {}, "", "each")
        elif isinstance(value, Node):
            return value
        elif isinstance(value, Host) and value.note == "shape":
            return Host("dimension")
        else:
            return HOST if not isinstance(value, Unknown) else value
        if not parts:
            return HOST
        result = parts[0]
        for part in parts[1:]:
            result = join(result, part)
        return result

    @abstractmethod
    def elements(self, value: Value) -> tuple[Sequence[Value], bool]:
        """What iterating over a value gives, and whether that is exactly what it gives."""


SLICE = External("slice")


def _slice_of(index: Partial) -> slice | None:
    """The slice that an index is, if its bounds are known; another index may be a function of the program."""
    if index.function != SLICE:
        return None
    bounds = [a.value for a in index.arguments if isinstance(a, Const)]
    return slice(*bounds) if len(bounds) == len(index.arguments) else None
