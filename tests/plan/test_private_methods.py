"""Methods that nobody misses once nothing is left of them."""

from __future__ import annotations

import ast

import pytest

from tf2codemod.plan.private_methods import private_methods

CLASS = """class Model(object):
    def build(self):
        self.add_loss(self.x, scale=2)

    def add_loss(self, x, scale):
        self.loss = x * scale
"""


def found(text: str, *others: str) -> set[str]:
    return set(private_methods([ast.parse(t) for t in (text, *others)]))


def test_a_method_that_a_statement_of_its_class_calls() -> None:
    assert found(CLASS) == {"add_loss"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.add_loss(self.x, scale=2)", "loss = self.add_loss(self.x, scale=2)"),
        ("self.add_loss(self.x, scale=2)", "self.add_loss(next(self.x), scale=2)"),
        ("self.add_loss(self.x, scale=2)", "other.add_loss(self.x, scale=2)"),
        ("self.add_loss(self.x, scale=2)", "pass"),
        ("    def add_loss", "    @property\n    def add_loss"),
        ("Model(object)", "Model(unittest.TestCase)"),
        ("self.loss = x * scale", "raise NotImplementedError"),
    ],
)
def test_a_method_that_somebody_may_miss(old: str, new: str) -> None:
    assert old in CLASS
    assert found(CLASS.replace(old, new)) == set()


@pytest.mark.parametrize(
    "other",
    [
        "model.add_loss(1, 2)\n",
        "getattr(model, name)()\n",
        "hooks = ['add_loss']\n",
        "class Other(Model):\n    def add_loss(self, x, scale):\n        pass\n",
    ],
)
def test_another_file_that_names_it(other: str) -> None:
    assert found(CLASS, other) == set()
