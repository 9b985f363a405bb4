"""Finds the model that the interpretation uses for a TensorFlow symbol."""

from __future__ import annotations

import functools

from tf2codemod.facts.patterns import matches
from tf2codemod.facts.reading import read_table
from tf2codemod.facts.symbols import another_spelling


@functools.lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    data = read_table("models", "tf2codemod.interpret")
    exact: dict[str, str] = {}
    patterns: list[tuple[str, str]] = []
    for section in data.values():
        for model, symbols in section.items():
            for symbol in symbols:
                if "*" in symbol:
                    patterns.append((symbol, model))
                else:
                    exact.setdefault(symbol, model)
    patterns.sort(key=lambda p: -len(p[0]))
    return exact, tuple(patterns)


@functools.lru_cache(maxsize=4096)
def model_of(symbol: str) -> str:
    """The name of the model of a symbol; ``operation`` if nothing else is said."""
    found = model_as_written(symbol)
    other = another_spelling(symbol) if found == "operation" else ""
    return model_as_written(other) if other else found


def model_as_written(symbol: str) -> str:
    """The name of the model that the table gives a symbol by itself."""
    exact, patterns = _table()
    if symbol in exact:
        return exact[symbol]
    return next((model for pattern, model in patterns if matches(symbol, pattern)), "operation")
