"""Small programs and the exact text that they become: a file a case, parted by a line ``# output``.

What they compute was compared once, on TensorFlow 1.15 and 2. After an intended change of the
output, ``UPDATE_CASES=1 pytest tests/rewrite`` writes the files anew, to be read in the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.rglob("*.txt"))
MARK = "# output\n"
UPDATE = bool(os.environ.get("UPDATE_CASES"))


def name_of(file: Path) -> str:
    return file.relative_to(CASES).with_suffix("").as_posix()


def converted(text: str) -> ProgramResult:
    """What becomes of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_program_becomes(file: Path) -> None:
    before, _, expected = file.read_text(encoding="utf-8").partition(MARK)
    result = converted(before)
    assert [finding.code for finding in result.findings] == []
    assert result.level is Level.NATIVE
    after = result.files[0].text
    if UPDATE:
        file.write_text(before + MARK + after, encoding="utf-8")
    else:
        assert after == expected


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_output_compiles_and_is_native_already(file: Path) -> None:
    _, _, after = file.read_text(encoding="utf-8").partition(MARK)
    compile(after, str(file), "exec")
    for word in ("Session", "placeholder", "compat.v1", "contrib", "feed_dict"):
        assert word not in after
    result = converted(after)
    assert (result.level, result.files[0].text) == (Level.NATIVE, after)
