"""What the tests of the interpretation share."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tf2codemod.index.project import Project
from tf2codemod.interpret import read_program
from tf2codemod.interpret.machine import ParsedModule
from tf2codemod.interpret.trace import RunSite, Trace
from tf2codemod.interpret.values import Node, nodes_in

Read = Callable[..., Trace]


@pytest.fixture
def read() -> Read:
    """Reads a program given as text, with further modules as keywords."""

    def reader(source: str, budget: int = 60_000, **modules: str) -> Trace:
        files = {"main": source, **modules}
        project = Project({_path(name): _parsed(name, text) for name, text in files.items()})
        return read_program(project.modules[_path("main")], project.resolve, budget)

    return reader


def _path(name: str) -> Path:
    return Path("/project") / (name.replace("__", "/") + ".py")


def _parsed(name: str, text: str) -> ParsedModule:
    path = _path(name)
    return ParsedModule(path, path.stem, ast.parse("import tensorflow as tf\n" + textwrap.dedent(text)))


def ops(value: object) -> list[str]:
    """The ops of the graph objects in a value."""
    return [n.op for n in nodes_in(value)]  # type: ignore[arg-type]


def only_run(trace: Trace) -> RunSite:
    """The one run that a program can reach."""
    (site,) = [s for s in trace.runs if s.reached]
    return site


def names(trace: Trace, kind: str = "variable") -> list[str]:
    """The names of the graph objects of one kind, in the order of their making."""
    return [n.name for n in trace.nodes if n.kind == kind]


def fed(site: RunSite) -> dict[str, Node]:
    """The fed placeholders by the names they were given."""
    found: Mapping[object, object] = site.feeds.cell.slots if site.feeds is not None else {}  # type: ignore[attr-defined]
    return {k.arguments["name"].value: k for k in found if isinstance(k, Node)}  # type: ignore[attr-defined]
