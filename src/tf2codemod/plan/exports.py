"""Functions that return, beside their result, tensors that were shown inside of them."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Function, Node
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.staging import Staging
from tf2codemod.tree import walk


class Exports:
    """The names that functions return besides, and what each of their calls does with them."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.names: dict[ast.FunctionDef, list[str]] = {}
        self.targets: dict[ast.Call, list[str]] = {}
        self.lines: dict[Frame, list[ast.stmt]] = {}

    def line(self, frame: Frame) -> list[ast.stmt]:
        """The statements of a function that run once, in order."""
        if frame not in self.lines:
            self.lines[frame] = Staging(self.trace, frame, [], sessions_only=True).line
        return self.lines[frame]

    def add(self, frame: Frame, name: str, node: Node, wanted: str) -> tuple[str, ast.stmt]:
        """Makes a function return a local tensor too; gives its name and statement at the call."""
        code = frame.function.node if frame.function is not None else None
        caller = frame.caller
        assert isinstance(code, ast.FunctionDef) and caller is not None
        self._check_end(code, frame, name, node)
        statement = caller.node
        if (
            not isinstance(statement, ast.Assign)
            or statement.value is not frame.site
            or len(statement.targets) != 1
            or not isinstance(frame.site, ast.Call)
        ):
            raise refused("a summary shows a tensor of a function whose result has no name", statement)
        self._check_calls(code, frame)
        names = self.names.setdefault(code, [])
        bound = self.targets.setdefault(frame.site, [])
        if name not in names:
            names.append(name)
        position = names.index(name)
        bound.extend("_" for _ in range(len(bound), position + 1))
        if bound[position] == "_":
            bound[position] = wanted
        return bound[position], statement

    def _check_end(self, code: ast.FunctionDef, frame: Frame, name: str, node: Node) -> None:
        returns = [n for n in _own(code) if isinstance(n, ast.Return)]
        line = self.line(frame)
        whole = (
            len(returns) == 1
            and returns[0].value is not None
            and bool(line)
            and line[-1] is returns[0]
            and not any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in _own(code))
        )
        if not whole or code.decorator_list or frame.receiver:
            raise refused("a summary shows a tensor of a function that ends in several ways", code)
        makers = self.trace.writes.get((frame.cell, name), [])
        if frame.cell.slots.get(name) is not node or not makers or any(w.node not in line for w in makers):
            raise refused("a summary shows a tensor that its function does not keep", code)

    def _check_calls(self, code: ast.FunctionDef, frame: Frame) -> None:
        """Every use of the function must be a call that is known."""
        known: set[ast.AST] = set()
        for other in self.trace.frames:
            if other.function is None or other.function.node is not code or other.caller is None:
                continue
            site = other.site
            callee = other.caller.frame.values.get(site.func) if isinstance(site, ast.Call) else None
            if not isinstance(callee, Function) or callee.node is not code or other.caller.looped:
                raise refused(f"'{code.name}', which makes a summary, is called by other functions", code)
            assert isinstance(site, ast.Call)
            known.add(site.func)
        for other in self.trace.frames:
            for run in other.statements if other.function is None else ():
                for used in walk(run.node):
                    named = isinstance(used, ast.Name) and used.id == code.name
                    named = named or (isinstance(used, ast.Attribute) and used.attr == code.name)
                    if named and used not in known and isinstance(getattr(used, "ctx", None), ast.Load):
                        raise refused(f"'{code.name}', which makes a summary, is passed on", used)

    @property
    def extended(self) -> Mapping[ast.stmt, tuple[str, ...]]:
        """The statements that return more than they did, or take more from a call."""
        found: dict[ast.stmt, tuple[str, ...]] = {}
        for code, names in self.names.items():
            returned = next(n for n in _own(code) if isinstance(n, ast.Return))
            found[returned] = tuple(names)
            for frame in self._frames(code):
                statement = frame.caller.node if frame.caller is not None else None
                bound = self.targets.get(frame.site) if isinstance(frame.site, ast.Call) else None
                if bound is not None and isinstance(statement, ast.Assign):
                    rest = ["_"] * (len(names) - len(bound))
                    found[statement] = (*bound, *rest)
        return found

    @property
    def firsts(self) -> frozenset[ast.expr]:
        """The calls of which only the first result is used."""
        return frozenset(
            frame.site
            for code in self.names
            for frame in self._frames(code)
            if isinstance(frame.site, ast.Call) and frame.site not in self.targets
        )

    def _frames(self, code: ast.FunctionDef) -> list[Frame]:
        return [f for f in self.trace.frames if f.function is not None and f.function.node is code]


def chain_below(made: StatementRun, frame: Frame) -> list[StatementRun]:
    """The statements that lead from the making of something up to a frame, innermost first."""
    found: list[StatementRun] = []
    for run in made.chain():
        found.append(run)
        if run.frame is frame:
            return found
    return []


def refused(message: str, where: ast.AST) -> Obstacle:
    return Obstacle("TF511", message, "return the tensors and make the summaries outside", where)


def _own(code: ast.FunctionDef) -> list[ast.AST]:
    """The nodes of a function without those of the functions in it."""
    found: list[ast.AST] = []
    pending: list[ast.AST] = list(code.body)
    while pending:
        node = pending.pop()
        found.append(node)
        if not isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(node))
    return found


__all__ = ["Exports", "chain_below", "refused"]
