"""Runs a program with the expressions that took the place of runs reported to the observer.

This file is loaded by path inside a child process and must run on Python 3.7. It imports nothing of
this package. The program's files are changed in memory alone.
"""

from __future__ import annotations

import ast
import builtins
import importlib.machinery
import os
import time
import types
from pathlib import Path
from typing import Any

NOTE = "__tf2codemod_note__"
CLOCK = "__tf2codemod_clock__"


class Wrapped(ast.NodeTransformer):
    """Puts calls around the expressions at known places."""

    def __init__(self, places: dict[tuple[int, int, int, int], int]) -> None:
        self.places = places

    def visit(self, node: ast.AST) -> Any:
        """Wraps a node after those inside it."""
        key = (
            getattr(node, "lineno", 0),
            getattr(node, "col_offset", 0),
            getattr(node, "end_lineno", 0),
            getattr(node, "end_col_offset", 0),
        )
        number = self.places.pop(key, None) if isinstance(node, ast.expr) else None
        self.generic_visit(node)
        if number is None or not isinstance(node, ast.expr):
            return node
        clock = ast.Call(ast.Name(CLOCK, ast.Load()), [], [])
        call: Any = ast.Call(ast.Name(NOTE, ast.Load()), [ast.Constant(number), clock, node], [])
        return ast.fix_missing_locations(ast.copy_location(call, node))


def install(observer: Any, root: str, places: list[dict[str, Any]]) -> None:
    """Makes imports of the project's files, and the entry, report the values at the places."""
    by_file: dict[str, dict[tuple[int, int, int, int], int]] = {}
    for number, place in enumerate(places):
        key = (place["line"], place["column"], place["end_line"], place["end_column"])
        by_file.setdefault(os.path.realpath(Path(root, place["path"])), {})[key] = number

    def note(number: int, start: float, value: Any) -> Any:
        seconds = time.perf_counter() - start
        if not observer.quiet:
            observer.quiet += 1
            try:
                # A tensor of a function that is being traced has no value yet.
                if not is_symbolic(value):
                    observer.write({"k": "new", "p": number, "t": seconds, "v": observer.values(value)})
            finally:
                observer.quiet -= 1
        return value

    setattr(builtins, NOTE, note)
    setattr(builtins, CLOCK, time.perf_counter)
    original = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: Any, fullname: str) -> Any:
        path = os.path.realpath(self.path)
        if path not in by_file:
            return original(self, fullname)
        return compiled(self.get_data(self.path), self.path, dict(by_file[path]))

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def is_symbolic(value: Any) -> bool:
    """Whether a structure holds a tensor without a value."""
    import tensorflow as tf

    parts = tf.nest.flatten(value, expand_composites=True)  # the values of a sparse gradient are its parts
    return any(tf.is_tensor(part) and not hasattr(part, "numpy") for part in parts)


def compiled(source: bytes, path: str, places: dict[tuple[int, int, int, int], int]) -> types.CodeType:
    """The code of a file with its places wrapped."""
    tree = Wrapped(places).visit(ast.parse(source, path))
    return compile(tree, path, "exec", dont_inherit=True)
