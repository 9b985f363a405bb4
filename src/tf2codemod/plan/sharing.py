"""Finds statements that several functions need, and gives them a function of their own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Sequence

from tf2codemod.plan.bindings import Bindings
from tf2codemod.plan.methods import method_of
from tf2codemod.plan.model import BlockCall, BlockPlan, FunctionPlan
from tf2codemod.plan.naming import fresh, joined_name
from tf2codemod.plan.staging import Staging
from tf2codemod.tree import walk

FEWEST_STATEMENTS = 3
FEWEST_OF_A_FUNCTION = 2
MOST_OUTPUTS = 3


class Sharing:
    """Divides the bodies of functions into blocks by the set of functions that need them."""

    def __init__(
        self,
        functions: Sequence[FunctionPlan],
        staging: Staging,
        bindings: Bindings,
        taken: set[str],
        receiver: str = "",
        fixed: Collection[str] = (),
    ) -> None:
        self.fixed = set(fixed)
        self.functions = list(functions)
        self.staging = staging
        self.bindings = bindings
        self.taken = taken
        self.receiver = receiver
        self.blocks: list[BlockPlan] = []

    def share(self) -> dict[str, FunctionPlan]:
        """The functions, by the names they had, those that others call before them."""
        names = [f.name for f in self.functions]
        users: dict[ast.stmt, frozenset[int]] = {}
        for statement in self.staging.line:
            using = [
                i
                for i, f in enumerate(self.functions)
                if statement in f.body and statement not in _trained(f) and not _defines(f)
            ]
            if len(using) > 1:
                users[statement] = frozenset(using)
        groups: dict[frozenset[int], list[ast.stmt]] = {}
        for statement, using_set in users.items():
            groups.setdefault(using_set, []).append(statement)
        for using_set, group in groups.items():
            if len(group) >= FEWEST_OF_A_FUNCTION:
                self._extract(sorted(using_set), group)
        found = dict(zip(names, self.functions, strict=True))
        called = {f.name: old for old, f in found.items()}
        ordered: dict[str, FunctionPlan] = {}

        def add(old: str) -> None:
            for call in found[old].calls:
                if call.block.name in called:
                    add(called[call.block.name])
            ordered.setdefault(old, found[old])

        for old in names:
            add(old)
        return ordered

    def _extract(self, using: Sequence[int], group: Sequence[ast.stmt]) -> None:
        written = {n for s in group for n in self._written(s)}
        inputs: dict[str, None] = {}
        outputs: dict[str, None] = {}
        rebound: set[str] = set()
        ends: list[ast.stmt] = []
        for index in using:
            function = self.functions[index]
            flow = _Flow(function.body, self._written, self._read_here)
            parameters = [p.name for p in function.parameters]
            others = [s for s in function.body if s not in group]
            if written & set(parameters) or not flow.is_straight(written & set(flow.written(others))):
                return
            given = flow.given(others, group)
            bound = flow.written(others)
            rebound.update(bound)
            if any(bound.count(n) > 1 for n in given):
                return
            fed = flow.given([None], group) & set(parameters)
            inputs.update(dict.fromkeys(n for n in parameters if n in fed))
            inputs.update(dict.fromkeys(sorted(given)))
            needed = flow.given(group, others) | flow.last(group, _asked(function))
            outputs.update(dict.fromkeys(n for s in group for n in self._written(s) if n in needed))
            end = self._place(group, others, given, needed, fed)
            if end is None:
                return
            ends.append(end)
        if not outputs or len(outputs) > MOST_OUTPUTS or rebound & set(outputs):
            return
        whole = self._whole(using, group, inputs, outputs)
        if whole is None and len(group) < FEWEST_STATEMENTS:
            return
        block = whole or self._block(group, inputs, outputs)
        for index, end in zip(using, ends, strict=True):
            if self.functions[index].name != block.name:
                self.functions[index] = _calling(self.functions[index], block, end)

    def _is_hidden(self, function: FunctionPlan, others: Sequence[FunctionPlan]) -> bool:
        """Whether the name of a function means something else in some others."""
        bound = {n for f in others for s in f.body for n in self._written(s)}
        bound |= {p.name for f in others for p in f.parameters}
        return not self.receiver and function.name in bound

    def _visible(self, function: FunctionPlan, others: Sequence[FunctionPlan]) -> FunctionPlan:
        """The function under a name that means nothing else in the functions that will call it."""
        if not self._is_hidden(function, others):
            return function
        name = fresh(f"compute_{function.name}", self.taken)
        self.taken.add(name)
        self.functions = [f._replace(name=name) if f is function else f for f in self.functions]
        return next(f for f in self.functions if f.name == name)

    def _block(self, group: Sequence[ast.stmt], inputs: Iterable[str], outputs: Iterable[str]) -> BlockPlan:
        """A new function of what several ones share."""
        name = fresh("compute_" + joined_name(outputs, "outputs"), self.taken)
        self.taken.add(name)
        anchor = method_of(self.staging.frame, group) if self.receiver else group[-1]
        block = BlockPlan(name, tuple(inputs), tuple(outputs), tuple(group), anchor, self.receiver)
        self.blocks.append(block)
        return block

    def _whole(
        self,
        using: Sequence[int],
        group: Sequence[ast.stmt],
        inputs: Iterable[str],
        outputs: Iterable[str],
    ) -> BlockPlan | None:
        """The function, if there is one, that does nothing but what the others share."""
        position = self.staging.position
        for function in (self.functions[i] for i in using):
            others = [self.functions[i] for i in using if self.functions[i] is not function]
            returned = [leaf.expression for leaf in function.returns if leaf.is_tensor]
            nodes = {p.name: p.node for p in function.parameters}
            if (
                set(function.body) == set(group)
                and not (function.trains or function.gradients or function.calls)
                and len(returned) == len(function.returns)
                and sorted(returned) == sorted(outputs)
                and set(nodes) == set(inputs)
                and function.has_signature
                and not any(p.default for p in function.parameters)
                and all(nodes.items() <= {p.name: p.node for p in o.parameters}.items() for o in others)
                and (self.receiver or all(position[function.anchor] <= position[o.anchor] for o in others))
                and not any(o.before_anchor for o in others)
                and not (function.name in self.fixed and self._is_hidden(function, others))
            ):
                named = self._visible(function, others)
                return BlockPlan(
                    named.name, tuple(nodes), tuple(returned), tuple(group), function.anchor, self.receiver
                )
        return None

    def _place(
        self,
        group: Sequence[ast.stmt],
        others: Sequence[ast.stmt],
        given: set[str],
        needed: set[str],
        fed: set[str],
    ) -> ast.stmt | None:
        """The statement of the group in whose place the block can be called.

        What makes the names that it is given stands before, what reads its results or binds its names after.
        """
        position = self.staging.position
        makers = [position[s] for s in others if given & set(self._written(s))]
        readers = [
            position[s]
            for s in others
            if needed & self._read_here(s) or (needed | fed) & set(self._written(s))
        ]
        for statement in group:
            at = position[statement]
            if all(m < at for m in makers) and all(r > at for r in readers):
                return statement
        return None

    def _written(self, statement: ast.stmt) -> list[str]:
        """The local names that a statement binds in a function."""
        found = [n.removeprefix(self._prefix) for n, _ in self.bindings.targets(statement)]
        if isinstance(statement, ast.FunctionDef):
            return [*found, statement.name]
        inner = () if isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign)) else walk(statement)
        stored = (n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        return [*found, *dict.fromkeys(n for n in stored if n not in found)]

    def _read_here(self, statement: ast.stmt) -> set[str]:
        """The names of the frame that a statement reads, also through the functions that it calls."""
        facts = self.staging.facts.by_node.get(statement)
        names = _names(statement) | self.staging.added_reads.get(statement, set())
        names |= {
            n.attr
            for n in walk(statement)
            if isinstance(n, ast.Attribute)
            and isinstance(n.ctx, ast.Load)
            and ast.unparse(n) == self._prefix + n.attr
        }
        if facts is not None:
            cell = self.staging.frame.cell
            names |= {k for (c, k) in facts.reads if c is cell and isinstance(k, str)}
        return {n.removeprefix(self._prefix) for n in names}

    @property
    def _prefix(self) -> str:
        return f"{self.receiver}." if self.receiver else ""


class _Flow:
    """Which statement of a function gives a name the value that another one reads."""

    def __init__(
        self,
        body: Sequence[ast.stmt],
        written: Callable[[ast.stmt], Sequence[str]],
        read: Callable[[ast.stmt], set[str]],
    ) -> None:
        self.body = body
        self.names = {s: set(written(s)) for s in body}
        now: dict[str, ast.stmt] = {}
        self.reads: dict[ast.stmt, dict[str, ast.stmt | None]] = {}
        for statement in body:
            self.reads[statement] = {n: now.get(n) for n in read(statement)}
            now.update(dict.fromkeys(self.names[statement], statement))
        self.end = now

    def written(self, statements: Iterable[ast.stmt]) -> list[str]:
        """The names that statements bind, as often as they do."""
        return [n for s in statements for n in self.names[s]]

    def is_straight(self, names: set[str]) -> bool:
        """Whether some names are bound by assignments alone, each of which makes the one before it void."""
        return all(isinstance(s, ast.Assign) for s in self.body if names & self.names[s])

    def given(self, makers: Iterable[ast.stmt | None], readers: Iterable[ast.stmt]) -> set[str]:
        """The names that some statements read as others bound them; ``None`` is the outside."""
        made = set(makers)
        return {n for s in readers for n, maker in self.reads[s].items() if maker in made}

    def last(self, makers: Iterable[ast.stmt], names: set[str]) -> set[str]:
        """Those of some names that have their value from some statements in the end."""
        made = set(makers)
        return {n for n in names if self.end.get(n) in made}


def _calling(function: FunctionPlan, block: BlockPlan, end: ast.stmt) -> FunctionPlan:
    """A function with the call of a block in the place of its statements."""
    group = set(block.body)
    taped = function.taped | group if function.taped & group else function.taped
    gradients = tuple(g.with_block(group) for g in function.gradients)
    calls = (*function.calls, BlockCall(block, end))
    return function._replace(calls=calls, taped=taped, gradients=gradients)


def _asked(function: FunctionPlan) -> set[str]:
    """The names that a function returns or trains, or reads where it returns."""
    returned = {n for leaf in function.returns for n in leaf.names}
    trained = {t.loss.partition("[")[0] for t in function.trains}
    spot = [leaf.on_the_spot for leaf in function.returns if leaf.on_the_spot is not None]
    return returned | trained | {n for expr in spot for n in _names(expr)}


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _trained(function: FunctionPlan) -> set[ast.stmt]:
    return (
        {t.statement for t in function.trains}
        | {s for g in function.gradients for s in g.tied}
        | function.late
    )


def _defines(function: FunctionPlan) -> bool:
    """Whether functions are defined inside of a function, which its shared parts could not see."""
    return any(isinstance(s, ast.FunctionDef) for s in function.body)
