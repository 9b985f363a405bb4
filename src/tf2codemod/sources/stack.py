"""Runs a function with room for deep recursion."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

# Deep expressions recurse in the parser, in libcst and in the interpretation alike.
_STACK_BYTES = 512 * 1024 * 1024
_RECURSION_LIMIT = 20_000

T = TypeVar("T")


def on_deep_stack(function: Callable[[], T]) -> T:
    """Call a function in a thread with a large stack; its exceptions are raised here."""
    results: list[T] = []
    errors: list[BaseException] = []

    def call() -> None:
        try:
            results.append(function())
        except BaseException as error:
            errors.append(error)

    previous = threading.stack_size(_STACK_BYTES)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION_LIMIT))
    try:
        # A daemon: an interrupted run does not wait for it.
        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(previous)
        sys.setrecursionlimit(limit)
    for error in errors:
        raise error
    return results[0]
