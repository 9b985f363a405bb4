"""Turns the bytes of a file into text and back, byte for byte where nothing changed."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import AnyStr, NamedTuple

_NEWLINE = re.compile(r"\r\n|\r|\n")
_BOM = codecs.BOM_UTF8


class DecodeFailure(ValueError):
    """The bytes are not the text of a Python file; ``line`` counts from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1, remedy: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.remedy = remedy


class Decoded(NamedTuple):
    """The text of a file with ``\\n`` newlines, and what it takes to write it back."""

    text: str
    data: bytes
    encoding: str
    bom: bool
    newline: str
    uniform: bool

    def encode(self, text: str) -> bytes:
        """Return the bytes of ``text`` in the encoding and newlines of the file."""
        if text == self.text:
            return self.data
        if self.uniform:
            return self._encode_plain(text, self.newline)
        return self._encode_mixed(text)

    def _encode_plain(self, text: str, newline: str) -> bytes:
        body = text if newline == "\n" else text.replace("\n", newline)
        return (_BOM if self.bom else b"") + body.encode(self.encoding)

    def _encode_mixed(self, text: str) -> bytes:
        old_endings = _NEWLINE.findall(_decode_body(self.data, self.encoding, self.bom))
        old_lines, new_lines = self.text.split("\n"), text.split("\n")
        endings = [self.newline] * len(new_lines)
        for old, new, size in matching_blocks(old_lines, new_lines):
            for offset in range(size):
                if old + offset < len(old_endings):
                    endings[new + offset] = old_endings[old + offset]
        endings[-1] = ""
        body = "".join(line + ending for line, ending in zip(new_lines, endings, strict=True))
        return (_BOM if self.bom else b"") + body.encode(self.encoding)


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a Python file as Python does: byte order mark, cookie, else UTF-8."""
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise DecodeFailure("source code cannot contain null bytes", line)
    bom = data.startswith(_BOM)
    encoding = _declared_encoding(data)
    try:
        body = _decode_body(data, encoding, bom)
    except UnicodeDecodeError as error:
        raise _undecodable(error, encoding, data) from error
    counts = Counter(_NEWLINE.findall(body))
    newline = max(counts, key=lambda ending: counts[ending]) if counts else "\n"
    decoded = Decoded(
        text=_NEWLINE.sub("\n", body) if "\r" in body else body,
        data=data,
        encoding=encoding,
        bom=bom,
        newline=newline,
        uniform=len(counts) <= 1,
    )
    if (_BOM if bom else b"") + body.encode(encoding) != data:
        raise DecodeFailure(
            f"the encoding {encoding} does not give the same bytes back",
            remedy="Save the file as UTF-8.",
        )
    return decoded


def matching_blocks(old: Sequence[AnyStr], new: Sequence[AnyStr]) -> list[tuple[int, int, int]]:
    """Return the runs of equal lines as (old start, new start, length), common ends first cut off."""
    head = 0
    limit = min(len(old), len(new))
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    blocks: list[tuple[int, int, int]] = [(0, 0, head)]
    for old_start, new_start, size in matcher.get_matching_blocks():
        blocks.append((head + old_start, head + new_start, size))
    return [*blocks, (len(old) - tail, len(new) - tail, tail)]


def _declared_encoding(data: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        if "utf-8" in str(error):
            # The cookie is in order; the first lines are not UTF-8: decoding says where.
            return "utf-8"
        raise DecodeFailure(str(error), remedy="Correct the coding line at the top of the file.") from error
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _decode_body(data: bytes, encoding: str, bom: bool) -> str:
    return (data[len(_BOM) :] if bom else data).decode(encoding)


def _undecodable(error: UnicodeDecodeError, encoding: str, data: bytes) -> DecodeFailure:
    before = error.object[: error.start]
    line = before.count(b"\n") + 1
    column = error.start - before.rfind(b"\n")
    return DecodeFailure(
        f"byte 0x{error.object[error.start]:02x} is not {encoding}",
        line,
        column,
        remedy="Save the file as UTF-8, or declare its encoding in the first line, "
        "as in `# -*- coding: latin-1 -*-`.",
    )
