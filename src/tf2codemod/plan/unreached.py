"""Leaves functions of imported modules as they are which are never called and cannot be native."""

from __future__ import annotations

import ast
import functools
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.facts.names import absent
from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import External, Function
from tf2codemod.model import Finding
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.tree import walk

# What is tied to a graph: by the model that the interpretation has for it, by its stage, or as a method.
MODELS = frozenset(
    (
        *("placeholder", "placeholder_with_default", "variable", "get_variable", "global_step", "session"),
        *("initializer_op", "optimizer", "gradients", "collection_add", "collection_get", "add_loss", "loss"),
        *("trainable_variables", "global_variables", "regularization_losses", "regularization_loss"),
        *("total_loss", "get_losses", "layer", "layer_object", "cell", "rnn", "bidirectional_rnn", "metric"),
        *("summary", "merged_summary", "writer", "saver", "variable_scope", "iterator", "reset_graph"),
        "while_loop",
    )
)
STAGES = frozenset(
    (
        *("variable", "optimizer", "moving_average", "schedule", "layer_call", "layer", "cell", "metric"),
        *("saver", "iterator", "session", "summary", "writer", "graph", "collection", "queue", "table"),
        *("distribution", "placeholder"),
    )
)
CONTEXTS = frozenset(("name_scope", "control_dependencies"))
METHODS = frozenset(
    (
        *("minimize", "apply_gradients", "compute_gradients", "make_one_shot_iterator"),
        *("make_initializable_iterator", "eval"),
    )
)
BY_NAME = frozenset(
    f"builtins.{n}" for n in ("getattr", "globals", "locals", "vars", "eval", "exec", "__import__")
)


def unreached_around(place: ast.AST, trace: Trace, entry: Path) -> ast.AST | None:
    """The function around a place that the program surely never calls, in a module that it imports."""
    for function in trace.uncalled:
        if function.module.path != entry and any(n is place for n in walk(function.node)):
            return function.node if not _may_be_meant(function, trace) else None
    return None


def _may_be_meant(function: Function, trace: Trace) -> bool:
    """Whether code that is reached names a function, or something by a name that it computes."""
    name = function.name
    if name.startswith("__") or isinstance(function.node, ast.Lambda) or function.node.decorator_list:
        return True
    return any(
        _names(node, name, frame)
        for frame in trace.frames
        for run in frame.statements
        if run.reached and not isinstance(run.node, (ast.FunctionDef, ast.ClassDef))
        for node in walk(run.node)
    )


def _names(node: ast.AST, name: str, frame: Frame) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in (name, "__dict__", "import_module")
    if isinstance(node, ast.Name):
        return node.id == name
    if isinstance(node, ast.Call):
        callee = frame.values.get(node.func)
        fixed = len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
        return isinstance(callee, External) and callee.dotted in BY_NAME and not fixed
    return isinstance(node, ast.Constant) and node.value == name


def without(trace: Trace, left: Collection[ast.AST]) -> Trace:
    """What was read, but for some functions that are never called."""
    inside = {n for code in left for n in walk(code)}
    frames = [f for f in trace.frames if not any(_code(g) in left for g in _outward(f))]
    kept = set(frames)
    return replace(
        trace,
        frames=frames,
        runs=[s for s in trace.runs if s.statement.frame in kept],
        nodes=[n for n in trace.nodes if n.made.frame in kept],
        symbols={n: s for n, s in trace.symbols.items() if n not in inside},
        uncalled=[f for f in trace.uncalled if f.node not in left],
    )


def _code(frame: Frame) -> ast.AST | None:
    return frame.function.node if frame.function is not None else None


def _outward(frame: Frame) -> Iterator[Frame]:
    inner: Frame | None = frame
    while inner is not None:
        yield inner
        inner = inner.caller.frame if inner.caller is not None else None


def kept_names(trace: Trace, left: Collection[ast.AST]) -> dict[ast.expr, str]:
    """The names in functions left as they are that TensorFlow 2 only has under ``tf.compat.v1``."""
    inside = {n for code in left for n in walk(code)}
    inner = {n.value for n in inside if isinstance(n, ast.Attribute)}
    found: dict[ast.expr, str] = {}
    for expr, symbols in trace.symbols.items():
        if expr not in inside or expr in inner or not isinstance(expr, ast.Attribute) or len(symbols) != 1:
            continue
        symbol = next(iter(symbols))
        if not absent(f"tensorflow{symbol[2:]}"):
            continue
        root: ast.expr = expr
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or trace.symbols.get(root) != {"tf"}:
            raise Obstacle(
                "TF110", f"{symbol} has no native form where it is left", "write tf before it", expr
            )
        found[expr] = f"{root.id}.compat.v1{symbol[2:]}"
    return found


def _kept_by_graphs(trace: Trace) -> dict[ast.AST, tuple[ast.expr, str]]:
    """For each function that is never called, the first thing it does that has a meaning in a graph alone."""
    found: dict[ast.AST, tuple[ast.expr, str]] = {}
    for function in trace.uncalled:
        for node in walk(function.node):
            if isinstance(node, ast.Attribute):
                symbols = trace.symbols.get(node, ())
                name = next((s.rpartition(".")[2] for s in symbols if _is_of_graphs(s)), "")
                if node.attr in METHODS and not symbols:
                    name = node.attr
                if name:
                    found.setdefault(function.node, (node, name))
    return found


@functools.cache
def _is_of_graphs(symbol: str) -> bool:
    """Whether what a symbol makes is tied to the graph that it is made in, or to other code of it."""
    fact = lookup(symbol)
    if fact is None or symbol.startswith("tf.keras."):
        return False
    if model_of(symbol) in MODELS or (fact.stage in STAGES and model_of(symbol) not in CONTEXTS):
        return True
    return any("hybrid" in part or "refuse" in part for part in (fact.row, *fact.row.get("cases", ())))


def check_library(trace: Trace) -> None:
    """A module that runs nothing is there for others, which know what becomes of what its functions make."""
    if any(site.reached for site in trace.runs):
        return
    kept = _kept_by_graphs(trace)
    for function in trace.uncalled:
        node, name = kept.get(function.node, (None, ""))
        if node is not None:
            message = f"'{function.name}' is never called here: what becomes of its '{name}' is not known"
            raise Obstacle("TF933", message, "convert it together with the programs that call it", node)


def told(trace: Trace, left: Collection[ast.AST]) -> tuple[Finding, ...]:
    """What the user is told about functions that are never called."""
    kept, found = _kept_by_graphs(trace), []
    for function in trace.uncalled:
        if function.node in left:
            said = "was left to TensorFlow 1"
        elif isinstance(function.node, ast.Lambda) and _is_maker(function.node, trace):
            continue
        elif function.node in kept:
            said = f"what becomes of its '{kept[function.node][1]}' is not known"
        else:
            continue
        place = (function.module.path, function.node.lineno, function.node.col_offset + 1)
        message = f"'{function.name}' is never called here and {said}"
        found.append(Finding(*place, "TF932", message, "remove it, or write it for TensorFlow 2 by hand"))
    return tuple(found)


def _is_maker(code: ast.Lambda, trace: Trace) -> bool:
    """Whether a function does nothing but make an optimizer, which is complete by itself."""
    symbols = trace.symbols.get(code.body.func, ()) if isinstance(code.body, ast.Call) else ()
    facts = [lookup(symbol) for symbol in symbols]
    return bool(facts) and all(fact is not None and fact.stage == "optimizer" for fact in facts)
