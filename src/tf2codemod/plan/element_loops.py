"""Finds the loops that draw one element a turn until their iterator ends: they become ``for`` loops."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Sequence

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.plan.endings import OUT_OF_RANGE, Endings
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.model import Drawn, ElementLoop, Role, RunPlan
from tf2codemod.plan.naming import fresh
from tf2codemod.tree import walk

Found = tuple[ast.stmt, list[ast.stmt], list[ast.stmt], ast.ExceptHandler]


class ElementLoops:
    """The loops over elements of one program."""

    def __init__(
        self, trace: Trace, planners: Sequence[FramePlanner], restarts: list[RunPlan], endings: Endings
    ) -> None:
        self.trace = trace
        self.planners = planners
        self.restarts = restarts
        self.endings = endings
        self.loops: dict[ast.stmt, ElementLoop] = {}
        self.runs = {r.call: (p, r) for p in planners for r in p.runs if r.draws}
        if not self.runs or any(d.method != "next" for _, r in self.runs.values() for d in r.draws):
            return
        for run, block in self._blocks():
            found = self._matched(run.node)
            if found is not None:
                self._plan(run, block, *found)
        self._begin_in_loops()

    def _blocks(self) -> Iterator[tuple[StatementRun, list[ast.stmt]]]:
        """The statements of the program, each once, with the block that it stands in."""
        seen: set[ast.stmt] = set()
        for frame in self.trace.frames:
            code: ast.AST | None = frame.function.node if frame.function is not None else None
            owners = [code] if code is not None else []
            owners += [r.node for r in frame.statements]
            blocks = [getattr(o, name, None) for o in owners for name in ("body", "orelse", "finalbody")]
            blocks += [h.body for o in owners for h in getattr(o, "handlers", ())]
            nested = frame.nested() if code is None else set()
            top = [r.node for r in frame.statements if r.node not in nested] if code is None else []
            inside = {s: b for b in [top, *blocks] if isinstance(b, list) for s in b}
            for run in frame.statements:
                if run.node not in seen and run.node in inside and run.reached:
                    seen.add(run.node)
                    yield run, inside[run.node]

    # The shape of a loop --------------------------------------------------------------------------------

    def _matched(self, node: ast.stmt) -> tuple[list[ast.stmt], list[ast.stmt], ast.ExceptHandler] | None:
        """The body of a loop, what follows its end, and the handler that ends it."""
        if isinstance(node, ast.Try) and self._is_ended(node) and len(node.body) == 1:
            loop = node.body[0]
            if isinstance(loop, ast.While) and _is_endless(loop):
                return loop.body, node.handlers[0].body, node.handlers[0]
        if isinstance(node, ast.While) and _is_endless(node) and isinstance(node.body[0], ast.Try):
            attempt = node.body[0]
            last = attempt.handlers[0].body if attempt.handlers else []
            breaks = bool(last) and isinstance(last[-1], ast.Break) and not any(_leaves(s) for s in last[:-1])
            if breaks and self._is_ended(attempt):
                return [*attempt.body, *node.body[1:]], last[:-1], attempt.handlers[0]
        return None

    def _is_ended(self, node: ast.Try) -> bool:
        if len(node.handlers) != 1 or node.orelse or node.finalbody:
            return False
        handler = node.handlers[0]
        plain = handler.type is not None and not isinstance(handler.type, ast.Tuple) and not handler.name
        raises = any(isinstance(n, ast.Raise) and n.exc is None for s in handler.body for n in walk(s))
        return plain and not raises and bool(self.endings.caught(handler, OUT_OF_RANGE))

    def _plan(
        self,
        loop: StatementRun,
        block: list[ast.stmt],
        body: list[ast.stmt],
        after: list[ast.stmt],
        handler: ast.ExceptHandler,
    ) -> None:
        inside = {n for s in body for n in walk(s) if isinstance(n, ast.stmt)}
        drawing = [
            (p, r)
            for p, r in self.runs.values()
            if any(s.node in inside for site in r.sites for s in site.statement.chain())
        ]
        if len(drawing) != 1 or len(drawing[0][1].draws) != 1:
            return
        planner, run = drawing[0]
        if any(site.statement.node is not body[0] for site in run.sites) or not _draws_first(body[0], run):
            return
        if run.sites[0].statement.frame is not loop.frame and not loop.frame.receiver:
            return
        drawn = run.draws[0]
        names = self._names(drawn, loop.frame, handler)
        target = ", ".join(names) if drawn.in_parts else names[0]
        leaves = any(_breaks(s) for s in body)
        does = [s for s in after if not isinstance(s, ast.Pass)]
        plan = ElementLoop(loop.node, target, drawn.iterator, bool(leaves and does), run.call)
        self.loops[loop.node] = plan
        bound = run._replace(draws=(drawn._replace(bound=names),))
        planner.runs = [bound if r is run else r for r in planner.runs]
        self.runs[run.call] = (planner, bound)
        for expr in self.endings.caught(handler, OUT_OF_RANGE):
            self.endings.renames.pop(expr, None)

    def _names(self, drawn: Drawn, frame: Frame, handler: ast.ExceptHandler) -> tuple[str, ...]:
        """Names for the parts of an element that mean nothing else where the loop stands."""
        taken = self._taken(frame)
        found = []
        for index, name in enumerate(drawn.parts):
            if isinstance(drawn.form, int) and index != drawn.form:
                found.append("_")
                continue
            found.append(fresh(name, taken) if name in taken else name)
            taken.add(found[-1])
        return tuple(found)

    def _taken(self, frame: Frame) -> set[str]:
        """The names that the code which stays around a loop binds or reads."""
        gone = {
            n
            for p in self.planners
            for s, r in p.staging.roles.items()
            if r in (Role.MOVE, Role.DROP)
            for n in walk(s)
        }
        gone |= {n for p in self.planners for s in p.draws.retargets for n in walk(s)}
        gone |= {n for _, r in self.runs.values() for n in walk(r.sites[0].fetch_expr)}
        codes: list[ast.AST] = []
        for other in self.trace.frames:
            if other.cell is frame.cell:
                nested = other.nested()
                codes += [r.node for r in other.statements if r.node not in nested]
                codes += [other.function.node.args] if other.function is not None else []
        made = {f.name for p in self.planners for f in p.functions}
        return made | {name for code in codes for name in _names(code, gone)}

    # Where the iterators of loops begin -----------------------------------------------------------------

    def _begin_in_loops(self) -> None:
        """Loops right after their iterator was begun anew go through the data set itself."""
        starts = {s.call: run for run in self.restarts for s in run.sites}
        blocks = {run.node: block for run, block in self._blocks()}
        begun: dict[ast.stmt, RunPlan] = {}
        for node in self.loops:
            start = self._start_before(blocks[node], node, starts)
            if start is not None:
                begun[node] = start
        for target in {r.target for s in begun.values() for r in s.restarts}:
            own = {n: s for n, s in begun.items() if s.restarts[0].target == target}
            draws = [c for c, (_, r) in self.runs.items() if any(d.iterator == target for d in r.draws)]
            others = [s for s in self.restarts if any(r.target == target for r in s.restarts)]
            if any(s not in own.values() for s in others) or len(draws) != len(own):
                continue
            for node, start in own.items():
                self.loops[node] = self.loops[node]._replace(start=start)
        gone = {id(p.start) for p in self.loops.values() if p.start is not None}
        self.restarts[:] = [r._replace(restarts=()) if id(r) in gone else r for r in self.restarts]

    def _start_before(
        self, block: list[ast.stmt], node: ast.stmt, starts: dict[ast.Call, RunPlan]
    ) -> RunPlan | None:
        """The run that begins the iterator of a loop, where only plain assignments stand between the two."""
        names: set[str] = set()
        for statement in reversed(block[: block.index(node)]):
            call = statement.value if isinstance(statement, ast.Expr) else None
            start = starts.get(call) if isinstance(call, ast.Call) else None
            if start is not None:
                read = {n.id for n in walk(statement) if isinstance(n, ast.Name)}
                fits = len(start.restarts) == 1 and start.restarts[0].target == self.loops[node].iterator
                return start if fits and not read & names else None
            if not isinstance(statement, ast.Assign) or any(
                isinstance(n, (ast.Call, ast.Attribute, ast.Subscript)) for n in walk(statement)
            ):
                return None
            names.update(n.id for t in statement.targets for n in walk(t) if isinstance(n, ast.Name))
        return None


def _names(code: ast.AST, gone: Container[ast.AST]) -> set[str]:
    """The names that code binds or reads in its own scope; functions in it only count for what they read."""
    if isinstance(code, (ast.FunctionDef, ast.Lambda)):
        own = {a.arg for a in walk(code.args) if isinstance(a, ast.arg)}
        inside = {n for child in ast.iter_child_nodes(code) for n in _names(child, gone)}
        return (inside - own) | ({code.name} if isinstance(code, ast.FunctionDef) else set())
    if isinstance(code, (ast.Name, ast.arg)) and code not in gone:
        return {code.id if isinstance(code, ast.Name) else code.arg}
    return {n for child in ast.iter_child_nodes(code) for n in _names(child, gone)}


def _is_endless(loop: ast.While) -> bool:
    return isinstance(loop.test, ast.Constant) and bool(loop.test.value) and not loop.orelse


def _breaks(statement: ast.stmt | ast.ExceptHandler) -> bool:
    """Whether a statement leaves the loop that it stands in."""
    if isinstance(statement, ast.Break):
        return True
    if isinstance(statement, (ast.For, ast.While)):
        return any(_breaks(s) for s in statement.orelse)
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return False
    inner = (s for s in ast.iter_child_nodes(statement) if isinstance(s, (ast.stmt, ast.ExceptHandler)))
    return any(_breaks(s) for s in inner)


def _leaves(statement: ast.stmt) -> bool:
    return any(isinstance(n, (ast.Break, ast.Continue)) for n in walk(statement))


def _draws_first(statement: ast.stmt, run: RunPlan) -> bool:
    """Whether nothing happens in a statement before the run draws an element."""
    if not isinstance(statement, (ast.Assign, ast.AugAssign, ast.Expr)) or run.feeds or run.feed_dict:
        return False
    return _reaches(statement.value, run.call)


def _reaches(expr: ast.expr, call: ast.Call) -> bool:
    """Whether the evaluation of an expression comes to a call before any other call."""
    if expr is call:
        return True
    if isinstance(expr, ast.Call):
        operands: list[ast.expr] = [expr.func, *expr.args, *(k.value for k in expr.keywords)]
    elif isinstance(expr, (ast.BinOp,)):
        operands = [expr.left, expr.right]
    elif isinstance(expr, (ast.Tuple, ast.List)):
        operands = list(expr.elts)
    elif isinstance(expr, ast.Subscript):
        operands = [expr.value]
    elif isinstance(expr, (ast.Attribute, ast.Starred, ast.UnaryOp)):
        operands = [expr.operand if isinstance(expr, ast.UnaryOp) else expr.value]
    else:
        return False
    for operand in operands:
        if any(n is call for n in walk(operand)):
            return _reaches(operand, call)
        if any(isinstance(n, (ast.Call, ast.Subscript, ast.Yield, ast.Await)) for n in walk(operand)):
            return False
    return False


__all__ = ["ElementLoops"]
