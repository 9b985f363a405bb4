"""Writes changes as a patch in plain bytes, in whatever encoding and newlines the files have."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from tf2codemod.api import FileResult
from tf2codemod.sources.decode import matching_blocks

_CONTEXT = 3
_NO_NEWLINE = b"\\ No newline at end of file\n"
# (start in the old lines, end, start in the new lines, end)
_Change = tuple[int, int, int, int]


def patch(changes: Sequence[FileResult]) -> bytes:
    """Return one patch for all the changes, with paths as seen from the current folder."""
    return b"".join(unified_diff(shown_path(file.path), file.before, file.after) for file in changes)


def shown_path(path: Path) -> str:
    """Return the path as seen from the current folder, if it lies below; with forward slashes."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def unified_diff(name: str, before: bytes, after: bytes) -> bytes:
    """Return the unified diff of one file as ``git apply`` and ``patch`` take it; empty if equal."""
    if before == after:
        return b""
    old, new = _lines(before), _lines(after)
    # No `diff --git` line: git then reads the paths from the current folder, not from the top.
    parts = [b"--- ", _file_name("a/" + name), b"\n+++ ", _file_name("b/" + name), b"\n"]
    for hunk in _hunks(_changes(old, new)):
        parts.extend(_hunk_lines(hunk, old, new))
    return b"".join(parts)


def _lines(data: bytes) -> list[bytes]:
    # Only \n ends a line of a patch; splitlines() would end it at a lone \r as well.
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _changes(old: list[bytes], new: list[bytes]) -> list[_Change]:
    changes: list[_Change] = []
    old_at = new_at = 0
    for old_start, new_start, size in matching_blocks(old, new):
        if old_start > old_at or new_start > new_at:
            changes.append((old_at, old_start, new_at, new_start))
        old_at, new_at = old_start + size, new_start + size
    if old_at < len(old) or new_at < len(new):
        changes.append((old_at, len(old), new_at, len(new)))
    return changes


def _hunks(changes: list[_Change]) -> Iterator[list[_Change]]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change[0] - hunk[-1][1] > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk_lines(hunk: list[_Change], old: list[bytes], new: list[bytes]) -> Iterator[bytes]:
    lead = min(_CONTEXT, hunk[0][0])
    trail = min(_CONTEXT, len(old) - hunk[-1][1])
    old_start, old_end = hunk[0][0] - lead, hunk[-1][1] + trail
    new_start, new_end = hunk[0][2] - lead, hunk[-1][3] + trail
    yield f"@@ -{_range(old_start, old_end)} +{_range(new_start, new_end)} @@\n".encode()
    at = old_start
    for old_from, old_to, new_from, new_to in hunk:
        yield from (_marked(b" ", line) for line in old[at:old_from])
        yield from (_marked(b"-", line) for line in old[old_from:old_to])
        yield from (_marked(b"+", line) for line in new[new_from:new_to])
        at = old_to
    yield from (_marked(b" ", line) for line in old[at:old_end])


def _range(start: int, end: int) -> str:
    count = end - start
    if count == 1:
        return str(start + 1)
    return f"{start + 1 if count else start},{count}"


def _marked(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n" + _NO_NEWLINE


def _file_name(name: str) -> bytes:
    raw = os.fsencode(name)
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        # git ends a name at white space unless a tab follows it.
        return raw + b"\t" if b" " in raw else raw
    escaped = b"".join(
        b"\\" + bytes([byte])
        if byte in b'"\\'
        else bytes([byte])
        if 0x20 <= byte < 0x7F
        else f"\\{byte:03o}".encode()
        for byte in raw
    )
    return b'"' + escaped + b'"'
