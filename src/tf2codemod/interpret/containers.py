"""What the methods of lists, dicts and strings do."""

from __future__ import annotations

from typing import Any

from tf2codemod.interpret.arguments import Arguments, Keywords
from tf2codemod.interpret.expressions import LONGEST_KNOWN, Expressions
from tf2codemod.interpret.values import (
    HOST,
    NONE,
    Cell,
    Const,
    Items,
    Mapping,
    Node,
    Value,
    join,
)


class Containers(Expressions):
    """Calls methods of containers."""

    def _string_method(self, text: str, name: str, arguments: Arguments) -> Value:
        constants: list[Any] = [a.value for a in arguments if isinstance(a, Const)]
        if len(constants) == len(arguments) and name in {
            "format",
            "lower",
            "upper",
            "strip",
            "replace",
            "startswith",
            "endswith",
        }:
            try:
                return Const(getattr(text, name)(*constants))
            except Exception:
                return HOST
        if name == "split" and len(constants) == len(arguments):
            return self.items("list", [Const(p) for p in text.split(*constants)])
        return HOST

    def _list_method(self, owner: Items, name: str, arguments: Arguments, keywords: Keywords) -> Value:
        cell, size = owner.cell, len(owner.prefix)
        if name == "append" and arguments:
            exact = owner.rest is None and size < 4 * LONGEST_KNOWN and not self.turns_since(cell)
            if exact:
                self.write(cell, size, arguments[0])
            else:
                self._blur(owner, arguments[0])
        elif name in {"extend", "__iadd__"} and arguments:
            other = arguments[0]
            if (
                isinstance(other, Items)
                and other.rest is None
                and owner.rest is None
                and not self.turns_since(cell)
            ):
                for offset, value in enumerate(other.prefix):
                    self.write(cell, size + offset, value)
            else:
                self._blur(owner, self.summary(other))
        elif name == "insert" and len(arguments) == 2:
            index = arguments[0].value if isinstance(arguments[0], Const) else None
            if isinstance(index, int) and owner.rest is None and not self.turns_since(cell):
                values = list(owner.prefix)
                values.insert(index, arguments[1])
                for position, value in enumerate(values):
                    self.write(cell, position, value)
            else:
                self._blur(owner, arguments[1])
        elif name == "add" and arguments:
            self._blur(owner, arguments[0])
        elif name == "pop":
            index = arguments[0] if arguments else Const(-1)
            value = self._element(owner, index)
            if (
                isinstance(index, Const)
                and isinstance(index.value, int)
                and owner.rest is None
                and owner.prefix
            ):
                values = list(owner.prefix)
                values.pop(index.value if -len(values) <= index.value < len(values) else -1)
                for position, item in enumerate(values):
                    self.write(cell, position, item)
                self.erase(cell, len(values))
            return value
        elif name == "clear":
            for key in list(cell.slots):
                self.erase(cell, key)
        elif name == "reverse":
            values = list(reversed(owner.prefix))
            if owner.rest is None:
                for position, value in enumerate(values):
                    self.write(cell, position, value)
        elif name == "copy":
            return self.items(owner.kind, owner.prefix, owner.rest)
        elif name == "sort":
            value = self.summary(owner)
            for position in range(size):
                self.write(cell, position, value)
        else:
            return HOST
        return NONE

    def _blur(self, owner: Items, value: Value) -> None:
        rest = owner.cell.slots.get("rest")
        self.write(owner.cell, "rest", value if rest is None else join(rest, value))

    def turns_since(self, cell: Cell) -> bool:
        """Whether the walk stands for any number of turns of a loop that began after a cell was made."""
        return self.summarising and cell.age <= self.turn_began

    @property
    def summarising(self) -> bool:
        """Whether the walk stands for an unknown number of turns of a loop."""
        return any(isinstance(i, tuple) and i[-1] == "any" for i in self.loops)

    def _dict_method(self, owner: Mapping, name: str, arguments: Arguments, keywords: Keywords) -> Value:
        if name == "update":
            for other in arguments:
                self.update(owner, other)
            for word, given in keywords.items():
                self.put(owner, Const(word), given)
            return NONE
        if name in {"get", "setdefault", "pop"} and arguments:
            key = arguments[0]
            default = arguments[1] if len(arguments) > 1 else NONE
            found = self.read(owner.cell, key) if isinstance(key, (Const, Node)) else None
            if found is None and (owner.rest is not None or not isinstance(key, (Const, Node))):
                found = join(self._lookup(owner, HOST), default)
            if name == "setdefault" and found is None:
                self.put(owner, key, default)
            if name == "pop" and found is not None:
                self.erase(owner.cell, key)
            return found if found is not None else default
        for slot in list(owner.cell.slots):
            self.read(owner.cell, slot)
        known, rest = owner.known, owner.rest
        if name in {"keys", "values", "items", "iteritems", "itervalues", "iterkeys"}:
            if name.endswith("keys"):
                return self.items("list", list(known), HOST if rest is not None else None)
            if name.endswith("values"):
                return self.items("list", list(known.values()), rest)
            pairs = [self.items("tuple", pair) for pair in known.items()]
            return self.items("list", pairs, self.items("tuple", (HOST, rest)) if rest is not None else None)
        if name == "copy":
            return self.mapping(list(known.items()), rest)
        if name == "clear":
            for slot in list(owner.cell.slots):
                self.erase(owner.cell, slot)
        return NONE
