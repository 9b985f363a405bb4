"""Where the work of a run is done in the new text."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

# A place that gives everything that its run fetched.
ALL = -1


class Place(NamedTuple):
    """An expression of the new text that took the place of a run, or of one object that it fetched.

    ``text`` and ``occurrence`` find it again in the function ``scope`` of an edited text.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    scope: str
    text: str
    occurrence: int
    fetched: int = ALL


class ReplacedRun(NamedTuple):
    """One run of the old text, by its lines, and the places of the new text that do its work."""

    path: Path
    line: int
    end_line: int
    places: tuple[Place, ...]
