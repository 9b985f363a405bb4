"""What holds for every program, whatever is made of it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from tf1_programs import CORPUS, FILES, programs, spoilt_programs

from tf2codemod.api import ConversionError, FileResult, convert_paths, convert_source
from tf2codemod.model import Level, Options
from tf2codemod.report.diff import patch
from tf2codemod.sources.decode import DecodeFailure, decode

LEVELS = st.sampled_from(Level)


def convert(data: bytes, level: Level = Level.NATIVE) -> bytes:
    """Convert one file; a fault of the tool fails the test, a fault of the file skips it."""
    try:
        conversion = convert_source(data, options=Options(level=level))
    except ConversionError as error:
        assert error.finding.code not in ("TF985", "TF987"), str(error)
        assume(False)
        raise
    return conversion.programs[0].files[0].after if conversion.programs else data


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8")), st.sampled_from(["", "\ufeff"]))
def test_any_text_comes_back_byte_for_byte(text: str, mark: str) -> None:
    data = (mark + text).encode()
    try:
        decoded = decode(data)
    except DecodeFailure:
        return
    assert decoded.encode(decoded.text) == data
    added = decoded.encode(decoded.text + "\nx = 1\n")
    assert decode(added).text == decoded.text + "\nx = 1\n"


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data)
    except DecodeFailure as failure:
        assert failure.line >= 1
    else:
        assert decoded.encode(decoded.text) == data


@given(st.lists(st.sampled_from(["a", "b", "c", ""])), st.data())
def test_lines_that_stay_keep_their_newlines(lines: list[str], data: st.DataObject) -> None:
    endings = st.sampled_from(["\n", "\r\n", "\r"])
    kept = [f"{line}{number}" + data.draw(endings) for number, line in enumerate(lines)]
    decoded = decode("".join(kept).encode())
    at = data.draw(st.integers(0, len(kept)))
    texts = decoded.text.split("\n")
    changed = decoded.encode("\n".join([*texts[:at], "new", *texts[at:]]))
    for line in kept:
        assert line.encode() in changed


@given(programs(), LEVELS)
def test_a_second_run_changes_nothing(text: str, level: Level) -> None:
    once = convert(text.encode(), level)
    assert convert(once, level) == once
    ast.parse(once)


@given(programs())
def test_host_lines_stay_byte_for_byte(text: str) -> None:
    noise = [f"kept_{n}  = [ 1,2 ,{n} ]\t  # odd   spacing \u4f60" for n in range(3)]
    lines = text.split("\n")
    tops = [n for n, line in enumerate(lines) if line and not line[0].isspace() and n > 2]
    for extra, at in zip(noise, reversed(tops[:3]), strict=False):
        lines.insert(at, extra + f"\nprint(kept_{extra[5]})")
    spoilt = "\n".join(lines)
    try:
        ast.parse(spoilt)
    except SyntaxError:
        assume(False)
    result = convert(spoilt.encode())
    for extra in noise[: len(tops[:3])]:
        assert extra.encode() in result


@given(programs())
def test_newlines_make_no_difference_to_the_code(text: str) -> None:
    unix = convert(text.encode())
    windows = convert(text.replace("\n", "\r\n").encode())
    assert windows == unix.replace(b"\n", b"\r\n")


@given(spoilt_programs(), LEVELS)
def test_no_source_breaks_the_tool(text: str, level: Level) -> None:
    result = convert(text.encode("utf-8", "replace"), level)
    ast.parse(result)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(CORPUS).as_posix())
def test_each_program_of_the_corpus_is_stable(file: Path) -> None:
    once = convert(file.read_bytes())
    assert convert(once) == once


def test_the_patch_is_what_is_written(tmp_path: Path) -> None:
    written, patched = tmp_path / "written", tmp_path / "patched"
    shutil.copytree(CORPUS, written)
    shutil.copytree(CORPUS, patched)
    dry = convert_paths([patched], write=False)
    relative = [FileResult(f.path.relative_to(patched.resolve()), f.before, f.after) for f in dry.changes]
    wet = convert_paths([written])
    if relative:
        subprocess.run(["git", "apply", "-"], input=patch(relative), cwd=patched, check=True)
    assert not wet.failures
    for file in FILES:
        name = file.relative_to(CORPUS)
        assert (written / name).read_bytes() == (patched / name).read_bytes()
    again = convert_paths([written])
    assert not again.changes
