"""What is said about text that Python 3 does not parse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.sources.syntax import check_syntax

PATH = Path("model.py")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("x = 1\nprint 'loss', x\n", "TF983", 2, id="print-statement"),
        pytest.param("try:\n    pass\nexcept OSError, e:\n    pass\n", "TF983", 3, id="except-comma"),
        pytest.param("raise ValueError, 'x'\n", "TF983", 1, id="raise-comma"),
        pytest.param("exec 'x = 1'\n", "TF983", 1, id="exec"),
        pytest.param("x = 0777\n", "TF983", 1, id="octal"),
        pytest.param("x = 10L\n", "TF983", 1, id="long"),
        pytest.param("if a <> b: pass\n", "TF983", 1, id="unequal"),
        pytest.param("if x:\n\ty = 1\n        z = 2\n", "TF983", 3, id="tabs-of-eight"),
        pytest.param("x = 1\nx = = 2\n", "TF982", 2, id="syntax-error"),
        pytest.param("def f(:\n  pass\n", "TF982", 1, id="signature"),
        pytest.param("x = (\n", "TF982", 1, id="open-bracket"),
        pytest.param("x = " + "(" * 300 + ")" * 300 + "\n", "TF984", 1, id="nested"),
    ],
)
def test_the_finding_names_the_kind_and_the_line(text: str, code: str, line: int) -> None:
    finding = check_syntax(PATH, text)
    assert finding is not None
    assert (finding.code, finding.line) == (code, line)
    assert finding.column >= 1
    assert finding.remedy


@pytest.mark.parametrize(
    "text", ["", "x = 1", "print('a')\n", "s = '\\d'\n", "async def f(): await g()\n", "x = a" + ".b" * 4000]
)
def test_python_3_has_no_finding(text: str, recwarn: pytest.WarningsRecorder) -> None:
    assert check_syntax(PATH, text) is None
    assert not recwarn.list
