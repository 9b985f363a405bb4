"""What a verification found: plain frozen data for the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

EQUAL, DIFFERS, UNSTEADY, UNMATCHED = "equal", "differs", "unsteady", "not compared"
FETCH, VARIABLE, SLOT, PRINTED, WEIGHTS = "fetch", "variable", "slot", "printed", "weights"
EXIT_CODES = {"equal": 0, "differs": 1, "failed": 2, "unsteady": 2}


@dataclass(frozen=True)
class Departure:
    """Where a quantity first left its tolerance: at which occurrence, and the two values."""

    step: int
    old: str
    new: str
    why: str = ""

    @property
    def is_of_form(self) -> bool:
        """Whether the two have another shape or dtype, whatever their values are."""
        return self.why.startswith(("shape ", "dtype "))


@dataclass(frozen=True)
class Quantity:
    """One thing that both programs compute, and how far apart they are.

    ``order`` is the moment of the old program's run at which it first departed, or was seen. A doubtful one
    has departed, but by no more than the old side's own state moves by. ``moved`` is by what share of its
    size the value moves from run to run of the old side, ``departed`` by what share the new value is away.
    """

    kind: str
    name: str
    place: str
    status: str
    steps: int = 0
    unsteady: int = 0
    dtype: str = ""
    shape: tuple[int, ...] = ()
    largest_absolute: float = 0.0
    largest_relative: float = 0.0
    tolerance: str = ""
    departure: Departure | None = None
    order: float = 0.0
    note: str = ""
    doubtful: bool = False
    moved: float = 0.0
    departed: float = 0.0
    old_curve: tuple[float, ...] = ()
    new_curve: tuple[float, ...] = ()


@dataclass(frozen=True)
class Side:
    """One of the two programs: what ran it, and how that ended."""

    program: str
    runner: str
    versions: Mapping[str, str]
    problem: str = ""
    seconds_per_step: float | None = None


@dataclass(frozen=True)
class Outcome:
    """Everything that a verification found."""

    old: Side
    new: Side
    quantities: tuple[Quantity, ...] = ()
    notes: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def differing(self) -> tuple[Quantity, ...]:
        """The quantities that differ, first the one that differed first."""
        found = [q for q in self.quantities if q.status == DIFFERS]
        return tuple(sorted(found, key=lambda q: q.order))

    @property
    def compared(self) -> tuple[Quantity, ...]:
        """The quantities that both sides gave and that held still."""
        return tuple(q for q in self.quantities if q.status in (EQUAL, DIFFERS))

    @property
    def verdict(self) -> str:
        """``equal``, ``differs``, ``unsteady`` where most moves, or ``failed`` where a side failed."""
        if self.old.problem or self.new.problem:
            return "failed"
        if self.differing:
            return "differs"
        if not any(q.steps for q in self.compared):
            return "failed"
        state = [q for q in self.quantities if q.kind in (VARIABLE, SLOT)]
        most = sum(q.status == UNSTEADY for q in state) > len(state) / 2
        doubtful = any(q.doubtful for q in self.quantities)
        return "unsteady" if most or doubtful or self.moving > len(self.steady) else "equal"

    @property
    def steady(self) -> tuple[Quantity, ...]:
        """What was compared besides printing."""
        return tuple(q for q in self.compared if q.kind != PRINTED)

    @property
    def moving(self) -> int:
        """How many quantities besides printing do not hold still on the old side itself."""
        return sum(q.status == UNSTEADY and q.kind != PRINTED for q in self.quantities)

    @property
    def headline(self) -> str:
        """The verdict in one line."""
        if self.old.problem:
            return f"old side failed: {self.old.problem}"
        if self.new.problem:
            return f"new side failed: {self.new.problem}"
        if self.differing:
            first = self.differing[0]
            where = f" at {first.place}" if first.place else ""
            return f"differs: first {first.kind} {first.name}{where}"
        if self.verdict == "failed":
            return "nothing could be compared"
        if self.verdict == "unsteady":
            return (
                f"unsteady: {self.moving} quantities do not hold still on the old side itself; "
                f"the other {len(self.steady)} agree"
            )
        return f"equal: {len(self.compared)} quantities"

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    def to_json_data(self) -> dict[str, Any]:
        """The outcome as JSON data."""
        return {"verdict": self.verdict, "headline": self.headline, **asdict(self)}


def without(quantities: Sequence[Quantity], patterns: Sequence[str]) -> list[Quantity]:
    """The quantities, those of the given names set aside."""
    return [
        replace(q, status=UNMATCHED, note="set aside as asked", departure=None)
        if any(fnmatchcase(q.name, pattern) for pattern in patterns)
        else q
        for q in quantities
    ]


def count(quantities: Sequence[Quantity], status: str) -> int:
    """How many quantities have a status."""
    return sum(q.status == status for q in quantities)
