"""What was checked against real TensorFlow 1.15 and 2.x is what the engine writes today."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parent
LAYERS = json.loads((FOLDER / "checked_layers.json").read_text())
CHECKED = json.loads((FOLDER / "checked.json").read_text())

# A picture of floats, of which TensorFlow 1 makes bytes by cutting off, and which TensorFlow 2 refuses.
KNOWN = ("tf.image.encode_png(fimg",)


def test_layers_and_optimizers_are_rewritten_as_checked(check_layers: ModuleType) -> None:
    forms = {entry["call"]: check_layers.native_form(entry) for entry in check_layers.entries()}
    assert forms == {call: native for call, (native, _) in LAYERS.items()}


def test_checked_layers_and_optimizers_gave_equal_numbers() -> None:
    assert [call for call, (_, verdict) in LAYERS.items() if verdict != "equal"] == []


def test_calls_are_rewritten_as_checked(check_facts: ModuleType) -> None:
    changed = {}
    for call, (native, *_) in CHECKED["calls"].items():
        form = check_facts.converted(call)[0]
        if form != native:
            changed[call] = (native, form)
    assert not changed


def test_checked_calls_gave_equal_numbers() -> None:
    unequal = [
        call
        for call, (_, verdict, *_) in CHECKED["calls"].items()
        if verdict not in ("equal", "left") and not call.startswith(KNOWN)
    ]
    assert not unequal


def test_native_functions_take_every_argument_that_is_passed_on(check_facts: ModuleType) -> None:
    assert check_facts.unaccepted() == []
