"""Names of variables that a function with state returned: they are attributes of its object now."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Node
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.model import InstancePlan, Role
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

OF_GRAPHS = frozenset(("name", "op", "initializer", "graph", "device"))


class ReturnedVariables:
    """The names of one frame for variables that calls return, in terms of their objects."""

    def __init__(self, planner: StateNames) -> None:
        self.planner = planner
        self.texts: dict[str, tuple[Node, str]] = {}
        self.statements: set[ast.stmt] = set()
        self.renames: dict[ast.expr, str] = {}
        for call, instance in planner.functions_with_state.instances.items():
            if instance.home is planner.frame and instance.makes and instance.loop is None:
                self._find(call, instance)
        named = self._named() if self.texts else set()
        self.texts = {n: found for n, found in self.texts.items() if found[0] not in named}
        self._rename()

    def _find(self, call: ast.Call, instance: InstancePlan) -> None:
        """The names that the statement of one call binds to variables of its object."""
        planner, statement = self.planner, instance.statement
        frames = [f for f in planner.trace.frames if f.site is call]
        whole = isinstance(statement, ast.Assign) and statement.value is call
        if not whole or len(frames) != 1 or planner.staging.roles.get(statement) is not Role.MOVE:
            return
        for name, value in planner.bindings.targets(statement):
            if not isinstance(value, Node) or value not in instance.variables:
                continue
            inner = next((n for n, v in frames[0].cell.slots.items() if v is value), None)
            attribute = instance.plan.attributes.get(inner) if isinstance(inner, str) else None
            if attribute is not None and self._is_bound_once(name):
                self.texts[name] = (value, f"{instance.name}.{attribute}")
                self.statements.add(statement)

    def _is_bound_once(self, name: str) -> bool:
        """Whether a name of the frame, or an attribute of its object, is bound by one statement alone."""
        planner = self.planner
        attribute = name.removeprefix(planner.prefix) if planner.prefix else ""
        if planner.prefix and name.startswith(planner.prefix):
            places = [n for n in walk(planner.tree) if isinstance(n, ast.Attribute) and n.attr == attribute]
            return sum(not isinstance(n.ctx, ast.Load) for n in places) == 1
        stores = [
            n
            for s in planner.staging.line
            for n in walk(s)
            if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, (ast.Store, ast.Del))
        ]
        return len(dict.fromkeys(stores)) == 1

    def _named(self) -> set[Node]:
        """The variables that some code asks for their names, which are others now."""
        wanted = {v for v, _ in self.texts.values()}
        found: set[Node] = set()
        for frame in self.planner.trace.frames:
            for expr in frame.values:
                value = frame.values.get(expr.value) if isinstance(expr, ast.Attribute) else None
                if isinstance(expr, ast.Attribute) and expr.attr in OF_GRAPHS and isinstance(value, Node):
                    found |= {value} & wanted
        return found

    def _rename(self) -> None:
        if not self.texts:
            return
        for frame in self.planner.trace.frames:
            if frame is self.planner.frame or self.planner.frame.cell in frame.scopes:
                self._rename_in(frame)
            if self.planner.receiver:
                self._rename_attributes_in(frame)

    def _rename_in(self, frame: Frame) -> None:
        for expr, value in frame.values.items():
            if isinstance(expr, ast.Name) and isinstance(expr.ctx, ast.Load) and expr.id in self.texts:
                variable, text = self.texts[expr.id]
                if value is variable:
                    self.renames[expr] = text

    def _rename_attributes_in(self, frame: Frame) -> None:
        """Writes what is read as an attribute of the object as one of the object that owns it now."""
        prefix = self.planner.prefix
        for expr, value in frame.values.items():
            if not isinstance(expr, ast.Attribute) or not isinstance(expr.ctx, ast.Load):
                continue
            variable, text = self.texts.get(f"{prefix}{expr.attr}", (None, ""))
            if variable is not None and value is variable and text.startswith(prefix):
                self.renames[expr] = f"{ast.unparse(expr.value)}.{text.removeprefix(prefix)}"

    def is_named(self, value: object, writer: StatementFacts) -> bool:
        """Whether what a statement wrote is read as an attribute of an object, so that it is not needed."""
        return writer.node in self.statements and any(value is v for v, _ in self.texts.values())
