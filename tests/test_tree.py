"""Going through trees and resting the collector."""

from __future__ import annotations

import ast
import gc
from pathlib import Path

import pytest

from tf2codemod.collector import collect_if_much, collector_paused
from tf2codemod.tree import parts, walk

SOURCES = sorted((Path(__file__).parents[1] / "src" / "tf2codemod").glob("*/*.py"))[:20]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nodes_come_in_the_order_of_ast(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert walk(tree) == list(ast.walk(tree))
    assert all(parts(node) == list(ast.iter_child_nodes(node)) for node in walk(tree))


def test_the_collector_goes_on_after_a_pause() -> None:
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            collect_if_much(1_000_000)
        assert not gc.isenabled()
    assert gc.isenabled()
