"""Takes the path of a saved file apart into its directory and its name."""

from __future__ import annotations

import ast
import posixpath

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
