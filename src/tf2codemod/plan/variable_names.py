"""The names of variables where a program asks for them: they must be those that TensorFlow 1 gave."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Const, Node
from tf2codemod.plan.staging import body_of
from tf2codemod.tree import walk

SCOPES = frozenset(("tf.name_scope", "tf.variable_scope"))
COMPOUND = (ast.For, ast.While, ast.If, ast.Try)


def single_variables(trace: Trace) -> frozenset[ast.Call]:
    """The calls that make one variable each."""
    made: dict[ast.AST, set[Node]] = {}
    for node in trace.nodes:
        if node.kind == "variable":
            made.setdefault(node.expr, set()).add(node)
    return frozenset(e for e, nodes in made.items() if len(nodes) == 1 and isinstance(e, ast.Call))


def written_names(trace: Trace, variables: Sequence[Node]) -> frozenset[ast.Call] | None:
    """The calls that need the whole names of their variables written; ``None`` if a name cannot be kept."""
    single = single_variables(trace)
    named = [n for n in trace.nodes if n.kind in ("variable", "placeholder")]
    found = set()
    for variable in variables:
        call, given = variable.expr, variable.arguments.get("name")
        if not isinstance(call, ast.Call) or not isinstance(given, Const):
            return None
        if "?" not in variable.name and any(
            _given_name(n) == variable.name for n in named if n is not variable
        ):
            return None
        scopes = _kept_scopes(variable, call, trace)
        if scopes is not None:
            if variable.name.count("/") != scopes or not _is_numbered_alone(variable, given):
                return None
        elif given.value != variable.name:
            if call not in single or "?" in variable.name:
                return None
            if variable.op != "tf.get_variable":
                found.add(call)
    return frozenset(found)


def _is_numbered_alone(variable: Node, given: Const) -> bool:
    return variable.op != "tf.get_variable" and variable.name.rpartition("/")[2] == given.value


def _given_name(node: Node) -> str:
    given = node.arguments.get("name")
    if node.kind == "variable":
        return node.name
    return str(given.value) if isinstance(given, Const) else ""


def _kept_scopes(variable: Node, call: ast.Call, trace: Trace) -> int | None:
    """How many scopes around a variable stay, as a loop or branch is around them; ``None`` without one."""
    path = [n for s in body_of(variable.made.frame) if call in set(walk(s)) for n in (s, *_path_to(call, s))]
    first = next((i for i, n in enumerate(path) if isinstance(n, COMPOUND)), None)
    if first is None:
        return None
    blocks = [n for n in path[first:] if isinstance(n, ast.With)]
    calls = [i.context_expr for b in blocks for i in b.items]
    return sum(isinstance(c, ast.Call) and bool(_symbols(trace, c.func) & SCOPES) for c in calls)


def _symbols(trace: Trace, callee: ast.AST) -> set[str]:
    return set(trace.symbols.get(callee, ()))


def _path_to(call: ast.AST, outer: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement from the outermost down to a call in it."""
    for child in ast.iter_child_nodes(outer):
        if child is call or call in set(walk(child)):
            yield child
            yield from _path_to(call, child)
            return


__all__ = ["single_variables", "written_names"]
