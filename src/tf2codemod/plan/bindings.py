"""How code in a frame can say what it means: the names under which graph objects can be reached."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Cell, Const, Instance, Items, Mapping, Node, Value, nodes_in
from tf2codemod.tree import walk

LOCAL = "_local_name"  # what follows a local name that stands for the attribute which it becomes


class Bindings:
    """Looks up expressions for the graph objects that a frame binds."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.besides: dict[ast.stmt, list[tuple[str, Value]]] = {}

    def targets(self, statement: ast.stmt) -> list[tuple[str, Value]]:
        """The names that a statement binds with their values, outermost first."""
        found: list[tuple[str, Value]] = []
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                found.extend(self._pairs(target))
        elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
            found.extend(self._pairs(statement.target))
        return found + self.besides.get(statement, [])

    def _pairs(self, target: ast.expr) -> list[tuple[str, Value]]:
        if isinstance(target, (ast.Tuple, ast.List)):
            return [p for e in target.elts for p in self._pairs(e)]
        value = self.frame.values.get(target)
        if value is None:
            return []
        if isinstance(target, ast.Name):
            return [(target.id, value)]
        own = (
            isinstance(target, ast.Attribute)
            and isinstance(target.value, ast.Name)
            and target.value.id == self.frame.receiver
        )
        return (
            [(f"{self.frame.receiver}.{target.attr}", value)]
            if own and isinstance(target, ast.Attribute)
            else []
        )

    def name_at(self, node: Node, statements: Iterable[ast.stmt]) -> tuple[str, ast.stmt] | None:
        """The expression that some statement gives to a graph object, and that statement."""
        best: tuple[str, ast.stmt] | None = None
        for statement in statements:
            for name, value in self.targets(statement):
                if value is node:
                    return name, statement
                path = path_to(value, node)
                if path is not None and best is None:
                    best = (name + path, statement)
            if best is None:
                best = self._left_by_block(node, statement)
        return best

    def _left_by_block(self, node: Node, statement: ast.stmt) -> tuple[str, ast.stmt] | None:
        """The name that a loop or branch leaves to a graph object for good."""
        if not isinstance(statement, (ast.For, ast.While, ast.If)):
            return None
        for inner in walk(statement):
            bound = self._bound_for_good(inner)
            path = path_to(bound[1], node) if bound is not None else None
            if bound is None or path is None:
                continue
            if node.kind == "variable" or _is_bound_anyhow(bound[0], statement):
                return bound[0] + path, statement
        return None

    def _bound_for_good(self, target: ast.AST) -> tuple[str, Value] | None:
        """What a target is called, and what it means when the frame has ended."""
        if not isinstance(target, (ast.Name, ast.Attribute)) or not isinstance(target.ctx, ast.Store):
            return None
        if isinstance(target, ast.Name):
            name, cell, key = target.id, self.frame.cell, target.id
        else:
            owner = self.frame.cell.slots.get(self.frame.receiver)
            own = isinstance(target.value, ast.Name) and target.value.id == self.frame.receiver
            if not own or not isinstance(owner, Instance):
                return None
            name, cell, key = f"{self.frame.receiver}.{target.attr}", owner.cell, target.attr
        value = cell.slots.get(key)
        return (name, value) if value is not None else None


def _is_bound_anyhow(name: str, statement: ast.stmt) -> bool:
    """Whether an attribute is bound after a branch whichever way is taken; locals are in any case."""
    if not isinstance(statement, ast.If) or "." not in name:
        return True
    arms = [statement.body, statement.orelse]
    bound = [any(_binds(s, name) for s in arm) for arm in arms]
    return all(bound) or any(_changes(n, name) for n in walk(statement))


def _binds(statement: ast.stmt, name: str) -> bool:
    if isinstance(statement, ast.If):
        return all(any(_binds(s, name) for s in arm) for arm in (statement.body, statement.orelse))
    targets = (n for n in walk(statement) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store))
    return any(ast.unparse(n) == name for n in targets)


def _changes(node: ast.AST, name: str) -> bool:
    """Whether an assignment gives an attribute a value that is made of the one it has."""
    if isinstance(node, ast.AugAssign):
        return ast.unparse(node.target) == name
    return (
        isinstance(node, ast.Assign)
        and any(ast.unparse(t) == name for t in node.targets)
        and any(isinstance(n, ast.Attribute) and ast.unparse(n) == name for n in walk(node.value))
    )


def path_to(value: Value, node: Node, depth: int = 4) -> str | None:
    """The subscripts that lead from a container to a graph object in it."""
    if value is node:
        return ""
    if depth and isinstance(value, Items):
        for index, part in enumerate(value.prefix):
            path = path_to(part, node, depth - 1)
            if path is not None:
                return f"[{index}]{path}"
    if depth and isinstance(value, Mapping):
        for key, part in value.known.items():
            path = path_to(part, node, depth - 1)
            if path is not None and isinstance(key, Const):
                return f"[{key.value!r}]{path}"
    return None


def variable_list(
    variables: Iterable[Node],
    cells: Iterable[tuple[str, Cell]],
    layers: dict[Node, str],
    tuples: Iterable[str] = (),
    ordered: bool = False,
    lists: Collection[str] = (),
) -> str | None:
    """An expression for a list of variables, in terms of the names that the cells bind, if there is one.

    The variables of a layer or of a list stand together, unless the order is asked for.
    """
    wanted = list(dict.fromkeys(variables))
    parts: list[str] = []
    singles: list[str] = []
    done: set[Node] = set()

    def flush() -> None:
        if singles:
            parts.append("[" + ", ".join(singles) + "]")
            singles.clear()

    for variable in wanted:
        if variable in done:
            continue
        if variable in layers:
            layer = layers[variable]
            members = [v for v in wanted if layers.get(v) == layer]
            done.update(members)
            flush()
            fixed = any(v.arguments.get("trainable") == Const(False) for v in members)
            if fixed and any(owner == layer and v not in members for v, owner in layers.items()):
                return None  # some that are not trained, and not all
            kind = "variables" if fixed else "trainable_variables"
            if layer in lists:
                parts.append(f"[v for layer in {layer} for v in layer.{kind}]")
            elif layer in tuples:
                parts.append(f"list({layer}.{kind})")
            else:
                parts.append(f"{layer}.{kind}")
            continue
        found = _reach(variable, cells, wanted)
        if found is not None and ordered:
            start = wanted.index(variable)
            if found[1] != wanted[start : start + len(found[1])]:
                found = _reach(variable, cells, [variable])
        if found is None:
            return None
        expression, covered = found
        done.update(covered)
        if len(covered) == 1 and covered[0] is variable and not expression.startswith("list("):
            singles.append(expression)
        else:
            flush()
            parts.append(expression)
    flush()
    return " + ".join(parts) if parts else None


def _reach(
    variable: Node, cells: Iterable[tuple[str, Cell]], wanted: list[Node]
) -> tuple[str, list[Node]] | None:
    held: tuple[str, list[Node]] | None = None
    for prefix, cell in cells:
        fallback: tuple[str, list[Node]] | None = None
        for key, value in cell.slots.items():
            if not isinstance(key, str) or key == "rest":
                continue
            name = prefix + key
            if value is variable:
                return name, [variable]
            if isinstance(value, Instance) and held is None:
                held = _reach_in_object(variable, name, value, wanted)
            whole = _whole(name, value, variable, wanted)
            if whole is not None:
                return whole
            path = path_to(value, variable) if _is_complete(value) else None
            if path is not None and fallback is None:
                fallback = (name + path, [variable])
        if fallback is not None:
            return fallback
    return held


def _reach_in_object(
    variable: Node, name: str, value: Instance, wanted: list[Node]
) -> tuple[str, list[Node]] | None:
    """An attribute of an object that is a variable, or a list or dict with it."""
    found: tuple[str, list[Node]] | None = None
    for key, inner in value.cell.slots.items():
        if not isinstance(key, str):
            continue
        if inner is variable:
            return f"{name}.{key}", [variable]
        path = path_to(inner, variable) if _is_complete(inner) else None
        if found is None and path is not None:
            whole = _whole(f"{name}.{key}", inner, variable, wanted)
            found = whole or (f"{name}.{key}{path}", [variable])
    return found


def _is_complete(value: Value) -> bool:
    return isinstance(value, (Items, Mapping)) and value.rest is None


def _whole(name: str, value: Value, variable: Node, wanted: list[Node]) -> tuple[str, list[Node]] | None:
    """A list or dict that holds a variable, and nothing but wanted ones."""
    if isinstance(value, Items) and value.rest is not None:
        return appended_list(name, value, variable, wanted)
    if not isinstance(value, (Items, Mapping)) or value.rest is not None:
        return None
    members = list(value.known.values()) if isinstance(value, Mapping) else list(value.prefix)
    if variable not in members or not all(m in wanted for m in members):
        return None
    if isinstance(value, Mapping):
        text = f"list({name}.values())"
    else:
        text = name if value.kind == "list" else f"list({name})"
    return text, [m for m in members if isinstance(m, Node)]


def appended_list(
    name: str, value: Items, variable: Node, wanted: list[Node]
) -> tuple[str, list[Node]] | None:
    """A list of unknown length that is given each of its variables as it is made."""
    members = list(nodes_in(value))
    if variable not in members or not all(m in wanted and _is_appended(m, name) for m in members):
        return None
    return f"list({name})", members


def _is_appended(variable: Node, name: str) -> bool:
    statement = variable.made.node
    call = statement.value if isinstance(statement, ast.Expr) else None
    return (
        variable.kind == "variable"
        and isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "append"
        and call.args == [variable.expr]
        and ast.unparse(call.func.value).rpartition(".")[2] == name.rpartition(".")[2].removesuffix(LOCAL)
    )
