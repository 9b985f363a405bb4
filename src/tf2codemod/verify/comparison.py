"""Compares all that two programs were seen to compute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tf2codemod.verify.outcome import DIFFERS, UNSTEADY, Quantity
from tf2codemod.verify.pairing import Executed, compare_runs, read_runs
from tf2codemod.verify.printed import compare_printed
from tf2codemod.verify.runner import Run
from tf2codemod.verify.sites import Record
from tf2codemod.verify.state import compare_state
from tf2codemod.verify.tolerances import Tolerances

# A state that moves by more than this share of its size when it is nudged excuses no larger departure.
MOST_MOVING = 0.05
DOUBT = "departs by less than what is trained with it moves by"


@dataclass(frozen=True)
class OldRuns:
    """The runs of the old side: the first, its repetitions, and the one with nudged draws.

    ``lines`` gives the old line of each line of a file that was changed before it ran.
    """

    first: Run
    repeats: tuple[Run, ...] = ()
    nudged: Run | None = None
    lines: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    def executed(self, record: Record) -> Executed:
        """What the first run executed, by the sites of the plan."""
        return read_runs(self.first, record, {}, self.lines)


def compare_programs(
    record: Record, old: OldRuns, after: Run, computed: Executed, tolerances: Tolerances
) -> list[Quantity]:
    """Fetched values, then variables and slots, then printing; of a new side that failed what it had."""
    before = old.executed(record)
    others = [read_runs(r, record, {}, old.lines) for r in old.repeats]
    moved = read_runs(old.nudged, record, {}, old.lines) if old.nudged is not None else None
    found = compare_runs(record, before, computed, others, moved, tolerances)
    if not after.problem:
        # Fetched values of which the old side's own rounding makes others, and no other of them differs.
        statuses = {q.status for q in found}
        chaotic = UNSTEADY in statuses and DIFFERS not in statuses
        found += settled(
            compare_state(old.first, after, old.repeats, old.nudged, before.steps, tolerances, record.owners)
        )
        repeats = [r.out for r in old.repeats]
        nudged = old.nudged.out if old.nudged is not None else None
        found += compare_printed(old.first.out, after.out, repeats, before.steps, tolerances, nudged, chaotic)
    return found


def settled(state: Sequence[Quantity]) -> list[Quantity]:
    """The state at the end; what departs by no more than the state moves by itself is doubtful."""
    most = min(MOST_MOVING, max((q.moved for q in state), default=0.0))
    return [
        replace(q, status=UNSTEADY, steps=0, departure=None, doubtful=True, note=DOUBT)
        if q.departure is not None and not q.departure.is_of_form and q.departed <= most
        else q
        for q in state
    ]
