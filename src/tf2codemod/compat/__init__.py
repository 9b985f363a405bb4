"""Upgrade a program that stays a graph program to ``tf.compat.v1``."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from tf2codemod.model import Rewritten, Source


def convert(sources: Sequence[Source], entries: AbstractSet[Path]) -> tuple[Rewritten, ...]:
    """Rewrite the files of one graph program so that it runs on TensorFlow 2, in graph mode."""
    # The transforms import this package, so it cannot import them while it is imported itself.
    from tf2codemod.compat.upgrade import upgrade

    return upgrade(sources, entries)


__all__ = ["convert"]
