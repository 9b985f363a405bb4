"""Takes what a branch computes out of the branch, where the program always takes the same way through it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Node, Thing, truth_of
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.prepare.words import attribute_names
from tf2codemod.tree import walk

NOT_TAKEN = "TF934"
OF_NAMES = frozenset(("TF211", "TF217", "TF219", "TF412", "TF418"))
LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal)


class Undecided(Exception):
    """A branch through which the program may go in several ways, or that cannot be taken apart."""


def hoist_from_branches(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Takes graph code out of the branch in which the plan stopped; whether it could."""
    wanted = {n.attr for n in ast.walk(obstacle.node) if isinstance(n, ast.Attribute)}
    around, setting = [], []
    for code in scopes_of(trace, trees):
        for node in walk(code.scope):
            if not isinstance(node, ast.If) or not any(node in f.by_node for f in code.frames):
                continue
            if any(n is obstacle.node for n in walk(node)):
                around.append((code, node))
            elif obstacle.code in OF_NAMES and _sets(node, wanted):
                setting.append((code, node))
    for code, node in [*setting, *reversed(around)]:
        taken = names_in(trees[code.path]) | attribute_names(trees.values())
        try:
            Branch(node, code, trace, edits[code.path], taken).take_apart(obstacle.node)
        except Undecided:
            continue
        return True
    return False


def _sets(branch: ast.If, attributes: Collection[str]) -> bool:
    return any(
        isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and n.attr in attributes
        for n in walk(branch)
    )


@dataclass(frozen=True)
class Arm:
    """One way through a branch: its condition, if it has one, and its statements."""

    test: ast.expr | None
    body: tuple[ast.stmt, ...]


class Branch:
    """An ``if`` statement with its ``elif`` parts, and the way that every call takes through it."""

    def __init__(self, node: ast.If, code: Code, trace: Trace, edits: Edits, taken: set[str]) -> None:
        self.node = node
        self.code = code
        self.edits = edits
        self.names = taken
        self.arms = tuple(_arms(node))
        self.statements = [s for arm in self.arms for s in arm.body]
        self.chosen = self._chosen()
        self.made: dict[ast.stmt, list[Node]] = {s: [] for s in self.statements}
        for made in trace.nodes:
            for frame in code.frames:
                run = made.made.within(frame)
                if run is not None:
                    inside = next((s for s in self.statements if run.node in _inner(s)), None)
                    if inside is not None:
                        self.made[inside].append(made)
        self.runs = {site.call for site in trace.runs}
        self.hoisted = {s for s in self.statements if self._computes(s)}
        self.optimizer = ""

    def take_apart(self, place: ast.AST) -> None:
        """Hoists the graph code; an arm whose code cannot come along is left out, and says so."""
        if self.hoisted and any(isinstance(n, LEAVING) for s in self.statements for n in walk(s)):
            raise Undecided
        chosen = self.arms[self.chosen] if self.chosen < len(self.arms) else Arm(None, ())
        if not self._comes_along(chosen, set()):
            raise Undecided
        own = [s for s in chosen.body if s in self.hoisted]
        bound = {p for s in own for p in _bound(s)}
        texts = {self._text(s) for s in own}
        left_out: set[Arm] = set()
        for arm in self.arms:
            if arm is chosen:
                continue
            own = [s for s in arm.body if s in self.hoisted]
            clash = {p for s in own if self._text(s) not in texts for p in _bound(s)} & bound
            runs = any(n in self.runs or n is place for s in arm.body for n in walk(s))
            if clash or runs or not self._comes_along(arm, self._bound_by_staying(arm)):
                left_out.add(arm)
            else:
                bound |= {p for s in own for p in _bound(s)}
        if not left_out and not self.hoisted:
            raise Undecided
        self._write(left_out)

    # What is decided ------------------------------------------------------------------------------------

    def _chosen(self) -> int:
        """The arm that every call takes; the number of arms if it is none of them."""
        found: set[int] = set()
        for frame in self.code.frames:
            run = frame.by_node.get(self.node)
            if run is None or not run.reached:
                continue
            for index, arm in enumerate(self.arms):
                value = frame.values.get(arm.test) if arm.test is not None else None
                truth = arm.test is None or (truth_of(value) if value is not None else None)
                if truth is None:
                    raise Undecided
                if truth:
                    found.add(index)
                    break
            else:
                found.add(len(self.arms))
        if len(found) != 1:
            raise Undecided
        return found.pop()

    def _computes(self, statement: ast.stmt) -> bool:
        """Whether a statement makes graph objects other than variables that it binds."""
        made = self.made[statement]
        values = [f.values.get(t) for f in self.code.frames for t in _targets(statement)]
        only_variables = all(isinstance(v, Node) and v.kind == "variable" for v in values if v is not None)
        if any(isinstance(v, Node) for v in values) and only_variables:
            return any(n.kind == "placeholder" for n in made)
        return bool(made)

    def _comes_along(self, arm: Arm, absent: set[str]) -> bool:
        """Whether the graph code of an arm may run after what stays in it, and without what is absent."""
        for index, statement in enumerate(arm.body):
            if statement not in self.hoisted:
                continue
            if _read(statement) & absent:
                return False
            for later in arm.body[index + 1 :]:
                if later in self.hoisted:
                    continue
                if _read(later) & _bound(statement) or _bound(later) & (_read(statement) | _bound(statement)):
                    return False
        return True

    def _bound_by_staying(self, arm: Arm) -> set[str]:
        return {p for s in arm.body if s not in self.hoisted for p in _bound(s)}

    # Text -----------------------------------------------------------------------------------------------

    def _write(self, left_out: set[Arm]) -> None:
        parts: list[str | Range] = []
        written = [self._written(arm, arm in left_out) for arm in self.arms]
        while written and not written[-1]:
            written.pop()
        for arm, lines in zip(self.arms, written, strict=False):
            parts.extend(self._head(arm, first=not parts))
            parts.extend(lines or [" " * (self.node.col_offset + 4) + "pass\n"])
        done: set[str] = set()
        for arm in self.arms:
            for statement in arm.body if arm not in left_out else ():
                text = self._text(statement)
                if statement in self.hoisted and text not in done:
                    done.add(text)
                    parts.extend(self.edits.moved(statement, self.node.col_offset))
        self.edits.replace(*self.edits.lines_of(self.node), *parts)

    def _written(self, arm: Arm, left_out: bool) -> list[str | Range]:
        """The lines of what stays in an arm."""
        column = self.node.col_offset + 4
        if left_out:
            message, remedy = "a branch that is never taken was left out", "write it for TensorFlow 2 by hand"
            self.edits.tell(arm.body[0].lineno, NOT_TAKEN, message, remedy)
            return [" " * column + 'raise NotImplementedError("this branch was not converted")\n']
        inline = self._inline_optimizers(arm)
        lines: list[str | Range] = []
        for statement in arm.body:
            if statement not in self.hoisted:
                lines.extend(self.edits.moved(statement, column))
            for name, call in inline.get(statement, ()):
                lines.append(" " * column + f"{name} = {self.edits.text_of(call)}\n")
                self.edits.replace(*self.edits.range_of(call), name)
        return lines

    def _head(self, arm: Arm, first: bool) -> list[str | Range]:
        indent = " " * self.node.col_offset
        if arm.test is None:
            return [f"{indent}else:\n"]
        place = self.edits.range_of(arm.test)
        return [f"{indent}{'if' if first else 'elif'} ", *_in_one_line(self.edits, place), ":\n"]

    def _text(self, statement: ast.stmt) -> str:
        """What a statement does, with its optimizer called as it will be called."""
        text = self.edits.text_of(statement)
        for call in self._optimizers_in(statement):
            text = text.replace(self.edits.text_of(call), "<optimizer>")
        return text

    def _optimizers_in(self, statement: ast.stmt) -> list[ast.Call]:
        """The optimizers that a hoisted statement makes without a name."""
        if statement not in self.hoisted:
            return []
        bound = {getattr(statement, "value", None)}
        found = []
        for node in walk(statement):
            for frame in self.code.frames:
                value = frame.values.get(node) if isinstance(node, ast.Call) else None
                if isinstance(value, Thing) and value.kind == "optimizer" and value.expr is node:
                    found.append(node)
                    break
        return [c for c in found if isinstance(c, ast.Call) and c not in bound]

    def _inline_optimizers(self, arm: Arm) -> dict[ast.stmt, list[tuple[str, ast.Call]]]:
        """The optimizers of an arm that stay in it, with their names."""
        found = {s: calls for s in arm.body if (calls := self._optimizers_in(s))}
        if sum(map(len, found.values())) > 1:
            raise Undecided
        self.optimizer = self.optimizer or fresh("optimizer", self.names)
        return {s: [(self.optimizer, call) for call in calls] for s, calls in found.items()}


def _arms(node: ast.If) -> Iterator[Arm]:
    yield Arm(node.test, tuple(node.body))
    inner = node.orelse
    if len(inner) == 1 and isinstance(inner[0], ast.If) and inner[0].col_offset == node.col_offset:
        yield from _arms(inner[0])
    elif inner:
        yield Arm(None, tuple(inner))


def _inner(statement: ast.stmt) -> set[ast.AST]:
    return set(walk(statement))


def _targets(statement: ast.stmt) -> Sequence[ast.expr]:
    if isinstance(statement, ast.Assign):
        return [e for t in statement.targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
    return [statement.target] if isinstance(statement, (ast.AnnAssign, ast.AugAssign)) else []


def _places(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {
        ast.unparse(n)
        for n in walk(node)
        if isinstance(n, (ast.Name, ast.Attribute)) and isinstance(n.ctx, context)
    }


def _bound(statement: ast.stmt) -> set[str]:
    """The names and attributes that a statement binds, and the containers that it puts something into."""
    inside = {
        ast.unparse(n.value)
        for n in walk(statement)
        if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)
    }
    return _places(statement, ast.Store) | inside


def _read(statement: ast.stmt) -> set[str]:
    own = _places(statement, ast.Store) if isinstance(statement, ast.AugAssign) else set()
    return _places(statement, ast.Load) | own


def _in_one_line(edits: Edits, place: Range) -> Iterator[str | Range]:
    text = edits.data[place[0] : place[1]]
    if b"\n" in text and not text.startswith(b"("):
        yield from ("(", place, ")")
    else:
        yield place
