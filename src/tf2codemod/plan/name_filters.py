"""Comprehensions that choose among variables by name: whether the names of Keras choose the same ones."""

from __future__ import annotations

import ast
import copy
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Const, Items, Node, Value, nodes_in
from tf2codemod.plan.class_parts import is_owned_by_layer
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.variable_paths import VariablePaths
from tf2codemod.tree import remembered, walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner

COMPREHENSIONS = (ast.ListComp, ast.GeneratorExp, ast.SetComp)
METHODS = frozenset(
    ("startswith", "endswith", "lower", "upper", "split", "replace", "find", "count", "strip")
)
PLAIN = (
    *(ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.In, ast.NotIn, ast.Eq),
    *(ast.NotEq, ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Constant, ast.Subscript, ast.Tuple, ast.List),
    *(ast.Load, ast.Call, ast.Attribute),
)


class Undecided(Exception):
    """A condition that is not known from a name alone."""


def settle_name_filters(planner: FramePlanner) -> None:
    """Lets filters by name stay where they choose the same variables, and writes out what others choose.

    Raises TF325 where a function would read the name of a variable of a layer otherwise.
    """
    written = planner.whole_values
    bodies = dict.fromkeys(s for f in planner.functions for s in f.body if s not in written)
    for statement in dict.fromkeys((*bodies, *(s for s in planner.staging.line if s not in written))):
        for node in walk(statement):
            if isinstance(node, COMPREHENSIONS) and len(node.generators) == 1:
                _settle(planner, node.generators[0], planner.frame)
            elif isinstance(node, ast.For):
                for test in (n.test for n in walk(node) if isinstance(n, ast.If)):
                    _settle(
                        planner, ast.comprehension(node.target, node.iter, [test], 0), planner.frame, False
                    )
    for statement in bodies:
        check_names(statement, planner.frame, planner.named, planner.layer_of)


def check_names(
    statement: ast.stmt,
    frame: Frame,
    settled: Container[ast.AST] = (),
    owned: Container[Node] = (),
) -> None:
    """Raises TF325 where a statement reads the name of a variable that a layer makes, or one of ``owned``."""
    for given, reads in _all_reads(statement):
        if any(r not in settled for r in reads):
            values = [v for g in given if (v := frame.values.get(g)) is not None]
            if any(_is_renamed(n, owned) for v in values for n in nodes_in(v)):
                raise _refused(reads[0])


@remembered
def _all_reads(statement: ast.stmt) -> list[tuple[list[ast.expr], list[ast.Attribute]]]:
    """What a statement reads names of, and where it does."""
    return [(given, reads) for node in walk(statement) for given, reads in _reads(node) if reads]


def _reads(node: ast.AST) -> Iterator[tuple[list[ast.expr], list[ast.Attribute]]]:
    """What a piece of code reads names of, and where."""
    if isinstance(node, ast.Attribute) and node.attr == "name":
        yield [node.value], [node]
    elif isinstance(node, (*COMPREHENSIONS, ast.DictComp)):
        for generator in node.generators:
            yield [generator.iter], names_read(node, generator.target)
    elif isinstance(node, ast.For):
        yield [node.iter], names_read(node, node.target)
    elif isinstance(node, ast.Call):
        given = [*node.args, *(k.value for k in node.keywords)]
        yield given, [n for a in given if isinstance(a, ast.Lambda) for n in names_read(a.body)]


def _settle(
    planner: FramePlanner, generator: ast.comprehension, frame: Frame, written_out: bool = True
) -> None:
    """Decides about the conditions of one comprehension, or of a loop, which has to stay as it is."""
    held = frame.values.get(generator.iter)
    read = [n for test in generator.ifs for n in names_read(test, generator.target)]
    if not isinstance(held, Items) or held.rest is not None or not read:
        return
    variables = [v for v in held.prefix if isinstance(v, Node) and v.kind == "variable"]
    if len(variables) != len(held.prefix):
        return
    try:
        chosen = [v for v in variables if _holds(generator, f"{v.name}:0", frame)]
        names = [(v, n) for v in variables for n in _new_names(v, planner.layer_of)]
        alike = all(_holds(generator, n, frame) is (v in chosen) for v, n in names)
    except Undecided:
        return
    if not alike:
        paths = VariablePaths(planner)
        text = paths.list_of(chosen)
        if text is None or paths.in_lists(chosen) != chosen:
            text = paths.one_by_one(chosen)
        if text is None or not written_out:
            return
        planner.chosen[generator.iter] = text
    planner.named.update(read)


def _new_names(variable: Node, owned: Container[Node]) -> Iterable[str]:
    """What a variable may be called in TensorFlow 2, where Keras does not say of which layer it is."""
    if not _is_renamed(variable, owned):
        return (f"{variable.name}:0",)
    part = variable.arguments.get("layer")
    own = part.value if isinstance(part, Const) else variable.name.rpartition("/")[2]
    return str(own), f"{own}:0", f"layer/{own}:0"


def _holds(generator: ast.comprehension, name: str, frame: Frame) -> bool:
    """Whether a variable of a name passes the conditions of a comprehension."""
    if not isinstance(generator.target, ast.Name):
        raise Undecided
    return all(_value(test, generator.target.id, name, frame) for test in generator.ifs)


def _value(test: ast.expr, target: str, name: str, frame: Frame) -> bool:
    names = (n for n in walk(test) if isinstance(n, (ast.Name, ast.Attribute)))
    known = {ast.unparse(n): v for n in names if (v := frame.values.get(n)) is not None}
    tree = _Named(target, name, known).visit(copy.deepcopy(test))
    for node in ast.walk(tree):
        if not isinstance(node, PLAIN):
            raise Undecided
        if isinstance(node, ast.Attribute) and node.attr not in METHODS:
            raise Undecided
    whole = ast.fix_missing_locations(ast.Expression(tree))
    try:
        return bool(eval(compile(whole, "filter", "eval"), {"__builtins__": {}}))
    except Exception as error:
        raise Undecided from error


class _Named(ast.NodeTransformer):
    """Puts a name in the place of ``v.name``, and known texts in the place of names."""

    def __init__(self, target: str, name: str, known: dict[str, Value]) -> None:
        self.target = target
        self.name = name
        self.known = known

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        own = isinstance(node.value, ast.Name) and node.value.id == self.target
        if own and node.attr == "name":
            return ast.Constant(self.name)
        return self._known(ast.unparse(node)) or self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self._known(node.id) or node

    def _known(self, text: str) -> ast.Constant | None:
        value = self.known.get(text)
        known = isinstance(value, Const) and isinstance(value.value, str)
        return ast.Constant(value.value) if known else None  # type: ignore[union-attr]


def names_read(expr: ast.AST, target: ast.expr | None = None) -> list[ast.Attribute]:
    """Where a piece of code reads names, of what a target binds if there is one."""
    bound = {n.id for n in walk(target) if isinstance(n, ast.Name)} if target is not None else None
    return [
        n
        for n in walk(expr)
        if isinstance(n, ast.Attribute)
        and n.attr == "name"
        and (bound is None or (isinstance(n.value, ast.Name) and n.value.id in bound))
    ]


def _is_renamed(node: Node, owned: Container[Node]) -> bool:
    """Whether a variable is made by a layer, or by an object of a class that a function became."""
    return node.kind == "variable" and (is_owned_by_layer(node) or node in owned)


def _refused(expr: ast.expr) -> Obstacle:
    message = "the name of a variable is read, and Keras gives it another one"
    return Obstacle("TF325", message, "choose variables by the layers that own them", expr)
