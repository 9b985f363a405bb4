"""What Python's builtins do with abstract values."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Sequence
from typing import Any

from tf2codemod.interpret.arguments import Arguments, Keywords
from tf2codemod.interpret.containers import Containers
from tf2codemod.interpret.expressions import LONGEST_KNOWN
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    TF,
    Bound,
    Class,
    Const,
    External,
    Function,
    Instance,
    Items,
    Mapping,
    Module,
    Node,
    Partial,
    Super,
    Union,
    Unknown,
    Value,
    join,
    nodes_in,
)


class Builtins(Containers):
    """Calls builtins."""

    def _builtin_range(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        bounds: list[Any] = [a.value for a in arguments if isinstance(a, Const)]
        known = len(bounds) == len(arguments) and all(isinstance(b, int) for b in bounds)
        if known and 0 < len(bounds) <= 3 and 0 not in bounds[2:]:
            turns = range(*bounds)
            if not turns[LONGEST_KNOWN:]:
                return self.items("list", [Const(i) for i in turns])
        return self.items("list", (), HOST)

    _builtin_xrange = _builtin_range

    def _builtin_len(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        value = arguments[0] if arguments else HOST
        if isinstance(value, Items) and value.rest is None:
            for key in list(value.cell.slots):
                self.read(value.cell, key)
            return Const(len(value.prefix))
        if isinstance(value, Mapping) and value.rest is None:
            return Const(len(value.cell.slots))
        if isinstance(value, Const) and isinstance(value.value, str):
            return Const(len(value.value))
        return HOST

    def _builtin_list(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self._sequence("list", arguments)

    def _builtin_tuple(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self._sequence("tuple", arguments)

    def _builtin_set(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self._sequence("set", arguments)

    def _builtin_copy(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        value = arguments[0] if arguments else HOST
        if isinstance(value, Items):
            return self.items(value.kind, value.prefix, value.rest)
        if isinstance(value, Mapping):
            return self.mapping(list(value.known.items()), value.rest)
        return value

    _builtin_deepcopy = _builtin_copy

    def _builtin_iter(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return arguments[0] if arguments else HOST

    def _builtin_next(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self.summary(arguments[0]) if arguments else HOST

    def _sequence(self, kind: str, arguments: Arguments) -> Value:
        if not arguments:
            return self.items(kind, ())
        if isinstance(arguments[0], Union):
            parts = [self._sequence(kind, [o]) for o in arguments[0].options if o != NONE]
            return functools.reduce(join, parts)
        elements, exact = self.elements(arguments[0])
        if exact:
            return self.items(kind, elements)
        return self.items(kind, (), self.summary(arguments[0]))

    def _builtin_sorted(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        elements, exact = self.elements(arguments[0]) if arguments else ((), False)
        ordered = self._ordered(elements, keywords, node) if exact else None
        if ordered is not None:
            return self.items("list", ordered)
        summary = self.summary(self.items("list", elements))
        return (
            self.items("list", [summary] * len(elements))
            if exact and elements
            else self.items("list", (), summary)
        )

    def _ordered(self, elements: Sequence[Value], keywords: Keywords, node: ast.AST) -> list[Value] | None:
        """Values in the order of keys that are known, or of themselves."""
        keys: list[Any] = []
        for index, element in enumerate(elements):
            with self.looping((node, index)):
                key = self.invoke(keywords["key"], (element,), {}, node) if "key" in keywords else element
            if not isinstance(key, Const) or type(key.value) not in (str, int, float):
                return None
            keys.append(key.value)
        backwards = keywords.get("reverse", Const(False))
        if len({type(k) for k in keys}) > 1 or not isinstance(backwards, Const):
            return None
        places = sorted(range(len(keys)), key=lambda i: keys[i], reverse=bool(backwards.value))
        return [elements[i] for i in places]

    def _builtin_reversed(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        elements, exact = self.elements(arguments[0]) if arguments else ((), False)
        return (
            self.items("list", list(reversed(elements)))
            if exact
            else self.items("list", (), self.summary(arguments[0]))
        )

    def _builtin_enumerate(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        elements, exact = self.elements(arguments[0]) if arguments else ((), False)
        if exact:
            return self.items("list", [self.items("tuple", (Const(i), e)) for i, e in enumerate(elements)])
        summary = self.summary(arguments[0]) if arguments else HOST
        return self.items("list", (), self.items("tuple", (HOST, summary)))

    def _builtin_zip(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if "*" in keywords or "**" in keywords:
            return self.items("list", (), HOST)
        columns = [self.elements(a) for a in arguments]
        if columns and all(exact for _, exact in columns):
            rows = zip(*(elements for elements, _ in columns), strict=False)
            return self.items("list", [self.items("tuple", row) for row in rows])
        return self.items("list", (), self.items("tuple", [self.summary(a) for a in arguments]))

    _builtin_izip = _builtin_zip

    def _builtin_map(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) < 2:
            return HOST
        elements, exact = self.elements(arguments[1])
        others = [self.elements(a)[0] for a in arguments[2:]]
        results = []
        for index, element in enumerate(elements):
            with self.looping((node, index)):
                row = [element, *(o[index] if index < len(o) else HOST for o in others)]
                results.append(self.invoke(arguments[0], row, {}, node))
        return (
            self.items("list", results)
            if exact
            else self.items("list", (), self.summary(self.items("list", results)))
        )

    def _builtin_filter(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) < 2:
            return HOST
        elements, exact = self.elements(arguments[1])
        kept = []
        for index, element in enumerate(elements):
            with self.looping((node, index)):
                truth = self.truth(self.invoke(arguments[0], (element,), {}, node))
            exact = exact and truth is not None
            if truth is not False:
                kept.append(element)
        return (
            self.items("list", kept)
            if exact
            else self.items("list", (), self.summary(self.items("list", kept)))
        )

    def _builtin_reduce(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) < 2:
            return HOST
        elements, _ = self.elements(arguments[1])
        values = [*arguments[2:3], *elements]
        result: Value = values[0] if values else HOST
        for index, value in enumerate(values[1:]):
            with self.looping((node, index)):
                result = self.invoke(arguments[0], (result, value), {}, node)
        return result

    def _builtin_partial(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return Partial(arguments[0], tuple(arguments[1:]), tuple(keywords.items())) if arguments else HOST

    def _builtin_wraps(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return External("functools.identity")

    def _builtin_identity(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return arguments[0] if arguments else HOST

    def _builtin_property(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return Partial(External("builtins.property"), tuple(arguments), ())

    def _builtin_dict(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        made = self.mapping(())
        for value in arguments:
            elements, exact = self.elements(value) if not isinstance(value, Mapping) else ((), False)
            if exact and all(isinstance(e, Items) and len(e.prefix) == 2 for e in elements):
                for element in elements:
                    assert isinstance(element, Items)
                    self.put(made, *element.prefix)
            elif isinstance(value, Items):
                row = self.summary(value)
                pair = row.prefix if isinstance(row, Items) else ()
                self.put(made, *(pair if len(pair) == 2 else (HOST, HOST)))
            else:
                self.update(made, value)
        for name, value in keywords.items():
            self.put(made, Const(name) if name != "**" else HOST, value)
        return made

    _builtin_OrderedDict = _builtin_dict

    def _builtin_defaultdict(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        factory = arguments[0] if arguments else NONE
        made = self.mapping(())
        if factory != NONE:
            self.write(made.cell, "rest", self.invoke(factory, (), {}, node))
        return made

    def _builtin_namedtuple(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        fields = arguments[1] if len(arguments) > 1 else HOST
        if isinstance(fields, Const) and isinstance(fields.value, str):
            names: list[Value] = [Const(n) for n in fields.value.replace(",", " ").split()]
        else:
            names = list(fields.prefix) if isinstance(fields, Items) else []
        return Partial(External("builtins.record"), (self.items("tuple", names),), ())

    def _builtin_record(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        fields = arguments[0]
        assert isinstance(fields, Items)
        names = [f.value for f in fields.prefix if isinstance(f, Const)]
        values = dict(zip(names, arguments[1:], strict=False)) | dict(keywords)
        made = self.items("tuple", [values.get(n, HOST) for n in names])
        for name in names:
            made.cell.slots[name] = values.get(name, HOST)
        return made

    def _builtin_super(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        frame = self.frame
        function = frame.function
        owner = function.owner if function is not None else None
        receiver = next(iter(frame.cell.slots.values()), HOST)
        if owner is None or not isinstance(receiver, (Instance, Class)):
            return HOST
        return Super(receiver, owner)

    def _builtin_isinstance(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) != 2:
            return HOST
        value, kinds = arguments
        wanted = kinds.prefix if isinstance(kinds, Items) else (kinds,)
        answers = [self._instance_of(value, k) for k in wanted]
        if True in answers:
            return Const(True)
        return HOST if None in answers else Const(False)

    def _instance_of(self, value: Value, kind: Value) -> bool | None:
        if isinstance(kind, Class):
            return (
                kind in value.cls.lineage()
                if isinstance(value, Instance)
                else (False if isinstance(value, (Const, Items, Mapping, Node)) else None)
            )
        name = (
            kind.dotted.rpartition(".")[2]
            if isinstance(kind, External)
            else kind.symbol
            if isinstance(kind, TF)
            else ""
        )
        if isinstance(value, Const):
            return (
                {"basestring": "str", "unicode": "str", "long": "int"}.get(name, name) == value.type
                if name
                else None
            )
        if isinstance(value, Items):
            return name == value.kind if not name.startswith("tf.") else False
        if isinstance(value, Mapping):
            return name in {"dict", "OrderedDict", "Mapping"}
        if isinstance(value, Node):
            if name.startswith("tf."):
                return (
                    (value.kind == "variable") == name.endswith("Variable")
                    if name in {"tf.Variable", "tf.Tensor"}
                    else None
                )
            return False
        if isinstance(value, (Function, Bound)) and name in {"list", "tuple", "dict", "str", "int", "float"}:
            return False
        return None

    def _builtin_callable(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        value = arguments[0] if arguments else HOST
        if isinstance(value, (Function, Class, Bound, Partial, TF)):
            return Const(True)
        return Const(False) if isinstance(value, (Const, Items, Mapping, Node)) else HOST

    def _builtin_getattr(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) >= 2 and isinstance(arguments[1], Const) and isinstance(arguments[1].value, str):
            found = self.attribute(arguments[0], arguments[1].value, node)
            return arguments[2] if isinstance(found, Unknown) and len(arguments) > 2 else found
        if arguments and isinstance(arguments[0], (Instance, Module)):
            methods = [m for m in arguments[0].cell.slots.values() if isinstance(m, (Function, Class))]
            if isinstance(arguments[0], Module) and 0 < len(methods) <= 8:
                result: Value = methods[0]
                for method in methods[1:]:
                    result = join(result, method)
                return result
            return Unknown("an attribute is read by a computed name")
        return HOST

    def _builtin_hasattr(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) == 2 and isinstance(arguments[1], Const) and isinstance(arguments[0], Instance):
            name = arguments[1].value
            has = name in arguments[0].cell.slots or arguments[0].cls.lookup(str(name)) is not None
            return Const(has) if not self.summarising else HOST
        return HOST

    def _builtin_setattr(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) == 3 and isinstance(arguments[0], (Instance, Module, Class)):
            key = arguments[1].value if isinstance(arguments[1], Const) else "rest"
            self.write(arguments[0].cell, key, arguments[2])
        return NONE

    def _builtin_sum(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        found = nodes_in(arguments[0]) if arguments else ()
        return self.node("tensor", "operator.Add", node, found) if found else HOST

    def _builtin_min(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if arguments and all(isinstance(a, Const) for a in arguments) and len(arguments) > 1:
            name = (
                "max"
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "max"
                else "min"
            )
            values = [a.value for a in arguments if isinstance(a, Const)]
            try:
                return Const(max(values) if name == "max" else min(values))  # type: ignore[type-var]
            except TypeError:
                return HOST
        return HOST

    _builtin_max = _builtin_min

    def _builtin_int(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self._convert(int, arguments)

    def _builtin_float(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self._convert(float, arguments)

    def _builtin_str(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self._convert(str, arguments)

    def _builtin_bool(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return self._convert(bool, arguments)

    def _builtin_abs(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        found = nodes_in(arguments[0]) if arguments else ()
        return self.node("tensor", "tf.abs", node, found) if found else self._convert(abs, arguments)

    def _convert(self, kind: Callable[..., object], arguments: Arguments) -> Value:
        if len(arguments) == 1 and isinstance(arguments[0], Const):
            try:
                return Const(kind(arguments[0].value))
            except (TypeError, ValueError):
                return HOST
        return HOST

    def _builtin_globals(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return HOST

    _builtin_locals = _builtin_globals

    def _builtin_vars(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return HOST

    def _builtin_open(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        self.effect("call", "open", node)
        return HOST

    def _builtin_type(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        value = arguments[0] if len(arguments) == 1 else HOST
        if isinstance(value, Instance):
            return value.cls
        if isinstance(value, Node) and value.kind != "action":
            return TF("tf.Variable" if value.kind == "variable" else "tf.Tensor")
        return External("builtins." + value.type) if isinstance(value, Const) else HOST

    def _builtin_issubclass(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if len(arguments) != 2 or not isinstance(arguments[1], Class):
            return HOST
        inner, outer = arguments
        if isinstance(inner, Class):
            return Const(any(c is outer for c in inner.lineage()))
        return Const(False) if isinstance(inner, (TF, External)) else HOST

    def _builtin_id(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return HOST

    _builtin_repr = _builtin_id

    _builtin_hash = _builtin_id
