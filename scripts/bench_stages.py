"""Tells where the time of one conversion goes, stage by stage; ``bench_apply.py`` runs it in a process.

python scripts/bench_stages.py PATH...
"""

from __future__ import annotations

import builtins
import functools
import importlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

# Each stage, and the name under which the one before it calls it; an inner stage stops the outer one.
STAGES = (
    ("reading", "tf2codemod.api", "load"),
    ("ast, index", "tf2codemod.engine", "parse_project"),
    ("evidence", "tf2codemod.engine", "names_used"),
    ("interpretation", "tf2codemod.engine", "read_programs"),
    ("interpretation", "tf2codemod.prepare.program", "read_again"),
    ("preparation", "tf2codemod.prepare.program", "prepared"),
    ("planning", "tf2codemod.engine", "plan_program"),
    ("planning", "tf2codemod.engine", "call_hints"),
    ("rewrite", "tf2codemod.rewrite.module", "rewrite"),
    ("libcst parse", "libcst", "parse_module"),
    ("join", "tf2codemod.rewrite.module", "Joined"),
    ("templates", "libcst", "parse_expression"),
    ("templates", "libcst", "parse_statement"),
    ("code", "libcst.Module", "code"),
    ("compat", "tf2codemod.engine", "convert_to_compat"),
    ("facts", "tf2codemod.facts.reading.tomllib", "loads"),
    ("compile", "tf2codemod.api", "check_syntax"),
    ("compile", "tf2codemod.engine", "compile"),
    ("report", "tf2codemod.api", "_assemble"),
)


class Stopwatch:
    """Adds up CPU time by stage; an inner stage stops the outer one."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.running = ["start"]
        self.since = 0.0

    def _switch(self) -> None:
        now = time.process_time()
        self.spent[self.running[-1]] += now - self.since
        self.since = now

    def enter(self, stage: str) -> None:
        self._switch()
        self.running.append(stage)

    def leave(self) -> None:
        self._switch()
        self.running.pop()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function, updated=())
        def call(*arguments: Any, **keywords: Any) -> Any:
            self.enter(stage)
            try:
                return function(*arguments, **keywords)
            finally:
                self.leave()

        return call


def owner_of(dotted: str) -> Any:
    """Import what a dotted name means."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise ImportError(dotted)


def watch(watch: Stopwatch) -> None:
    """Put the stopwatch around every stage."""
    for stage, dotted, name in STAGES:
        owner = owner_of(dotted)
        found = getattr(owner, name, None) or getattr(builtins, name)
        if isinstance(found, property):
            assert found.fget is not None
            setattr(owner, name, property(watch.timed(stage, found.fget)))
        else:
            setattr(owner, name, watch.timed(stage, found))


def main() -> None:
    """Convert the paths without writing, and print the seconds of each stage as JSON."""
    stopwatch = Stopwatch()
    from tf2codemod.cli import main as command
    from tf2codemod.collector import rest_to_the_end

    rest_to_the_end()
    watch(stopwatch)
    stopwatch.enter("rest")
    command(["apply", "--check", "--quiet", "--jobs", "1", *sys.argv[1:]], standalone_mode=False)
    stopwatch.leave()
    print(json.dumps(stopwatch.spent))


if __name__ == "__main__":
    main()
