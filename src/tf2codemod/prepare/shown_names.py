"""Tells helpers the names of tensors that they make tags of: a tensor of TensorFlow 2 has none."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Const, Node
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.summary_names import names_asked
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import named_elsewhere
from tf2codemod.tree import walk

OF_TAGS = "TF512"
# Functions that make one operation, or end with it, under the name that they are given.
OF_ONE_OPERATION = frozenset(
    f"tf.{n}"
    for n in [
        "add", "subtract", "multiply", "matmul", "identity", "reshape", "add_n", "concat", "squeeze",
        "reduce_mean", "reduce_sum", "sigmoid", "tanh", "placeholder",
        "nn.relu", "nn.relu6", "nn.elu", "nn.tanh", "nn.sigmoid", "nn.softmax", "nn.bias_add", "nn.conv2d",
        "nn.max_pool", "nn.avg_pool", "nn.lrn", "nn.local_response_normalization", "nn.xw_plus_b",
    ]
)  # fmt: skip


def tell_names_of_tensors(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives the helper at which the plan stopped the names of its tensors; whether all were known."""
    if obstacle.code != OF_TAGS:
        return False
    for code in dict.fromkeys(f.function.node for f in trace.frames if f.function is not None):
        if isinstance(code, ast.FunctionDef) and obstacle.node in set(walk(code)):
            frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
            return _tell(code, [f for f in frames if f.statements], trace, trees, edits)
    return False


def _tell(
    code: ast.FunctionDef,
    frames: list[Frame],
    trace: Trace,
    trees: Mapping[Path, ast.Module],
    edits: Mapping[Path, Edits],
) -> bool:
    path = frames[0].module.path
    arguments = code.args
    asked = list(dict.fromkeys(a for f in frames for a in names_asked(f)))
    calls = {f.site: f for f in frames}
    plain = not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs)
    if not plain or code.decorator_list or not asked or len(calls) < len(frames) or frames[0].receiver:
        return False
    tensors = {ast.unparse(a).removesuffix(".name").removesuffix(".op") for a in asked}
    if len(tensors) != 1 or not all(isinstance(a.value, ast.Attribute) for a in asked):
        return False
    if named_elsewhere(code, [c for c in calls if isinstance(c, ast.Call)], trees, path, False):
        return False
    told: dict[ast.Call, str] = {}
    for call, frame in calls.items():
        values = {frame.values.get(a.value.value) for a in asked}  # type: ignore[attr-defined]
        value = values.pop() if len(values) == 1 else None
        name = _name_of(value, trace) if isinstance(value, Node) else None
        starred = isinstance(call, ast.Call) and any(isinstance(a, ast.Starred) for a in call.args)
        if name is None or not isinstance(call, ast.Call) or starred or not (call.args or call.keywords):
            return False
        told[call] = name
    parameter = fresh("name", names_in(code))
    every = arguments.args
    last = edits[path].range_of(arguments.defaults[-1] if arguments.defaults else every[-1])[1]
    default = "=None" if arguments.defaults else ""
    edits[path].replace(last, last, f", {parameter}{default}")
    for expr in asked:
        edits[path].replace(*edits[path].range_of(expr), parameter)
    for call, name in told.items():
        caller = calls[call].caller
        assert caller is not None
        there = edits[caller.frame.module.path]
        end = max(there.range_of(a)[1] for a in (*call.args, *(k.value for k in call.keywords)))
        bare = len(call.args) == len(every)
        there.replace(end, end, f", {name!r}" if bare else f", {parameter}={name!r}")
    return True


def _name_of(node: Node, trace: Trace) -> str | None:
    """The name that TensorFlow 1 surely gave the operation of a tensor."""
    own = node.arguments.get("name")
    scope = trace.name_scopes.get(node, "?")
    repeated = any(r.looped or r.times > 1 for r in node.made.chain())
    if node.op not in OF_ONE_OPERATION or not isinstance(own, Const) or repeated or "?" in scope:
        return None
    if not isinstance(own.value, str) or not own.value or own.value.endswith("/"):
        return None
    path = f"{scope}/{own.value}" if scope else own.value
    for other in trace.nodes:
        if other is node:
            continue
        around = trace.name_scopes.get(other, "?")
        given = other.arguments.get("name")
        last = given.value if isinstance(given, Const) else other.op.rpartition(".")[2]
        beside = f"{around}/{last}" if around else str(last)
        alike = _as_counted(beside) == _as_counted(path) or _as_counted(other.name) == _as_counted(path)
        if alike or f"{_as_counted(around)}/".startswith(f"{_as_counted(path)}/"):
            return None
    return path


def _as_counted(path: str) -> str:
    return path.lower()
