"""Reads the comments that leave a line as it is: ``# tf2codemod: ignore[TF201]``."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Mapping

_COMMENT = re.compile(r"#\s*tf2codemod:\s*ignore(?:\[([^\]]*)\])?", re.IGNORECASE)
_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE})
_ALL: frozenset[str] = frozenset()


def ignored_codes(text: str) -> Mapping[int, frozenset[str]]:
    """Map line numbers (from 1) to the codes left there; an empty set leaves every code.

    A comment on any line of a statement that spans several holds for all of its lines.
    """
    if _COMMENT.search(text) is None:
        return {}
    ignored: dict[int, frozenset[str]] = {}
    first = 0
    comments: list[frozenset[str]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if not first and token.type not in _LAYOUT:
                first = token.start[0]
                comments = []
            if token.type == tokenize.COMMENT and (match := _COMMENT.search(token.string)):
                comments.append(_codes(match.group(1)))
            elif token.type == tokenize.NEWLINE:
                if comments:
                    codes = _ALL if _ALL in comments else frozenset().union(*comments)
                    ignored.update(dict.fromkeys(range(first, token.start[0] + 1), codes))
                first = 0
                comments = []
    except (tokenize.TokenError, SyntaxError):
        return ignored
    return ignored


def is_ignored(ignored: Mapping[int, frozenset[str]], line: int, code: str) -> bool:
    """Tell whether a code is left on a line."""
    codes = ignored.get(line)
    return codes is not None and (not codes or any(code.startswith(prefix) for prefix in codes))


def _codes(listed: str | None) -> frozenset[str]:
    return frozenset(code.strip().upper() for code in (listed or "").split(",") if code.strip())
