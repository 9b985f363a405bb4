"""What methods that make layers make them from, in the words of the method that builds the graph."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Node, Unknown, Value
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

MUTATORS = frozenset(
    ("append", "extend", "insert", "update", "add", "remove", "pop", "clear", "setdefault", "appendleft")
)
PURE = frozenset(("int", "float", "len", "max", "min", "abs", "round", "list", "tuple", "str", "bool"))
PLAIN = (
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.expr_context,
    ast.List,
    ast.Tuple,
    ast.BinOp,
    ast.operator,
    ast.UnaryOp,
    ast.unaryop,
    ast.Subscript,
    ast.Call,
)


def is_plain(expr: ast.expr) -> bool:
    """Whether code may be written a second time, at another place, for the same value."""
    return all(
        isinstance(n, PLAIN)
        and not (
            isinstance(n, ast.Call)
            and (not isinstance(n.func, ast.Name) or n.func.id not in PURE or n.keywords)
        )
        for n in walk(expr)
    )


def arguments_of(site: ast.Call, code: ast.FunctionDef) -> dict[str, ast.expr]:
    """The code of what the parameters of a method are given at a call, defaults included."""
    parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
    given: dict[str, ast.expr] = dict(zip(reversed(parameters), reversed(code.args.defaults), strict=False))
    for argument, default in zip(code.args.kwonlyargs, code.args.kw_defaults, strict=True):
        if default is not None:
            given[argument.arg] = default
    given.update(zip(parameters[1:], site.args, strict=False))
    given.update({k.arg: k.value for k in site.keywords if k.arg is not None})
    return given


def is_handed_on(name: str, outer: ast.FunctionDef, code: ast.AST) -> bool:
    """Whether one method gives another its own argument of a name, as the argument of that name."""
    if not isinstance(code, ast.FunctionDef) or stores(outer, name) or stores(code, name):
        return False
    sites = [
        n
        for n in walk(outer)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == code.name
    ]
    given = [arguments_of(site, code).get(name) for site in sites]
    return bool(given) and all(isinstance(g, ast.Name) and g.id == name for g in given)


def names_of(expressions: list[ast.expr]) -> Iterator[ast.Name]:
    """The names that expressions read."""
    yield from (n for e in expressions for n in walk(e) if isinstance(n, ast.Name))


def stores(code: ast.AST, name: str) -> list[ast.Name]:
    """The places at which a function binds a name."""
    return [
        n for n in walk(code) if isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load)
    ]


def changes(code: ast.FunctionDef, receiver: str, several: bool) -> ast.AST | None:
    """Where a method changes its object: it sets attributes at ``several`` calls or alters one."""
    for node in walk(code):
        altered: ast.AST | None = None
        if isinstance(node, ast.AugAssign):
            altered = node.target
        elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and several:
            altered = node
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            altered = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            altered = node.func.value if node.func.attr in MUTATORS else None
        if isinstance(altered, (ast.Attribute, ast.Subscript)):
            root: ast.AST = altered
            while isinstance(root, (ast.Attribute, ast.Subscript)):
                root = root.value
            if isinstance(root, ast.Name) and root.id == receiver:
                return node
    return None


class Words:
    """Says what a name of a method means in the frame that its calls led from."""

    def __init__(self, home: Frame, receiver: str) -> None:
        self.home = home
        self.receiver = receiver
        self.said: dict[ast.expr, str] = {}

    def texts(self, expressions: list[ast.expr], frame: Frame) -> dict[ast.expr, str]:
        """The code that stands in the home frame for each name that expressions of a method read."""
        found: dict[ast.expr, str] = {}
        operators = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute, ast.Subscript)
        inner = (n for e in expressions for n in walk(e) if isinstance(n, operators))
        operands = {n for o in inner for n in ast.iter_child_nodes(o)}
        self._check_attributes(expressions, frame)
        for name in names_of(expressions):
            value = frame.values.get(name)
            if isinstance(value, Node) and value.kind in ("placeholder", "tensor"):
                assert frame.function is not None and isinstance(frame.function.node, ast.FunctionDef)
                raise self._refused(frame.function.node, name)
            meant = self._resolved(name, frame, name)
            text = ast.unparse(meant)
            operated = isinstance(meant, (ast.BinOp, ast.UnaryOp)) and name in operands
            found[name] = f"({text})" if operated else text
        self.said.update(found)
        return found

    def said_with(self, names: Mapping[str, str]) -> dict[ast.expr, str]:
        """What was said so far in which some names of the home frame are others."""
        mapping = {n: ast.parse(text, mode="eval").body for n, text in names.items()}
        found: dict[ast.expr, str] = {}
        for expr, text in self.said.items():
            tree = ast.parse(text, mode="eval").body
            if any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(tree)):
                result: ast.expr = _Substitution(mapping).visit(tree)
                found[expr] = f"({ast.unparse(result)})" if text.startswith("(") else ast.unparse(result)
        return found

    def expression(self, expr: ast.expr, frame: Frame) -> str:
        """The code that stands in the home frame for an expression of a frame beneath it."""
        return ast.unparse(self._resolved(expr, frame, expr))

    def _check_attributes(self, expressions: list[ast.expr], frame: Frame) -> None:
        """A method may not set the attributes from which it makes a layer."""
        assert frame.function is not None
        code = frame.function.node
        changed = {
            n.attr for n in walk(code) if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)
        }
        for node in (n for e in expressions for n in walk(e)):
            if isinstance(node, ast.Attribute) and node.attr in changed:
                assert isinstance(code, ast.FunctionDef)
                raise self._refused(code, node)

    def _resolved(self, expr: ast.expr, frame: Frame, asked: ast.expr) -> ast.expr:
        """An expression of a frame, with the names of that frame resolved."""
        if frame is self.home:
            return expr
        self._check_attributes([expr], frame)
        mapping = {n.id: self._name(n, frame, asked) for n in walk(expr) if isinstance(n, ast.Name)}
        copied = ast.parse(ast.unparse(expr), mode="eval").body
        result: ast.expr = _Substitution(mapping).visit(copied)
        return result

    def _name(self, node: ast.Name, frame: Frame, asked: ast.expr) -> ast.expr:
        assert frame.function is not None
        code = frame.function.node
        assert isinstance(code, ast.FunctionDef) and frame.caller is not None
        if node.id == frame.receiver:
            return ast.Name(self.receiver, ast.Load())
        if node.id not in frame.local_names:
            if node.id in self.home.local_names and self.home.function is not None:
                raise self._refused(code, asked)
            return node
        assert isinstance(frame.site, ast.Call)
        bound = stores(code, node.id)
        parameters = {a.arg for a in (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)}
        if node.id in parameters:
            given = arguments_of(frame.site, code).get(node.id)
            if bound or given is None or not is_plain(given):
                raise self._refused(code, asked)
            return self._resolved(given, frame.caller.frame, asked)
        value = next(
            (
                s.value
                for s in walk(code)
                if isinstance(s, ast.Assign) and len(s.targets) == 1 and s.targets[0] in bound
            ),
            None,
        )
        if len(bound) != 1 or value is None or not is_plain(value):
            raise self._refused(code, asked)
        return self._resolved(value, frame, asked)

    def _refused(self, code: ast.FunctionDef, asked: ast.expr) -> Obstacle:
        return Obstacle(
            "TF315",
            f"the method '{code.name}' makes a layer from what it computes",
            "make the layer in __init__",
            asked,
        )


class _Substitution(ast.NodeTransformer):
    def __init__(self, mapping: dict[str, ast.expr]) -> None:
        self.mapping = mapping

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.mapping.get(node.id, node)


def differs(expressions: list[ast.expr], first: Frame, other: Frame) -> bool:
    """Whether two activations of a method make the same layer from values that are not the same."""
    for name in names_of(expressions):
        one, two = first.values.get(name), other.values.get(name)
        if _is_known(one) and _is_known(two) and one != two:
            return True
    read = {n.id for n in names_of(expressions)}
    read |= {n.attr for e in expressions for n in walk(e) if isinstance(n, ast.Attribute)}
    for node, run in first.by_node.items():
        again = other.by_node.get(node)
        if again is None or not any(e in set(walk(node)) for e in expressions):
            continue
        for (cell, key), writers in run.reads.items():
            if cell is not first.cell and key in read and again.reads.get((cell, key), writers) != writers:
                return True
    return False


def _is_known(value: Value | None) -> bool:
    return value is not None and not isinstance(value, Unknown)
