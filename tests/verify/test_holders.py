"""By which names a program holds its variables."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tf2codemod.verify.holders import Holders


class Variable:
    shape = dtype = None

    def assign(self, value: object) -> None: ...


class Unwilling:
    """Answers no question before it is set up, as parsed flags do not."""

    held: ClassVar[dict[str, object]] = {}

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class Broken(dict[str, Any]):
    def items(self) -> Any:
        raise RuntimeError("items")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    module = types.ModuleType("the_program")
    module.__file__ = str(tmp_path / "the_program.py")
    monkeypatch.setitem(sys.modules, "the_program", module)
    return module


def paths(root: Path) -> dict[Any, list[str]]:
    return Holders(str(root), id).found()


def test_names_attributes_and_containers(tmp_path: Path, program: types.ModuleType) -> None:
    one, two, three = Variable(), Variable(), Variable()
    net = type("Net", (), {"__module__": "the_program"})()
    net.w, net._parts = one, {"b": [two]}
    program.net, program.w = net, three  # type: ignore[attr-defined]
    assert paths(tmp_path) == {
        id(one): ["net.w"],
        id(two): ["net.parts.b.0"],
        id(three): ["w"],
    }


def test_a_variable_held_twice_has_its_shortest_path_first(tmp_path: Path, program: types.ModuleType) -> None:
    held = Variable()
    program.all = [held]  # type: ignore[attr-defined]
    program.w = held  # type: ignore[attr-defined]
    assert sorted(paths(tmp_path)[id(held)]) == ["all.0", "w"]
    assert paths(tmp_path)[id(held)][0] == "w"


def test_circles_and_objects_that_do_not_answer(tmp_path: Path, program: types.ModuleType) -> None:
    circle: list[Any] = []
    circle.append(circle)
    held = Variable()
    program.flags, program.broken, program.circle, program.w = Unwilling(), Broken(), circle, held  # type: ignore[attr-defined]
    assert paths(tmp_path) == {id(held): ["w"]}


def test_modules_of_others_are_left_alone(tmp_path: Path, program: types.ModuleType) -> None:
    program.__file__ = "/usr/lib/another.py"
    program.w = Variable()  # type: ignore[attr-defined]
    assert paths(tmp_path) == {}
