"""Lines by which one file of a program imports what another one defines now."""

from __future__ import annotations

import ast
from pathlib import Path

from tf2codemod.interpret.trace import Frame, Trace


def import_line(name: str, home: Frame, frame: Frame, trace: Trace) -> str | None:
    """The line that has one file import a name of another; ``None`` if it imports nothing of it already."""
    if name in frame.module.cell.slots or any(name in f.local_names for f in trace.frames):
        return None
    for statement in (r.node for f in trace.frames if f.cell is frame.module.cell for r in f.statements):
        if isinstance(statement, ast.ImportFrom) and statement.module:
            source = "." * statement.level + statement.module
            if _is_module(statement.module, home.module.path):
                return f"from {source} import {name}"
            for part in (a.name for a in statement.names):
                if _is_module(f"{statement.module}.{part}", home.module.path):
                    return f"from {source}.{part} import {name}"
        if isinstance(statement, ast.Import):
            for part in (a.name for a in statement.names):
                if _is_module(part, home.module.path):
                    return f"from {part} import {name}"
    return None


def _is_module(dotted: str, path: Path) -> bool:
    """Whether a module of a name is the one in a file."""
    parts = dotted.split(".")
    return list(path.with_suffix("").parts[-len(parts) :]) == parts


__all__ = ["import_line"]
