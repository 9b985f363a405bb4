"""Writes the files of a program: all of them or none, each one atomically."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tf2codemod.sources.interrupts import signals_deferred, terminating_signals_raise


class Replacement(NamedTuple):
    """New bytes for a file, and the bytes that they were made from."""

    path: Path
    before: bytes
    after: bytes


class WriteFailure(Exception):
    """A program that could not be written; none of its files has changed."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass
class _Prepared:
    target: Path
    staged: Path
    backup: Path
    replaced: bool = field(default=False)


def write_program(replacements: Sequence[Replacement]) -> None:
    """Replace all the files, or leave all of them as they were and raise WriteFailure."""
    prepared: list[_Prepared] = []
    current = Path()
    try:
        with terminating_signals_raise():
            for replacement in replacements:
                current = replacement.path
                _prepare(replacement, prepared)
            # From the first rename to the last, a signal waits: the program is old or new, never mixed.
            with signals_deferred():
                try:
                    for item in prepared:
                        current = item.target
                        item.staged.replace(item.target)
                        item.replaced = True
                except BaseException:
                    _roll_back(prepared)
                    raise
    except OSError as error:
        raise WriteFailure(current, error.strerror or str(error)) from error
    finally:
        with signals_deferred():
            for item in prepared:
                for leftover in (item.staged, item.backup):
                    with contextlib.suppress(OSError):
                        leftover.unlink(missing_ok=True)
    for folder in {item.target.parent for item in prepared}:
        _sync_folder(folder)


def _prepare(replacement: Replacement, prepared: list[_Prepared]) -> None:
    # The link stays a link: what it points to is replaced.
    target = replacement.path.resolve(strict=True)
    if not os.access(target, os.W_OK):
        raise PermissionError(0, "the file is read-only")
    if target.read_bytes() != replacement.before:
        raise OSError(0, "the file changed while it was being converted")
    with signals_deferred():
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tf2codemod", dir=target.parent)
        item = _Prepared(target, Path(name), Path(name + ".old"))
        prepared.append(item)
    with os.fdopen(handle, "wb") as stream:
        stream.write(replacement.after)
        stream.flush()
        os.fsync(stream.fileno())
    status = target.stat()
    shutil.copymode(target, item.staged)
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(item.staged, status.st_uid, status.st_gid)
    with signals_deferred():
        # A hard link needs no space: rolling back works on a full disk.
        try:
            os.link(target, item.backup)
        except OSError:
            shutil.copy2(target, item.backup)


def _roll_back(prepared: Sequence[_Prepared]) -> None:
    for item in reversed(prepared):
        if item.replaced:
            item.backup.replace(item.target)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
