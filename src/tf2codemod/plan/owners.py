"""Says where a frame can reach the variables, layers and optimizers of a program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame, StatementRun
from tf2codemod.interpret.values import Cell, Instance, Items, Node, Thing, Value, nodes_in
from tf2codemod.interpret.values import Mapping as Dict
from tf2codemod.plan.bindings import appended_list, path_to
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import Role
from tf2codemod.plan.naming import identifier

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


class Owners:
    """The expressions under which one frame finds state, as the plans of all frames keep it."""

    def __init__(
        self, planners: Sequence[FramePlanner], frame: Frame, before: StatementRun | None = None
    ) -> None:
        self.planners = planners
        self.frame = frame
        self.before = before
        own = instance_cell(frame)
        self.cells: list[tuple[str, Cell]] = [(f"{frame.receiver}.", own)] if own is not None else []
        self.cells += [("", frame.cell), *(("", c) for c in frame.scopes if c is not frame.cell)]

    def layer(self, variable: Node) -> tuple[FramePlanner, str] | None:
        """The layer or object that a variable belongs to, with the plan that makes it."""
        for planner in self.planners:
            name = planner.layer_of.get(planner.canonical.of(variable))
            if name is not None:
                return planner, self._seen(name, planner, variable.made.chain()) or ""
        return None

    def optimizer(self, thing: Thing) -> str | None:
        for planner in self.planners:
            named = {t.expr: n for t, n in planner.optimizer_names.items()}
            if thing.expr in named:
                return self._seen(named[thing.expr], planner, thing.made.chain())
        return None

    def container(self, variable: Node, wanted: Mapping[Node, None]) -> tuple[str, list[Node]] | None:
        """The name of a variable, or of a list or dict of wanted variables that it is in."""
        for prefix, cell in self.cells:
            names = (k for k, v in cell.slots.items() if v is variable and isinstance(k, str))
            direct = next((k for k in names if self._is_there(cell, k)), None)
            if direct is not None:
                return self._kept(prefix + direct), [variable]
            for key, value in cell.slots.items():
                if not isinstance(key, str) or not isinstance(value, (Items, Dict)):
                    continue
                path = path_to(value, variable)
                if path is None or not self._is_there(cell, key):
                    continue
                members = _members(value)
                if members and all(m in wanted for m in members):
                    return self._kept(prefix + key), members
                return self._kept(prefix + key) + path, [variable]
        for prefix, cell in self.cells:
            for key, value in cell.slots.items():
                if isinstance(key, str) and isinstance(value, Instance):
                    for inner, held in value.cell.slots.items():
                        if held is variable:
                            return f"{prefix}{key}.{inner}", [variable]
                        name = f"{prefix}{key}.{inner}"
                        if isinstance(held, Items) and isinstance(inner, str):
                            listed = appended_list(name, held, variable, list(wanted))
                            if listed is not None:
                                return name, listed[1]
        return self._lifted(variable, list(wanted))

    def _is_there(self, cell: Cell, name: str) -> bool:
        """Whether a name is bound by statements that stay, none of which comes later."""
        writers = [w for w in cell.writers.get(name, ()) if w is not None]
        if self.before is not None and any(self.before.precedes(w) for w in writers):
            return False
        return not self._moves(cell, name)

    def _moves(self, cell: Cell, name: str) -> bool:
        """Whether a name is bound by statements that move into functions."""
        for planner in self.planners:
            runs = [w for w in cell.writers.get(name, ()) if w is not None and w.frame is planner.frame]
            owners = [planner.staging.facts.owner.get(run) for run in runs]
            if any(o is not None and planner.staging.roles.get(o.node) is Role.MOVE for o in owners):
                return True
        return False

    def _lifted(self, variable: Node, wanted: list[Node]) -> tuple[str, list[Node]] | None:
        """The attribute that a variable, or a list of variables, in a local name of a method became."""
        for planner in self.planners:
            slots = planner.frame.cell.slots
            own = planner.canonical.of(variable)
            for name, attribute in planner.lifted.attributes.items() if planner.lifted is not None else ():
                value = slots.get(name)
                listed = appended_list(name, value, own, wanted) if isinstance(value, Items) else None
                held = [variable] if value is own else listed[1] if listed is not None else []
                seen = self._seen(attribute, planner, variable.made.chain()) if held else None
                if seen is not None:
                    return seen, held
        return None

    def _kept(self, name: str) -> str:
        """The attribute that a local name of a method became, if it did."""
        for planner in self.planners:
            if (
                planner.frame is self.frame
                and planner.lifted is not None
                and name not in planner.lifted.parameters
            ):
                return planner.lifted.attributes.get(name, name)
        return name

    def _seen(self, name: str, planner: FramePlanner, made: Iterable[StatementRun]) -> str | None:
        home = next((r.frame for r in made if r.frame in planner.canonical.frames), planner.frame)
        if not planner.prefix or not name.startswith(planner.prefix):
            return name if home is self.frame or home.cell in self.frame.scopes else None
        own, rest = instance_cell(home), name.removeprefix(planner.prefix)
        for prefix, cell in self.cells:
            if cell is own:
                return prefix + rest
            for key, value in cell.slots.items():
                if isinstance(value, Instance) and value.cell is own:
                    return f"{prefix}{key}.{rest}"
        return None


def _members(value: Value) -> list[Node] | None:
    """The variables of a container that holds nothing else and that a checkpoint can hold as a whole."""
    if isinstance(value, Items) and value.rest is None:
        parts = list(value.prefix)
    elif (
        isinstance(value, Dict)
        and value.rest is None
        and all(isinstance(getattr(k, "value", None), str) for k in value.known)
    ):
        parts = list(value.known.values())
    else:
        return None
    found = [p for p in parts if isinstance(p, Node) and p.kind == "variable"]
    return found if len(found) == len(parts) == len(nodes_in(value)) else None


def keyed(expressions: Sequence[str]) -> list[tuple[str, str]]:
    """A keyword for each expression, from its last part."""
    taken: set[str] = set(RESERVED)
    pairs: list[tuple[str, str]] = []
    for text in expressions:
        key = identifier(text.rpartition(".")[2] if "[" not in text else text)
        while key in taken:
            key += "_"
        taken.add(key)
        pairs.append((key, text))
    return pairs


RESERVED = frozenset(("save", "restore", "read", "write", "sync", "save_counter"))
