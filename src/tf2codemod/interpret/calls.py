"""What calls do: project functions and classes, methods of containers, and Python's builtins."""

from __future__ import annotations

import ast
import functools
from abc import abstractmethod
from collections.abc import Sequence

from tf2codemod.interpret.arguments import Arguments, Keywords
from tf2codemod.interpret.builtins import Builtins
from tf2codemod.interpret.memory import fingerprint
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
    Node,
    Partial,
    Thing,
    Union,
    Unknown,
    Value,
    join,
    nodes_in,
    options_of,
)
from tf2codemod.tree import parts, remembered

DEEPEST_CALL = 40
MOST_ACTIVATIONS_OF_ONE_FUNCTION = 3
ASKED_OF_EACH = frozenset(f"builtins.{n}" for n in ("type", "isinstance", "issubclass", "callable", "len"))
TEST_RUNNERS = frozenset(("unittest.main", "absl.testing.absltest.main"))
TEST_SESSIONS = frozenset(("test_session", "session", "cached_session"))


class Calls(Builtins):
    """Evaluates calls; what TensorFlow's own functions do is left to the class below."""

    @abstractmethod
    def call_tensorflow(self, symbol: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        """The value of calling a function of TensorFlow."""

    @abstractmethod
    def call_method(
        self, owner: Value, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        """The value of calling a method of a graph object or of another TensorFlow object."""

    @abstractmethod
    def call_unknown(self, callee: Unknown, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        """The value of calling something that is not known, which may be a session's run."""

    @abstractmethod
    def run_tests(self, node: ast.AST) -> Value:
        """Runs the test cases of the module that is being walked."""

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
                for option in callee.options
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
            return self.invoke(
                callee.function, (*callee.arguments, *arguments), {**dict(callee.keywords), **keywords}, node
            )
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
            return self.call_unknown(callee, arguments, keywords, node)
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

    def _call_function(
        self, function: Function, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
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
        frame.names_at_entry = self.scope.names
        frame.loops_at_entry = len(self.loops)
        frame.site = node
        frame.in_pipeline = bool(self.in_pipeline)
        self.trace.called.add(code)
        given = fingerprint([*arguments, *keywords.values()])
        if given is not None:
            mode = (self.reached, self.scope.path, frame.in_pipeline)
            given = (function, len(arguments), *keywords, *given, *mode)
            recalled = self.recall(code, given)
            if recalled is not None:
                return recalled
        mark = len(self.trail)
        start = self.start() if given is not None else None
        self._bind(code.args, function, arguments, keywords, cell)
        self.trace.frames.append(frame)
        self.active.append(code)
        try:
            if isinstance(code, ast.Lambda):
                return self._lambda(frame, code)
            with self.activation() as activation:
                activation.ended = self.enter(frame, body) or activation.ended
        finally:
            self.active.pop()
        result = frame.returned if frame.returned is not None else NONE
        if given is not None and start is not None:
            self.remember(code, given, start, result)
        self.let_go(cell, mark)
        return result

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
        return [
            s.target.id
            for s in cls.node.body
            if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
        ]

    # Methods of what is not the project's ---------------------------------------------------------------

    def _call_bound(
        self, owner: Value, name: str, arguments: Arguments, keywords: Keywords, node: ast.AST
    ) -> Value:
        if isinstance(owner, (Node, Thing)):
            return self.call_method(owner, name, arguments, keywords, node)
        if isinstance(owner, Items):
            return self._list_method(owner, name, arguments, keywords)
        if isinstance(owner, Mapping):
            return self._dict_method(owner, name, arguments, keywords)
        if isinstance(owner, Const) and isinstance(owner.value, str):
            return self._string_method(owner.value, name, arguments)
        if any(nodes_in(v) or isinstance(v, Unknown) for v in (*arguments, *keywords.values())):
            return self.call_method(owner, name, arguments, keywords, node)
        if isinstance(owner, Instance) and name in TEST_SESSIONS:
            return self.thing("session", "tf.Session", node)
        self._escape(arguments, keywords, node)
        self.effect("call", name, node)
        return HOST

    # Python's builtins and other packages ---------------------------------------------------------------

    def _call_external(self, dotted: str, arguments: Arguments, keywords: Keywords, node: ast.AST) -> Value:
        model = getattr(self, "_builtin_" + dotted.rpartition(".")[2], None)
        if model is not None and dotted.startswith(
            ("builtins.", "functools.", "collections.", "copy.", "six.", "past.")
        ):
            about = arguments[0] if arguments else None
            if isinstance(about, Union) and dotted in ASKED_OF_EACH:
                answers: list[Value] = [model((o, *arguments[1:]), keywords, node) for o in about.options]
                return functools.reduce(join, answers)
            result: Value = model(arguments, keywords, node)
            return result
        self._escape(arguments, keywords, node)
        if dotted in TEST_RUNNERS:
            return self.run_tests(node)
        if dotted.startswith("builtins."):
            self.effect("print" if dotted.endswith(".print") else "builtin", dotted, node)
            return (
                self._opaque(arguments, keywords, f"{dotted} is given graph objects")
                if not dotted.endswith("print")
                else NONE
            )
        self.effect("call", dotted, node)
        return self._opaque(arguments, keywords, f"{dotted} is given graph objects and is not modelled")


def _parameters(args: ast.arguments) -> list[ast.arg]:
    extra = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *extra]


@remembered
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
        pending += parts(node)
    return frozenset(names - outer)
