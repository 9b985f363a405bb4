"""Write functions and classes into a file in place of names that TensorFlow 2 has lost."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from tf2codemod.compat import facts
from tf2codemod.compat.module import Module


def with_uses(wanted: Iterable[str]) -> list[str]:
    """The helpers that are wanted and those they call, each after what it calls."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        for used in facts.helpers()[name].uses:
            visit(used)
        if name not in ordered:
            ordered.append(name)

    for name in wanted:
        visit(name)
    return ordered


def code_of(names: Mapping[str, str], root: str) -> list[str]:
    """The lines of the helpers, by the names they have in the file, with TensorFlow under ``root``."""
    return "\n\n\n".join(_named(facts.helpers()[n].code, root, names) for n in names).split("\n")


def blank_lines_missing(module: Module, statement: ast.stmt) -> list[str]:
    """The blank lines that are wanted between a definition after a statement and what follows."""
    assert statement.end_lineno is not None
    following = module.source.text.split("\n")[statement.end_lineno : statement.end_lineno + 2]
    blank = next((i for i, line in enumerate(following) if line.strip()), 2)
    return [""] * (2 - blank)


def _named(code: str, root: str, names: Mapping[str, str]) -> str:
    """The code of a helper with the file's own names for TensorFlow and for the other helpers."""
    for name, new in {"tf": root, **names}.items():
        if name != new:
            code = re.sub(rf"(?<![\w.\"'])\b{name}\b(?=[.(])", new, code)
    return code
