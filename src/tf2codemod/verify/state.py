"""Pairs the variables and optimizer slots that two programs hold at their end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tf2codemod.verify.outcome import DIFFERS, SLOT, UNMATCHED, VARIABLE, WEIGHTS, Departure, Quantity
from tf2codemod.verify.runner import Run
from tf2codemod.verify.slots import SLOTS, SlotKind, kind_of
from tf2codemod.verify.tolerances import Tolerances
from tf2codemod.verify.values import Compact, Sample, compare_series, gap

# After everything that happened while the programs ran.
AT_END = 1e9
ROLES = {
    "weights": "kernel",
    "w": "kernel",
    "biases": "bias",
    "b": "bias",
    "moving_var": "moving_variance",
    "embeddings": "embedding",
}


@dataclass(frozen=True)
class Held:
    """One variable at the end of a run."""

    name: str
    value: Compact
    first: str = ""
    held: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.value["s"])

    @property
    def role(self) -> str:
        """The last part of its name, in Keras's word for it."""
        last = re.sub(r"_\d+$", "", self.name.rpartition("/")[2]).lower()
        return ROLES.get(last, last)


@dataclass(frozen=True)
class HeldSlot:
    """One optimizer slot of an eager program, with the number of the variable it belongs to."""

    of: int
    kind: str
    optimizer: str
    rate: float
    value: Compact
    turn: int = 0


@dataclass(frozen=True)
class OldSlot:
    """A slot of TensorFlow 1: the variable it belongs to, what it became, and whose of several optimizers."""

    of: str
    kind: SlotKind | None
    turn: int = 0


def variables_of(run: Run) -> list[Held]:
    """The variables of a run in the order of their making; the last value of each name counts."""
    found: dict[str, Held] = {}
    for number, entry in enumerate(e for e in run.seen if e["k"] == "variable"):
        name = entry["name"]
        # An eager program may make several variables of one name.
        key = f"{name}#{number}" if "id" in entry or _is_eager(run) else name
        found[key] = Held(name, entry["v"], entry.get("id", ""), tuple(entry.get("held", ())))
    return list(found.values())


def _is_eager(run: Run) -> bool:
    return not any(e["k"] == "run" for e in run.seen)


def slots_of(run: Run) -> list[HeldSlot]:
    """The optimizer slots of an eager run."""
    return [
        HeldSlot(e["of"], e["list"], e["class"], e["rate"], e["v"], e.get("o", 0))
        for e in run.seen
        if e["k"] == "slot"
    ]


def owned_slots(run: Run) -> dict[str, OldSlot]:
    """The slots of a graph program by name, as its optimizers told them."""
    found: dict[str, OldSlot] = {}
    turns: dict[tuple[str, object], int] = {}
    for entry in sorted((e for e in run.seen if e["k"] == "owner"), key=lambda e: int(e["o"])):
        kind = kind_of(entry["classes"], entry["slot"])
        key = (entry["of"], kind)
        found[entry["name"]] = OldSlot(entry["of"], kind, turns.get(key, 0))
        turns[key] = turns.get(key, 0) + 1
    return found


def split_slots(run: Run) -> tuple[list[Held], dict[str, OldSlot]]:
    """The model's own variables, and the slots of TensorFlow 1 that have a counterpart."""
    variables = variables_of(run)
    owned = owned_slots(run)
    named = {} if owned else slots_by_name(variables)
    slots = {n: s for n, s in {**owned, **named}.items() if s.kind is not None}
    own = [v for v in variables if v.name not in owned and v.name not in named and not is_power(v.name)]
    held = {v.name for v in variables}
    return own, {n: s for n, s in slots.items() if n in held}


def is_power(name: str) -> bool:
    """Whether a variable only counts steps for Adam."""
    return bool(re.search(r"(^|/)beta[12]_power(_\d+)?$", name))


def slots_by_name(variables: Sequence[Held]) -> dict[str, OldSlot]:
    """The slots among variables, by how TensorFlow 1 names them; those that cannot be told have no kind."""
    names = {v.name: v for v in variables}
    slots: dict[str, OldSlot] = {}
    for variable in variables:
        base, _, last = variable.name.rpartition("/")
        kind = SLOTS.get(re.sub(r"_\d+$", "", last)) if base else None
        owner = next((n for n in names if base == n or base.endswith("/" + n)), None) if kind else None
        if owner is not None and kind is not None and names[owner].shape == variable.shape:
            number = re.search(r"_(\d+)$", last)
            order = int(number.group(1)) if number else 0
            # The slots of a second optimizer, and those of a centered RMSProp, are not told apart.
            plain = order < len(kind) and f"{base}/{last.partition('_')[0]}_{len(kind)}" not in names
            slots[variable.name] = OldSlot(owner, kind[order] if plain else None)
    return slots


def owner_parts(owner: str) -> list[str]:
    """The names along the way to what the plan names as an owner."""
    return [part for part in re.split(r"[.\[\]'\"]+", owner.lower()) if part not in ("", "self")]


def nearness(variable: Held, old: Held, owner: str) -> int:
    """How well a variable of the new program fits what the plan made an owner hold; zero where it does not.

    It counts the last parts in which the old name and a path to the new variable agree.
    """
    wanted = owner_parts(owner)
    before = [part.lower() for part in old.name.split("/")]
    before[-1] = old.role
    best = 0
    for path in variable.held:
        parts = path.lower().split(".")
        if parts == wanted:
            return len(before) + 2
        if parts[-len(wanted) :] == wanted:
            best = len(before) + 1
        parts[-1] = ROLES.get(parts[-1], parts[-1])
        within = any(parts[n : n + len(wanted)] == wanted for n in range(len(parts) - len(wanted)))
        if not within or parts[-1] != old.role:
            continue
        same = itertools.takewhile(
            lambda pair: pair[0] == pair[1], zip(before[::-1], parts[::-1], strict=False)
        )
        best = max(best, sum(1 for _ in same))
    return best


def pair_variables(
    old: Sequence[Held],
    new: Sequence[Held],
    tolerances: Tolerances,
    owners: Mapping[str, str] | None = None,
) -> list[tuple[Held, Held | None, str]]:
    """Each variable of the old program with its counterpart, and how that was found."""
    left = list(range(len(new)))
    pairs: dict[int, tuple[int, str]] = {}

    def take(which: int, chosen: int, how: str) -> None:
        pairs[which] = chosen, how
        left.remove(chosen)

    planned = owners or {}
    # Owners that are told by more names come first: a bare name may end other paths too.
    for number in sorted(range(len(old)), key=lambda n: -len(owner_parts(planned.get(old[n].name, "")))):
        variable, owner = old[number], planned.get(old[number].name, "")
        if not owner_parts(owner):
            continue
        like = [n for n in left if _group(new[n], False) == _group(variable, False)]
        near = {n: nearness(new[n], variable, owner) for n in like}
        held = [n for n, found in near.items() if found and found == max(near.values())]
        if len(held) == 1:
            take(number, held[0], f"by the plan: {owner}")
    for number, variable in enumerate(old):
        if number in pairs:
            continue
        same = [
            n
            for n in left
            if new[n].name == variable.name and _group(new[n], False) == _group(variable, False)
        ]
        if len(same) == 1:
            take(number, same[0], "by name")
    for by_role in (True, False):
        groups: dict[tuple[object, ...], list[int]] = {}
        for number, variable in enumerate(old):
            if number not in pairs:
                groups.setdefault(_group(variable, by_role), []).append(number)
        for group, members in groups.items():
            partners = [n for n in left if _group(new[n], by_role) == group]
            if len(members) == len(partners) or not by_role:
                for number, partner in _assigned(members, partners, old, new, tolerances):
                    how = "by shape" if len(members) == 1 else "by shape and order"
                    take(number, partner, how)
    return [
        (variable, new[pairs[n][0]] if n in pairs else None, pairs[n][1] if n in pairs else "")
        for n, variable in enumerate(old)
    ]


def _group(variable: Held, by_role: bool) -> tuple[object, ...]:
    kind = variable.value["d"] if "float" in variable.value["d"] else "whole"
    return (variable.shape, kind, variable.role) if by_role else (variable.shape, kind)


def _assigned(
    members: Sequence[int],
    partners: Sequence[int],
    old: Sequence[Held],
    new: Sequence[Held],
    tolerances: Tolerances,
) -> Iterable[tuple[int, int]]:
    """Pairs variables of one shape in order of their making, unless the values fit in another order."""
    free = list(partners)
    later: list[int] = []
    for number in members:
        tolerance = tolerances.of(old[number].value["d"], 500)
        fit = next((p for p in free if not gap(old[number].value, new[p].value, tolerance).why), None)
        if fit is None:
            later.append(number)
        else:
            free.remove(fit)
            yield number, fit
    yield from zip(later, free, strict=False)


def compare_state(
    old: Run,
    new: Run,
    others: Sequence[Run],
    nudged: Run | None,
    steps: int,
    tolerances: Tolerances,
    owners: Mapping[str, str] | None = None,
) -> list[Quantity]:
    """The variables of both sides, then the slots that have a counterpart."""
    before, slots = split_slots(old)
    every = {v.name: v for v in variables_of(old)}
    repeats = [{v.name: v.value for v in variables_of(r)} for r in others]
    moved = {v.name: v.value for v in variables_of(nudged)} if nudged is not None else None
    after = variables_of(new)
    if not _is_eager(new):
        after, same = split_slots(new)
        kept = {v.name: v.value for v in variables_of(new) if v.name in same}
    else:
        kept = {}

    def quantity(kind: str, held: Held, value: Compact, note: str, place: float) -> Quantity:
        again = tuple(r.get(held.name) for r in repeats)
        nudge = moved.get(held.name) if moved is not None else None
        sample = Sample(held.value, value, again, nudge, steps, AT_END + place)
        return compare_series(kind, held.name, "", [sample], tolerances, note)

    found: list[Quantity] = []
    partner_of: dict[str, int] = {}
    positions = {id(v): n for n, v in enumerate(after)}
    for place, (variable, partner, how) in enumerate(pair_variables(before, after, tolerances, owners)):
        if partner is None:
            note = "no variable of this shape in the new program"
            found.append(
                Quantity(
                    VARIABLE,
                    variable.name,
                    "",
                    UNMATCHED,
                    note=note,
                    shape=variable.shape,
                    dtype=variable.value["d"],
                )
            )
            continue
        partner_of[variable.name] = positions[id(partner)]
        shown = "" if how == "by name" else how if ":" in how else f"{how}: {partner.name}"
        found.append(quantity(VARIABLE, variable, partner.value, shown, place))
    held_slots: dict[tuple[int, str], list[HeldSlot]] = {}
    for held_slot in sorted(slots_of(new), key=lambda s: s.turn):
        held_slots.setdefault((held_slot.of, held_slot.kind), []).append(held_slot)
    for place, (name, slot) in enumerate(slots.items()):
        kind = slot.kind
        if name in kept:
            found.append(quantity(SLOT, every[name], kept[name], "", len(before) + place))
        if kind is None or name in kept:
            continue
        counterpart = kind.find(held_slots, partner_of.get(slot.of, -1), slot.turn)
        if counterpart is not None:
            value = kind.as_new(every[name].value, counterpart.value, counterpart.rate, counterpart.optimizer)
            found.append(quantity(SLOT, every[name], value, kind.new, len(before) + place))
    return found


def became_equal(old: Run, new: Run) -> list[Quantity]:
    """Weights that started with the same values in the new program and with different ones in the old."""
    first = {e["name"]: e["id"] for e in old.seen if e["k"] == "first" and e["id"]}
    shared_before = len(first) - len(set(first.values()))
    groups: dict[str, list[str]] = {}
    for variable in variables_of(new):
        if variable.first:
            groups.setdefault(variable.first, []).append(variable.name)
    found = []
    twins = {digest: names for digest, names in groups.items() if len(names) > 1}
    if first and sum(len(names) - 1 for names in twins.values()) > shared_before:
        for names in twins.values():
            why = Departure(0, "different", "the same", "their first values are the same in the new program")
            found.append(
                Quantity(WEIGHTS, ", ".join(names), "", DIFFERS, departure=why, order=AT_END * 2, steps=1)
            )
    return found


def has_twins(run: Run) -> bool:
    """Whether some weights of an eager run started with the same values."""
    digests = [v.first for v in variables_of(run) if v.first]
    return len(digests) > len(set(digests))
