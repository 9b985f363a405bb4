"""Fills the checkpoint of a converted program with the values of one of TensorFlow 1, and writes it.

This file is loaded by path inside a child process, in which the converted program runs until it has made
its `tf.train.Checkpoint` and built the optimizers in it. It imports nothing of this package.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
from pathlib import Path
from typing import Any

SLOT_END = re.compile(r"^(.*)/([A-Za-z]+)(?:_(\d+))?$")
NAMED_SLOT = re.compile(r"^(.+)/([^/]+?)(?:_(\d+))?$")
PLANNED = 100
BY_LAYER = "by name of its layer"
COUNTER = "save_counter"


def install(tf: Any, asked: dict[str, Any], parts: Any) -> None:
    """Has the first checkpoint of the program written as soon as everything in it exists."""
    base = parts.base_class()
    owner, method = parts.applying_method(base)
    held: list[Any] = []
    made, apply = tf.train.Checkpoint.__init__, getattr(owner, method)

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        frame = sys._getframe(1)
        own = os.path.realpath(frame.f_code.co_filename).startswith(os.path.realpath(asked["root"]) + os.sep)
        if own and not held and kwargs:
            held.append((self, list(kwargs.values())))
            finish_if_complete()

    def applied(self: Any, *args: Any, **kwargs: Any) -> Any:
        # Its slots exist by now, and nothing has been applied yet.
        finish_if_complete()
        return apply(self, *args, **kwargs)

    def finish_if_complete() -> None:
        if held and all(parts.is_built(part) for part in held[0][1] if isinstance(part, base)):
            with tf.init_scope():
                finish(tf, held[0][0], asked, parts)

    class Restored:
        """The status of a restore that is put off: the values come with the checkpoint that is being made."""

        def __getattr__(self, name: str) -> Any:
            return lambda *args, **kwargs: self

    tf.train.Checkpoint.__init__ = init
    setattr(owner, method, applied)
    tf.train.Checkpoint.restore = tf.train.Checkpoint.read = lambda self, *args, **kwargs: Restored()


def finish(tf: Any, checkpoint: Any, asked: dict[str, Any], parts: Any) -> None:
    """Assigns the old values, writes the checkpoint and the report, and ends the program."""
    reader = tf.train.load_checkpoint(asked["old"])
    transfer = Transfer(tf, reader, asked, parts)
    try:
        transfer.variables(checkpoint)
        transfer.optimizers(checkpoint)
        if counts_saves(asked["root"]):
            checkpoint._maybe_create_save_counter()
        checkpoint.write(asked["output"])
        report = transfer.report
    except Exception as error:
        report = {"error": f"{type(error).__name__}: {error}"}
    Path(asked["output"] + ".json").write_text(json.dumps(report), encoding="utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def counts_saves(root: str) -> bool:
    """Whether the program restores in a way that looks for a count of saves."""
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in Path(root).rglob("*.py"))
    return any("CheckpointManager(" in text or ".restore(" in text for text in texts)


class Transfer:
    """The old values on their way into the objects of the new program."""

    def __init__(self, tf: Any, reader: Any, asked: dict[str, Any], parts: Any) -> None:
        self.tf = tf
        self.reader = reader
        self.slots = asked["slots"]
        self.owners = asked["owners"]
        self.parts = parts
        self.optimizer_kind = parts.base_class()
        self.shapes = {name: tuple(shape) for name, shape in reader.get_variable_to_shape_map().items()}
        order = {name: place for place, name in enumerate(asked["order"])}
        self.names = sorted(self.shapes, key=lambda name: (order.get(name, len(order)), name))
        self.used: set[str] = set()
        self.name_of: dict[Any, str] = {}
        self.report: dict[str, Any] = {
            "moved": [],
            "missing": [],
            "extra": [],
            "shapes": [],
            "types": [],
            "counters": [],
        }

    # Variables --------------------------------------------------------------------------------------------

    def variables(self, checkpoint: Any) -> None:
        """Gives every variable of the checkpoint, apart from those of optimizers, its old value."""
        left = {id(v): (path, v) for path, v in self.reachable(checkpoint)}
        for identity, (path, variable) in list(left.items()):
            name = name_of(variable)
            if name in self.shapes and not self.is_slot(name):
                self.give(path, variable, name, "by name")
                del left[identity]
        pairs = []
        for place, (path, variable) in enumerate(left.values()):
            for old in self.free():
                score = agreement(old, path, getattr(variable, "path", ""))
                # What the plan says counts for more than any likeness of names.
                score += PLANNED * (bool(score) and is_within(self.owners.get(old, ""), path))
                if score and self.shapes[old] == tuple(variable.shape):
                    pairs.append((-score, self.names.index(old), place, old, path, variable))
        for score, _, _, old, path, variable in sorted(pairs, key=lambda pair: pair[:3]):
            if id(variable) in left and old not in self.used:
                same = sum(p[0] == score and (p[3] == old) != (p[5] is variable) for p in pairs)
                how = "by name and order" if same else "by the plan" if score <= -PLANNED else BY_LAYER
                self.give(path, variable, old, how)
                del left[id(variable)]
        for path, variable in left.values():
            places = (path, getattr(variable, "path", ""))
            near = max(((agreement(old, *places), old) for old in self.free()), default=(0, ""))[1]
            if near and agreement(near, *places):
                shapes = {"old": list(self.shapes[near]), "new": list(variable.shape)}
                self.report["shapes"].append({"name": near, "to": path, **shapes})
                self.used.add(near)
            else:
                self.report["missing"].append({"to": path, "shape": list(variable.shape)})

    def reachable(self, checkpoint: Any) -> list[tuple[str, Any]]:
        """The variables of a checkpoint with their paths in it, those of optimizers left out."""
        from tensorflow.python.checkpoint import graph_view

        objects, paths = graph_view.ObjectGraphView(checkpoint).breadth_first_traversal()
        found = []
        for item in objects:
            steps = [step.name for step in paths.get(item, ())]
            if not steps or steps[0] == COUNTER:
                continue
            if isinstance(getattr(checkpoint, steps[0], None), self.optimizer_kind):
                continue
            if hasattr(item, "assign") and hasattr(item, "shape") and hasattr(item, "dtype"):
                found.append(("/".join(steps), item))
        return found

    def free(self) -> list[str]:
        """The old variables that are neither slots nor counters and have not been moved."""
        return [n for n in self.names if n not in self.used and not self.is_slot(n) and not is_power(n)]

    def is_slot(self, name: str) -> bool:
        """Whether an old variable is the slot of another."""
        known = SLOT_END.match(name)
        return bool(
            known
            and known.group(2) in self.slots
            and any(known.group(1) == n or known.group(1).endswith("/" + n) for n in self.shapes if n != name)
        )

    def give(self, path: str, variable: Any, name: str, how: str) -> None:
        """Assigns an old value, or reports why it does not fit."""
        self.used.add(name)
        self.name_of[self.parts.key_of(variable)] = name
        if self.shapes[name] != tuple(variable.shape):
            shapes = {"old": list(self.shapes[name]), "new": list(variable.shape)}
            self.report["shapes"].append({"name": name, "to": path, **shapes})
            return
        value = self.reader.get_tensor(name)
        wanted = self.tf.as_dtype(variable.dtype).as_numpy_dtype
        if value.dtype != wanted:
            self.report["types"].append({"name": name, "to": path, "old": str(value.dtype)})
            value = value.astype(wanted)
        variable.assign(value)
        self.report["moved"].append({"name": name, "to": path, "how": how})

    # Optimizers -------------------------------------------------------------------------------------------

    def optimizers(self, checkpoint: Any) -> None:
        """Gives the optimizers of the checkpoint their slots and their counts of steps."""
        taken: dict[tuple[str, str], int] = {}
        children = checkpoint._trackable_children()
        for key, optimizer in children.items():
            if isinstance(optimizer, self.optimizer_kind):
                self.optimizer(key, optimizer, taken)
        for name in self.names:
            if name not in self.used and not is_power(name):
                self.report["extra"].append({"name": name, "shape": list(self.shapes[name])})

    def optimizer(self, key: str, optimizer: Any, taken: dict[tuple[str, str], int]) -> None:
        """One optimizer: the slots of each of its variables, and its iterations."""
        classes = {kind.__name__ for kind in type(optimizer).__mro__}
        kinds = {name: fact for name, fact in self.slots.items() if fact["class"] in classes}
        steps = None
        for place, trained in enumerate(self.parts.trained_keys(optimizer)):
            owner = self.name_of.get(trained)
            for slot, fact in kinds.items():
                for kind in self.lists_of(optimizer, fact):
                    held = self.parts.slot_list(optimizer, kind)
                    if place < len(held):
                        self.slot(key, optimizer, fact, owner, slot, kind, held[place], taken)
        for fact in kinds.values():
            if "power" in fact:
                steps = self.steps_of(fact["power"], float(getattr(optimizer, fact["base"])))
        if steps is None:
            counter = next((n for n in self.names if n.rpartition("/")[2] == "global_step"), None)
            steps = int(self.reader.get_tensor(counter)) if counter is not None else 0
            if counter is not None:
                self.used.add(counter)
        optimizer.iterations.assign(steps)
        self.report["counters"].append({"to": f"{key}.iterations", "value": steps})

    def lists_of(self, optimizer: Any, fact: dict[str, Any]) -> list[str]:
        """The lists of slots in the order in which TensorFlow 1 numbered them."""
        first, *rest = fact["lists"]
        also = [fact["centered"]] if "centered" in fact and getattr(optimizer, "centered", False) else []
        return [first, *also, *rest]

    def slot(
        self,
        key: str,
        optimizer: Any,
        fact: dict[str, Any],
        owner: str | None,
        slot: str,
        kind: str,
        held: Any,
        taken: dict[tuple[str, str], int],
    ) -> None:
        """One slot of one variable."""
        path = f"{key}.{kind} of {owner or 'an unknown variable'}"
        number = taken.get((owner or "", slot), 0)
        taken[owner or "", slot] = number + 1
        end = slot if not number else f"{slot}_{number}"
        name = next(
            (n for n in self.names if owner and n.endswith(f"{owner}/{end}") and n not in self.used), None
        )
        if name is None and owner:
            name = self.slot_of_named(owner, number, tuple(held.shape))
        if name is None or self.shapes[name] != tuple(held.shape):
            self.report["missing"].append({"to": path, "shape": list(held.shape)})
            return
        value = self.reader.get_tensor(name)
        # An optimizer of its own class keeps the accumulator as TensorFlow 1 did.
        if fact.get("scaled") and type(optimizer).__module__.startswith("keras."):
            value = -value * float(optimizer.learning_rate)
        held.assign(value)
        self.used.add(name)
        self.report["moved"].append({"name": name, "to": path, "how": "slot"})

    def slot_of_named(self, owner: str, number: int, shape: tuple[int, ...]) -> str | None:
        """A slot of an optimizer that the program gave a name of its own; None unless there is one such."""
        found: dict[str, dict[int, str]] = {}
        for name in self.names:
            known = NAMED_SLOT.match(name)
            if known and self.shapes[name] == shape and ("/" + known.group(1)).endswith("/" + owner):
                found.setdefault(known.group(2), {})[int(known.group(3) or 0)] = name
        name = next(iter(found.values())).get(number) if len(found) == 1 else None
        return name if name not in self.used else None

    def steps_of(self, power: str, base: float) -> int | None:
        """How many steps lie behind a power of beta, which starts as beta itself."""
        name = next((n for n in self.names if n.rpartition("/")[2] == power and n not in self.used), None)
        if name is None:
            return None
        self.used.add(name)
        value = float(self.reader.get_tensor(name))
        if value <= 0.0:  # so many steps that the power has vanished
            self.report["counters"].append({"to": name, "value": "vanished"})
            return None
        return max(0, round(math.log(value) / math.log(base)) - 1)


def is_power(name: str) -> bool:
    """Whether an old variable only counts steps for Adam."""
    return bool(re.search(r"(^|/)beta[12]_power(_\d+)?$", name))


def name_of(variable: Any) -> str:
    """The name of a variable as TensorFlow has it."""
    return str(getattr(variable, "name", "")).partition(":")[0]


ROLES = {"weights": "kernel", "biases": "bias", "moving_var": "moving_variance", "w": "kernel", "b": "bias"}


def agreement(old: str, *paths: str) -> int:
    """In how many of their last parts an old name and one of the new paths agree."""
    return max(_agreement(old, path) for path in paths)


def is_within(owner: str, path: str) -> bool:
    """Whether the path of a variable leads through what the plan says holds it."""
    wanted = [part for part in re.split(r"[^\w]+", owner) if part not in ("", "self")]
    parts = [part.strip("_") for part in path.split("/")]
    return bool(wanted) and any(parts[n : n + len(wanted)] == wanted for n in range(len(parts)))


def _agreement(old: str, path: str) -> int:
    before = [part.lower() for part in old.split("/")]
    after = [part.strip("_").lower() for part in path.split("/")]
    count = 0
    for one, other in zip(reversed(before), reversed(after)):  # noqa: B905 - Python 3.7
        if one != other and ROLES.get(one, one) != ROLES.get(other, other):
            break
        count += 1
    return count
