"""Takes away what starts and stops the threads of queues, where a program has no queues."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Thing, Value, options_of
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.program import tensorflow_name
from tf2codemod.plan.queues import is_queue
from tf2codemod.prepare.dissolving import BLOCKS, Dissolving, NotDissolved, above, parents_in
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

COORDINATOR = "tf.train.Coordinator"
STARTING = "tf.train.start_queue_runners"
ADDING = frozenset(("tf.train.add_queue_runner", "tf.train.QueueRunner"))
RUNNERS = "tf.GraphKeys.QUEUE_RUNNERS"
OUT_OF_RANGE = frozenset(("tf.errors.OutOfRangeError",))
EVERY = frozenset(("Exception", "BaseException"))
METHODS = frozenset(("request_stop", "should_stop", "join"))
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Module)
LOOPS = (ast.For, ast.While)


def start_no_threads(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Takes away the coordinators of threads that no queue has; whether there were any."""
    symbols = {s for found in trace.symbols.values() for s in found}
    if not symbols & {COORDINATOR, STARTING} or symbols & ADDING or any(map(is_queue, trace.nodes)):
        return False
    read = {e for f in trace.frames for e, v in f.values.items() if _is_read(e) and _is_coordinator(v)}
    try:
        taken = [_Coordination(trees[p], trace, read, edits[p]).apply() for p in trees]
    except (Obstacle, NotDissolved):
        return False
    return any(taken)


def _is_read(expr: ast.AST) -> bool:
    return isinstance(expr, (ast.Name, ast.Attribute)) and isinstance(expr.ctx, ast.Load)


def _is_coordinator(value: Value) -> bool:
    return any(isinstance(o, Thing) and o.symbol == COORDINATOR for o in options_of(value))


class _Coordination:
    """What one file does with coordinators and the threads of queues."""

    def __init__(self, tree: ast.Module, trace: Trace, read: set[ast.AST], edits: Edits) -> None:
        self.tree = tree
        self.trace = trace
        self.read = read
        self.edits = edits
        self.parents = parents_in(tree)
        self.going = Dissolving(tree, edits)
        self.stops: list[ast.Call] = []
        self.asked: list[ast.Call] = []
        self.joins: list[ast.Call] = []
        self.left: set[ast.Call] = set()
        self.names: set[str] = set()

    def apply(self) -> bool:
        """Takes all of it away; whether there was any."""
        self._find_what_goes()
        if not self.going.gone:
            return False
        if asks_for_names(self.tree):
            raise NotDissolved
        for call in [n for n in walk(self.tree) if isinstance(n, ast.Call)]:
            self._note(call)
        for call in self.stops:
            self._take_stop(call)
        for call in self.asked:
            self._answer(call)
        for call in (*self.stops, *self.joins):
            statement = self.parents[call]
            if not isinstance(statement, ast.Expr):
                raise NotDissolved
            if call not in self.left:
                self.going.gone.add(statement)
        self._check_uses()
        self.going.apply()
        return True

    # What there is --------------------------------------------------------------------------------------

    def _symbols(self, expr: ast.AST) -> set[str]:
        return self.trace.symbols.get(expr, set())

    def _find_what_goes(self) -> None:
        """The statements that make coordinators and start threads."""
        for node in walk(self.tree):
            if isinstance(node, (ast.Assign, ast.Expr)) and isinstance(node.value, ast.Call):
                if self._symbols(node.value.func) & {COORDINATOR, STARTING}:
                    targets = node.targets if isinstance(node, ast.Assign) else []
                    self.names.update(ast.unparse(t) for t in targets)
                    self.going.gone.add(node)
            elif isinstance(node, ast.For) and self._goes_through_runners(node):
                self.going.gone.add(node)
                lists = [n.value for n in walk(node) if isinstance(n, ast.Attribute) and n.attr == "extend"]
                self.names.update(ast.unparse(n) for n in lists)
        empty = [n for n in walk(self.tree) if isinstance(n, ast.Assign) and _is_empty_list(n.value)]
        self.going.gone.update(n for n in empty if ast.unparse(n.targets[0]) in self.names)

    def _goes_through_runners(self, loop: ast.For) -> bool:
        call = loop.iter
        given = (
            isinstance(call, ast.Call) and len(call.args) == 1 and self._symbols(call.args[0]) == {RUNNERS}
        )
        only = loop.body[0] if len(loop.body) == 1 else None
        made = only.value if isinstance(only, ast.Expr) else None
        return (
            given and not loop.orelse and isinstance(made, ast.Call) and "create_threads" in ast.unparse(made)
        )

    def _note(self, call: ast.Call) -> None:
        method = call.func
        if not isinstance(method, ast.Attribute) or method.value not in self.read:
            return
        if method.attr == "request_stop":
            self.stops.append(call)
        elif method.attr == "should_stop" and not call.args:
            self.asked.append(call)
        elif method.attr == "join":
            self.joins.append(call)

    def _check_uses(self) -> None:
        """Nothing that stays may speak of coordinators or their threads."""
        gone = {n for s in self.going.gone for n in walk(s)}
        gone |= {n for c in (*self.asked, *self.left) for n in walk(c)}
        for node in walk(self.tree):
            if node in gone or not isinstance(node, (ast.Name, ast.Attribute)):
                continue
            if node in self.read or (_is_read(node) and ast.unparse(node) in self.names):
                raise NotDissolved

    # The end of the threads -----------------------------------------------------------------------------

    def _take_stop(self, call: ast.Call) -> None:
        """A request to stop goes; one that hands on an error leaves the error to itself."""
        given = [*call.args, *(k.value for k in call.keywords)]
        handler = next((n for n in above(call, self.parents) if isinstance(n, ast.ExceptHandler)), None)
        if not given:
            return
        error = given[0].id if isinstance(given[0], ast.Name) else ""
        if len(given) > 1 or handler is None or not error or handler.name != error or handler.type is None:
            raise NotDissolved
        if sum(isinstance(n, ast.Name) and n.id == error for n in walk(handler)) > 1:
            raise NotDissolved
        attempt = self.parents[handler]
        assert isinstance(attempt, ast.Try)
        if self._symbols(handler.type) & OUT_OF_RANGE:
            self._say_caught(handler, self.edits.text_of(handler.type))
            return
        if ast.unparse(handler.type) not in EVERY or len(handler.body) > 1 or not self._joins_after(attempt):
            raise NotDissolved
        earlier = attempt.handlers[: attempt.handlers.index(handler)]
        caught = any(h.type is not None and self._symbols(h.type) & OUT_OF_RANGE for h in earlier)
        if caught or not any(map(is_element, self.trace.nodes)):
            self.going.gone.add(handler)
            return
        self._say_caught(handler, f"{tensorflow_name(self.tree)}.errors.OutOfRangeError")

    def _say_caught(self, handler: ast.ExceptHandler, text: str) -> None:
        assert handler.type is not None
        start, end = self.edits.range_of(handler.type)
        head = self.edits.data[end : self.edits.range_of(handler.body[0])[0]]
        name, colon, rest = head.partition(b":")
        if name.split() != [b"as", (handler.name or "").encode()]:
            raise NotDissolved
        remark = rest.split(b"\n")[0] if b"broad-except" in rest else b""
        self.edits.replace(start, end + len(name + colon + remark), f"{text}:")

    def _joins_after(self, attempt: ast.Try) -> bool:
        """Whether an error that was handed on is raised before anything happens that it would prevent."""
        block = next(b for n in BLOCKS if attempt in (b := getattr(self.parents[attempt], n, None) or []))
        if any(isinstance(s, ast.Expr) and s.value in self.joins for s in attempt.finalbody):
            return True
        for statement in block[block.index(attempt) + 1 :]:
            call = statement.value if isinstance(statement, ast.Expr) else None
            if call in self.joins:
                return True
            if call not in self.stops:
                return False
        return False

    # Loops that ask -------------------------------------------------------------------------------------

    def _answer(self, call: ast.Call) -> None:
        """Says that nobody asked to stop; where a loop asks itself to, it is left."""
        whole: ast.AST = self.parents[call]
        negated = isinstance(whole, ast.UnaryOp) and isinstance(whole.op, ast.Not)
        asking = whole if negated else call
        holder = self.parents[asking]
        loop = holder if isinstance(holder, ast.While) and holder.test is asking else None
        if isinstance(holder, ast.BoolOp) and isinstance(self.parents[holder], ast.While):
            loop = self.parents[holder]  # type: ignore[assignment]
        for stop in self.stops:
            if self._may_precede(stop, call):
                self._leave(stop, loop if negated else None)
        assert isinstance(asking, ast.expr)
        if isinstance(holder, ast.If) and not negated and not holder.orelse:
            if holder in _chained(self.tree):
                raise NotDissolved
            self.going.gone.add(holder)
        elif isinstance(holder, ast.BoolOp) and negated and isinstance(holder.op, ast.And):
            others = [v for v in holder.values if v is not asking]
            texts = [self.edits.text_of(v) for v in others]
            self.edits.replace(*self.edits.range_of(holder), " and ".join(texts))
        elif loop is not None and negated:
            self.edits.replace(*self.edits.range_of(asking), "True")
        else:
            self.edits.replace(*self.edits.range_of(asking), str(negated))

    def _scope(self, node: ast.AST) -> ast.AST:
        return next(n for n in above(node, self.parents) if isinstance(n, SCOPES))

    def _loops(self, node: ast.AST) -> list[ast.AST]:
        """The loops around code in its function, innermost first, in which no coordinator is made."""
        found: list[ast.AST] = []
        for each in above(node, self.parents):
            if isinstance(each, SCOPES):
                break
            if isinstance(each, LOOPS) and not any(self._makes(n) for n in walk(each)):
                found.append(each)
        return found

    def _makes(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and COORDINATOR in self._symbols(node.func)

    def _may_precede(self, stop: ast.Call, call: ast.Call) -> bool:
        if self._scope(stop) is not self._scope(call) or stop.lineno < call.lineno:
            return True
        return any(loop in self._loops(stop) for loop in self._loops(call))

    def _leave(self, stop: ast.Call, loop: ast.AST | None) -> None:
        """Leaves a loop where the last that it does is to ask itself to stop."""
        inner: ast.AST = self.parents[stop]
        if not isinstance(inner, ast.Expr) or loop is None or self._loops(stop)[:1] != [loop]:
            raise NotDissolved
        while inner is not loop:
            owner = self.parents[inner]
            if not isinstance(owner, (ast.If, ast.While)):
                raise NotDissolved
            block = owner.body if inner in owner.body else owner.orelse
            after = block[block.index(inner) + 1 :]
            if after and isinstance(after[0], ast.Break):
                return
            if after or (owner is loop and owner.orelse):
                raise NotDissolved
            inner = owner
        self.edits.replace(*self.edits.range_of(stop), "break")
        self.left.add(stop)


def _is_empty_list(value: ast.expr) -> bool:
    return isinstance(value, ast.List) and not value.elts


def _chained(tree: ast.Module) -> set[ast.AST]:
    """The branches that are the ``elif`` part of another one."""
    branches = [n for n in walk(tree) if isinstance(n, ast.If)]
    return {n.orelse[0] for n in branches if len(n.orelse) == 1 and isinstance(n.orelse[0], ast.If)}


__all__ = ["start_no_threads"]
