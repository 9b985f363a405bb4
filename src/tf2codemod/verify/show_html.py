"""The outcome of a verification as one page of HTML that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from tf2codemod.verify.outcome import DIFFERS, Outcome, Quantity, Side
from tf2codemod.verify.show_text import MARKS, departure_line, ordered, speed_line

WIDTH, HEIGHT, ERROR_HEIGHT, MARGIN = 640.0, 180.0, 70.0, 48.0
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
body { color: #1c2430; } h1 { font-size: 1.4rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin-bottom: 0; }
.verdict { padding: .6rem 1rem; border-radius: 6px; font-weight: 600; }
.equal { background: #e2f4e6; } .differs { background: #fbe3e1; } .failed, .unsteady { background: #fdf1d8; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #e4e8ee; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
tr.differs td { background: #fbe3e1; } tr.muted td { color: #77808c; }
code { font-size: 13px; } svg { max-width: 100%; height: auto; }
.old { stroke: #2f6fb3; } .new { stroke: #d9822b; stroke-dasharray: 5 3; } .error { stroke: #8a4fb0; }
path { fill: none; stroke-width: 1.6; } .axis { stroke: #b8c0cb; stroke-width: 1; }
text { font: 11px system-ui, sans-serif; fill: #5a6472; }
.key { font-size: 13px; color: #5a6472; }
"""


def page(outcome: Outcome) -> str:
    """The whole page."""
    curves = [q for q in ordered(outcome) if len(q.old_curve) > 1]
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width, initial-scale=1'>",
        f"<title>tf2codemod verify: {escape(outcome.headline)}</title><style>{STYLE}</style></head><body>",
        "<h1>tf2codemod verify</h1>",
        f"<p class='verdict {outcome.verdict}'>{escape(outcome.headline)}</p>",
        _sides(outcome),
        *(f"<p>{escape(departure_line(q))}</p>" for q in outcome.differing[:3]),
        *(f"<p>Note: {escape(note)}</p>" for note in outcome.notes),
        f"<p>{escape(speed_line(outcome))}</p>" if speed_line(outcome) else "",
        "<h2>Quantities</h2>",
        _table(ordered(outcome)),
    ]
    if curves:
        parts.append("<h2>Curves</h2><p class='key'>Old side: solid blue. New side: dashed orange. ")
        parts.append("Below: the absolute error at each step, on a logarithmic scale.</p>")
        parts.extend(_chart(q) for q in curves)
    return "\n".join([*parts, "</body></html>\n"])


def _sides(outcome: Outcome) -> str:
    rows = "".join(_side(name, side) for name, side in (("old", outcome.old), ("new", outcome.new)))
    settings = ", ".join(f"{name} {value}" for name, value in outcome.settings.items())
    return f"<table>{rows}<tr><th>settings</th><td>{escape(settings)}</td><td></td></tr></table>"


def _side(name: str, side: Side) -> str:
    versions = ", ".join(f"{n} {v}" for n, v in side.versions.items())
    return (
        f"<tr><th>{name}</th><td><code>{escape(side.program)}</code></td>"
        f"<td>{escape(side.runner)} ({escape(versions)})</td></tr>"
    )


def _table(quantities: Sequence[Quantity]) -> str:
    names = ("", "quantity", "where", "steps", "shape", "max abs", "max rel", "tolerance", "note")
    head = "".join(f"<th>{name}</th>" for name in names)
    return f"<table><tr>{head}</tr>{''.join(_row(q) for q in quantities)}</table>"


def _row(q: Quantity) -> str:
    compared = q.status in ("equal", DIFFERS)
    style = "differs" if q.status == DIFFERS else "" if compared else "muted"
    errors = (f"{q.largest_absolute:.2g}", f"{q.largest_relative:.2g}") if compared else ("", "")
    steps = f"{q.steps or ''}" + (f" ({q.unsteady} unsteady)" if q.unsteady else "")
    texts = (MARKS[q.status], q.name, q.place or q.kind)
    cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
    shape = f"{q.dtype} {list(q.shape)}" if q.dtype else ""
    cells += f"<td class='number'>{steps}</td><td>{escape(shape)}</td>"
    cells += "".join(f"<td class='number'>{text}</td>" for text in errors)
    return f"<tr class='{style}'>{cells}<td>{escape(q.tolerance)}</td><td>{escape(q.note)}</td></tr>"


def _chart(q: Quantity) -> str:
    """Both curves over each other, and the error per step beneath."""
    values = [v for v in (*q.old_curve, *q.new_curve) if math.isfinite(v)]
    if not values:
        return ""
    low, high = min(values), max(values)
    high = high if high > low else low + 1.0
    errors = [abs(a - b) for a, b in zip(q.old_curve, q.new_curve, strict=False)]
    logs = [math.log10(e) if e > 0 and math.isfinite(e) else None for e in errors]
    known = [e for e in logs if e is not None]
    bottom, top = (min(known) - 0.5, max(known) + 0.5) if known else (-8.0, 0.0)
    total = HEIGHT + ERROR_HEIGHT + 3 * 16
    lines = [
        f"<h3>{escape(q.name)} <small>{escape(q.place)}</small></h3>",
        f"<svg viewBox='0 0 {WIDTH:g} {total:g}' role='img' aria-label='{escape(q.name, quote=True)}'>",
        _label(f"{high:.4g}", 16),
        _label(f"{low:.4g}", HEIGHT + 10),
        _path("old", q.old_curve, low, high, 8, HEIGHT),
        _path("new", q.new_curve, low, high, 8, HEIGHT),
        f"<path class='axis' d='M{MARGIN} {HEIGHT + 8} H{WIDTH}'/>",
        _label(f"1e{top:.0f}", HEIGHT + 32),
        _label(f"1e{bottom:.0f}", HEIGHT + 24 + ERROR_HEIGHT),
        _path("error", logs, bottom, top, HEIGHT + 24, ERROR_HEIGHT),
        f"<path class='axis' d='M{MARGIN} {HEIGHT + 24 + ERROR_HEIGHT:g} H{WIDTH}'/>",
        f"<text x='{MARGIN}' y='{total - 4:g}'>step 1</text>",
        f"<text x='{WIDTH}' y='{total - 4:g}' text-anchor='end'>step {q.steps + q.unsteady}</text>",
        "</svg>",
    ]
    return "\n".join(lines)


def _label(text: str, y: float) -> str:
    return f"<text x='{MARGIN - 6:g}' y='{y:g}' text-anchor='end'>{text}</text>"


def _path(
    name: str, values: Sequence[float | None], low: float, high: float, start: float, height: float
) -> str:
    """A line through the values; it is broken where there is none."""
    stride = (WIDTH - MARGIN) / max(1, len(values) - 1)
    commands, pen = [], "M"
    for place, value in enumerate(values):
        if value is None or not math.isfinite(value):
            pen = "M"
            continue
        y = start + height * (high - value) / (high - low)
        commands.append(f"{pen}{MARGIN + place * stride:.1f} {y:.1f}")
        pen = "L"
    return f"<path class='{name}' d='{' '.join(commands)}'/>"
