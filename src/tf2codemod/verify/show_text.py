"""The outcome of a verification as a table for the terminal."""

from __future__ import annotations

import io

from rich.console import Console
from rich.table import Table

from tf2codemod.verify.outcome import DIFFERS, UNMATCHED, UNSTEADY, Outcome, Quantity, Side

MARKS = {"equal": "ok", DIFFERS: "DIFFERS", UNSTEADY: "unsteady", UNMATCHED: "-"}
STYLES = {"equal": "green", DIFFERS: "bold red", UNSTEADY: "yellow", UNMATCHED: "dim"}
MANY = 40


def show(outcome: Outcome, *, width: int | None = None, colour: bool = False) -> str:
    """The verdict, the table of quantities, and the remarks."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width or 110, force_terminal=colour, no_color=not colour, highlight=False
    )
    console.print(f"old  {_side(outcome.old)}", markup=False, soft_wrap=True)
    console.print(f"new  {_side(outcome.new)}", markup=False, soft_wrap=True)
    settings = ", ".join(f"{name} {value}" for name, value in outcome.settings.items())
    console.print(settings, markup=False, soft_wrap=True)
    shown = ordered(outcome)
    if shown:
        console.print(_table(shown[:MANY]))
    if len(shown) > MANY:
        console.print(f"... and {len(shown) - MANY} more; --output-format json has them all")
    for quantity in outcome.differing[:3]:
        console.print(departure_line(quantity), markup=False, soft_wrap=True)
    for note in outcome.notes:
        console.print(f"note: {note}", markup=False, soft_wrap=True)
    speed = speed_line(outcome)
    if speed:
        console.print(speed)
    console.print(outcome.headline, style="bold", markup=False, soft_wrap=True)
    return buffer.getvalue()


def ordered(outcome: Outcome) -> list[Quantity]:
    """What differs first, then the rest in the order of the program."""
    rest = [q for q in outcome.quantities if q.status != DIFFERS]
    return [*outcome.differing, *sorted(rest, key=lambda q: q.order)]


def departure_line(quantity: Quantity) -> str:
    """Where and how one quantity left its tolerance."""
    departure = quantity.departure
    assert departure is not None
    step = f" at step {departure.step} of {quantity.steps}" if departure.step and quantity.steps > 1 else ""
    why = f" ({departure.why})" if departure.why else ""
    place = f", {quantity.place}" if quantity.place else ""
    change = f": {departure.old} -> {departure.new}" if departure.old or departure.new else ""
    return f"{quantity.kind} {quantity.name}{place}{step}{change}{why}"


def speed_line(outcome: Outcome) -> str:
    """What the migration did to speed."""
    old, new = outcome.old.seconds_per_step, outcome.new.seconds_per_step
    if not old or not new:
        return ""
    return f"per run after warm-up: {seconds(old)} before, {seconds(new)} after ({new / old:.2g} times)"


def seconds(value: float) -> str:
    """A duration with a unit that fits it."""
    return f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"


def _side(side: Side) -> str:
    versions = ", ".join(f"{n} {v}" for n, v in side.versions.items() if n in ("python", "numpy", "keras"))
    return f"{side.program}  on {side.runner} ({versions})" if side.runner else side.program


def _table(quantities: list[Quantity]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "quantity", "where", "steps", "shape", "max abs", "max rel", "tolerance"):
        right = name in ("steps", "max abs", "max rel")
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for q in quantities:
        compared = q.status in ("equal", DIFFERS)
        steps = f"{q.steps or ''}" + (f" ({q.unsteady} unsteady)" if q.unsteady else "")
        shape = f"{q.dtype} {list(q.shape)}" if q.dtype else ""
        errors = (f"{q.largest_absolute:.2g}", f"{q.largest_relative:.2g}") if compared else ("", "")
        where = q.place or (q.kind if compared or not q.note else f"{q.kind}: {q.note}")
        cells = (MARKS[q.status], q.name, where, steps, shape, *errors, _short(q.tolerance))
        table.add_row(*(_escaped(cell) for cell in cells), style=STYLES[q.status])
    return table


def _short(tolerance: str) -> str:
    return tolerance.replace(" relative, ", " / ").replace(" absolute", "")


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
