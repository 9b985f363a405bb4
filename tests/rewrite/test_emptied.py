"""Methods of which nothing is left."""

from __future__ import annotations

import ast

import libcst as cst
import pytest

from tf2codemod.rewrite.emptied import without_emptied, without_empty_tries

TEXT = '''class Model:
    def build(self):
        self.x = 1
        # The loss.
        self.add_loss()
        self.y = 2; self.add_loss()

    # Makes the loss.
    def add_loss(self):
        """The loss."""
        pass

    def run(self):
        if self.x:
            self.add_loss()
        return self.x
'''


def left(text: str, *private: str) -> str:
    return without_emptied(cst.parse_module(text), private).code


def test_an_empty_method_goes_with_its_calls() -> None:
    new = left(TEXT, "add_loss")
    assert "add_loss" not in new and "Makes the loss" not in new
    assert "        self.y = 2\n" in new
    assert "        if self.x:\n            pass\n        return self.x\n" in new


def test_others_stay() -> None:
    assert left(TEXT) == TEXT
    full = TEXT.replace("        pass\n", "        self.loss = 1\n")
    assert left(full, "add_loss") == full


def test_what_calls_nothing_else_goes_too() -> None:
    text = "class A:\n    def a(self):\n        self.b()\n\n    def b(self):\n        pass\n\n    x = 1\n"
    assert left(text, "a", "b").strip() == "class A:\n\n    x = 1"


TRIES = "def f():\n    try:\n        pass\n    except ValueError:\n        pass\n    return 1\n"


def test_a_statement_that_tries_nothing_goes() -> None:
    before = ast.parse(TRIES.replace("pass", "run()"))
    assert without_empty_tries(cst.parse_module(TRIES), before).code == "def f():\n    return 1\n"


@pytest.mark.parametrize("more", ["    else:\n        g()\n", "    finally:\n        g()\n"])
def test_one_that_does_something_afterwards_stays(more: str) -> None:
    text = TRIES.replace("    return", f"{more}    return")
    assert without_empty_tries(cst.parse_module(text), ast.parse(text.replace("pass", "run()"))).code == text


def test_what_the_program_had_stays() -> None:
    assert without_empty_tries(cst.parse_module(TRIES), ast.parse(TRIES)).code == TRIES
