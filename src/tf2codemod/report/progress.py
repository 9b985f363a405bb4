"""Shows on a terminal how far a long run is."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

# A run that ends sooner than this shows nothing.
_PATIENCE = 1.0


@contextlib.contextmanager
def progress_bar(enabled: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that takes what is done and the total; None where no terminal shows it."""
    if not enabled or not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        move: list[Callable[[int, int], None]] = []

        def show(done: int, total: int) -> None:
            if not move and time.monotonic() - started > _PATIENCE and done < total:
                move.append(stack.enter_context(_rich_bar()))
            for step in move:
                step(done, total)

        yield show


@contextlib.contextmanager
def _rich_bar() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("Converting"), BarColumn(), MofNCompleteColumn(), TextColumn("programs"))
    # No thread refreshes the bar: worker processes may be forked while it is shown.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("convert", total=None)

        def step(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield step
