"""The pages that explain the diagnostic codes, one Markdown file a code."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

_PAGES = Path(__file__).parent / "pages"

SECTIONS = ("What it does", "Why", "Before", "After", "When it is left alone", "How it was checked")


class Page(NamedTuple):
    """What is written about one code."""

    code: str
    title: str
    text: str


def known_codes() -> tuple[str, ...]:
    """Return the codes that have a page, in order."""
    return tuple(sorted(file.stem for file in _PAGES.glob("TF*.md")))


def read_page(code: str) -> Page | None:
    """Return the page of a code, or None if there is none."""
    file = _PAGES / f"{code}.md"
    if code not in known_codes():
        return None
    text = file.read_text(encoding="utf-8")
    heading = text.split("\n", 1)[0].removeprefix("# ").strip()
    return Page(code, heading.removeprefix(code).strip(" ·:"), text)


def expand_codes(wanted: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Turn codes and beginnings of codes into codes; the second part are those that match none."""
    found: set[str] = set()
    unknown: list[str] = []
    for item in wanted:
        matching = {code for code in known_codes() if code.startswith(item.upper())}
        found |= matching
        if not matching:
            unknown.append(item)
    return frozenset(found), tuple(unknown)
