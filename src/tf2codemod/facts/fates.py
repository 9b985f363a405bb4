"""What becomes of each public name of TensorFlow 1.15."""

from __future__ import annotations

from typing import NamedTuple

from tf2codemod.facts.symbols import table

KINDS = {
    "same": "TensorFlow 2 has it with the same arguments and the same meaning",
    "moved": "it has another name, and the same arguments",
    "call": "its arguments are moved, renamed or dropped in the call",
    "explicit": "a default or a meaning that changed is written out",
    "written": "a definition with the same numbers is written into the file",
    "transform": "the whole program decides what it becomes",
    "eager": "only tf.compat.v1 has it, where it works without a graph",
    "graph": "only tf.compat.v1 has it, in graph mode",
    "keras": "only tf.compat.v1 has it, in graph mode, with the package tf_keras",
    "slim": "the package tf_slim has it, in graph mode",
    "package": "another package, or a private module, has it",
    "stand-in": "a definition is written into the file, in graph mode",
    "gone": "TensorFlow 2 has nothing in its place",
}
NATIVE = ("same", "moved", "call", "explicit", "written", "transform")


class Fate(NamedTuple):
    """The kind of one name, where it went, and the versions of TensorFlow 2 that this holds for."""

    name: str
    kind: str
    target: str
    versions: tuple[str, ...]

    @property
    def text(self) -> str:
        """What becomes of the name, in words."""
        words = f"{self.name}: {KINDS[self.kind]}"
        if self.kind == "gone":
            reason, remedy = _where_to(self.name)
            return f"{words}: {reason}. Instead: {remedy}."
        target = "" if self.target == self.name or self.kind == "transform" else f": {self.target}"
        return f"{words}{target} (TensorFlow {', '.join(self.versions)})."


def fate(name: str) -> Fate | None:
    """Return what becomes of a public name of TensorFlow 1.15, or None for any other name."""
    row = table("fates").get(name)
    if row is None:
        return None
    kind, target, versions = row.split("|")
    return Fate(name, kind, target, tuple(versions.split()))


def _where_to(name: str) -> tuple[str, str]:
    from tf2codemod.compat import facts
    from tf2codemod.compat.choices import normalise

    for rows in (facts.names().left, facts.contrib().left):
        row = facts.longest(rows, normalise(name))
        if row is not None:
            return row[1].reason, row[1].remedy
    return "no replacement is known", "copy its code from TensorFlow 1.15"
