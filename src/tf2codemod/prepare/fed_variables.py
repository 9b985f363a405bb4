"""Makes placeholders of variables that every run feeds which needs them: nothing reads what they hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.interpret.values import Mapping as Dictionary
from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.staging import is_initializer
from tf2codemod.prepare.edits import Edits

OF_FEEDS = frozenset(("TF213", "TF214", "TF219", "TF221"))
DTYPES = {float: "float32", int: "int32"}
UNREAD = frozenset(("trainable", "name"))


def feed_placeholders(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes such variables as placeholders; whether there was one."""
    if obstacle.code not in OF_FEEDS:
        return False
    fed = {n for site in trace.runs for n in _fed(site)}
    variables = [n for n in trace.nodes if n in fed and n.kind == "variable"]
    changed = False
    for call in {v.expr: None for v in variables}:
        own = [n for n in trace.nodes if n.expr is call and n.kind == "variable"]
        text = _text(own[0])
        if text is None or not all(_is_only_fed(v, trace) for v in own):
            continue
        assert isinstance(call, ast.Call)
        path = own[0].made.frame.module.path
        edits[path].replace(*edits[path].range_of(call), text)
        changed = True
    return changed


def _fed(site: RunSite) -> Iterator[Node]:
    if isinstance(site.feeds, Dictionary):
        yield from (key for key in site.feeds.known if isinstance(key, Node))


def _text(variable: Node) -> str | None:
    """A placeholder of the type and shape of a variable that begins with a number."""
    call = variable.expr
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    if variable.op != "tf.Variable" or len(call.args) != 1 or not isinstance(call.args[0], ast.Constant):
        return None
    given = {k.arg: k.value for k in call.keywords}
    kind = DTYPES.get(type(call.args[0].value))
    if kind is None or set(given) - UNREAD - {"dtype"}:
        return None
    tf = ast.unparse(call.func.value)
    dtype = ast.unparse(given["dtype"]) if "dtype" in given else f"{tf}.{kind}"
    name = f", name={ast.unparse(given['name'])}" if "name" in given else ""
    return f"{tf}.placeholder({dtype}, []{name})"


def _is_only_fed(variable: Node, trace: Trace) -> bool:
    """Whether no run reads what a variable holds, and no code asks for it among others."""
    for site in trace.runs:
        roots = [n for n in nodes_in(site.fetches) if not is_initializer(n)]
        needed = upstream(roots, set(_fed(site)) - {variable})
        if variable in needed and variable not in set(_fed(site)):
            return False
        if variable in needed and any(n.kind == "action" for n in roots):
            return False
    for frame in trace.frames:
        for expr, value in frame.values.items():
            if isinstance(expr, ast.Call) and _is_collection(expr, trace) and variable in nodes_in(value):
                return False
    return True


def _is_collection(call: ast.Call, trace: Trace) -> bool:
    """Whether a call asks for what the graph has collected."""
    facts = [lookup(s) for s in trace.symbols.get(call.func, ())]
    return any(fact is not None and fact.stage == "collection" for fact in facts)


__all__ = ["feed_placeholders"]
