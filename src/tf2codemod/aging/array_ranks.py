"""How many dimensions the NumPy arrays of a module have, as far as its text alone shows it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tf2codemod.aging.names import Names, rows
from tf2codemod.tree import parts

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.FloorDiv, ast.Mod)
OF_ITSELF = -1  # what is computed from itself has the dimensions that it began with
Places = dict[str, list[ast.expr | None]]


class Ranks:
    """Tells of expressions that they are arrays, and of how many dimensions."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.functions = rows()["array_ranks"]
        self.scopes: dict[ast.AST, tuple[ast.AST, ...]] = {}
        self.bound: dict[ast.AST, Places] = {}
        self.attributes: Places = {}
        self.asked: list[ast.AST] = []
        self._find_scopes()
        values = dict(pair for n in names.nodes if isinstance(n, ast.Assign) for pair in _assigned(n))
        for node in names.nodes:
            self._bind(node, values.get(node))

    def of(self, expr: ast.expr) -> int | None:
        """The number of dimensions of an array; ``None`` for what may be none."""
        if expr in self.asked:
            return OF_ITSELF
        self.asked.append(expr)
        try:
            return self._of(expr)
        finally:
            self.asked.pop()

    def _of(self, expr: ast.expr) -> int | None:
        if isinstance(expr, ast.Attribute) and expr.attr == "T":
            return self.of(expr.value)
        if isinstance(expr, (ast.Name, ast.Attribute)):
            return self._same(map(self._of_bound, self._values(expr)))
        if isinstance(expr, ast.Subscript):
            return self._of_part(expr)
        if isinstance(expr, ast.Call):
            return self._of_call(expr)
        if isinstance(expr, ast.UnaryOp):
            return self.of(expr.operand)
        if isinstance(expr, ast.BinOp) and isinstance(expr.op, ARITHMETIC):
            sides = [0 if isinstance(s, ast.Constant) else self.of(s) for s in (expr.left, expr.right)]
            known = [rank for rank in sides if rank is not None]
            if len(known) < len(sides):
                return None
            return OF_ITSELF if OF_ITSELF in known else max(known) or None
        return None

    # Names ----------------------------------------------------------------------------------------------

    def _find_scopes(self) -> None:
        pending: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(self.names.tree, (self.names.tree,))]
        while pending:
            node, scopes = pending.pop()
            self.scopes[node] = scopes
            inner = (node, *scopes) if isinstance(node, FUNCTIONS) else scopes
            pending.extend((child, inner) for child in parts(node))

    def _bind(self, node: ast.AST, value: ast.expr | None) -> None:
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            self.attributes.setdefault(node.attr, []).append(value)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            self._places(self.scopes[node][0]).setdefault(node.id, []).append(value)
        elif isinstance(node, ast.arg):
            self._places(self.scopes[node][0]).setdefault(node.arg, []).append(None)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            for scope in self.scopes[node]:
                for name in node.names:
                    self._places(scope).setdefault(name, []).append(None)

    def _places(self, scope: ast.AST) -> Places:
        return self.bound.setdefault(scope, {})

    def _values(self, expr: ast.expr) -> list[ast.expr | None]:
        """What a name or an attribute is bound to, in all places."""
        if isinstance(expr, ast.Attribute):
            return self.attributes.get(expr.attr, []) if isinstance(expr.value, ast.Name) else []
        if not isinstance(expr, ast.Name):
            return []
        found = (self.bound[s][expr.id] for s in self.scopes[expr] if expr.id in self.bound.get(s, {}))
        return next(found, [])

    def _of_bound(self, value: ast.expr | None) -> int | None:
        return self.of(value) if value is not None else None

    @staticmethod
    def _same(ranks: Iterator[int | None]) -> int | None:
        found = set(ranks)
        found = found - {OF_ITSELF} or found
        return found.pop() if len(found) == 1 else None

    # Expressions ----------------------------------------------------------------------------------------

    def _of_part(self, expr: ast.Subscript) -> int | None:
        rank = self.of(expr.value)
        for index in expr.slice.elts if isinstance(expr.slice, ast.Tuple) else [expr.slice]:
            if rank is None or rank == OF_ITSELF:
                return None
            if self._is_new_axis(index):
                rank += 1
            elif self._is_integer(index):
                rank -= 1
            elif not isinstance(index, ast.Slice):
                return None
        return rank

    def _is_new_axis(self, index: ast.expr) -> bool:
        nothing = isinstance(index, ast.Constant) and index.value is None
        return nothing or self.names.full(index) == "numpy.newaxis"

    def _is_integer(self, index: ast.expr | None) -> bool:
        if isinstance(index, ast.UnaryOp):
            return self._is_integer(index.operand)
        if isinstance(index, ast.Name):
            values = self._values(index)
            return bool(values) and all(isinstance(v, ast.Constant) and type(v.value) is int for v in values)
        return isinstance(index, ast.Constant) and type(index.value) is int

    def _of_call(self, call: ast.Call) -> int | None:
        full = self.names.full(call.func)
        name = full.removeprefix("numpy.") if full.startswith("numpy.") else ""
        if name:
            first = call.args[0] if call.args else None
            if name in self.functions["flat"]:
                return 1
            if name in self.functions["shaped"]:
                shape = next((k.value for k in call.keywords if k.arg == "shape"), first)
                return _length_of(shape)
            if name in self.functions["elementwise"]:
                return self._of_bound(first)
            return _length_of(call.args[1]) if name == "reshape" and len(call.args) > 1 else None
        if not isinstance(call.func, ast.Attribute):
            return None
        method, owner = call.func.attr, call.func.value
        if method == "run" and call.args:
            return self._of_fetched(call.args[0])
        if method == "eval":
            return self._of_fetched(owner)
        if method in self.functions["flat_methods"]:
            return 1
        if method in self.functions["methods"]:
            return self.of(owner)
        if method == "reshape":
            given = call.args[0] if len(call.args) == 1 else ast.Tuple(elts=call.args)
            return _length_of(given)
        return None

    def _tensorflow(self, function: ast.expr) -> str:
        """The name of a function of TensorFlow 1, by whichever way a program has it."""
        parts: list[str] = []
        while isinstance(function, ast.Attribute):
            parts.insert(0, function.attr)
            function = function.value
        meanings = self.names.meanings.get(function.id, ()) if isinstance(function, ast.Name) else ()
        if not meanings or any(m.partition(".")[0] != "tensorflow" for m in meanings):
            return ""
        return ".".join(["tensorflow", *(p for p in parts if p not in ("compat", "v1"))])

    def _of_fetched(self, fetched: ast.expr) -> int | None:
        """The dimensions of what a session gives for a variable."""
        return self._same(map(self._of_variable, self._values(fetched)))

    def _of_variable(self, value: ast.expr | None) -> int | None:
        call = value if isinstance(value, ast.Call) else None
        full = self._tensorflow(call.func) if call is not None else ""
        if call is None or full not in self.functions["variables"]:
            return None
        given = {k.arg: k.value for k in call.keywords}
        if full == "tensorflow.get_variable":
            return _of_ones(given.get("shape", call.args[1] if len(call.args) > 1 else None))
        first = given.get("initial_value", call.args[0] if call.args else None)
        if isinstance(first, ast.Call) and self._tensorflow(first.func) in self.functions["tensors"]:
            shape = next((k.value for k in first.keywords if k.arg == "shape"), None)
            return _of_ones(shape if shape is not None or not first.args else first.args[0])
        return _depth(first)


def _assigned(statement: ast.Assign) -> Iterator[tuple[ast.AST, ast.expr]]:
    """What a statement assigns, and each part of it that a session gives."""
    for target in statement.targets:
        if isinstance(target, (ast.Name, ast.Attribute)):
            yield target, statement.value
        elif isinstance(target, (ast.Tuple, ast.List)):
            yield from zip(target.elts, _fetched_apart(statement.value, len(target.elts)), strict=False)


def _fetched_apart(value: ast.expr, count: int) -> Sequence[ast.expr]:
    """The runs that would fetch apart what one run of a list fetches."""
    run = value if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) else None
    fetches = run.args[0] if run is not None and run.args and _is_run(run) else None
    if run is None or not isinstance(fetches, (ast.List, ast.Tuple)) or len(fetches.elts) != count:
        return ()
    return [ast.Call(func=run.func, args=[fetched], keywords=[]) for fetched in fetches.elts]


def _is_run(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "run"


def _length_of(shape: ast.expr | None) -> int | None:
    """How many dimensions a shape has."""
    if isinstance(shape, (ast.Tuple, ast.List)):
        return None if any(isinstance(e, ast.Starred) for e in shape.elts) else len(shape.elts)
    return 1 if isinstance(shape, ast.Constant) and type(shape.value) is int else None


def _of_ones(shape: ast.expr | None) -> int | None:
    """How many dimensions a shape has that is one in each of them."""
    if not isinstance(shape, (ast.Tuple, ast.List)) or not shape.elts:
        return None
    ones = all(isinstance(e, ast.Constant) and e.value == 1 for e in shape.elts)
    return len(shape.elts) if ones else None


def _depth(value: ast.expr | None) -> int | None:
    """How deep a list of one number is nested."""
    if not isinstance(value, ast.List) or len(value.elts) != 1:
        return None
    inner = value.elts[0]
    return 1 + (_depth(inner) or 0) if isinstance(inner, (ast.List, ast.Constant, ast.UnaryOp)) else None
