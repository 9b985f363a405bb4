"""Finds by which names a program holds its variables when it ends.

This file is loaded by path inside a child process and must run on Python 3.7. It imports nothing of
this package.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from typing import Any

MOST_OBJECTS = 50_000
MOST_PATHS = 4
LONGEST = 8


class Holders:
    """The names, attributes and containers of a project's modules and objects."""

    def __init__(self, root: str, key_of: Any) -> None:
        self.root = os.path.realpath(root) + os.sep
        self.key_of = key_of

    def found(self) -> dict[Any, list[str]]:
        """The paths of each variable, by what tells it, the shortest first."""
        paths: dict[Any, list[str]] = {}
        seen: set[int] = set()
        left: deque[tuple[str, Any]] = deque()
        for module in list(sys.modules.values()):
            if self._is_own(module):
                left.extend((n, v) for n, v in list(vars(module).items()) if not n.startswith("__"))
        while left and len(seen) < MOST_OBJECTS:
            path, value = left.popleft()
            if is_variable(value):
                known = paths.setdefault(self.key_of(value), [])
                if len(known) < MOST_PATHS:
                    known.append(path)
            elif id(value) not in seen and path.count(".") < LONGEST:
                seen.add(id(value))
                try:
                    left.extend((f"{path}.{name}", part) for name, part in self._parts(value))
                except Exception:  # an object of the program may answer anything
                    continue
        return paths

    def _is_own(self, module: Any) -> bool:
        file = getattr(module, "__file__", None)
        name = getattr(module, "__name__", "")
        return name == "__main__" or (
            isinstance(file, str)
            and os.path.realpath(file).startswith(self.root)
            and "site-packages" not in file
        )

    def _parts(self, value: Any) -> list[tuple[str, Any]]:
        """What a container or an object of the program, or of Keras, holds, by name."""
        if isinstance(value, dict):
            return [(str(key), part) for key, part in list(value.items())[:1000]]
        if isinstance(value, (list, tuple)):
            return [(str(place), part) for place, part in enumerate(value[:1000])]
        if isinstance(value, type) or not hasattr(value, "__dict__"):
            return []
        module = sys.modules.get(type(value).__module__)
        if not is_state_holder(value) and not (module is not None and self._is_own(module)):
            return []
        # A layer keeps its parts as attributes, and once more in lists of its own.
        parts = [(n, v) for n, v in list(vars(value).items()) if n not in LISTS]
        return [(n.strip("_"), v) for n, v in parts if not n.startswith("_self_")]


LISTS = frozenset(
    (
        "_layers",
        "_trainable_variables",
        "_non_trainable_variables",
        "_trainable_weights",
        "_non_trainable_weights",
        "_self_tracked_trackables",
        "_tracker",
        "_obj_reference_counts_dict",
        "_inbound_nodes",
        "_outbound_nodes",
    )
)


def is_variable(value: Any) -> bool:
    """Whether a value is a variable of TensorFlow or of Keras; its own ``__getattr__`` is not asked."""
    return all(hasattr(type(value), name) for name in ("assign", "shape", "dtype"))


def is_state_holder(value: Any) -> bool:
    """Whether a value is a layer, a model or a module."""
    return any(kind.__name__ in ("Layer", "Module", "Optimizer") for kind in type(value).__mro__)
