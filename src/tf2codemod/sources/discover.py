"""Finds the files that a command is about."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from tf2codemod.model import Finding

SUFFIXES = (".py", ".ipynb")
_SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", ".bzr", ".tox", ".nox", ".venv", "venv", ".eggs", ".ipynb_checkpoints"}
    | {"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
    | {"node_modules", "site-packages"}
)


class Discovery(NamedTuple):
    """The files found, in order and without repetition, and the places that could not be read."""

    files: tuple[Path, ...]
    problems: tuple[Finding, ...] = ()


class _Spec(Protocol):
    def check_file(self, file: str) -> _Checked: ...


class _Checked(Protocol):
    @property
    def include(self) -> bool | None: ...


class _Ignore(NamedTuple):
    """The patterns of one ``.gitignore`` and the folder that they are relative to."""

    folder: Path
    spec: _Spec

    def verdict(self, path: Path, is_folder: bool) -> bool | None:
        relative = path.relative_to(self.folder).as_posix()
        return self.spec.check_file(relative + "/" if is_folder else relative).include


@dataclass
class _Walk:
    exclude: _Ignore | None
    roots: tuple[Path, ...]
    problems: list[Finding] = field(default_factory=list)

    def files(self, folder: Path, ignores: tuple[_Ignore, ...]) -> Iterator[Path]:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.problems.append(unreadable(folder, error))
            return
        if any(entry.name == ".gitignore" for entry in entries):
            ignores = (*ignores, *_read_gitignore(folder))
        for entry in entries:
            path = folder / entry.name
            try:
                # Links to folders are not followed: what they show is found where it lies,
                # and a loop of links has no end.
                if entry.is_dir(follow_symlinks=False):
                    if not self._skips_folder(path, ignores):
                        yield from self.files(path, ignores)
                elif entry.name.endswith(SUFFIXES) and not self._is_ignored(path, False, ignores):
                    if entry.is_file() and (not entry.is_symlink() or self._is_inside(path)):
                        yield path
                    elif entry.is_symlink() and not path.exists():
                        self.problems.append(unreadable(path, FileNotFoundError("broken symbolic link")))
            except OSError as error:
                self.problems.append(unreadable(path, error))

    def _skips_folder(self, path: Path, ignores: tuple[_Ignore, ...]) -> bool:
        return (
            path.name in _SKIPPED_FOLDERS
            or (path / "pyvenv.cfg").is_file()
            or self._is_ignored(path, True, ignores)
        )

    def _is_ignored(self, path: Path, is_folder: bool, ignores: tuple[_Ignore, ...]) -> bool:
        exclude = self.exclude
        if exclude is not None and _is_below(path, exclude.folder) and exclude.verdict(path, is_folder):
            return True
        # The innermost file that speaks of a path decides, as in git.
        for ignore in reversed(ignores):
            verdict = ignore.verdict(path, is_folder)
            if verdict is not None:
                return verdict
        return False

    def _is_inside(self, link: Path) -> bool:
        target = link.resolve()
        return any(_is_below(target, root) for root in self.roots)


def discover(paths: Sequence[Path], exclude: Sequence[str] = ()) -> Discovery:
    """Find the Python files and notebooks below the paths; a file named outright is always taken."""
    roots = tuple(path.resolve() for path in paths)
    walk = _Walk(_exclude_patterns(exclude), roots)
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            absolute = _absolute(path)
            files: Iterator[Path] = walk.files(absolute, _outer_gitignores(absolute))
        elif path.exists():
            files = iter((_absolute(path),))
        else:
            walk.problems.append(unreadable(path, FileNotFoundError("no such file or folder")))
            continue
        for file in files:
            found.setdefault(file.resolve(), file)
    # One file under two names is handled once, under its own name where that is among them.
    named = set(found.values())
    chosen = {real: (real if real in named else file) for real, file in found.items()}
    return Discovery(tuple(sorted(chosen.values())), tuple(walk.problems))


def unreadable(path: Path, error: OSError) -> Finding:
    """Return the finding for a file or folder that cannot be read."""
    return Finding(
        path,
        1,
        1,
        "TF980",
        f"cannot be read: {error.strerror or error}",
        "Check the path and its permissions.",
    )


def _absolute(path: Path) -> Path:
    return Path(os.path.normpath(path.absolute()))


def _is_below(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _exclude_patterns(patterns: Sequence[str]) -> _Ignore | None:
    return _Ignore(Path.cwd(), _spec(patterns)) if patterns else None


def _spec(lines: Sequence[str]) -> _Spec:
    # Imported late: most runs meet no pattern, and the import costs as much as a small conversion.
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _read_gitignore(folder: Path) -> tuple[_Ignore, ...]:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace").splitlines()
        return (_Ignore(folder, _spec(lines)),)
    except (OSError, ValueError):
        return ()


def _outer_gitignores(folder: Path) -> tuple[_Ignore, ...]:
    """Return the patterns of the folders above, up to the top of the git checkout."""
    above: list[Path] = []
    for parent in (folder, *folder.parents):
        if parent != folder:
            above.append(parent)
        if (parent / ".git").exists():
            return tuple(
                ignore
                for place in reversed(above)
                if (place / ".gitignore").is_file()
                for ignore in _read_gitignore(place)
            )
    return ()
