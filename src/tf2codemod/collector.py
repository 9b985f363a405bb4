"""Keeps the garbage collector from going through data that lives as long as its conversion."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Going through so many objects costs less than holding them.
_MANY_OBJECTS = 500_000


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


def collect_if_much() -> None:
    """Collect what earlier conversions left, if it has become much."""
    if gc.get_count()[0] > _MANY_OBJECTS:
        gc.collect()
