"""Takes the path of a saved file apart into its directory and its name."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.plan.call_values import expression_given
from tf2codemod.plan.method_arguments import stores
from tf2codemod.tree import walk

JOINS = frozenset(("os.path.join", "posixpath.join", "path.join", "osp.join", "join"))


def split_path(path: ast.expr) -> tuple[str, str, bool]:
    """The directory and the name of a file, as code, and whether the code needs the module ``os``."""
    if isinstance(path, ast.Constant) and isinstance(path.value, str):
        directory, name = posixpath.split(path.value)
        return repr(directory), repr(name), False
    if (
        isinstance(path, ast.BinOp)
        and isinstance(path.op, ast.Add)
        and isinstance(path.right, ast.Constant)
        and isinstance(path.right.value, str)
    ):
        before, slash, name = path.right.value.rpartition("/")
        if slash and name:
            left = ast.unparse(path.left)
            return (f"{left} + {before!r}" if before else left), repr(name), False
    if (
        isinstance(path, ast.Call)
        and ast.unparse(path.func) in JOINS
        and len(path.args) > 1
        and not path.keywords
    ):
        last = path.args[-1]
        plain = (
            isinstance(last, ast.Constant)
            and isinstance(last.value, str)
            and "/" not in last.value
            and last.value
        )
        if plain or isinstance(last, (ast.Name, ast.Attribute)):
            rest = path.args[:-1]
            directory = (
                ast.unparse(rest[0]) if len(rest) == 1 else ast.unparse(ast.Call(path.func, list(rest), []))
            )
            return directory, ast.unparse(last), False
    text = ast.unparse(path)
    return f"os.path.dirname({text})", f"os.path.basename({text})", True


def is_one_place(texts: Sequence[str], frames: Sequence[Frame], trace: Trace) -> bool:
    """Whether code gives one path in all activations, though it may be known in them alone."""
    origins = [
        [_origin(ast.parse(text, mode="eval").body, frame, trace) for text in texts] for frame in frames
    ]
    return all(None not in found and found == origins[0] for found in origins)


def _origin(
    expr: ast.expr, frame: Frame, trace: Trace, seen: frozenset[tuple[str, Frame]] = frozenset()
) -> tuple[str, ...] | None:
    """The code that a value is computed from, down to what no function is given and no loop sets."""
    code = frame.function.node if frame.function is not None else None
    found = [ast.unparse(expr)]
    for name in dict.fromkeys(n.id for n in walk(expr) if isinstance(n, ast.Name)):
        if (name, frame) in seen or (name and name == frame.receiver):
            continue
        if not isinstance(code, ast.FunctionDef) or name not in frame.local_names:
            cell = next((c for c in (frame.cell, *frame.scopes) if name in c.slots), None)
            writers = trace.writes.get((cell, name), ()) if cell is not None else ()
            if any(w.looped or isinstance(w.node, ast.For) for w in writers):
                return None
            continue
        straight = {
            s.targets[0]: s.value for s in code.body if isinstance(s, ast.Assign) and len(s.targets) == 1
        }
        bound = stores(code, name)
        if any(n not in straight for n in bound):
            return None
        parts = [(straight[n], frame) for n in bound if isinstance(n, ast.expr)]
        given = expression_given(frame, name)
        if given is not None and frame.caller is not None:
            parts.append((given, frame.caller.frame))
        for part, where in parts:
            above = _origin(part, where, trace, seen | {(name, frame)})
            if above is None:
                return None
            found.extend(above)
    return tuple(found)
