"""Pairs what the old program computed with what the new one did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tf2codemod.plan.replaced import ALL
from tf2codemod.verify.outcome import DIFFERS, FETCH, UNMATCHED, Departure, Quantity
from tf2codemod.verify.runner import Run
from tf2codemod.verify.sites import Record, Site
from tf2codemod.verify.tolerances import Tolerances
from tf2codemod.verify.values import Compact, Sample, compare_series

Lines = Mapping[str, Mapping[int, int]]
Values = Sequence[tuple[tuple[object, ...], Compact]]


@dataclass(frozen=True)
class Occurrence:
    """One execution of a run: its values, when it was, and how many optimizer steps lay behind it."""

    values: Values
    order: float
    steps: int
    seconds: float


@dataclass
class Executed:
    """All executions of the runs of one program, by site."""

    by_site: dict[int, list[Occurrence]] = field(default_factory=dict)
    elsewhere: dict[tuple[str, str], list[Occurrence]] = field(default_factory=dict)
    steps: int = 0


def read_runs(run: Run, record: Record, renamed: Mapping[str, str], lines: Lines) -> Executed:
    """The executions of a graph program, by the sites of the plan.

    ``lines`` gives the old line of each line of a file that was changed before it ran.
    """
    executed = Executed()
    turns: dict[tuple[str, int], int] = {}
    for entry in run.seen:
        if entry["k"] != "run":
            continue
        # A serialized message, as a merged summary is, has no counterpart in an eager program.
        values = [(tuple(path), value) for path, value in entry["v"] if value.get("w") != ["<bytes>"]]
        file = renamed.get(entry["file"], entry["file"])
        line = lines.get(file, {}).get(entry["line"], entry["line"])
        occurrence = Occurrence(values, entry["n"], executed.steps, entry["t"])
        site = _site_at(record.sites, file, line, turns)
        if site is None:
            executed.elsewhere.setdefault((file, entry["in"]), []).append(occurrence)
        else:
            executed.by_site.setdefault(site, []).append(occurrence)
        # A run that fetched something without a value ran an op for its effect: a step, most often.
        executed.steps += len(entry["names"]) > len(entry["v"])
    return executed


def _site_at(sites: Sequence[Site], file: str, line: int, turns: dict[tuple[str, int], int]) -> int | None:
    """The site of a line; several on one line take turns."""
    here = [
        (s.end_line - s.line, number)
        for number, s in enumerate(sites)
        if s.file == file and s.line <= line <= s.end_line
    ]
    if not here:
        return None
    tightest = [number for size, number in here if size == min(here)[0]]
    turn = turns.get((file, line), 0)
    turns[file, line] = turn + 1
    return tightest[turn % len(tightest)]


def read_new(run: Run, record: Record) -> Executed:
    """The executions of what took the place of runs in an eager program."""
    executed = Executed()
    single: dict[tuple[int, int], list[Occurrence]] = {}
    for entry in run.seen:
        if entry["k"] != "new":
            continue
        place = record.places[entry["p"]]
        values = [(tuple(path), value) for path, value in entry["v"]]
        occurrence = Occurrence(values, entry["n"], 0, entry["t"])
        if place.fetched == ALL:
            executed.by_site.setdefault(place.site, []).append(occurrence)
        else:
            single.setdefault((place.site, place.fetched), []).append(occurrence)
    for site in {site for site, _ in single}:
        parts = {fetched: found for (s, fetched), found in single.items() if s == site}
        executed.by_site[site] = [
            Occurrence(
                [((fetched, *path), value) for fetched, o in chosen for path, value in o.values],
                chosen[0][1].order,
                0,
                sum(o.seconds for _, o in chosen),
            )
            for chosen in (
                [(f, found[turn]) for f, found in sorted(parts.items()) if turn < len(found)]
                for turn in range(max(len(found) for found in parts.values()))
            )
        ]
    return executed


def compare_runs(
    record: Record,
    old: Executed,
    new: Executed,
    others: Sequence[Executed],
    nudged: Executed | None,
    tolerances: Tolerances,
) -> list[Quantity]:
    """Every fetched quantity of the old program beside its counterpart."""
    found: list[Quantity] = []
    for number, site in enumerate(record.sites):
        before = old.by_site.get(number, [])
        if not any(o.values for o in before):
            continue
        after = new.by_site.get(number)
        if after is None:
            if number not in record.lost and any(p.site == number for p in record.places):
                found.append(_missing(site, before, "never executed in the new program", DIFFERS))
            else:
                found.append(_missing(site, before, "no counterpart in the new text", UNMATCHED))
            continue
        found.extend(_site_quantities(number, site, before, after, others, nudged, tolerances))
    return found


def _missing(site: Site, before: Sequence[Occurrence], why: str, status: str) -> Quantity:
    departure = Departure(1, f"{len(before)} times", "0 times", why) if status == DIFFERS else None
    label = ", ".join(site.labels) or site.whole
    return Quantity(FETCH, label, site.place, status, note=why, departure=departure, order=before[0].order)


def _site_quantities(
    number: int,
    site: Site,
    before: Sequence[Occurrence],
    after: Sequence[Occurrence],
    others: Sequence[Executed],
    nudged: Executed | None,
    tolerances: Tolerances,
) -> Iterable[Quantity]:
    series: dict[tuple[object, ...], list[Sample]] = {}
    unequal: Occurrence | None = None
    repeats = [_values_at(o, number) for o in others]
    moved = _values_at(nudged, number) if nudged is not None else None
    for turn, (one, other) in enumerate(zip(before, after, strict=False)):
        partners = _partners(one.values, other.values)
        if partners is None:
            unequal = unequal or one
            continue
        for position, (path, value, partner) in enumerate(partners):
            again = tuple(r[turn].get(path) if turn < len(r) else None for r in repeats)
            nudge = None
            if moved is not None:
                nudge = moved[turn].get(path) if turn < len(moved) else None
                again = again if nudge is not None else (*again, None)
            series.setdefault(path, []).append(
                Sample(value, partner, again, nudge, one.steps, one.order + position * 1e-4)
            )
    for path, samples in series.items():
        yield compare_series(FETCH, site.label(path), site.place, samples, tolerances)
    if unequal is not None and not series:
        yield _missing(site, before, "the new call returns another number of values", UNMATCHED)
    if len(before) != len(after) and all(len(r) == len(before) for r in repeats):
        label = f"executions of {', '.join(site.labels) or site.whole}"
        why = Departure(min(len(before), len(after)) + 1, f"{len(before)} times", f"{len(after)} times")
        yield Quantity(FETCH, label, site.place, DIFFERS, departure=why, order=before[-1].order + 0.5)


def _values_at(executed: Executed, number: int) -> list[dict[tuple[object, ...], Compact]]:
    return [dict(o.values) for o in executed.by_site.get(number, [])]


def _partners(old: Values, new: Values) -> list[tuple[tuple[object, ...], Compact, Compact]] | None:
    """The values of one execution with their counterparts; None if it cannot be told which is which."""
    if len(old) == len(new):
        return [(path, value, other) for (path, value), (_, other) in zip(old, new, strict=True)]
    by_path = dict(new)
    found = [(path, value, by_path[path]) for path, value in old if path in by_path]
    return found if found and all(len(path) for path, _ in new) else None


def seconds_per_step(executed: Executed, other: Mapping[int, Sequence[Any]]) -> float | None:
    """The mean time of the executions that both sides have, the first two of each site left out."""
    times = [
        o.seconds
        for number, found in executed.by_site.items()
        for o in found[2 : len(other.get(number, ()))]
        if number in other
    ]
    return sum(times) / len(times) if times else None
