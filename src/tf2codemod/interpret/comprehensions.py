"""Evaluates comprehensions turn by turn."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tf2codemod.interpret.attributes import Attributes
from tf2codemod.interpret.values import HOST, Const, Mapping, Value, join
from tf2codemod.tree import stored_names, walk

TURNS_TOLD_APART = 4


class Turns(NamedTuple):
    """What a comprehension does at each turn, and how it asks if all that are left give the same."""

    collect: Callable[[], None]
    are_alike: Callable[[int], bool] = lambda _: False


class Comprehensions(Attributes):
    """Evaluates lists, sets, dicts and generators that say how their elements are made."""

    @abstractmethod
    def evaluate(self, expr: ast.expr) -> Value:
        """The value of an expression."""

    @abstractmethod
    def bind(self, target: ast.expr, value: Value) -> None:
        """Binds the names of a comprehension's target, which the record of writes does not show."""

    @abstractmethod
    def truth(self, value: Value) -> bool | None:
        """Whether a condition holds, if that is known."""

    @abstractmethod
    def put(self, owner: Mapping, key: Value, value: Value) -> None:
        """Sets an entry of a dict."""

    def _eval_ListComp(self, expr: ast.ListComp) -> Value:
        return self._comprehend(expr, "list")

    def _eval_SetComp(self, expr: ast.SetComp) -> Value:
        return self._comprehend(expr, "set")

    def _eval_GeneratorExp(self, expr: ast.GeneratorExp) -> Value:
        return self._comprehend(expr, "list")

    def _eval_DictComp(self, expr: ast.DictComp) -> Value:
        made = self.mapping(())
        turns = Turns(lambda: self.put(made, self.evaluate(expr.key), self.evaluate(expr.value)))
        self._generate(expr.generators, turns)
        return made

    def _comprehend(self, expr: ast.ListComp | ast.SetComp | ast.GeneratorExp, kind: str) -> Value:
        values: list[Value] = []
        turns = Turns(lambda: values.append(self.evaluate(expr.elt)))
        plain = not any(isinstance(n, ast.Call) for n in walk(expr.elt))
        if plain and len(expr.generators) == 1 and not expr.generators[0].ifs:
            graph = len(self.trace.nodes), len(self.trace.runs)

            def are_alike(count: int) -> bool:
                if (len(self.trace.nodes), len(self.trace.runs)) != graph or self.evaluate(expr.elt) != HOST:
                    return False
                values.extend([HOST] * count)
                return True

            turns = Turns(turns.collect, are_alike)
        if self._generate(expr.generators, turns):
            return self.items(kind, values)
        rest: Value | None = None
        for value in values:
            rest = value if rest is None else join(rest, value)
        return self.items(kind, (), rest if rest is not None else HOST)

    def _generate(self, generators: Sequence[ast.comprehension], turns: Turns) -> bool:
        """Runs the innermost action for every known turn; says whether the turns are exactly known.

        The names that the turns bind are the comprehension's own, so what they held before is put back.
        """
        cell = self.frame.cell
        bound = {name for g in generators for name in stored_names(g.target)}
        before = {name: (cell.slots.get(name), cell.writers.get(name)) for name in bound}
        try:
            return self._turn(generators, turns)
        finally:
            for name, (value, writers) in before.items():
                cell.slots.pop(name, None)
                if value is not None:
                    cell.slots[name] = value
                if writers is not None:
                    cell.writers[name] = writers

    def _turn(self, generators: Sequence[ast.comprehension], turns: Turns) -> bool:
        if not generators:
            turns.collect()
            return True
        first, *others = generators
        elements, exact = self.elements(self.evaluate(first.iter))
        plain = len(elements) > 2 * TURNS_TOLD_APART and all(isinstance(e, Const) for e in elements)
        for index, element in enumerate(elements):
            if plain and index == TURNS_TOLD_APART:
                with self.looping((first, "any")):
                    self.bind(first.target, HOST)
                    if turns.are_alike(len(elements) - index):
                        break
            with self.looping((first, index)):
                self.bind(first.target, element)
                keep = [self.truth(self.evaluate(test)) for test in first.ifs]
                if False in keep:
                    continue
                exact = exact and all(keep)
                exact = self._turn(others, turns) and exact
        return exact
