"""Reads what a command is about into sources, grouped by what may share a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tf2codemod.model import Finding, Source
from tf2codemod.sources import programs
from tf2codemod.sources.decode import Decoded, DecodeFailure, decode
from tf2codemod.sources.discover import discover, unreadable
from tf2codemod.sources.notebook import Notebook, NotebookFailure, read_notebook
from tf2codemod.sources.syntax import check_syntax

_MENTION = b"tensorflow"


class Opened(NamedTuple):
    """One file: its source for the engine, and the way back to its bytes."""

    source: Source
    data: bytes
    form: Decoded | Notebook

    def encode(self, text: str) -> bytes:
        """Return the bytes of the file with this text."""
        return self.form.encode(text)


@dataclass(frozen=True)
class Loaded:
    """The groups to convert, the failures, and the files that share a program with a failure."""

    groups: tuple[tuple[Opened, ...], ...]
    failures: tuple[Finding, ...] = ()
    held_back: tuple[Path, ...] = ()
    files_seen: int = 0
    lines: int = field(default=0)


class _Texts(Mapping[Path, str]):
    """The texts of files as imports are looked for in them, one at a time: notebooks are large.

    Imports are ASCII in practice; Latin-1 reads any bytes, also of a file that cannot be decoded.
    """

    def __init__(self, contents: Mapping[Path, bytes]) -> None:
        self.contents = contents

    def __getitem__(self, path: Path) -> str:
        return self.contents[path].decode("latin-1")

    def __iter__(self) -> Iterator[Path]:
        return iter(self.contents)

    def __len__(self) -> int:
        return len(self.contents)

    def __contains__(self, path: object) -> bool:
        return path in self.contents


def load(paths: Sequence[Path], exclude: Sequence[str] = ()) -> Loaded:
    """Find and read the files; those that TensorFlow does not reach are not parsed."""
    discovery = discover(paths, exclude)
    failures = list(discovery.problems)
    contents: dict[Path, bytes] = {}
    for path in discovery.files:
        try:
            contents[path] = path.read_bytes()
        except OSError as error:
            failures.append(unreadable(path, error))
    mentioning = [path for path, data in contents.items() if _MENTION in data]
    if not mentioning:
        return Loaded((), tuple(failures), files_seen=len(contents))
    links = programs.link(_Texts(contents))
    relevant = programs.relevant(mentioning, links)
    opened: dict[Path, Opened] = {}
    failed: list[Path] = []
    for path in sorted(relevant):
        result = open_bytes(path, contents[path])
        if isinstance(result, Opened):
            opened[path] = result
        else:
            failures.append(result)
            failed.append(path)
    held = programs.held_back(failed, links)
    members = relevant - held - set(failed)
    grouped = tuple(tuple(opened[path] for path in group) for group in programs.groups(members, links))
    return Loaded(
        groups=grouped,
        failures=tuple(failures),
        held_back=tuple(sorted(held - set(failed))),
        files_seen=len(contents),
        lines=sum(file.source.text.count("\n") for group in grouped for file in group),
    )


def open_bytes(path: Path, data: bytes) -> Opened | Finding:
    """Decode and check one file; the finding says what is wrong with it."""
    form: Decoded | Notebook
    try:
        form = read_notebook(data) if path.suffix == ".ipynb" else decode(data)
    except DecodeFailure as failure:
        return Finding(path, failure.line, failure.column, "TF981", str(failure), failure.remedy)
    except NotebookFailure as failure:
        return Finding(path, 1, 1, "TF989", str(failure), "Save the notebook again with Jupyter.")
    problem = check_syntax(path, form.text)
    if problem is None:
        return Opened(Source(path, form.text), data, form)
    return form.place(problem) if isinstance(form, Notebook) else problem


def by_path(groups: Sequence[Sequence[Opened]]) -> dict[Path, Opened]:
    """Index the files of all groups."""
    return {file.source.path: file for group in groups for file in group}
