"""Groups files that import each other, so that files which may share a program stay together."""

from __future__ import annotations

import functools
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_IMPORT = re.compile(
    r"(?:^|[;:])[ \t]*(?:import[ \t]+(?P<names>[^\n#;]+)"
    r"|from[ \t]+(?P<module>[.\w]+)[ \t]+import\b(?P<items>[ \t]*\([^)]*\)|[^\n#;]*))",
    re.MULTILINE,
)
_DYNAMIC_WORDS = (
    "import_module",
    "__import__",
    "run_path",
    "run_module",
    "exec_module",
    "SourceFileLoader",
)
_DYNAMIC = re.compile(rf"\b(?:{'|'.join(_DYNAMIC_WORDS)})\s*\(")


@dataclass(frozen=True)
class Links:
    """Which files import which, as far as their text shows."""

    imports: Mapping[Path, frozenset[Path]]

    @functools.cached_property
    def importers(self) -> Mapping[Path, frozenset[Path]]:
        """Return the same links, read from the imported file."""
        found: defaultdict[Path, set[Path]] = defaultdict(set)
        for path, targets in self.imports.items():
            for target in targets:
                found[target].add(path)
        return {path: frozenset(found[path]) for path in self.imports}


def link(texts: Mapping[Path, str]) -> Links:
    """Find the imports among the files; where a name is ambiguous, too many rather than too few."""
    by_tail = paths_by_tail(texts)
    imports: dict[Path, frozenset[Path]] = {}
    for path, text in texts.items():
        found: set[Path] = set()
        for name in _imported_modules(text):
            found.update(_resolve(path, name, texts, by_tail))
        if any(word in text for word in _DYNAMIC_WORDS) and _DYNAMIC.search(text):
            found.update(other for other in texts if path.parent in other.parents)
        found.discard(path)
        imports[path] = frozenset(found)
    return Links(imports)


def paths_by_tail(paths: Iterable[Path]) -> Mapping[str, list[Path]]:
    """Return the files by the last part of the names by which they can be imported."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        found[path.parent.name if path.name == "__init__.py" else path.stem].append(path)
    return found


def reachable(starts: Iterable[Path], links: Mapping[Path, frozenset[Path]]) -> set[Path]:
    """Return the files that the links lead to, the starts among them."""
    seen: set[Path] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting.extend(links.get(path, ()))
    return seen


def relevant(mentioning: Iterable[Path], links: Links) -> set[Path]:
    """Return the files that mention TensorFlow, those that import them, and what all of these import."""
    return reachable(reachable(mentioning, links.importers), links.imports)


def held_back(failed: Iterable[Path], links: Links) -> set[Path]:
    """Return the files that share every program of theirs with a failed file.

    Who imports a failed file cannot run; what only such files import stays with them. A module that
    a sound program imports too is not held back, or one broken script would hold up a whole folder.
    """
    held = reachable(failed, links.importers)
    importers = links.importers
    growing = True
    while growing:
        growing = False
        for path in reachable(held, links.imports) - held:
            if importers[path] and importers[path] <= held:
                held.add(path)
                growing = True
    return held


def groups(paths: Iterable[Path], links: Links) -> tuple[tuple[Path, ...], ...]:
    """Divide the files into groups without an import between them, in a stable order."""
    members = set(paths)
    both = {path: (links.imports[path] | links.importers[path]) & members for path in members}
    found: list[tuple[Path, ...]] = []
    seen: set[Path] = set()
    for path in sorted(members):
        if path not in seen:
            group = reachable([path], both)
            seen |= group
            found.append(tuple(sorted(group)))
    return tuple(found)


def _imports(text: str) -> Iterator[re.Match[str]]:
    """Find the imports; only lines that hold the word are looked at, for a notebook has long others."""
    position = 0
    while (word := text.find("import", position)) >= 0:
        start = max(text.rfind("\n", 0, word) + 1, position)
        end = text.find("\n", word)
        line = _IMPORT.search(text, start, len(text) if end < 0 else end)
        whole = _IMPORT.match(text, line.start()) if line is not None else None
        if whole is not None:
            yield whole
        position = max(whole.end(), word + 1) if whole is not None else len(text) if end < 0 else end


def _imported_modules(text: str) -> set[str]:
    names: set[str] = set()
    for match in _imports(text):
        if match["names"]:
            names.update(part.split()[0] for part in match["names"].split(",") if part.split())
            continue
        module = match["module"]
        names.add(module)
        for item in re.sub(r"#[^\n]*|\\\n", "", match["items"]).strip(" \t()\n").split(","):
            words = item.split()
            if words and words[0].isidentifier():
                names.add(module + words[0] if module.endswith(".") else f"{module}.{words[0]}")
    return names


def _resolve(
    path: Path, name: str, texts: Mapping[Path, str], by_tail: Mapping[str, list[Path]]
) -> list[Path]:
    dots = len(name) - len(name.lstrip("."))
    parts = [part for part in name.lstrip(".").split(".") if part]
    if dots:
        base = path.parent
        for _ in range(dots - 1):
            base = base.parent
        return _module_files(base, parts, texts)
    # Most names are those of installed packages, whose last parts no file has.
    if not parts or parts[0] == "tensorflow" or not any(part in by_tail for part in parts[-2:]):
        return []
    for base in (path.parent, *path.parent.parents):
        if files := _module_files(base, parts, texts):
            return files
    return nearest(path, parts, by_tail)


def _module_files(base: Path, parts: list[str], texts: Mapping[Path, str]) -> list[Path]:
    """Return the file of a module and of the packages around it."""
    found = []
    for end in range(len(parts) + 1):
        place = base.joinpath(*parts[:end])
        candidates = (
            [place / "__init__.py"]
            if end == 0
            else [place / "__init__.py", place.with_name(place.name + ".py")]
        )
        found += [(end, file) for file in candidates if file in texts]
    if not parts:
        return [file for _, file in found]
    # A package marker above the module alone does not make the name found.
    return [file for _, file in found] if any(end >= max(len(parts) - 1, 1) for end, _ in found) else []


def nearest(path: Path, parts: Sequence[str], by_tail: Mapping[str, list[Path]]) -> list[Path]:
    """Return the files of that name that lie nearest, for programs that change ``sys.path``."""
    best: list[Path] = []
    depth = 1
    for candidate in by_tail.get(parts[-1], ()):
        tail = (candidate.parent if candidate.name == "__init__.py" else candidate.with_suffix("")).parts
        if tail[-len(parts) :] != tuple(parts):
            continue
        common = len(Path(os.path.commonpath([path, candidate])).parts)
        if common > depth:
            best, depth = [candidate], common
        elif common == depth:
            best.append(candidate)
    return best
