"""Which programs stand or fall together, because they share files that serve one mode only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path


class Ties:
    """The files that programs share, directly or through others, and those that cannot be native.

    A file binds programs if its native text serves none of them as a graph program.
    """

    def __init__(self, programs: Sequence[Collection[Path]], binds: Callable[[Path], bool]) -> None:
        self.binds = binds
        self.found: set[Path] = set()
        self.above: dict[Path, Path] = {}
        users = Counter(path for files in programs for path in files)
        for files in programs:
            shared = [path for path in files if users[path] > 1 and binds(path)]
            for path in shared:
                self.above[self._top(path)] = self._top(shared[0])

    def lose(self, files: Iterable[Path]) -> None:
        """Notes that a program cannot be native, nor what is tied to it."""
        self.found.update(self._top(path) for path in files if path in self.above)

    def lost(self, files: Iterable[Path]) -> bool:
        """Whether a program is tied to one that cannot be native."""
        return any(self._top(path) in self.found for path in files if path in self.above)

    def _top(self, path: Path) -> Path:
        """The file that stands for all that are tied to a file."""
        while self.above.setdefault(path, path) != path:
            path = self.above[path]
        return path
