"""Lays out the two programs so that both can be run in scratch copies."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.model import Level, Options

SKIPPED = ("__pycache__", ".git", ".hg", ".svn", "node_modules", ".venv", "venv", ".tox", ".mypy_cache")
# A script's folder is copied with it unless it holds more than this.
LARGE_FOLDER = 256 << 20
MANY_FILES = 4000


class BadRequest(ValueError):
    """What the user asked for cannot be set up; the message says why."""


@dataclass(frozen=True)
class Layout:
    """One side: the folder that is copied, and the entry in it, relative to it."""

    root: Path
    entry: Path

    @property
    def program(self) -> Path:
        return self.root / self.entry


def lay_out(path: Path, entry: str | None, folder: Path) -> Layout:
    """A copy of a script with its folder, or of a project, below ``folder``."""
    if not path.exists():
        raise BadRequest(f"{path} does not exist")
    if path.is_dir():
        if entry is None:
            raise BadRequest(f"{path} is a folder: name the program in it with --entry")
        if not (path / entry).is_file():
            raise BadRequest(f"{path} has no file {entry}")
        copy(path, folder)
        return Layout(folder, Path(entry))
    if entry is not None:
        raise BadRequest("--entry goes with a project folder")
    if _is_small(path.parent):
        copy(path.parent, folder)
    else:
        folder.mkdir(parents=True)
        shutil.copy(path, folder / path.name)
    return Layout(folder, Path(path.name))


def copy(origin: Path, target: Path) -> None:
    """Copies a project without what no program reads."""
    shutil.copytree(
        origin,
        target,
        symlinks=True,
        ignore=shutil.ignore_patterns(*SKIPPED),
        ignore_dangling_symlinks=True,
    )


def _is_small(folder: Path) -> bool:
    size = 0
    for number, file in enumerate(folder.rglob("*")):
        if number > MANY_FILES or size > LARGE_FOLDER:
            return False
        if file.is_file() and not file.is_symlink():
            size += file.stat().st_size
    return True


def lay_out_revision(repository: Path, revision: str, entry: str, folder: Path) -> tuple[Layout, Layout]:
    """Copies of a repository at a revision, and of its working tree."""
    top = _git(repository, "rev-parse", "--show-toplevel").strip()
    commit = _git(repository, "rev-parse", "--verify", f"{revision}^{{commit}}").strip()
    old, new = folder / "old", folder / "new"
    old.mkdir(parents=True)
    archive = folder / "old.tar"
    _git(Path(top), "archive", "--format=tar", "-o", str(archive), commit)
    shutil.unpack_archive(archive, old, "tar")
    archive.unlink()
    inside = repository.resolve().relative_to(Path(top).resolve())
    copy(Path(top), new)
    for side, name in ((old, revision), (new, "the working tree")):
        if not (side / inside / entry).is_file():
            raise BadRequest(f"{name} has no file {inside / entry}")
    return Layout(old, inside / entry), Layout(new, inside / entry)


def _git(folder: Path, *words: str) -> str:
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True)
    except OSError as error:
        raise BadRequest(f"git cannot be run: {error}") from error
    if done.returncode:
        raise BadRequest(f"git {words[0]}: {(done.stderr.strip() or 'failed').splitlines()[0]}")
    return done.stdout


def imported_files(layout: Layout, python_path: Sequence[str] = ()) -> list[Path]:
    """The entry of a layout and the files of its project that it imports, however indirectly."""
    found = {layout.program: None}
    left = [layout.program]
    roots = [layout.program.parent, layout.root, *(layout.root / part for part in python_path)]
    while left:
        for file in _imports(left.pop(), roots):
            if file not in found:
                found[file] = None
                left.append(file)
    return list(found)


def _imports(file: Path, roots: Sequence[Path]) -> Iterator[Path]:
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        names: list[str] = []
        near = list(roots)
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module or ''}.{a.name}".strip(".") for a in node.names)]
            near = [file.parents[node.level - 1]] if node.level else [*roots, file.parent]
        for name in names:
            parts = name.split(".") if name else []
            for root in near:
                for length in range(len(parts) + 1):
                    stem = root.joinpath(*parts[:length])
                    candidates = [stem / "__init__.py"] if length else []
                    if length == len(parts) and parts:
                        candidates.append(stem.with_name(stem.name + ".py"))
                    yield from (c for c in candidates if c.is_file())


def make_graph_program(layout: Layout, exclude: Sequence[str] = ()) -> list[str]:
    """Gives the programs of a layout the names of ``tf.compat.v1``, in place; returns what was found."""
    from tf2codemod.api import convert_paths

    conversion = convert_paths([layout.root], options=Options(level=Level.COMPAT), exclude=exclude, jobs=1)
    return [f.message for f in conversion.failures]
