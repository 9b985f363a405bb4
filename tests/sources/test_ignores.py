"""Comments that leave a line."""

from __future__ import annotations

import pytest

from tf2codemod.sources.ignores import ignored_codes, is_ignored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("x = 1\n", {}, id="none"),
        pytest.param("x = 1  # tf2codemod: ignore[TF201]\n", {1: {"TF201"}}, id="one-code"),
        pytest.param("x = 1  # tf2codemod: ignore[TF201, tf3]\n", {1: {"TF201", "TF3"}}, id="two-codes"),
        pytest.param("x = 1  # noqa  # tf2codemod: ignore\n", {1: set()}, id="every-code"),
        pytest.param(
            "y = 0\nx = f(  # tf2codemod: ignore[TF201]\n    1,\n)\ny = 2\n",
            {2: {"TF201"}, 3: {"TF201"}, 4: {"TF201"}},
            id="statement-on-several-lines",
        ),
        pytest.param("s = '# tf2codemod: ignore'\n", {}, id="inside-a-string"),
        pytest.param("# tf2codemod: ignore\nx = 1\n", {}, id="on-a-line-of-its-own"),
        pytest.param("if x:\n    y = 1  # tf2codemod: ignore\n    z = 2\n", {2: set()}, id="indented"),
    ],
)
def test_lines_and_codes(text: str, expected: dict[int, set[str]]) -> None:
    assert ignored_codes(text) == expected


def test_a_code_may_be_a_beginning() -> None:
    ignored = ignored_codes("x = 1  # tf2codemod: ignore[TF2]\n")
    assert is_ignored(ignored, 1, "TF201")
    assert not is_ignored(ignored, 1, "TF301")
    assert not is_ignored(ignored, 2, "TF201")
