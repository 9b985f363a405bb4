"""Methods of which nothing is left."""

from __future__ import annotations

import libcst as cst

from tf2codemod.rewrite.emptied import without_emptied

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
