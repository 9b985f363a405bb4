"""Takes what a branch computes out of the branch, where the program always takes the same way through it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Instance, Items, Node, Thing, Value, nodes_in, truth_of
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import places
from tf2codemod.plan.purity import is_fixed
from tf2codemod.plan.schedules import is_schedule
from tf2codemod.plan.ways_not_taken import LEFT_OUT
from tf2codemod.prepare.edits import Edits, Range
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.prepare.words import attribute_names
from tf2codemod.tree import Arm, arms_of, walk

OPPOSITES: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Is: "is not",
    ast.IsNot: "is",
    ast.In: "not in",
    ast.NotIn: "in",
}
OF_NAMES = frozenset(("TF211", "TF217", "TF219", "TF412", "TF418"))
LEAVING = (ast.Return, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal)


class Undecided(Exception):
    """A branch through which the program may go in several ways, or that cannot be taken apart."""


def hoist_from_branches(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Takes graph code out of the branch in which the plan stopped; whether it could."""
    place = obstacle.node
    session = set(walk(place.func)) if isinstance(place, ast.Call) else set()
    wanted = {n.attr for n in ast.walk(place) if isinstance(n, ast.Attribute) and n not in session}
    around, setting = [], []
    for code in scopes_of(trace, trees):
        for node in walk(code.scope):
            if not isinstance(node, ast.If) or not any(node in f.by_node for f in code.frames):
                continue
            if any(isinstance(n, ast.Name) and n.id == "__name__" for n in walk(node.test)):
                continue
            if any(n is place for n in walk(node)):
                around.append((code, node))
            elif obstacle.code in OF_NAMES and _sets(node, wanted):
                setting.append((code, node))
    for code, node in [*setting, *reversed(around)]:
        taken = names_in(trees[code.path]) | attribute_names(trees.values())
        try:
            outside = _bound_elsewhere(node, code.scope, trees[code.path])
            Branch(node, code, trace, edits[code.path], taken).take_apart(place, outside)
        except Undecided:
            continue
        return True
    return False


def _sets(branch: ast.If, attributes: Collection[str]) -> bool:
    return any(
        isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and n.attr in attributes
        for n in walk(branch)
    )


class Branch:
    """An ``if`` statement with its ``elif`` parts, and the way that every call takes through it.

    Its statements part: what makes variables and optimizers stays in it; what computes something new comes
    after it, whatever way is taken; what computes another value for a name goes into a branch of its own.
    """

    def __init__(self, node: ast.If, code: Code, trace: Trace, edits: Edits, taken: set[str]) -> None:
        self.node = node
        self.code = code
        self.trace = trace
        self.edits = edits
        self.names = taken
        self.arms = tuple(arms_of(node))
        self.statements = [s for arm in self.arms for s in arm.body]
        self.taken = self._taken()
        chosen = min(self.taken)
        self.chosen = self.arms[chosen] if chosen < len(self.arms) else Arm(None, ())
        self.made: dict[ast.stmt, list[Node]] = {s: [] for s in self.statements}
        for made in trace.nodes:
            for frame in code.frames:
                run = made.made.within(frame)
                if run is not None:
                    inside = next((s for s in self.statements if run.node in walk(s)), None)
                    if inside is not None:
                        self.made[inside].append(made)
        self.runs = {site.call for site in trace.runs}
        self.graph = {s for s in self.statements if self._computes(s)}
        self.rebinding: set[ast.stmt] = set()
        self.left_out: set[Arm] = set()
        self.optimizer = ""

    def take_apart(self, place: ast.AST, outside: Collection[str]) -> None:
        """Parts the branch; an arm whose code cannot come along is left out, and says so.

        ``outside`` are the places that are bound elsewhere too.
        """
        if not self._comes_along(self.chosen, set()):
            raise Undecided
        if len(self.taken) > 1 and self._needs_other_ways():
            raise Undecided
        own = [s for s in self.chosen.body if s in self.graph]
        again = [s for s in own if _bound(s) & set(outside)]
        if any(self._anchors(s) for s in again):
            raise Undecided
        self.rebinding.update(again)
        for arm in self.arms:
            if arm is not self.chosen and not self._agrees(arm, place, outside):
                if self.arms.index(arm) in self.taken:
                    raise Undecided
                self.left_out.add(arm)
                self.rebinding -= set(arm.body)
        if not self.left_out and not self.graph - self.rebinding:
            raise Undecided
        if len(self.taken) > 1 and not all(map(self._is_bound_in_each_way, self.rebinding)):
            raise Undecided
        self._check_order()
        self._write()

    def _agrees(self, arm: Arm, place: ast.AST, outside: Collection[str]) -> bool:
        """Whether the code of an arm that is not taken can stand beside that of the arm that is."""
        own = [s for s in arm.body if s in self.graph]
        if any(n in self.runs or n is place for s in arm.body for n in walk(s)):
            return False
        if not self._comes_along(arm, self._bound_by_staying(arm)):
            return False
        taken = {self._text(s): s for s in self.chosen.body if s in self.graph}
        bound = {p for s in taken.values() for p in _bound(s)}
        again: set[ast.stmt] = set()
        for statement in arm.body:
            if self._text(statement) in taken or _binds_nothing(statement):
                continue
            both = _bound(statement) & bound
            if statement not in own and both:
                return False
            if both or (statement in own and _bound(statement) & set(outside)):
                others = [s for s in taken.values() if _bound(s) & both]
                if any(self._anchors(s) for s in [statement, *others]):
                    return False
                again |= {statement, *others}
        if self._needs_own_placeholders(arm, again):
            return False
        self.rebinding |= again
        return True

    def _needs_own_placeholders(self, arm: Arm, again: Collection[ast.stmt]) -> bool:
        """Whether what an arm computes anew needs placeholders that it makes, which no run feeds."""
        fed: set[str] = set()
        for statement in arm.body:
            if any(n.kind == "placeholder" for n in self.made[statement]) or _read(statement) & fed:
                fed |= _bound(statement)
                if statement in again:
                    return True
        return False

    def _anchors(self, statement: ast.stmt) -> bool:
        """Whether a statement makes more than tensors, which a branch in a function cannot do."""
        return any(n.kind != "tensor" or is_schedule(n, self.trace) for n in self.made[statement])

    def _check_order(self) -> None:
        """What is computed anew must not need what only comes after it."""
        for arm in (a for a in self.arms if a not in self.left_out):
            later: set[str] = set()
            before = self._position(arm)
            for statement in arm.body[before:]:
                if statement in self.rebinding:
                    if _read(statement) & later:
                        raise Undecided
                elif statement in self.graph:
                    later |= _bound(statement)

    # What is decided ------------------------------------------------------------------------------------

    def _taken(self) -> set[int]:
        """The arms that calls take; the number of arms stands for none of them."""
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
        if not found or (len(found) > 1 and not self._makes_objects()):
            raise Undecided
        return found

    def _makes_objects(self) -> bool:
        """Whether each call makes an object of its own: what one of them builds is run by it alone."""
        code = self.code.scope
        own = all(isinstance(f.cell.slots.get(f.receiver), Instance) for f in self.code.frames)
        return own and isinstance(code, ast.FunctionDef) and code.name == "__init__"

    def _is_bound_in_each_way(self, statement: ast.stmt) -> bool:
        """Whether what a statement binds has a value in all ways that is there where it is computed."""
        ways = [{p for s in arm.body if s in self.rebinding for p in _bound(s)} for arm in self.arms]
        in_all = set.intersection(*ways) if self.arms[-1].test is None else set()
        return _bound(statement) <= _read(statement) | in_all

    def _needs_other_ways(self) -> bool:
        """Whether code that all objects run would need what only those have that go one way."""
        absent = self._bound_by_staying(self.chosen)
        return any(
            _read(s) & absent and any(n.kind == "placeholder" or is_fixed(n) for n in self.made[s])
            for s in self.chosen.body
            if s in self.graph
        )

    def _computes(self, statement: ast.stmt) -> bool:
        """Whether a statement makes graph objects other than variables that it binds."""
        made = self.made[statement]
        if self._lists_layers(statement):
            return True
        values = [f.values.get(t) for f in self.code.frames for t in _targets(statement)]
        only_variables = all(isinstance(v, Node) and v.kind == "variable" for v in values if v is not None)
        if any(isinstance(v, Node) for v in values) and only_variables:
            return any(n.kind == "placeholder" for n in made)
        return bool(made)

    def _lists_layers(self, statement: ast.stmt) -> bool:
        """Whether a statement lists variables of layers, and no variable is made in its arm after it."""
        arm = next(a for a in self.arms if statement in a.body)
        later = arm.body[arm.body.index(statement) + 1 :]
        if any(n.kind == "variable" for s in later for n in self.made[s]):
            return False
        values = [v for f in self.code.frames if (v := f.values.get(getattr(statement, "value", None)))]  # type: ignore[arg-type]
        return any(_holds_layers(v) for v in values) and isinstance(
            getattr(statement, "value", None), ast.Call
        )

    def _comes_along(self, arm: Arm, absent: set[str]) -> bool:
        """Whether the graph code of an arm may run after what stays in it, and without what is absent."""
        for index, statement in enumerate(arm.body):
            if statement not in self.graph:
                continue
            if _read(statement) & absent or any(isinstance(n, LEAVING) for s in arm.body for n in walk(s)):
                return False
            for later in arm.body[index + 1 :]:
                if later in self.graph:
                    continue
                if _read(later) & _bound(statement) or _bound(later) & (_read(statement) | _bound(statement)):
                    return False
        return True

    def _bound_by_staying(self, arm: Arm) -> set[str]:
        return {p for s in arm.body if s not in self.graph for p in _bound(s)}

    # Text -----------------------------------------------------------------------------------------------

    def _write(self) -> None:
        parts = self._block([self._staying(arm) for arm in self.arms])
        column = self.node.col_offset
        again = self._block([self._rebinding(arm) for arm in self.arms])
        done: set[str] = set()
        for statement in self._in_order():
            if statement is None:
                parts.extend(again)
                continue
            text = self._text(statement)
            if statement in self.graph - self.rebinding and text not in done:
                done.add(text)
                parts.extend(self.edits.moved(statement, column))
        self.edits.replace(*self.edits.lines_of(self.node), *parts)

    def _in_order(self) -> Iterator[ast.stmt | None]:
        """The statements in the order in which they come after the branch; none for the branch of its own."""
        others = [a for a in self.arms if a is not self.chosen and a not in self.left_out]
        arms = [self.chosen, *others]
        for arm in arms:
            yield from arm.body[: self._position(arm)] if self.rebinding & set(arm.body) else ()
        yield None
        for arm in arms:
            yield from arm.body[self._position(arm) :] if self.rebinding & set(arm.body) else arm.body

    def _position(self, arm: Arm) -> int:
        """Where, among the statements of an arm, the branch of its own stands."""
        places = [i for i, s in enumerate(arm.body) if s in self.rebinding]
        return min(places, default=len(arm.body))

    def _block(self, written: list[list[str | Range]]) -> list[str | Range]:
        """A branch with the given lines in its arms."""
        while written and not written[-1]:
            written.pop()
        if len(written) == 2 and not written[0] and self.arms[1].test is None:
            otherwise = opposite(self.node.test, self.edits)
            return [f"{' ' * self.node.col_offset}if {otherwise}:\n", *written[1]]
        ways = [(arm.test, lines) for arm, lines in zip(self.arms, written, strict=False)]
        return list(self.edits.branch(self.node.col_offset, ways))

    def _rebinding(self, arm: Arm) -> list[str | Range]:
        column = self.node.col_offset + 4
        return [p for s in arm.body if s in self.rebinding for p in self.edits.moved(s, column)]

    def _staying(self, arm: Arm) -> list[str | Range]:
        """The lines of what stays in an arm."""
        column = self.node.col_offset + 4
        if arm in self.left_out:
            self.edits.tell(arm.body[0].lineno, *LEFT_OUT)
            return [" " * column + 'raise NotImplementedError("this branch was not converted")\n']
        inline = self._inline_optimizers(arm)
        bound = {p for s in self.graph for p in _bound(s)}
        lines: list[str | Range] = []
        for statement in arm.body:
            if statement not in self.graph and not (_binds_nothing(statement) and _bound(statement) <= bound):
                lines.extend(self.edits.moved(statement, column))
            for name, call in inline.get(statement, ()):
                lines.append(" " * column + f"{name} = {self.edits.text_of(call)}\n")
                self.edits.replace(*self.edits.range_of(call), name)
        return lines

    def _text(self, statement: ast.stmt) -> str:
        """What a statement does, with its optimizer called as it will be called."""
        text = self.edits.text_of(statement)
        for call in self._optimizers_in(statement):
            text = text.replace(self.edits.text_of(call), "<optimizer>")
        return text

    def _optimizers_in(self, statement: ast.stmt) -> list[ast.Call]:
        """The optimizers that a hoisted statement makes without a name."""
        if statement not in self.graph - self.rebinding:
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
        moved = {p for s in self.graph for p in _bound(s)}
        needs = {p for calls in found.values() for c in calls for p in places(c, ast.Load)}
        if sum(map(len, found.values())) > 1 or needs & moved:
            raise Undecided
        self.optimizer = self.optimizer or fresh("optimizer", self.names)
        return {s: [(self.optimizer, call) for call in calls] for s, calls in found.items()}


def _holds_layers(value: Value) -> bool:
    """Whether a value is a list in which there are variables that layers make."""
    found = nodes_in(value) if isinstance(value, Items) else ()
    return any(n.kind == "variable" and {"layer", "owner"} & n.arguments.keys() for n in found)


def opposite(test: ast.expr, edits: Edits) -> str:
    """The text of a condition that holds where another one does not."""
    text = edits.text_of(test)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return edits.text_of(test.operand)
    if isinstance(test, ast.Compare) and type(test.ops[0]) in OPPOSITES and len(test.ops) == 1:
        left, right = edits.text_of(test.left), edits.text_of(test.comparators[0])
        return f"{left} {OPPOSITES[type(test.ops[0])]} {right}"
    return f"not {text}" if isinstance(test, (ast.Name, ast.Attribute, ast.Call)) else f"not ({text})"


def _binds_nothing(statement: ast.stmt) -> bool:
    """Whether a statement says that something is not there."""
    value = statement.value if isinstance(statement, ast.Assign) else ast.Name("", ast.Load())
    return isinstance(value, ast.Constant) and value.value is None


def _bound_elsewhere(node: ast.If, scope: ast.AST, tree: ast.Module) -> set[str]:
    """The names that the scope of a branch binds outside of it, and the attributes that its class does."""
    owners = [c for c in walk(tree) if isinstance(c, ast.ClassDef) and scope in c.body]
    inside = set(walk(node))
    found: set[str] = set()
    for area in (scope, *owners):
        for statement in walk(area):
            if isinstance(statement, ast.stmt) and statement not in inside and not hasattr(statement, "body"):
                places = _bound(statement) if not _binds_nothing(statement) else set()
                found |= {p for p in places if area is scope or "." in p}
    return found


def _targets(statement: ast.stmt) -> Sequence[ast.expr]:
    if isinstance(statement, ast.Assign):
        return [e for t in statement.targets for e in (t.elts if isinstance(t, ast.Tuple) else [t])]
    return [statement.target] if isinstance(statement, (ast.AnnAssign, ast.AugAssign)) else []


def _bound(statement: ast.stmt) -> set[str]:
    """The names and attributes that a statement binds, and the containers that it puts something into."""
    inside = {
        ast.unparse(n.value)
        for n in walk(statement)
        if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store)
    }
    return places(statement, ast.Store) | inside


def _read(statement: ast.stmt) -> set[str]:
    own = places(statement, ast.Store) if isinstance(statement, ast.AugAssign) else set()
    return places(statement, ast.Load) | own
