"""The names that attributes of an object have, or get, whichever of its methods are planned apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableSet


class ClassNames(MutableSet[str]):
    """The names that a method finds taken, with those that the plans of all methods of its class give."""

    def __init__(self, kept: Iterable[str], given: set[str]) -> None:
        self._kept = frozenset(kept)
        self._given = given
        self._own: set[str] = set()

    def __contains__(self, name: object) -> bool:
        return name in self._kept or name in self._given

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept | self._given)

    def __len__(self) -> int:
        return len(self._kept | self._given)

    def add(self, value: str) -> None:
        self._own.add(value)
        self._given.add(value)

    def discard(self, value: str) -> None:
        self._own.discard(value)
        self._given.discard(value)

    def of_others(self) -> set[str]:
        """The names that the plans of other methods give."""
        return self._given - self._own

    @classmethod
    def _from_iterable(cls, it: Iterable[str]) -> set[str]:  # type: ignore[override]
        return set(it)


__all__ = ["ClassNames"]
