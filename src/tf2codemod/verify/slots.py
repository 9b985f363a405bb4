"""Which slot of a Keras optimizer is the counterpart of which slot of TensorFlow 1, by name."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeVar

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Slot = TypeVar("Slot")
OPTIMIZER = "Optimizer"
# Optimizers of Keras that keep averages which decay.
AVERAGING = frozenset(("Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Adadelta"))


@dataclass(frozen=True)
class SlotKind:
    """A slot of TensorFlow 1, and the list of a Keras optimizer that holds the same for each variable.

    ``scaled`` slots of Keras hold the old value times minus the learning rate, unless the optimizer
    keeps it as TensorFlow 1 did.
    """

    new: str
    scaled: bool = False

    def find(
        self, held: Mapping[tuple[int, str], Sequence[Slot]], variable: int, turn: int = 0
    ) -> Slot | None:
        """The slot of a variable, if the new program has it: that of the optimizer whose turn it is."""
        found = held.get((variable, self.new), ())
        return found[turn] if turn < len(found) else None

    def as_new(self, old: Mapping[str, Any], new: Mapping[str, Any], rate: float, optimizer: str) -> Any:
        """The new slot in the terms of the old one."""
        if not self.scaled or optimizer != "SGD" or not rate:
            return new
        # An optimizer that keeps TensorFlow 1's accumulator has it unscaled.
        if _same_size(old, new):
            return new
        return {
            **new,
            "v": [-value / rate for value in new.get("v", ())],
            **({"m": old["m"]} if "m" in old else {}),
        }


def _same_size(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether two slots agree in sign and size, as unscaled ones do."""
    before, after = old.get("v", ()), new.get("v", ())
    top = max(range(len(before)), key=lambda n: abs(before[n]), default=None)
    if top is None or not before[top] or top >= len(after):
        return True
    return bool(0.5 < after[top] / before[top] < 2)


def slot_facts() -> dict[str, dict[str, Any]]:
    """The slots of each optimizer of TensorFlow 1, as the facts have them."""
    text = (files("tf2codemod.facts") / "slots.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text))


FACTS = slot_facts()
SLOTS: dict[str, tuple[SlotKind, ...]] = {
    name: tuple(SlotKind(kind, fact.get("scaled", False)) for kind in fact["lists"])
    for name, fact in FACTS.items()
}


def kind_of(classes: Sequence[str], slot: str) -> SlotKind | None:
    """What a slot of an optimizer of TensorFlow 1 has become, by the optimizer's classes and its own word."""
    for name in classes:
        fact = FACTS.get(name.removesuffix(OPTIMIZER)) if name.endswith(OPTIMIZER) else None
        if fact is not None:
            new = fact["slots"].get(slot)
            return SlotKind(new, fact.get("scaled", False)) if new else None
    return None
