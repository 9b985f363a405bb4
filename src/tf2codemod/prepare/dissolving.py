"""Takes statements out of a file, with the blocks that would be empty without them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.tree import walk

BLOCKS = ("body", "orelse", "finalbody")


class NotDissolved(Exception):
    """Code that cannot be taken out of what stands around it."""


class Dissolving:
    """The statements and handlers of one file that go."""

    def __init__(self, tree: ast.Module, edits: Edits) -> None:
        self.tree = tree
        self.edits = edits
        self.gone: set[ast.AST] = set()

    def apply(self) -> None:
        """Takes everything away that is to go."""
        self._take_emptied_branches()
        for owner in reversed(walk(self.tree)):
            for name in BLOCKS:
                block = getattr(owner, name, None)
                if isinstance(block, list) and not (name == "finalbody" and self._is_emptied(block)):
                    self._apply_to(block)
            if isinstance(owner, ast.Try):
                self._apply_to_try(owner)

    def _take_emptied_branches(self) -> None:
        """A branch goes with all that stands in it, where nothing happens in its condition."""
        for branch in reversed([n for n in walk(self.tree) if isinstance(n, ast.If)]):
            plain = not any(isinstance(n, (ast.Call, ast.NamedExpr, ast.Await)) for n in walk(branch.test))
            if plain and not branch.orelse and self._is_emptied(branch.body):
                self.gone.add(branch)

    def _is_emptied(self, block: list[ast.stmt]) -> bool:
        return bool(block) and all(s in self.gone for s in block)

    def _apply_to(self, block: list[ast.stmt]) -> None:
        whole = self._is_emptied(block)
        for index, statement in enumerate(block):
            if statement not in self.gone:
                continue
            if whole and index == 0:
                self.edits.replace(*self.edits.range_of(statement), "pass")
                continue
            follows = index > 0 and block[index - 1] in self.gone
            last = next((i for i, s in enumerate(block) if i > index and s not in self.gone), len(block)) - 1
            self.edits.replace(*self._lines(statement, block[last], follows))

    def _apply_to_try(self, owner: ast.Try) -> None:
        ended = self._is_emptied(owner.finalbody)
        handlers = [h for h in owner.handlers if h not in self.gone]
        if not handlers and (ended or not owner.finalbody) and (ended or owner.handlers):
            start, end = self.edits.lines_of(owner)
            body = [*owner.body, *owner.orelse]
            parts = [p for s in body if s not in self.gone for p in self.edits.moved(s, owner.col_offset)]
            last = parts[-1] if parts else ""
            if not isinstance(last, tuple) or not self.edits.data[:end].endswith(b"\n"):
                raise NotDissolved
            self.edits.replace(start, end - 1, *parts[:-1], (last[0], last[1] - 1))
            return
        for handler in owner.handlers:
            if handler in self.gone:
                self.edits.replace(*self._between(handler.lineno, handler))
        if ended:
            word = self._line_of_word("finally", owner.finalbody[0].lineno)
            self.edits.replace(*self._between(word, owner))

    def _line_of_word(self, word: str, line: int) -> int:
        """The line above a block in which a word begins it."""
        while line > 0 and not self._text(line).startswith(word):
            line -= 1
        if line == 0:
            raise NotDissolved
        return line

    def _lines(self, statement: ast.stmt, last: ast.stmt, follows: bool) -> Range:
        """The lines of a statement with the comments right above it, and blank lines that would be too many.

        ``last`` is the end of a row of statements that go; others of it may stand before.
        """
        if not self._is_alone(statement):
            raise NotDissolved
        line = statement.lineno
        while line > 1 and self._text(line - 1).startswith("#"):
            line -= 1
        after = min(last.end_lineno or line, len(self.edits.starts) - 2) + 1
        while line > 1 and not self._text(line - 1) and (follows or not self._text(after)):
            line -= 1
        return self._between(line, statement)

    def _between(self, line: int, last: ast.stmt | ast.ExceptHandler) -> Range:
        """From a line to the end of a statement."""
        start, end = self._start(line), self._end(last)
        # From the end of the line above, so that it is inside of what moves with its lines.
        return (start - 1, end - 1) if start and self.edits.data[:end].endswith(b"\n") else (start, end)

    def _is_alone(self, statement: ast.stmt) -> bool:
        start, end = self.edits.range_of(statement)
        data, first, last = self.edits.data, self._start(statement.lineno), self._end(statement)
        rest = data[end:last].strip()
        return not data[first:start].strip() and (not rest or rest.startswith(b"#"))

    def _text(self, line: int) -> str:
        starts = self.edits.starts
        return self.edits.data[starts[line - 1] : starts[line]].decode().strip()

    def _start(self, line: int) -> int:
        return self.edits.starts[line - 1]

    def _end(self, node: ast.stmt | ast.ExceptHandler) -> int:
        assert node.end_lineno is not None
        return min(self.edits.starts[node.end_lineno], len(self.edits.data))


def parents_in(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """What each piece of code stands in."""
    return {child: node for node in walk(tree) for child in ast.iter_child_nodes(node)}


def above(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    """What a piece of code stands in, innermost first."""
    while node in parents:
        node = parents[node]
        yield node
