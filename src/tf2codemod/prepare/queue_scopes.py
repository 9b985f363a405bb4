"""Turns what one function does with elements of queues into transformations of a data set."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.values import Node, nodes_in
from tf2codemod.plan.queues import BATCHES
from tf2codemod.prepare.edits import remove_arguments, remove_parameters
from tf2codemod.prepare.element_functions import ElementFunction, Opening, lines_of_code
from tf2codemod.prepare.queue_elements import (
    READINGS,
    SLICES,
    NotCovered,
)
from tf2codemod.prepare.queue_openings import QUEUED, QueueReadings, given_to_call, only_name
from tf2codemod.prepare.queue_sources import batched, produced
from tf2codemod.tree import arms_of, stored_names, walk

BLOCKS_WITH_HEADS = (ast.For, ast.While, ast.Try)
NEXT = ".make_one_shot_iterator().get_next()"


class QueueScope(QueueReadings):
    """One function or module of a program that reads queues."""

    def apply(self) -> bool:
        """Writes the data sets of this scope; whether there are any."""
        items = [
            i for n in walk(self.scope) if isinstance(n, ast.With) and n not in self.line for i in n.items
        ]
        if any(self.carried(i) for i in items if not any(i in walk(s) for s in self.line)):
            raise NotCovered
        calls = [n for s in self.line for n in walk(s) if isinstance(n, ast.Call)]
        found = False
        for call in calls:
            found |= self._produce(call)
        openings = [o for c in calls for o in self._opening(c)]
        for opening in openings:
            self._convert(opening)
        return self._take_data_set() or found or bool(openings)

    def _take_data_set(self) -> bool:
        """Lets a function that is given elements, and makes batches of them, take their data set."""
        code = self.scope
        sites = [(f, f.site) for f in self.frames if isinstance(f.site, ast.Call)]
        if not isinstance(code, ast.FunctionDef) or not any(map(self._is_end_of_given, self.line)):
            return False
        taken: set[tuple[str, ...]] = set()
        readings: set[Node] = set()
        for frame, site in sites:
            assert frame.caller is not None
            above, names = frame.caller.frame, [a.arg for a in code.args.args]
            skipped = 1 if frame.receiver and len(site.args) < len(names) else 0
            given = dict(zip(names[skipped:], site.args, strict=False))
            given |= {k.arg: k.value for k in site.keywords if k.arg}
            found = {n: self.elements.readings_in(above.values.get(e)) for n, e in given.items()}
            taken.add(tuple(n for n in names if found.get(n)))
            readings.update(r for each in found.values() for r in each)
        if len(taken) != 1 or len(sites) < len(self.frames) or not readings & self.elements.batched:
            raise NotCovered
        (parameters,) = taken
        if not parameters:
            return False
        data = self._fresh("dataset")
        self.taken.add(data)
        start = ast.Pass(lineno=code.lineno, end_lineno=code.body[0].lineno - 1)
        first = next(a for a in code.args.args if a.arg == parameters[0])
        opening = Opening(start, sites[0][1], "", list(parameters), frozenset(readings), len(parameters) > 1)
        self.edits.replace(*self.edits.range_of(first), data)
        remove_parameters(self.edits, code, set(parameters[1:]))
        self._follow(self.line, opening, data, data)
        self.takes = True
        return True

    def _is_end_of_given(self, statement: ast.stmt) -> bool:
        ends = any(self._closes(n) or self._hands_over(n) for n in walk(statement))
        mine = {r for c in walk(self.scope) if self._opens(c) for r in self.readings(c)}
        return ends and bool(self.carried(statement) - mine)

    # Producers ------------------------------------------------------------------------------------------

    def _produce(self, call: ast.Call) -> bool:
        """Puts a data set of names in the place of a queue of names."""
        made = self._made(call, QUEUED)
        if not made:
            return False
        statement = self._statement(call)
        target = only_name(statement) if getattr(statement, "value", None) is call else ""
        free = self._fresh("filenames")
        source = produced(call, self.code, made[0].op, target, free)
        if source.lines:
            self._write_before(statement, source.lines)
        self.edits.replace(*self.edits.range_of(call), source.text)
        return True

    # What becomes of the elements -----------------------------------------------------------------------

    def _convert(self, opening: Opening) -> None:
        data = self._fresh("dataset")
        self.taken.add(data)
        closed = opening.readings & self.elements.batched
        if closed and closed != opening.readings:
            raise NotCovered
        if not closed:
            self._draw(opening)
            return
        position = self.line.index(opening.statement)
        source = data
        if isinstance(opening.text, str) and opening.text.isidentifier():
            source = opening.text
            self.going.gone.add(opening.statement)
        else:
            self.edits.replace(*self.edits.range_of(opening.statement), f"{data} = ", opening.text)
        self._follow(self.line[position + 1 :], opening, source, data)

    def _follow(self, line: Sequence[ast.stmt], opening: Opening, source: str, data: str) -> None:
        """Turns what a row of statements does with elements into transformations of their data set.

        ``source`` gives the elements, and ``data`` is the name for what is made of it.
        """
        mine = [s for s in line if self.carried(s) & opening.readings]
        others = {c for s in mine for c in walk(s) if self._opens(c)}
        if others or any(self.carried(s) - opening.readings for s in mine):
            raise NotCovered
        closing = next((i for i, s in enumerate(mine) if self._is_end(s)), None)
        if closing is None or not all(map(self._is_end, mine[closing + 1 :])):
            raise NotCovered
        body, ends = mine[:closing], mine[closing:]
        if all(map(self._only_ends, ends)):
            function = ElementFunction(self, opening, body, ends)
            mapped = function.written_before(ends[0], source)
            for end in ends:
                self._end(end, data, mapped)
            return
        (branch,) = ends if len(ends) == 1 else (None,)
        if not isinstance(branch, ast.If) or branch in self.parted or self.carried(branch.test):
            raise NotCovered
        self._part(branch, opening, body, source, data)

    def _part(
        self, branch: ast.If, opening: Opening, body: Sequence[ast.stmt], source: str, data: str
    ) -> None:
        """Goes each way of a branch on its own, with the elements as they are before it."""
        self.parted.add(branch)
        known = {*opening.names, *(n for s in body for n in stored_names(s))}
        used = (n for n in walk(branch) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
        names = [n for n in dict.fromkeys(n.id for n in used if self.readings(n)) if n in known]
        if not names or opening.whole:
            raise NotCovered
        self.handed[branch] = _tuple_of(names, branch)
        function = ElementFunction(self, opening, body, [branch])
        mapped = function.written_before(branch, source)
        if mapped != source:
            self._write_before(branch, [f"{data} = {mapped}"])
        arms = list(arms_of(branch))
        after = self._after_branches(branch, data)
        self.later.update(c for c in walk(branch) if after and self._closes(c))
        for arm in arms:
            start = ast.Pass(lineno=arm.body[0].lineno, end_lineno=arm.body[0].lineno)
            inner = Opening(start, opening.call, "", names, opening.readings, len(names) > 1)
            if any(self.carried(s) for s in arm.body):
                self.apart = {n for a in arms if a is not arm for s in a.body for n in walk(s)}
                rest = list(lines_of_code(arm.body, self._opens_or_closes))
                self._follow(rest, inner, data if mapped != source else source, data)
        self.apart = set()
        self._write_after(branch, after)

    def _is_end(self, statement: ast.stmt) -> bool:
        """Whether a statement makes batches of elements, or hands them back."""
        return isinstance(statement, ast.Return) or any(
            self._closes(n) or self._hands_over(n) for n in walk(statement)
        )

    def _only_ends(self, statement: ast.stmt) -> bool:
        """Whether nothing else is done with elements in a statement that ends."""
        inner = [s for s in walk(statement) if isinstance(s, ast.stmt)]
        alone = [s for s in inner if not any(isinstance(c, ast.stmt) for c in ast.iter_child_nodes(s))]
        heads = [
            e for s in inner if s not in alone for e in ast.iter_child_nodes(s) if isinstance(e, ast.expr)
        ]
        if any(self.carried(e) for e in heads) or any(isinstance(s, BLOCKS_WITH_HEADS) for s in inner):
            return False
        return all(self._is_end(s) for s in alone if self.carried(s))

    def ends(self, statement: ast.stmt) -> list[tuple[ast.expr, ast.AST]]:
        """What the elements of an ending are made of, and the code that takes them."""
        if statement in self.handed:
            return [(self.handed[statement], statement)]
        calls = [n for n in walk(statement) if self._closes(n) or self._hands_over(n)]
        if not calls:
            assert isinstance(statement, ast.Return) and statement.value is not None
            return [(statement.value, statement)]
        found: list[tuple[ast.expr, ast.AST]] = []
        for call in calls:
            assert isinstance(call, ast.Call)
            if self._hands_over(call):
                carried = [a for a in given_to_call(call) if self.carried(a)]
                whole = ast.Tuple(carried, ast.Load(), lineno=call.lineno, end_lineno=call.end_lineno)
                found.append((whole if len(carried) > 1 else carried[0], call))
                continue
            (op,) = {n.op for n in self._made(call, frozenset(BATCHES))}
            found.append((batched(op, call, self.code)[0], call))
        return found

    def _end(self, statement: ast.stmt, data: str, mapped: str) -> None:
        after = self._after_branches(statement, data)
        for _, place in self.ends(statement):
            if isinstance(place, ast.Return):
                assert place.value is not None
                self.edits.replace(*self.edits.range_of(place.value), mapped)
                continue
            assert isinstance(place, ast.Call)
            if self._hands_over(place):
                first, *rest = [a for a in given_to_call(place) if self.carried(a)]
                if any(k.value is first for k in place.keywords):
                    raise NotCovered
                remove_arguments(self.edits, place, rest)
                self.edits.replace(*self.edits.range_of(first), mapped)
                called = [f.function for f in self.trace.frames if f.site is place]
                self.given_to.update(f.node for f in called if f is not None)
                continue
            (op,) = {n.op for n in self._made(place, frozenset(BATCHES))}
            inner = _holding(place, statement)
            if not isinstance(inner, (ast.Assign, ast.Return)):
                raise NotCovered
            line = f"{data} = {mapped}{batched(op, place, self.code)[1]}"
            if after or place in self.later:
                self.edits.replace(*self.edits.range_of(inner), line)
                continue
            self._write_before(inner, [line])
            start, end = self.edits.range_of(place)
            if isinstance(inner, ast.Assign):
                target = self.edits.range_of(inner.targets[-1])[1]
                if b"\\" in self.edits.data[target:start]:
                    self.edits.replace(target, end, f" = {data}{NEXT}")
                    continue
            self.edits.replace(start, end, f"{data}{NEXT}")
        self._write_after(statement, after)

    def _write_after(self, statement: ast.stmt, line: str) -> None:
        _, end = self.edits.range_of(statement)
        if line:
            self.edits.replace(end, end, f"\n{' ' * statement.col_offset}{line}")

    def _after_branches(self, statement: ast.stmt, data: str) -> str:
        """The line that draws after a branch, every way of which ends with the making of batches."""
        if not isinstance(statement, ast.If):
            return ""
        heads: list[str] = []
        arms = list(arms_of(statement))
        for arm in arms:
            last = arm.body[-1]
            call = last.value if isinstance(last, (ast.Assign, ast.Return)) else None
            if call is None or not self._closes(call):
                return ""
            start, _ = self.edits.range_of(call)
            heads.append(self.edits.data[self.edits.range_of(last)[0] : start].decode().replace("\\\n", ""))
        alike = len({"".join(h.split()) for h in heads}) == 1
        closing = [c for c in walk(statement) if self._closes(c)]
        if not alike or arms[-1].test is not None or len(closing) != len(arms):
            return ""
        return f"{' '.join(heads[0].split())} {data}{NEXT}"

    def _draw(self, opening: Opening) -> None:
        """Draws elements one by one where no batches are made of them."""
        here, statement = self.edits, opening.statement
        assert isinstance(statement, ast.Assign)
        if opening.before:
            (line,) = opening.before
            value = line.partition(" = ")[0]
            used = self._is_read(opening.names[0], statement)
            text = f"{value} = {opening.text}.map({self.tf}.read_file){NEXT}"
            if used:
                text = f"{opening.names[0]} = {opening.text}{NEXT}\n{' ' * statement.col_offset}{line}"
            here.replace(*here.range_of(statement), text)
        elif self._made(opening.call, READINGS) or self._dequeues(opening.call):
            here.replace(*here.range_of(statement), f"{opening.names[0]} = {opening.text}{NEXT}")
        elif self._made(opening.call, frozenset((SLICES,))):
            assert isinstance(opening.text, str)
            here.replace(*here.range_of(opening.call), f"{opening.text}{NEXT}")


def _tuple_of(names: Sequence[str], place: ast.stmt) -> ast.expr:
    """Names as they are handed on from a place, a single one by itself."""
    at = {"lineno": place.lineno, "col_offset": 0, "end_lineno": place.lineno, "end_col_offset": 0}
    found: list[ast.expr] = [ast.Name(n, ast.Load(), **at) for n in names]
    return ast.Tuple(found, ast.Load(), **at) if len(found) > 1 else found[0]


def _holding(value: ast.expr, statement: ast.stmt) -> ast.stmt:
    """The statement of which an expression is the value."""
    found = [s for s in walk(statement) if isinstance(s, ast.stmt) and getattr(s, "value", None) is value]
    if len(found) != 1:
        raise NotCovered
    return found[0]


__all__ = ["Opening", "QueueScope", "nodes_in"]
