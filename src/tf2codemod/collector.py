"""Keeps the garbage collector from going through data that lives as long as its conversion."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Going through so many objects costs less than holding them.
_MANY_OBJECTS = 500_000
_SOME_MORE = 1.25


@contextmanager
def collector_paused() -> Iterator[None]:
    """Collect no cycles inside the block: what a conversion makes it keeps to its end."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def rest_to_the_end() -> None:
    """Collect nothing by itself in a process that runs one command, nor when that process ends."""
    gc.disable()
    atexit.register(gc.freeze)


class Leftovers:
    """How much text was converted since the last collection: in all, and in the longest group."""

    def __init__(self) -> None:
        self.whole = 0
        self.longest = 0

    def are_worth_collecting(self, size: int) -> bool:
        """Tell if going through them costs less than holding them while a group of this size is converted.

        The longest group comes first: a few short ones after it add little to what it left.
        """
        return self.whole + size > _SOME_MORE * self.longest

    def add(self, size: int) -> None:
        self.whole += size
        self.longest = max(self.longest, size)


_left = Leftovers()


def collect_if_much(size: int) -> None:
    """Collect what earlier conversions left, if it is much beside a group of this many characters."""
    global _left
    if gc.get_count()[0] > _MANY_OBJECTS and _left.are_worth_collecting(size):
        gc.collect()
        _left = Leftovers()
    _left.add(size)
