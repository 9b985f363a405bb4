"""Public names for what programs took from private modules of TensorFlow, which differ between releases."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tf2codemod.aging.names import Names
from tf2codemod.facts.reading import read_table
from tf2codemod.model import Source
from tf2codemod.prepare.edits import Edited, Edits
from tf2codemod.sources.ignores import ignored_codes
from tf2codemod.tree import parsed

PRIVATE = re.compile(r"tensorflow(\.contrib\.\w+)?\.(python|core)\b")
TENSORFLOW = frozenset(("tensorflow", "tensorflow.compat.v1"))
NEW_NAME = "tf"
WORD = re.compile(r"\w+")


def published(path: Path, text: str, sources: Iterable[Source]) -> Edited | None:
    """The text with public names in the place of private ones; ``None`` where there is none to replace.

    An import stays where one of the sources that import the module has its name.
    """
    if not PRIVATE.search(text):
        return None
    tree = parsed(text)
    if tree is None:
        return None
    edits = Edits(text)
    publishing = Publishing(Names(tree), edits, set(ignored_codes(text)), _read_elsewhere(path, sources))
    return edits.apply() if publishing.apply() else None


def _read_elsewhere(path: Path, sources: Iterable[Source]) -> frozenset[str]:
    """The words of the sources that import a module."""
    stem = re.escape(path.parent.name if path.stem == "__init__" else path.stem)
    importing = re.compile(
        rf"import[^\n]*\b{re.escape(stem)}\b|from[^\n]*\b{re.escape(stem)}\s+import|from\s+\.\s"
    )
    texts = (s.text for s in sources if s.path != path and importing.search(s.text))
    return frozenset(word for text in texts for word in WORD.findall(text))


@functools.cache
def public_names(module: str) -> Mapping[str, str]:
    """The public names, from TensorFlow on, of what a private module of TensorFlow 1.15 holds."""
    held = read_table("private_names").get(module, {})
    return {n: f"{place}.{n}".removeprefix("tf.") for place, each in held.items() for n in each.split()}


class Publishing:
    """The changes of one module."""

    def __init__(self, names: Names, edits: Edits, kept: set[int], elsewhere: frozenset[str]) -> None:
        self.names = names
        self.edits = edits
        self.kept = kept
        self.elsewhere = elsewhere
        self.tensorflow = next((n for n, full in names.meanings.items() if self._is_tensorflow(n, full)), "")
        self.replaced: set[str] = set()

    def _is_tensorflow(self, name: str, meanings: set[str]) -> bool:
        """Whether a name means TensorFlow, or its interface of release 1, wherever it is bound."""
        stores = (
            n for n in self.names.nodes if isinstance(n, ast.Assign) and name in map(ast.unparse, n.targets)
        )
        again = all(ast.unparse(s.value) == f"{name}.compat.v1" for s in stores)
        return meanings <= TENSORFLOW and (name not in self.names.stored or again)

    def apply(self) -> bool:
        """Replaces what has a public name, and takes out imports without use; whether there was anything."""
        private = [s for s in self.names.statements if self._is_private(s)]
        taken = self.names.stored | self.names.imported
        known = self.tensorflow or (NEW_NAME not in taken and private and private[0] in self.names.tree.body)
        if not known or not self._replace_uses():
            return False
        needed = self._still_read() | self.elsewhere
        for statement in private:
            if id(statement) not in self.names.guarded and statement.lineno not in self.kept:
                gone = [a for a in statement.names if (a.asname or a.name) in self.replaced - needed]
                new = statement is private[0] and not self.tensorflow
                self._import(statement, gone, f"import tensorflow as {NEW_NAME}" if new else "")
        return True

    def _replace_uses(self) -> bool:
        """Writes each use of a private name that it can as that of a public one; whether there was any."""
        for node in self.names.nodes:
            if not isinstance(node, (ast.Name, ast.Attribute)) or not isinstance(node.ctx, ast.Load):
                continue
            module, _, name = self.names.full(node).rpartition(".")
            public = public_names(module).get(name, "") if PRIVATE.match(module) else ""
            if public and node.lineno not in self.kept and self._is_as_written(node):
                self.edits.replace(*self.edits.range_of(node), f"{self.tensorflow or NEW_NAME}.{public}")
                self.replaced.add(self._root(node))
        return bool(self.replaced)

    def _still_read(self) -> set[str]:
        """The names that the module reads or speaks of otherwise."""
        gone = self.edits.edits
        names = (n for n in self.names.nodes if isinstance(n, ast.Name) and n not in self.names.hidden)
        places = {n: self.edits.range_of(n) for n in names}
        inside = {start for start, _ in gone}
        texts = {
            n.value for n in self.names.nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
        }
        return texts | {n.id for n, (start, _) in places.items() if start not in inside}

    def _is_as_written(self, node: ast.expr) -> bool:
        """Whether a name stands where its node says, which it does not in f-strings."""
        return self.edits.text_of(node) == ast.unparse(node)

    def _root(self, node: ast.expr) -> str:
        while isinstance(node, ast.Attribute):
            node = node.value
        return node.id if isinstance(node, ast.Name) else ""

    def _is_private(self, statement: ast.Import | ast.ImportFrom) -> bool:
        module = statement.module if isinstance(statement, ast.ImportFrom) and not statement.level else ""
        return any(PRIVATE.match(module or a.name) and a.name != "*" for a in statement.names)

    def _import(self, statement: ast.Import | ast.ImportFrom, gone: list[ast.alias], first: str) -> None:
        """Takes names out of an import, and puts another import before what is left of it."""
        left = [a for a in statement.names if a not in gone]
        if not gone and not first:
            return
        start, end = self.edits.range_of(statement)
        if not left and not first and statement in self.names.tree.body and self.edits.remove_line(statement):
            return
        words = ast.unparse(type(statement)(**{**vars(statement), "names": left})) if left else ""
        lines = [line for line in (first, words) if line]
        self.edits.replace(start, end, ("\n" + " " * statement.col_offset).join(lines) or "pass")
