"""Writes out the names of variables that loops and comprehensions show: Keras gives them other ones."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.variable_tags import names_over
from tf2codemod.tree import COMPREHENSIONS, walk

ENDING = ":0"
NAMED_OTHERWISE = "TF325"
NOT_BUILT = "TF320"
NAME = "name"
ENUMERATE = "enumerate"
ZIP = "zip"
MOST_IN_LINE = 60
WIDTH = 90


class Turns(NamedTuple):
    """What goes through a list of variables, alone or within a call: the code, the list, the name of one."""

    code: ast.AST
    listed: ast.expr
    called: str
    target: ast.Name
    body: tuple[ast.AST, ...]


def show_names(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives a loop the names of the variables that it goes through, where the plan stopped at one."""
    if obstacle.code not in (NAMED_OTHERWISE, NOT_BUILT):
        return False
    for path, tree in trees.items():
        whole = walk(tree)
        if obstacle.node not in whole:
            continue
        for turns in (t for node in whole for t in _turns(node)):
            showing = _Showing(turns, tree, trace)
            parts = turns.body if obstacle.code == NAMED_OTHERWISE else (turns.listed,)
            if any(obstacle.node in walk(part) for part in parts):
                return showing.answers(obstacle.code) and showing.write(edits[path])
    return False


def _turns(node: ast.AST) -> Iterator[Turns]:
    if isinstance(node, ast.For) and not node.orelse:
        target, listed, body = node.target, node.iter, tuple[ast.AST, ...](node.body)
    elif isinstance(node, COMPREHENSIONS) and len(node.generators) == 1:
        generator = node.generators[0]
        elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        target, listed, body = generator.target, generator.iter, (*elements, *generator.ifs)
    else:
        return
    called = ast.unparse(listed.func) if isinstance(listed, ast.Call) and not listed.keywords else ""
    given = listed.args if isinstance(listed, ast.Call) else []
    parts = target.elts if isinstance(target, ast.Tuple) else []
    if called == ENUMERATE:
        if len(parts) == 2 and len(given) == 1 and isinstance(parts[1], ast.Name):
            yield Turns(node, given[0], called, parts[1], body)
    elif called == ZIP:
        for part, each in zip(parts, given, strict=False) if len(parts) == len(given) else ():
            if isinstance(part, ast.Name):
                yield Turns(node, each, called, part, body)
    elif isinstance(target, ast.Name):
        yield Turns(node, listed, "", target, body)


class _Showing:
    """The names that one loop or comprehension asks for."""

    def __init__(self, turns: Turns, tree: ast.Module, trace: Trace) -> None:
        self.turns = turns
        self.tree = tree
        inside = [n for part in turns.body for n in walk(part)]
        name = turns.target.id
        asked = [n for n in inside if isinstance(n, ast.Attribute) and n.attr == "name"]
        self.of_ops = [n for n in asked if ast.unparse(n.value) == f"{name}.op"]
        self.of_variables = [n for n in asked if ast.unparse(n.value) == name]
        uses = [n for n in inside if isinstance(n, ast.Name) and n.id == name]
        self.is_bound_again = any(not isinstance(n.ctx, ast.Load) for n in uses)
        self.only_names = len(uses) == len(self.of_ops) + len(self.of_variables)
        if isinstance(turns.code, ast.For):
            others = [n for n in walk(tree) if isinstance(n, ast.Name) and n.id == name]
            self.only_names = self.only_names and len(others) == len(uses) + 1
        self.frames = [f for f in trace.frames if turns.listed in f.values]
        self.trace = trace

    def answers(self, code: str) -> bool:
        """Whether names are asked for, and nothing else where the layers are not built yet."""
        asked = bool(self.of_ops or self.of_variables)
        return asked and (code == NAMED_OTHERWISE or self.only_names)

    def write(self, edits: Edits) -> bool:
        names = self._names()
        if names is None or self.is_bound_again:
            return False
        turns = self.turns
        ending = "" if self.of_ops else ENDING
        listed = _listed([repr(n + ending) for n in names], edits, self.turns.code)
        code = turns.code if isinstance(turns.code, ast.ListComp) else None
        if code is not None and code.elt in (*self.of_ops, *self.of_variables) and not code.generators[0].ifs:
            edits.replace(*edits.range_of(code), listed)
            return True
        name = NAME if self._is_free() else fresh(NAME, names_in(self.tree))
        for node in self.of_ops:
            edits.replace(*edits.range_of(node), name)
        for node in self.of_variables:
            edits.replace(*edits.range_of(node), f"{name} + {ENDING!r}" if self.of_ops else name)
        target, both = f"{name}, {turns.target.id}", f"{listed}, {edits.text_of(turns.listed)}"
        if self.only_names:
            target, both = name, listed
        elif turns.called != ZIP:
            target, both = f"({target})" if turns.called else target, f"{ZIP}({both})"
        edits.replace(*edits.range_of(turns.target), target)
        edits.replace(*edits.range_of(turns.listed), both)
        return True

    def _is_free(self) -> bool:
        """Whether the name stands only in loops that were given names before."""
        given = [n for n in walk(self.tree) if isinstance(n, (ast.For, ast.comprehension)) and _has_names(n)]
        loops = [n for n in walk(self.tree) if isinstance(n, COMPREHENSIONS) and n.generators[0] in given]
        inside = {n for loop in (*given, *loops) for n in walk(loop)}
        return all(n in inside for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == NAME)

    def _names(self) -> Sequence[str] | None:
        """The names that the variables had, the same at every turn of the code around."""
        found = [names_over(self.turns.listed, f, self.trace) for f in self.frames]
        return found[0] if found and all(f is not None and f == found[0] for f in found) else None


def _has_names(loop: ast.For | ast.comprehension) -> bool:
    """Whether a loop goes through written names, beside variables or alone."""
    target, listed = loop.target, loop.iter
    if isinstance(listed, ast.Call) and ast.unparse(listed.func) == "enumerate" and listed.args:
        target, listed = (target.elts[-1] if isinstance(target, ast.Tuple) else target), listed.args[0]
    if isinstance(listed, ast.Call) and ast.unparse(listed.func) == "zip" and listed.args:
        target, listed = (target.elts[0] if isinstance(target, ast.Tuple) else target), listed.args[0]
    names = listed.elts if isinstance(listed, ast.List) else []
    written = bool(names) and all(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in names)
    return written and isinstance(target, ast.Name) and target.id == NAME


def _listed(names: Sequence[str], edits: Edits, code: ast.AST) -> str:
    """A list of names, in lines of its own if it is long."""
    text = ", ".join(names)
    if len(text) <= MOST_IN_LINE:
        return f"[{text}]"
    line = edits.data[edits.starts[code.lineno - 1] :].split(b"\n")[0].decode()  # type: ignore[attr-defined]
    indent = line[: len(line) - len(line.lstrip())]
    inner = textwrap.wrap(f"{text},", WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return "\n".join(["[", *(f"{indent}    {part}" for part in inner), f"{indent}]"])


__all__ = ["show_names"]
