"""Savers that write files without a number, of which the newest is asked for: a manager numbers them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.model import Finding
from tf2codemod.plan.newest_files import asks_for_newest
from tf2codemod.plan.numbered_names import is_whole_number, numbered_path
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.writers import calls_of, given
from tf2codemod.tree import walk

Calls = Mapping[ast.Call, tuple[ast.Attribute, Frame]]


class ManagedSaves(NamedTuple):
    """The calls that save: their arguments, the numbers that their paths say, and what the user is told.

    A call without a number is counted by the manager.
    """

    arguments: tuple[dict[str, ast.expr], ...]
    numbers: Mapping[ast.Call, ast.expr | None]
    findings: tuple[Finding, ...]


def managed_saves(expr: ast.Call, calls: Calls, trace: Trace, names: Sequence[str]) -> ManagedSaves:
    """What a manager makes of the saves of one saver; nothing where a file may be asked for by its name.

    ``names`` are the parameters of ``Saver.save``.
    """
    saves = [
        (call, given(call, names), frame)
        for call, function, thing, frame in calls_of(trace, "saver")
        if function.attr == "save" and thing.expr is expr
    ]
    if not all("save_path" in arguments for _, arguments, _ in saves):
        return ManagedSaves((), {}, ())
    named = [(numbered_path(arguments["save_path"]), frame) for _, arguments, frame in saves]
    numbered = [
        path
        for path, frame in named
        if path is not None
        and is_whole_number(path.number, frame, trace)
        and not any(isinstance(n, ast.Call) for n in walk(path.number))
    ]
    renamed = len(numbered) < len(saves) or any(path.renamed for path in numbered)
    if renamed and not _only_newest(calls, trace, names):
        return ManagedSaves((), {}, ())
    told = (_told(calls),) if renamed else ()
    if len(numbered) < len(saves):
        counted = dict.fromkeys((call for call, _, _ in saves), None)
        return ManagedSaves(tuple(a for _, a, _ in saves), counted, told)
    pairs = list(zip(saves, numbered, strict=True))
    return ManagedSaves(
        tuple({**a, "save_path": path.path, "global_step": path.number} for (_, a, _), path in pairs),
        {call: path.number for (call, _, _), path in pairs},
        told,
    )


def _only_newest(calls: Calls, trace: Trace, names: Sequence[str]) -> bool:
    """Whether nothing is restored but what was written last."""
    return all(
        asks_for_newest(given(call, names).get("save_path"), frame, trace)
        for call, (function, frame) in calls.items()
        if function.attr == "restore"
    )


def _told(calls: Calls) -> Finding:
    message = "saved files have a number at the end of their names now"
    remedy = "ask for them with tf.train.latest_checkpoint"
    place, (_, frame) = next((c, found) for c, found in calls.items() if found[0].attr == "save")
    return Obstacle("TF536", message, remedy, place).at(frame.module.path)


__all__ = ["ManagedSaves", "managed_saves"]
