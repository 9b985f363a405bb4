"""Tells whether a text is Python 3, and what it is if not."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

from tf2codemod.model import Finding
from tf2codemod.sources.stack import on_deep_stack

_PYTHON2 = (
    (re.compile(r"^\s*print\s+(?![=(.,\[])[^\n]"), "print statement"),
    (re.compile(r"^\s*print\s*>>"), "print statement"),
    (re.compile(r"^\s*except\s+[^\n:]+,\s*\w+\s*:"), "except with a comma"),
    (re.compile(r"^\s*raise\s+[\w.]+\s*,"), "raise with a comma"),
    (re.compile(r"^\s*exec\s+[^\s(=]"), "exec statement"),
    (re.compile(r"\bur['\"]"), "ur string"),
    (re.compile(r"<>"), "<> operator"),
    (re.compile(r"(?<![\w.])0\d+(?![\w.])"), "octal number"),
    (re.compile(r"(?<![\w.])\d+[lL]\b"), "long number"),
    (re.compile(r"`[^`\n]+`"), "backquotes"),
)
_TO_PYTHON3 = (
    "Bring the file to Python 3 first, for example with `2to3 -w FILE` of Python 3.12 or older, "
    "or with `futurize`."
)


def check_syntax(path: Path, text: str) -> Finding | None:
    """Return what keeps Python 3 from parsing the text, or None."""
    try:
        try:
            parse(text)
        except RecursionError:
            on_deep_stack(lambda: parse(text))
    except SyntaxError as error:
        return _syntax_finding(path, text, error)
    except (RecursionError, MemoryError):
        return too_deep(path)
    except ValueError as error:
        return Finding(path, 1, 1, "TF981", str(error), "Save the file as UTF-8.")
    return None


def parse(text: str) -> ast.Module:
    """Parse without the warnings that belong to the author of the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def too_deep(path: Path) -> Finding:
    """Return the finding for a file whose expressions are nested beyond the parser's reach."""
    return Finding(
        path, 1, 1, "TF984", "the code is nested too deeply", "Split the longest expression into several."
    )


def _syntax_finding(path: Path, text: str, error: SyntaxError) -> Finding:
    line = min(max(error.lineno or 1, 1), text.count("\n") + 1)
    column = max(error.offset or 1, 1)
    for number in range(max(line - 1, 1), line + 1):
        content = text.split("\n")[number - 1]
        for pattern, name in _PYTHON2:
            if pattern.search(content):
                return Finding(path, number, 1, "TF983", f"Python 2 code ({name})", _TO_PYTHON3)
    message = error.msg or "invalid syntax"
    if isinstance(error, TabError):
        return Finding(path, line, column, "TF983", f"Python 2 code ({message})", _TO_PYTHON3)
    if "too many" in message:
        return too_deep(path)
    return Finding(path, line, column, "TF982", f"syntax error: {message}", "Correct the file and run again.")
