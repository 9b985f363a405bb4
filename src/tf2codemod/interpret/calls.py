"""What calls do: project functions and classes, methods of containers, and Python's builtins."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Sequence

from tf2codemod.interpret.expressions import LONGEST_KNOWN, Expressions
from tf2codemod.interpret.trace import Frame
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

DEEPEST_CALL = 40
MOST_ACTIVATIONS_OF_ONE_FUNCTION = 3

Arguments = Sequence[Value]
Keywords = dict[str, Value]


class Calls(Expressions):
    """Evaluates calls; what TensorFlow's own functions do is left to the class below."""

    @abstractmethod
    def call_tensorflow(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        """The value of calling a function of TensorFlow."""

    @abstractmethod
    def call_method(self, owner: Value, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        """The value of calling a method of a graph object or of another TensorFlow object."""

    @abstractmethod
    def walk_body(self, body: Sequence[ast.stmt]) -> bool:
        """Walks statements in the frame of the current statement; says whether control falls through."""

    @abstractmethod
    def enter(self, frame: Frame, body: Sequence[ast.stmt]) -> bool:
        """Walks a body in a frame of its own."""

    # Arguments ------------------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> Value:
        callee = self.evaluate(node.func)
        arguments: list[Value] = []
        spread: list[Value] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                value = self.evaluate(argument.value)
                if isinstance(value, Items) and value.rest is None:
                    arguments.extend(value.prefix)
                else:
                    spread.append(self.summary(value))
            else:
                arguments.append(self.evaluate(argument))
        keywords: Keywords = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
                continue
            for option in options_of(value):
                if isinstance(option, Mapping):
                    for key in list(option.cell.slots):
                        item = self.read(option.cell, key)
                        if isinstance(key, Const) and isinstance(key.value, str) and item is not None:
                            keywords[key.value] = item
                        elif item is not None:
                            keywords["**"] = item
                else:
                    keywords["**"] = HOST
        for value in spread:
            keywords["*"] = value
        return self.invoke(callee, arguments, keywords, node)

    def invoke(self, callee: Value, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if isinstance(callee, Union):
            results = [
                self.invoke(option, arguments, keywords, node)
                for option in sorted(callee.options, key=repr)
                if option not in (NONE, HOST)
            ]
            result: Value | None = None
            for value in results:
                result = value if result is None else join(result, value)
            return result if result is not None else HOST
        if isinstance(callee, Function):
            return self._call_function(callee, arguments, keywords, node)
        if isinstance(callee, TF):
            clean = {k: v for k, v in keywords.items() if k not in ("*", "**")}
            extra = [v for k, v in keywords.items() if k in ("*", "**")]
            return self.call_tensorflow(callee.symbol, [*arguments, *extra], clean, node)
        if isinstance(callee, Class):
            return self._construct(callee, arguments, keywords, node)
        if isinstance(callee, Bound):
            if isinstance(callee.function, Function):
                return self._call_function(callee.function, (callee.receiver, *arguments), keywords, node)
            return self._call_bound(callee.receiver, callee.function, arguments, keywords, node)
        if isinstance(callee, Partial):
            return self.invoke(callee.function, (*callee.arguments, *arguments), {**dict(callee.keywords), **keywords}, node)
        if isinstance(callee, External):
            return self._call_external(callee.dotted, arguments, keywords, node)
        if isinstance(callee, Instance):
            for name in ("__call__", "call"):
                method = callee.cls.lookup(name)
                if isinstance(method, Function):
                    return self._call_function(method, (callee, *arguments), keywords, node)
            return self.call_method(callee, "__call__", arguments, keywords, node)
        if isinstance(callee, (Thing, Node)):
            return self.call_method(callee, "__call__", arguments, keywords, node)
        self._escape(arguments, keywords, node)
        if isinstance(callee, Unknown):
            self.effect("unknown call", callee.reason, node)
            return callee
        self.effect("call", "", node)
        return self._opaque(arguments, keywords, "a value that is not known is called")

    def _opaque(self, arguments: Arguments, keywords: Keywords, reason: str) -> Value:
        """The result of a call that is not modelled: host if nothing of the graph went in, else unknown."""
        given = (*arguments, *keywords.values())
        return Unknown(reason) if any(nodes_in(v) for v in given) else HOST

    def _escape(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> None:
        """Functions handed to code that is not modelled may be called by it."""
        for value in (*arguments, *keywords.values()):
            for option in options_of(value):
                function = option.function if isinstance(option, Bound) else option
                if isinstance(function, Function):
                    given = self._tuple_for_callback(keywords)
                    count = len(function.node.args.args) - (1 if isinstance(option, Bound) else 0)
                    supplied = [*given, *[HOST] * max(0, count - len(given))][: max(count, 0)]
                    self.invoke(option, supplied, {}, node)

    def _tuple_for_callback(self, keywords: Keywords) -> tuple[Value, ...]:
        given = keywords.get("args")
        return given.prefix if isinstance(given, Items) else ()

    # Project functions ----------------------------------------------------------------------------------

    def _call_function(self, function: Function, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        code = function.node
        if self.active.count(code) >= MOST_ACTIVATIONS_OF_ONE_FUNCTION or len(self.active) > DEEPEST_CALL:
            return Unknown(f"'{function.name}' calls itself too deeply")
        assert self.statement is not None
        cell = Cell(function.name)
        body: Sequence[ast.stmt]
        if isinstance(code, ast.Lambda):
            names = frozenset(a.arg for a in _parameters(code.args))
            body = ()
        else:
            names = local_names(code)
            body = code.body
        frame = Frame(cell, function.module, function, self.statement, function.scopes, names)
        frame.scope_at_entry = self.scope.path
        frame.loops_at_entry = len(self.loops)
        frame.site = node
        self.called.add(code)
        self._bind(code.args, function, arguments, keywords, cell)
        self.trace.frames.append(frame)
        self.active.append(code)
        try:
            if isinstance(code, ast.Lambda):
                return self._lambda(frame, code)
            self.enter(frame, body)
        finally:
            self.active.pop()
        return frame.returned if frame.returned is not None else NONE

    @abstractmethod
    def _lambda(self, frame: Frame, code: ast.Lambda) -> Value:
        """The value of a lambda's body in its frame."""

    def _bind(
        self, args: ast.arguments, function: Function, arguments: Arguments, keywords: Keywords, cell: Cell
    ) -> None:
        positional = [a.arg for a in (*args.posonlyargs, *args.args)]
        left = dict(keywords)
        unknown_rest = left.pop("*", None)
        unknown_keywords = left.pop("**", None)
        for name, value in zip(positional, arguments, strict=False):
            self.write(cell, name, value)
        if args.vararg is not None:
            self.write(cell, args.vararg.arg, self.items("tuple", arguments[len(positional) :], unknown_rest))
        for name in (*positional[len(arguments) :], *(a.arg for a in args.kwonlyargs)):
            if name in left:
                self.write(cell, name, left.pop(name))
            elif unknown_rest is not None or unknown_keywords is not None:
                supplied = unknown_rest if unknown_rest is not None else unknown_keywords
                default = function.defaults.get(name)
                assert supplied is not None
                self.write(cell, name, supplied if default is None else join(supplied, default))
            elif name in function.defaults:
                self.write(cell, name, function.defaults[name])
            else:
                self.write(cell, name, Unknown(f"argument '{name}' is not given"))
        if args.kwarg is not None:
            pairs = [(Const(k), v) for k, v in left.items()]
            self.write(cell, args.kwarg.arg, self.mapping(pairs, unknown_keywords))

    def _construct(self, cls: Class, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        key = ("instance", cls.node, node, self.context())
        made = self.allocated.get(key)
        if not isinstance(made, Instance):
            made = Instance(cls, Cell(cls.node.name))
            self.allocated[key] = made
        initializer = cls.lookup("__init__")
        if isinstance(initializer, Function):
            self._call_function(initializer, (made, *arguments), keywords, node)
        else:
            base = next((b for c in cls.lineage() for b in c.bases if isinstance(b, External)), None)
            if base is not None and base.dotted.endswith("namedtuple"):
                return self.items("tuple", [*arguments, *keywords.values()])
            names = self._fields(cls)
            for name, value in [*zip(names, arguments, strict=False), *keywords.items()]:
                self.write(made.cell, name, value)
        return made

    def _fields(self, cls: Class) -> list[str]:
        return [s.target.id for s in cls.node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]

    # Methods of what is not the project's ---------------------------------------------------------------

    def _call_bound(self, owner: Value, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        if isinstance(owner, (Node, Thing)):
            return self.call_method(owner, name, arguments, keywords, node)
        if isinstance(owner, Items):
            return self._list_method(owner, name, arguments, keywords)
        if isinstance(owner, Mapping):
            return self._dict_method(owner, name, arguments, keywords)
        if isinstance(owner, Const) and isinstance(owner.value, str):
            return self._string_method(owner.value, name, arguments)
        if any(nodes_in(v) for v in (*arguments, *keywords.values())):
            return self.call_method(owner, name, arguments, keywords, node)
        self._escape(arguments, keywords, node)
        self.effect("call", name, node)
        return HOST

    def _string_method(self, text: str, name: str, arguments: Arguments) -> Value:
        constants = [a.value for a in arguments if isinstance(a, Const)]
        if len(constants) == len(arguments) and name in {"format", "lower", "upper", "strip", "replace", "startswith", "endswith"}:
            try:
                return Const(getattr(text, name)(*constants))
            except Exception:
                return HOST
        if name == "split" and len(constants) == len(arguments):
            return self.items("list", [Const(p) for p in text.split(*constants)])
        return HOST

    def _list_method(self, owner: Items, name: str, arguments: Arguments, keywords: Keywords) -> Value:
        cell, size = owner.cell, len(owner.prefix)
        if name == "append" and arguments:
            exact = owner.rest is None and size < 4 * LONGEST_KNOWN and not self.summarising
            if exact:
                self.write(cell, size, arguments[0])
            else:
                self._blur(owner, arguments[0])
        elif name in {"extend", "__iadd__"} and arguments:
            other = arguments[0]
            if isinstance(other, Items) and other.rest is None and owner.rest is None and not self.summarising:
                for offset, value in enumerate(other.prefix):
                    self.write(cell, size + offset, value)
            else:
                self._blur(owner, self.summary(other))
        elif name == "insert" and len(arguments) == 2:
            index = arguments[0].value if isinstance(arguments[0], Const) else None
            if isinstance(index, int) and owner.rest is None and not self.summarising:
                values = list(owner.prefix)
                values.insert(index, arguments[1])
                for position, value in enumerate(values):
                    self.write(cell, position, value)
            else:
                self._blur(owner, arguments[1])
        elif name == "add" and arguments:
            self._blur(owner, arguments[0])
        elif name == "pop":
            index = arguments[0] if arguments else Const(-1)
            value = self._element(owner, index)
            if isinstance(index, Const) and isinstance(index.value, int) and owner.rest is None and owner.prefix:
                values = list(owner.prefix)
                values.pop(index.value if -len(values) <= index.value < len(values) else -1)
                for position, item in enumerate(values):
                    self.write(cell, position, item)
                self.erase(cell, len(values))
            return value
        elif name == "clear":
            for key in list(cell.slots):
                self.erase(cell, key)
        elif name == "reverse":
            values = list(reversed(owner.prefix))
            if owner.rest is None:
                for position, value in enumerate(values):
                    self.write(cell, position, value)
        elif name == "copy":
            return self.items(owner.kind, owner.prefix, owner.rest)
        elif name == "sort":
            value = self.summary(owner)
            for position in range(size):
                self.write(cell, position, value)
        else:
            return HOST
        return NONE

    def _blur(self, owner: Items, value: Value) -> None:
        rest = owner.cell.slots.get("rest")
        self.write(owner.cell, "rest", value if rest is None else join(rest, value))

    @property
    def summarising(self) -> bool:
        """Whether the walk stands for an unknown number of turns of a loop."""
        return any(isinstance(i, tuple) and i[-1] == "any" for i in self.loops)

    def _dict_method(self, owner: Mapping, name: str, arguments: Arguments, keywords: Keywords) -> Value:
        if name == "update":
            for other in arguments:
                self.update(owner, other)
            for key, value in keywords.items():
                self.put(owner, Const(key), value)
            return NONE
        if name in {"get", "setdefault", "pop"} and arguments:
            key = arguments[0]
            default = arguments[1] if len(arguments) > 1 else NONE
            value = self.read(owner.cell, key) if isinstance(key, (Const, Node)) else None
            if value is None and (owner.rest is not None or not isinstance(key, (Const, Node))):
                value = join(self._lookup(owner, HOST), default)
            if name == "setdefault" and value is None:
                self.put(owner, key, default)
            if name == "pop" and value is not None:
                self.erase(owner.cell, key)
            return value if value is not None else default
        for slot in list(owner.cell.slots):
            self.read(owner.cell, slot)
        known, rest = owner.known, owner.rest
        if name in {"keys", "values", "items", "iteritems", "itervalues", "iterkeys"}:
            if name.endswith("keys"):
                return self.items("list", list(known), HOST if rest is not None else None)
            if name.endswith("values"):
                return self.items("list", list(known.values()), rest)
            pairs = [self.items("tuple", pair) for pair in known.items()]
            return self.items("list", pairs, self.items("tuple", (HOST, rest)) if rest is not None else None)
        if name == "copy":
            return self.mapping(list(known.items()), rest)
        if name == "clear":
            for slot in list(owner.cell.slots):
                self.erase(owner.cell, slot)
        return NONE

    # Python's builtins and other packages ---------------------------------------------------------------

    def _call_external(self, dotted: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        model = getattr(self, "_builtin_" + dotted.rpartition(".")[2], None)
        if model is not None and dotted.startswith(("builtins.", "functools.", "collections.", "copy.", "six.", "past.")):
            result: Value = model(arguments, keywords, node)
            return result
        self._escape(arguments, keywords, node)
        if dotted.startswith("builtins."):
            self.effect("print" if dotted.endswith(".print") else "builtin", dotted, node)
            return self._opaque(arguments, keywords, f"{dotted} is given graph objects") if not dotted.endswith("print") else NONE
        self.effect("call", dotted, node)
        return self._opaque(arguments, keywords, f"{dotted} is given graph objects and is not modelled")

    def _builtin_range(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        bounds = [a.value for a in arguments if isinstance(a, Const)]
        if len(bounds) == len(arguments) and all(isinstance(b, int) for b in bounds):
            turns = range(*bounds)
            if len(turns) <= LONGEST_KNOWN:
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
        elements, exact = self.elements(arguments[0])
        if exact:
            return self.items(kind, elements)
        return self.items(kind, (), self.summary(arguments[0]))

    def _builtin_sorted(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        elements, exact = self.elements(arguments[0]) if arguments else ((), False)
        summary = self.summary(self.items("list", elements))
        return self.items("list", [summary] * len(elements)) if exact and elements else self.items("list", (), summary)

    def _builtin_reversed(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        elements, exact = self.elements(arguments[0]) if arguments else ((), False)
        return self.items("list", list(reversed(elements))) if exact else self.items("list", (), self.summary(arguments[0]))

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
        return self.items("list", results) if exact else self.items("list", (), self.summary(self.items("list", results)))

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
        return self.items("list", kept) if exact else self.items("list", (), self.summary(self.items("list", kept)))

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
                self.put(made, HOST, row.prefix[1] if isinstance(row, Items) and len(row.prefix) == 2 else HOST)
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
            return kind in value.cls.lineage() if isinstance(value, Instance) else (False if isinstance(value, (Const, Items, Mapping, Node)) else None)
        name = kind.dotted.rpartition(".")[2] if isinstance(kind, External) else kind.symbol if isinstance(kind, TF) else ""
        if isinstance(value, Const):
            return {"basestring": "str", "unicode": "str", "long": "int"}.get(name, name) == value.type if name else None
        if isinstance(value, Items):
            return name == value.kind if not name.startswith("tf.") else False
        if isinstance(value, Mapping):
            return name in {"dict", "OrderedDict", "Mapping"}
        if isinstance(value, Node):
            if name.startswith("tf."):
                return (value.kind == "variable") == name.endswith("Variable") if name in {"tf.Variable", "tf.Tensor"} else None
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
            name = "max" if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "max" else "min"
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

    def _builtin_id(self, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        return HOST

    _builtin_type = _builtin_id
    _builtin_repr = _builtin_id
    _builtin_hash = _builtin_id


def _parameters(args: ast.arguments) -> list[ast.arg]:
    extra = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *extra]


def local_names(code: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """The names that a function binds for itself."""
    names = {a.arg for a in _parameters(code.args)}
    outer: set[str] = set()
    pending: list[ast.AST] = list(code.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Global, ast.Nonlocal)):
            outer.update(node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            pending.extend(node.decorator_list)
            continue
        elif isinstance(node, ast.Lambda):
            continue
        elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            names.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(a.asname or a.name.partition(".")[0] for a in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
        pending.extend(ast.iter_child_nodes(node))
    return frozenset(names - outer)
