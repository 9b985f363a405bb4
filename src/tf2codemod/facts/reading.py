"""Reads the tables of the facts."""

from __future__ import annotations

import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# A line without escapes: a name and what is known of it, both as they stand between their quotes.
_PLAIN = re.compile(r"""^(?:"([^"\\\n]*)" = "([^"\\\n]*)"|'([^'\n]*)' = '([^'\n]*)')$\n?""", re.MULTILINE)
_LIST = re.compile(r'^(\w+|"[^"\\\n]*") = \[((?:\s*"[^"\\\n]*",?)*)\s*\]$\n?', re.MULTILINE)
_WORD = re.compile(r'"([^"]*)"')
_COMMENT = re.compile(r"^#.*$\n?", re.MULTILINE)
# The head of a table of its own: all that follows, to the next head, is known of one symbol or section.
_HEAD = re.compile(r'^\[(\w+|"[^"\\\n]*")\]$', re.MULTILINE)
_ANY_HEAD = re.compile(r"^\[", re.MULTILINE)


class Rows(Mapping[str, Any]):
    """The rows of a table by symbol or section; each is parsed when it is asked for, most never are."""

    def __init__(self, plain: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        self._parsed = dict(plain)
        self._texts = texts
        self._names = dict.fromkeys((*plain, *texts))

    def __getitem__(self, name: str) -> Any:
        if name not in self._parsed:
            self._parsed[name] = _body(self._texts[name])
        return self._parsed[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def read_table(name: str, package: str = "tf2codemod.facts") -> Mapping[str, Any]:
    """Return one TOML table that is installed with a package."""
    data = pkgutil.get_data(package, f"{name}.toml")
    assert data is not None
    return parsed(data.decode("utf-8"))


def parsed(text: str) -> Mapping[str, Any]:
    """Return what a TOML text says; only what is asked for is parsed where each head begins a table."""
    top, *parts = _HEAD.split(text)
    if len(_ANY_HEAD.findall(text)) != len(parts) // 2:
        table: Mapping[str, Any] = tomllib.loads(text)
        return table
    names = (head.strip('"') for head in parts[::2])
    return Rows(_body(top), dict(zip(names, parts[1::2], strict=True)))


def _body(text: str) -> dict[str, Any]:
    """Return what stands below one head; lines of words and lists of them need no parser."""
    rest = _COMMENT.sub("", _LIST.sub("", _PLAIN.sub("", text)))
    if rest.strip():
        return dict(tomllib.loads(text))
    rows: dict[str, Any] = {a or c: b or d for a, b, c, d in _PLAIN.findall(text)}
    rows.update((name.strip('"'), _WORD.findall(words)) for name, words in _LIST.findall(text))
    return rows
