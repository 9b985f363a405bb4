"""Which files of a program import which."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.compat.module import Module


class Program:
    """The import graph of the files that are converted together."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self._by_name: dict[str, list[Path]] = {}
        for module in modules:
            path = module.source.path
            self._by_name.setdefault(path.parent.name if path.stem == "__init__" else path.stem, []).append(
                path
            )
        self._targets: Mapping[Path, dict[ast.stmt, frozenset[Path]]] = {
            m.source.path: {s: frozenset(self._resolve(m.source.path, s)) for s in m.statements}
            for m in modules
        }

    def reached(self, path: Path) -> frozenset[Path]:
        """The file itself and every project file that it imports, directly or not."""
        seen, waiting = {path}, [path]
        while waiting:
            for targets in self._targets.get(waiting.pop(), {}).values():
                waiting += targets - seen
                seen |= targets
        return frozenset(seen)

    def importing(self, path: Path, wanted: frozenset[Path]) -> frozenset[ast.stmt]:
        """The statements of a file that import one of the wanted files, directly or not."""
        return frozenset(
            s for s, targets in self._targets[path].items() if any(self.reached(t) & wanted for t in targets)
        )

    def _resolve(self, path: Path, statement: ast.Import | ast.ImportFrom) -> Iterator[Path]:
        if isinstance(statement, ast.Import):
            dotted = [a.name.split(".") for a in statement.names]
        else:
            base = statement.module.split(".") if statement.module else []
            dotted = [[*base, a.name] for a in statement.names] + ([base] if base else [])
        for parts in dotted:
            for end in range(len(parts), 0, -1):
                yield from self._files(path, parts[:end])

    def _files(self, path: Path, parts: list[str]) -> Iterator[Path]:
        """Project files of that dotted name, seen from the folders above the importing file."""
        for candidate in self._by_name.get(parts[-1], ()):
            folder = candidate.parent.parent if candidate.stem == "__init__" else candidate.parent
            if len(parts) > 1:
                if list(folder.parts[-(len(parts) - 1) :]) != parts[:-1]:
                    continue
                folder = folder.parents[len(parts) - 2]
            if folder == path.parent or folder in path.parents:
                yield candidate
