"""What is different where the graph is built by a method: names are attributes, functions are methods."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, MutableSet, Sequence

from tf2codemod.interpret.trace import Frame, RunSite, StatementRun
from tf2codemod.interpret.values import Cell, Instance, Node, nodes_in
from tf2codemod.plan.method_arguments import stores
from tf2codemod.plan.model import FunctionPlan, Leaf, Role
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_nothing
from tf2codemod.plan.staging import Staging
from tf2codemod.tree import is_text, walk


def instance_cell(frame: Frame) -> Cell | None:
    """The attributes of the object whose method a frame is."""
    receiver = frame.cell.slots.get(frame.receiver) if frame.receiver else None
    return receiver.cell if isinstance(receiver, Instance) else None


def inside(expression: str, receiver: str, moved: Iterable[str]) -> str:
    """What an expression of the method is called in a function made from it."""
    root = expression.partition("[")[0]
    if receiver and root in set(moved):
        return expression.removeprefix(receiver + ".")
    return expression


def receiver_of(site: RunSite, leaves: Sequence[Leaf], expressions: Sequence[ast.expr | None]) -> str:
    """The expression, at a run, of the object whose tensors are fetched."""
    found: dict[str, None] = {}
    for leaf, expr in zip(leaves, expressions, strict=True):
        if leaf.kind in ("variable", "initializer") or is_nothing(leaf.node):
            continue
        if not isinstance(expr, ast.Attribute):
            raise Obstacle(
                "TF217",
                "a fetched tensor of an object is not named as its attribute",
                "fetch object.attribute",
                site.call,
            )
        found[ast.unparse(expr.value)] = None
    if len(found) != 1:
        raise Obstacle(
            "TF226", "one run fetches tensors of several objects", "run each object on its own", site.call
        )
    return next(iter(found))


def is_local(frame: Frame, sites: Mapping[ast.Call, Sequence[RunSite]]) -> bool:
    """Whether a method runs itself what it builds, and keeps none of it as an attribute of its object."""
    own = instance_cell(frame)
    runs = [site for group in sites.values() for site in group]
    if own is None or not runs:
        return False
    seen = all(s.statement.frame is frame or frame.cell in s.statement.frame.scopes for s in runs)
    return seen and not any(
        node.kind in ("tensor", "action") and writer is not None and writer.frame is frame
        for key, value in own.slots.items()
        for node in nodes_in(value)
        for writer in own.writers.get(key, ())
    )


def kept_names(staging: Staging) -> set[str]:
    """The names that methods made from a frame cannot have: of other methods, of attributes that stay."""
    receiver = staging.frame.cell.slots.get(staging.frame.receiver)
    if not isinstance(receiver, Instance):
        return set()
    names = {str(k) for cls in receiver.cls.lineage() for k in cls.cell.slots}
    for key in receiver.cell.slots:
        writers = receiver.cell.writers.get(key, ())
        tops = [w.within(staging.frame) if w is not None else None for w in writers]
        roles = {
            staging.roles.get(staging.statement_of.get(t.node, t.node)) if t is not None else None
            for t in tops
        }
        if roles != {Role.MOVE}:
            names.add(str(key))
    return names


def method_of(frame: Frame, body: Iterable[ast.stmt] = ()) -> ast.FunctionDef:
    """The method after which a function of these statements is defined: in the class that adds the last."""
    assert frame.function is not None
    own = frame.function.node
    assert isinstance(own, ast.FunctionDef)
    receiver = frame.cell.slots.get(frame.receiver)
    codes = [own, *(c for c in frame.parameters_of if isinstance(c, ast.FunctionDef))]
    holds = {s: code for code in codes for s in walk(code) if isinstance(s, ast.stmt)}
    holders = list(dict.fromkeys(holds[s] for s in body if s in holds))
    if not holders or not isinstance(receiver, Instance):
        return own
    lineage = list(receiver.cls.lineage())
    classes = {code: cls for code in codes for cls in lineage if code in cls.node.body}
    if not all(code in classes for code in holders):
        return own
    last = min((classes[code] for code in holders), key=lineage.index)
    for code in holders:
        cls = classes[code]
        if cls.module is not last.module or cls.node.lineno > last.node.lineno:
            raise Obstacle(
                "TF216",
                "the methods of several files build one graph together",
                "build it in the methods of one class",
                code,
            )
    inside = [code for code in codes if classes.get(code) is last]
    return own if own in inside else inside[-1]


class Canonical:
    """Finds the counterpart, in the first activation of a method, of what another activation made."""

    def __init__(self, nodes: Iterable[Node], frames: Sequence[Frame]) -> None:
        self.frames = list(frames)
        self.first = frames[0]
        self.by_key: dict[object, list[Node]] = {}
        self.turns: dict[Node, int] = {}
        if len(frames) > 1:
            alike: dict[tuple[Frame, object], list[Node]] = {}
            for node in nodes:
                key = self._key(node)
                if key is not None:
                    alike.setdefault(key, []).append(node)
            self.by_key = {own: made for (frame, own), made in alike.items() if frame is self.first}
            for (_, alone), made in alike.items():
                if len(made) == len(self.by_key.get(alone, ())):
                    self.turns.update((node, turn) for turn, node in enumerate(made))

    def _key(self, node: Node) -> tuple[Frame, object] | None:
        sites: list[object] = []
        for run in node.made.chain():
            if run.frame in self.frames:
                part = node.part if isinstance(node.part, (int, str, tuple)) else None
                return run.frame, (tuple(sites), node.expr, node.kind, node.op, part)
            sites.append(run.frame.site)
        return None

    def home(self, node: Node) -> Frame | None:
        """The activation that made a graph object, if one did."""
        return next((run.frame for run in node.made.chain() if run.frame in self.frames), None)

    def of(self, node: Node) -> Node:
        if len(self.frames) == 1:
            return node
        key = self._key(node)
        if key is None or key[0] is self.first:
            return node
        made = self.by_key.get(key[1])
        return made[self.turns.get(node, -1)] if made else node


class Lifted:
    """The local names of a method that its functions read, which therefore become attributes."""

    def __init__(self, frame: Frame, staging: Staging, taken: MutableSet[str]) -> None:
        self.frame = frame
        self.staging = staging
        self.taken = taken
        function = frame.function
        assert function is not None
        self.parameters = {a.arg for a in function.node.args.args} - {frame.receiver}
        self.inner = {p: code for code, names in frame.parameters_of.items() for p in names}
        self.parameters |= set(self.inner)
        self.rebound = {p for p in self.parameters if stores(self.inner.get(p, function.node), p)}
        self.attributes: dict[str, str] = {}

    def need(self, name: str) -> str:
        """The attribute that keeps a local name."""
        if name not in self.attributes:
            kept = self._kept_as(name) if name in self.parameters or self._is_another(name) else None
            own = fresh(name, self.taken) if self._is_another(name) else name
            self.attributes[name] = kept or f"{self.frame.receiver}.{own}"
            self.taken.add(self.attributes[name].rpartition(".")[2])
        return self.attributes[name]

    def _is_another(self, name: str) -> bool:
        """Whether the object has an attribute, a method or a function of a name that means something else."""
        cell = instance_cell(self.frame)
        attribute = cell.slots.get(name) if cell is not None else None
        return name in self.taken and (attribute is None or attribute != self.frame.cell.slots.get(name))

    def _kept_as(self, parameter: str) -> str | None:
        """The attribute to which the method itself assigns a parameter that keeps its value."""
        if parameter in self.rebound:
            return None
        for statement in self.staging.line:
            if (
                isinstance(statement, ast.Assign)
                and isinstance(statement.value, ast.Name)
                and statement.value.id == parameter
            ):
                target = statement.targets[0]
                if isinstance(target, ast.Attribute) and self.staging.roles.get(statement) is Role.KEEP:
                    return ast.unparse(target)
        return None

    def openings(self) -> dict[ast.stmt, tuple[str, ...]]:
        """The assignments of parameters not kept so far, by the statement before which they stand."""
        found: dict[ast.stmt, tuple[str, ...]] = {}
        for name, attribute in self.attributes.items():
            if name not in self.parameters or self._kept_as(name) is not None:
                continue
            code = self.inner.get(name)
            body = list(code.body) if isinstance(code, ast.FunctionDef) else self.staging.body
            first = next((s for s in body if s in self.staging.position and not is_text(s)), None)
            if first is not None:
                found[first] = (*found.get(first, ()), f"{attribute} = {name}")
        return found


def local_reads(staging: Staging, statements: Iterable[ast.stmt]) -> set[str]:
    """The local names, bound by what stays, that moved statements read."""
    found: set[str] = set()
    cell = staging.frame.cell
    for statement in statements:
        facts = staging.facts.by_node[statement]
        for (owner, key), writers in facts.reads.items():
            if (
                owner is cell
                and isinstance(key, str)
                and key != staging.frame.receiver
                and not _all_moved(staging, writers)
            ):
                found.add(key)
    return found


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A text in which some names, not attributes of that name, are others."""
    for name, other in names.items():
        text = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", other, text)
    return text


def _all_moved(staging: Staging, writers: Iterable[StatementRun | None]) -> bool:
    for writer in writers:
        top = writer.within(staging.frame) if writer is not None else None
        facts = staging.facts.owner.get(top) if top is not None else None
        if facts is None or staging.roles.get(facts.node) is not Role.MOVE:
            return False
    return True


def wrapped(function: FunctionPlan, tf: str) -> str:
    """The line that gives a method its signature."""
    specs = signature([p.spec for p in function.parameters])
    own = f"{function.receiver}.{function.name}"
    return f"{own} = {tf}.function({own}, input_signature={specs})"


def signature(specs: Sequence[str]) -> str:
    """An expression for the specifications; those of all parts of one element stand together."""
    elements = [s.rpartition("[")[0] if s.endswith("]") and ".element_spec[" in s else "" for s in specs]
    parts: list[str] = []
    for index, (spec, element) in enumerate(zip(specs, elements, strict=True)):
        first = not index or elements[index - 1] != element
        last = index + 1 == len(specs) or elements[index + 1] != element
        if not element or (first and last):
            parts.append(spec)
        elif first:
            parts.append(f"*{element}")
    if len(parts) == 1 and parts[0].startswith("*"):
        return parts[0][1:]
    return f"[{', '.join(parts)}]"
