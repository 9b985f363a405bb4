"""Runs the engine over groups of sources, in this process or in worker processes."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tf2codemod.collector import collect_if_much, collector_paused, rest_to_the_end
from tf2codemod.model import Finding, Level, Options, ProgramResult, Rewritten, Source
from tf2codemod.sources.stack import on_deep_stack
from tf2codemod.sources.syntax import too_deep

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

Group = tuple[Source, ...]

# Below this much text per worker, starting the worker costs more than it saves.
_CHARACTERS_PER_WORKER = 60_000
_REPORT = "Please report it with the file; every other program was handled."


class _Task(NamedTuple):
    number: int
    group: Group


def convert_groups(
    groups: Sequence[Group], options: Options, jobs: int | None = None
) -> Iterator[tuple[int, tuple[ProgramResult, ...]]]:
    """Yield the number and the programs of each group as it is done; a group that fails says so."""
    tasks = [_Task(number, group) for number, group in enumerate(groups)]
    # The longest group first: it would otherwise be waited for at the end.
    tasks.sort(key=lambda task: -_size(task.group))
    workers = worker_count(groups, jobs)
    if workers <= 1:
        for task in tasks:
            yield task.number, convert_group(task.group, options)
        return
    yield from _convert_in_workers(tasks, options, workers)


def worker_count(groups: Sequence[Group], jobs: int | None) -> int:
    """Return how many workers to use: as asked, or as many as the work is worth."""
    if jobs is not None:
        return min(jobs, len(groups))
    worth = sum(_size(group) for group in groups) // _CHARACTERS_PER_WORKER
    return min(os.cpu_count() or 1, len(groups), worth)


def convert_group(group: Group, options: Options) -> tuple[ProgramResult, ...]:
    """Convert one group on a deep stack; what goes wrong inside is a result, not an exception."""
    with collector_paused():
        collect_if_much(_size(group))
        return on_deep_stack(lambda: _convert_safely(group, options))


def failed_group(group: Group, reason: str, code: str = "TF985") -> tuple[ProgramResult, ...]:
    """Return the result of a group that could not be converted: nothing changed, and why."""
    finding = Finding(group[0].path, 1, 1, code, reason, _REPORT)
    unchanged = tuple(Rewritten(source, source.text) for source in group)
    return (ProgramResult(unchanged, Level.COMPAT, error=reason, findings=(finding,)),)


def _convert_safely(group: Group, options: Options) -> tuple[ProgramResult, ...]:
    try:
        # Imported late: a run that finds nothing to convert need not load the engine.
        from tf2codemod.engine import convert

        return convert(group, options)
    except (RecursionError, MemoryError):
        deepest = max(group, key=lambda source: max(map(len, source.text.split("\n"))))
        finding = too_deep(deepest.path)
        unchanged = tuple(Rewritten(source, source.text) for source in group)
        return (ProgramResult(unchanged, Level.COMPAT, error=finding.message, findings=(finding,)),)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119
        if os.environ.get("TF2CODEMOD_TRACEBACK"):
            traceback.print_exc()
        return failed_group(group, f"internal error: {type(error).__name__}: {error} ({place})")


def _convert_in_workers(
    tasks: Sequence[_Task], options: Options, workers: int
) -> Iterator[tuple[int, tuple[ProgramResult, ...]]]:
    waiting = list(tasks)
    while waiting:
        suspects: list[_Task] = []
        for task, result in _run_pool(waiting, options, workers):
            if result is None:
                suspects.append(task)
            else:
                yield task.number, result
        # A dead worker breaks the whole pool. Whatever had not ended runs again, each group in a
        # process of its own, so that the one which kills its worker is known and the others are done.
        waiting = []
        for task in suspects:
            for _, result in _run_pool([task], options, 1):
                yield task.number, result or failed_group(task.group, "the worker process died", "TF986")


def _run_pool(
    tasks: Sequence[_Task], options: Options, workers: int
) -> Iterator[tuple[_Task, tuple[ProgramResult, ...] | None]]:
    # Imported late: most runs need no workers.
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    pool = ProcessPoolExecutor(workers, mp_context=_context(), initializer=_start_worker)
    try:
        running: dict[Future[tuple[ProgramResult, ...]], _Task] = {}
        broken: list[_Task] = []
        for task in tasks:
            try:
                running[pool.submit(convert_group, task.group, options)] = task
            except BrokenProcessPool:
                broken.append(task)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                try:
                    yield task, future.result()
                except BrokenProcessPool:
                    broken.append(task)
        for task in broken:
            yield task, None
    except (KeyboardInterrupt, SystemExit):
        # The executor would wait for what its workers have begun; it has no public way to end them.
        for process in dict(getattr(pool, "_processes", None) or {}).values():
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _context() -> BaseContext:
    import multiprocessing

    # Forking is safe only while no other thread holds a lock.
    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if can_fork else "spawn")


def _start_worker() -> None:
    import signal

    # Ctrl-C reaches the whole process group; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    rest_to_the_end()


def _size(group: Group) -> int:
    return sum(len(source.text) for source in group)
