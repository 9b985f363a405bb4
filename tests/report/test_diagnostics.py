"""Every code that the program can print has a page, and every page has its sections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tf2codemod.diagnostics import SECTIONS, expand_codes, known_codes, read_page

ROOT = Path(__file__).parents[2]
# A code in prose is an example; one that stands alone in quotes is printed.
CODE = re.compile(r"""["'](TF[1-9]\d\d)["']""")


def used_codes() -> set[str]:
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "transforms").rglob("*.py"),
        *(ROOT / "src").rglob("*.toml"),
    ]
    return {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}


def test_every_code_in_use_has_a_page() -> None:
    assert used_codes() - set(known_codes()) == set()


@pytest.mark.parametrize("code", known_codes())
def test_a_page_has_its_title_and_sections_in_order(code: str) -> None:
    page = read_page(code)
    assert page is not None
    assert page.text.startswith(f"# {code} ")
    assert page.title
    assert re.findall(r"^## (.+)$", page.text, re.MULTILINE) == list(SECTIONS)
    assert page.text.count("```") % 2 == 0


def test_beginnings_of_codes_are_expanded() -> None:
    codes, unknown = expand_codes(("TF98", "nonsense"))
    assert "TF983" in codes
    assert unknown == ("nonsense",)
