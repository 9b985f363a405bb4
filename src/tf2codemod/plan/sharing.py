"""Finds statements that several functions need, and gives them a function of their own."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from tf2codemod.plan.bindings import Bindings
from tf2codemod.plan.model import BlockCall, BlockPlan, FunctionPlan
from tf2codemod.plan.naming import fresh, joined_name
from tf2codemod.plan.staging import Staging
from tf2codemod.tree import walk

FEWEST_STATEMENTS = 3


class Sharing:
    """Divides the bodies of functions into blocks by the set of functions that need them."""

    def __init__(
        self, functions: Sequence[FunctionPlan], staging: Staging, bindings: Bindings, taken: set[str]
    ) -> None:
        self.functions = list(functions)
        self.staging = staging
        self.bindings = bindings
        self.taken = taken
        self.blocks: list[BlockPlan] = []

    def share(self) -> list[FunctionPlan]:
        """The functions with calls of shared blocks in the place of what they share."""
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
            if len(group) >= FEWEST_STATEMENTS:
                self._extract(sorted(using_set), group)
        return self.functions

    def _extract(self, using: Sequence[int], group: Sequence[ast.stmt]) -> None:
        written = {n for s in group for n, _ in self.bindings.targets(s)} | {
            s.name for s in group if isinstance(s, ast.FunctionDef)
        }
        inputs: dict[str, None] = {}
        outputs: dict[str, None] = {}
        ends: list[ast.stmt] = []
        position = self.staging.position
        for index in using:
            function = self.functions[index]
            parameters = {p.name for p in function.parameters}
            others = [s for s in function.body if s not in group]
            other_names = {n for s in others for n, _ in self.bindings.targets(s)}
            if written & (other_names | parameters):
                return
            inside = {n for s in group for n in self._read_here(s)} - written
            inputs.update(dict.fromkeys(n for n in sorted(inside) if n in parameters or n in other_names))
            needed = {n for s in others for n in self._read_here(s)} & written
            needed |= {n for leaf in function.returns for n in leaf.names} & written
            needed |= {t.loss.partition("[")[0] for t in function.trains} & written
            needed |= {
                n
                for leaf in function.returns
                if leaf.on_the_spot is not None
                for n in _names(leaf.on_the_spot)
            } & written
            outputs.update(
                dict.fromkeys(n for s in group for n, _ in self.bindings.targets(s) if n in needed)
            )
            end = self._place(group, others, set(inputs), written)
            if end is None:
                return
            ends.append(end)
        if not outputs or len(outputs) > 3:
            return
        name = fresh("compute_" + joined_name(outputs, "outputs"), self.taken)
        self.taken.add(name)
        order = {n: i for i, n in enumerate(inputs)}
        block = BlockPlan(
            name, tuple(sorted(inputs, key=lambda n: order[n])), tuple(outputs), tuple(group), group[-1]
        )
        self.blocks.append(block)
        for index, end in zip(using, ends, strict=True):
            function = self.functions[index]
            taped = function.taped
            if taped & set(group):
                taped = taped | set(group)
            gradients = tuple(g.with_block(set(group)) for g in function.gradients)
            self.functions[index] = replace(
                function, calls=(*function.calls, BlockCall(block, end)), taped=taped, gradients=gradients
            )
        assert position is not None

    def _place(
        self, group: Sequence[ast.stmt], others: Sequence[ast.stmt], inputs: set[str], written: set[str]
    ) -> ast.stmt | None:
        """The statement of the group in whose place the block can be called."""
        position = self.staging.position
        makers = [position[s] for s in others if inputs & {n for n, _ in self.bindings.targets(s)}]
        readers = [position[s] for s in others if written & self._read_here(s)]
        for statement in group:
            at = position[statement]
            if all(m < at for m in makers) and all(r > at for r in readers):
                return statement
        return None

    def _read_here(self, statement: ast.stmt) -> set[str]:
        """The names of the frame that a statement reads, also through the functions that it calls."""
        facts = self.staging.facts.by_node.get(statement)
        names = _names(statement) | self.staging.added_reads.get(statement, set())
        if facts is not None:
            cell = self.staging.frame.cell
            names |= {k for (c, k) in facts.reads if c is cell and isinstance(k, str)}
        return names


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
