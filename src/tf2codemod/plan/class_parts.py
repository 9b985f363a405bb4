"""Divides a function with state: what runs at the making of its object, at the first call, at every call."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tf2codemod.facts import lookup, table
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node
from tf2codemod.plan.dimensions import last_dimension
from tf2codemod.plan.input_shapes import INPUT_SHAPE, shape_texts
from tf2codemod.plan.layer_calls import CALL_KEYWORDS, is_made_from_tensors
from tf2codemod.plan.model import Role
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.staging import Staging
from tf2codemod.tree import names_of_comprehensions, walk

LAST = frozenset((f"{INPUT_SHAPE}[1]", f"{INPUT_SHAPE}[-1]"))
RESERVED = frozenset(dir(object)) | frozenset(table("layer_variables")["reserved"]["attributes"])


def is_owned_by_layer(node: Node) -> bool:
    """Whether a variable belongs to a functional layer, a layer object or a cell."""
    return "layer" in node.arguments or "owner" in node.arguments


@dataclass
class Parts:
    """The statements of a class by the method they go to, and how names and shapes are written there."""

    init: list[ast.stmt] = field(default_factory=list)
    build: list[ast.stmt] = field(default_factory=list)
    call: list[ast.stmt] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    renames: dict[ast.expr, str] = field(default_factory=dict)
    shapes: dict[ast.expr, str] = field(default_factory=dict)
    built_layers: set[ast.stmt] = field(default_factory=set)
    rebound: list[str] = field(default_factory=list)


class Divider:
    """Divides the statements of one function."""

    def __init__(
        self,
        trace: Trace,
        code: ast.FunctionDef,
        staging: Staging,
        given: Sequence[str],
        called: set[str],
        shaped: str,
        fresh: Collection[ast.expr] = (),
    ) -> None:
        self.trace = trace
        self.code = code
        self.staging = staging
        self.given = given
        self.called = called
        self.shaped = shaped
        self.fresh = fresh
        self.early = self._construction()
        self.parts = Parts()
        self.built: set[str] = set()
        self.late = set(called)
        self.measured: set[str] = set()
        self.changed: set[str] = set()

    def divide(self) -> Parts:
        """The parts of the class."""
        parts = self.parts
        functions: list[ast.FunctionDef] = []
        for statement in self.staging.line:
            role = self.staging.roles[statement]
            if role in (Role.UNWRAP, Role.DROP) or _is_docstring(statement, self.code):
                continue
            if isinstance(statement, ast.FunctionDef) and role is Role.KEEP:
                functions.append(statement)
                continue
            self._place(statement, role)
            if self.shaped in _stored(statement):
                self.shaped = ""
        self._place_functions(functions)
        self._drop_copied()
        self._name()
        return parts

    # Statements -----------------------------------------------------------------------------------------

    def _place(self, statement: ast.stmt, role: Role) -> None:
        parts = self.parts
        shapes = shape_texts(statement, self.shaped) if self.shaped else {}
        widths = self._widths(statement)
        shapes |= {e: t for e, (t, _) in widths.items()}
        inside = {n for e in shapes for n in walk(e)}
        reads = {n.id for n in _loads(statement)}
        besides = {n.id for n in _loads(statement) if n not in inside}
        if self._is_early(statement, role):
            follows = bool(parts.build) and self._makes_variables(statement)  # the order of variables stays
            if not reads & (self.late | self.built) and not follows:
                parts.init.append(statement)
                return
            if not besides & self.late:
                parts.build.append(statement)
                parts.shapes.update(shapes)
                self.measured |= {name for _, name in widths.values() if name}
                self.built |= _stored(statement)
                return
        if self.makes_variable(statement):
            raise Obstacle(
                "TF317",
                f"'{self.code.name}' makes a variable from what it computes",
                "make the variable first",
                statement,
            )
        self._check_layers(statement, shapes)
        parts.call.append(statement)
        self.late |= _stored(statement)

    def _widths(self, statement: ast.stmt) -> dict[ast.expr, tuple[str, str]]:
        """The widths that are asked of computed tensors, as the arguments that decided them."""
        found: dict[ast.expr, tuple[str, str]] = {}
        frame = self.staging.frame
        for name in {n.id for n in _loads(statement)} & self.late - {self.shaped}:
            for expr, text in shape_texts(statement, name).items():
                owner = next(n for n in walk(expr) if isinstance(n, ast.Name) and n.id == name)
                node = frame.values.get(owner)
                width = last_dimension(node, frame) if isinstance(node, Node) and text in LAST else None
                if isinstance(width, ast.Constant):
                    found[expr] = (repr(width.value), "")
                elif isinstance(width, ast.Name) and width.id in self.given:
                    attribute = width.id + "_" if width.id in RESERVED else width.id
                    found[expr] = (f"self.{attribute}", width.id)
        return found

    def _is_early(self, statement: ast.stmt, role: Role) -> bool:
        if role is Role.COPY:
            made = [n for n in self.staging.facts.by_node[statement].made if n.kind == "tensor"]
            return bool(made) and all(n in self.staging.initial for n in made)
        return role is Role.KEEP and not isinstance(statement, ast.Return)

    def makes_variable(self, statement: ast.stmt) -> bool:
        """Whether a statement itself makes a single variable."""
        made = self.staging.facts.by_node[statement].made
        return any(
            n.kind == "variable" and not is_owned_by_layer(n) and n.made.frame is self.staging.frame
            for n in made
        )

    def _makes_variables(self, statement: ast.stmt) -> bool:
        """Whether a statement makes single variables, itself or through a helper."""
        made = self.staging.facts.by_node[statement].made
        return any(n.kind == "variable" and not is_owned_by_layer(n) for n in made)

    def _check_layers(self, statement: ast.stmt, shapes: Mapping[ast.expr, str]) -> None:
        """A layer is made from what is known: in ``__init__``, or in ``build`` once its input has a shape."""
        early = [n for n in walk(statement) if n in self.early]
        within = {n for e in shapes if e in self.early for n in walk(e)}
        names = {n.id for n in early if isinstance(n, ast.Name) and n not in within}
        if names & self.late - _stored(statement):
            raise Obstacle(
                "TF311",
                f"a layer of '{self.code.name}' is made from what is computed at its call",
                "make the layer first",
                statement,
            )
        if within or names & self.built:
            self.parts.built_layers.add(statement)
            self.parts.shapes.update({e: t for e, t in shapes.items() if e in self.early})

    def _place_functions(self, functions: Iterable[ast.FunctionDef]) -> None:
        parts = self.parts
        for function in functions:
            for body in (parts.init, parts.build, parts.call):
                if any(n.id == function.name for s in body for n in _loads(s)):
                    body.insert(0, function)

    def _drop_copied(self) -> None:
        """Names of initializers that are written out at each use are not bound any more."""
        copied = {n.id for n in self.fresh if isinstance(n, ast.Name)}
        left = {n.id for n in _loads(self.code) if n not in self.fresh}
        gone = [
            s
            for s in self.parts.init
            if isinstance(s, ast.Assign) and _stored(s) and _stored(s) <= copied - left
        ]
        self.parts.init = [s for s in self.parts.init if s not in gone]

    # Names ----------------------------------------------------------------------------------------------

    def _name(self) -> None:
        parts = self.parts
        made_first = {n for s in parts.init for n in _stored(s)}
        made_later = {n for s in parts.build for n in _stored(s)}
        by_call = {n.id for s in parts.call for n in _loads(s) if n not in self.early}
        in_build = {n.id for s in parts.build for n in _loads(s) if n not in self.fresh}
        in_build |= self.measured
        in_build |= {n.id for s in parts.built_layers for n in _loads(s) if n in self.early}
        names = [n for n in (*self.given, *sorted(made_first)) if n in by_call | in_build]
        names += [n for n in sorted(made_later) if n in by_call and n not in names]
        parts.attributes.update({n: (n + "_" if n in RESERVED else n) for n in names})
        bound: set[str] = set()
        for statement in (*parts.init, *parts.build):
            again = _stored(statement) & bound & set(names) - set(self.given)
            bound |= _stored(statement)
            if again:
                raise Obstacle(
                    "TF318",
                    f"'{min(again)}' means several things before the call",
                    "use another name",
                    statement,
                )
            self.changed |= _stored(statement) & set(self.given) & set(names)
        by_the_call = {n for s in parts.call if hasattr(s, "body") for n in _stored(s)}
        parts.rebound += [n for n in names if n in by_the_call]
        for statement in (*parts.init, *parts.build, *parts.call):
            own = names_of_comprehensions(statement)
            for node in walk(statement):
                if (
                    isinstance(node, ast.Name)
                    and node not in own
                    and node.id in parts.attributes
                    and self._is_renamed(node, statement, made_later)
                ):
                    parts.renames[node] = "self." + parts.attributes[node.id]

    def _is_renamed(self, node: ast.Name, statement: ast.stmt, made_later: set[str]) -> bool:
        parts = self.parts
        if statement in parts.init:
            return node.id not in self.given or node.id in self.changed
        if statement in parts.build:
            return True
        if node in self.early:
            return node.id not in self.given or statement in parts.built_layers
        if isinstance(node.ctx, ast.Store) and node.id not in parts.rebound:
            message = f"'{node.id}' is known before the call and is changed by it"
            raise Obstacle("TF318", message, "use another name", node)
        return node.id not in parts.rebound

    def _construction(self) -> set[ast.AST]:
        """The expressions of a function that go with the making of its layers."""
        early: set[ast.AST] = set()
        loops = [n for n in walk(self.code) if isinstance(n, ast.For)]
        anew = {n.expr for n in self.trace.nodes if is_made_from_tensors(n)}
        for node in walk(self.code):
            if not isinstance(node, ast.Call):
                continue
            facts = [lookup(s) for s in self.trace.symbols.get(node.func, set())]
            if node in anew or not any(f is not None and "layer" in f.row for f in facts):
                continue
            later = [k.value for k in node.keywords if k.arg not in CALL_KEYWORDS]
            early.update(n for a in (*node.args[1:], *later) for n in walk(a))
            for loop in loops:
                if any(n is node for n in walk(loop)):
                    early.update(walk(loop.iter))
        for loop in loops:
            targets = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
            body = {n for s in loop.body for n in walk(s)}
            if any(isinstance(n, ast.Name) and n.id in targets and n not in early for n in body):
                early -= set(walk(loop.iter))
        return early


def _loads(statement: ast.stmt) -> list[ast.Name]:
    own = names_of_comprehensions(statement)
    names = (n for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return [n for n in names if n not in own]


def _stored(statement: ast.stmt) -> set[str]:
    own = names_of_comprehensions(statement)
    names = (n for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return {n.id for n in names if n not in own}


def _is_docstring(statement: ast.stmt, code: ast.FunctionDef) -> bool:
    return (
        statement is code.body[0]
        and isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
    )
