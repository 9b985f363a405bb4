"""Passes functions that make optimizers on, where a program passes the classes of optimizers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import TF, Class, Const, Function, Value, options_of
from tf2codemod.interpret.values import Mapping as Dict
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

PASSED_ON = frozenset(("TF102", "TF110"))
OPTIMIZER = "optimizer"
# Where a value goes on as it is, and is asked for nothing.
HANDS_ON = (ast.Assign, ast.Return, ast.Dict, ast.List, ast.Tuple, ast.IfExp, ast.arguments, ast.Subscript)


class _Refused(Exception):
    """A class of optimizers of which something is asked that a function does not give."""


@dataclass
class _Calls:
    """How a class is called through names: the arguments that all calls give, and those that some give."""

    always: set[str] | None = None
    some: set[str] = field(default_factory=set)

    def add(self, given: set[str]) -> None:
        self.always = given if self.always is None else self.always & given
        self.some |= given


def pass_functions_on(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Writes what makes an optimizer in the place of its class, wherever the class is not called itself."""
    if obstacle.code not in PASSED_ON or any(map(asks_for_names, trees.values())):
        return False
    classes = _Classes(trace, trees)
    try:
        return classes.write(edits)
    except _Refused:
        return False


class _Classes:
    """The classes of optimizers that a program speaks of, and the calls of what may be one of them."""

    def __init__(self, trace: Trace, trees: Mapping[Path, ast.Module]) -> None:
        self.trace = trace
        self.trees = trees
        self.values: dict[ast.AST, list[Value]] = {}
        for frame in trace.frames:
            for node, value in frame.values.items():
                self.values.setdefault(node, []).append(value)
        self.mentions: dict[ast.expr, tuple[str, Path]] = {}
        self.calls: dict[ast.Call, set[str]] = {}
        for path, tree in trees.items():
            for node in walk(tree):
                symbol = self._mentioned(node)
                if symbol and isinstance(node, ast.expr):
                    self.mentions[node] = (symbol, path)
        for tree in trees.values():
            for node in walk(tree):
                if isinstance(node, ast.Call) and node.func not in self.mentions:
                    found = self._symbols(node.func)
                    if found:
                        self.calls[node] = found

    def _symbols(self, node: ast.AST) -> set[str]:
        """The optimizers whose classes an expression may be."""
        options = [o for v in self.values.get(node, ()) for o in options_of(v)]
        symbols = {o.symbol for o in options if isinstance(o, TF)} | self.trace.symbols.get(node, set())
        return {s for s in symbols if _is_optimizer(s)}

    def _mentioned(self, node: ast.AST) -> str:
        """The class that an expression names outright."""
        symbols = self._symbols(node) if isinstance(node, (ast.Attribute, ast.Call)) else set()
        if len(symbols) != 1:
            return ""
        (symbol,) = symbols
        if isinstance(node, ast.Attribute):
            owner = self.trace.symbols.get(node.value, set())
            return symbol if any(f"{o}.{node.attr}" == symbol for o in owner) else ""
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "getattr" and len(node.args) == 2:
            values = [o for v in self.values.get(node, ()) for o in options_of(v)]
            return symbol if self.trace.symbols.get(node.args[0]) and set(values) == {TF(symbol)} else ""
        return ""

    def write(self, edits: Mapping[Path, Edits]) -> bool:
        called = {n.func for t in self.trees.values() for n in walk(t) if isinstance(n, ast.Call)}
        passed = {n: m for n, m in self.mentions.items() if n not in called}
        looked_up = [n for n in self.mentions if n in called and isinstance(n, ast.Call)]
        if not passed and not looked_up:
            return False
        self._check(passed)
        named = dict(self._named(passed, edits))
        for made in looked_up:
            self._outright(made, edits)
        for node, (symbol, path) in passed.items():
            if node not in named:
                text = self._maker(node, symbol, edits[path])
                edits[path].replace(*edits[path].range_of(node), text)
        return True

    def _check(self, passed: Mapping[ast.expr, object]) -> None:
        """Nothing but calls may ask for anything of what is no class any more."""
        for tree in self.trees.values():
            for parent in walk(tree):
                for child in ast.iter_child_nodes(parent):
                    if not isinstance(child, ast.expr) or isinstance(getattr(child, "ctx", None), ast.Store):
                        continue
                    if child not in passed and (child in self.mentions or not self._symbols(child)):
                        continue
                    if not self._may_stand_in(parent, child):
                        raise _Refused

    def _may_stand_in(self, parent: ast.AST, child: ast.expr) -> bool:
        if isinstance(parent, ast.Call):
            return parent.func is child or self._is_own(parent)
        if isinstance(parent, ast.keyword):
            return any(
                parent in n.keywords and self._is_own(n)
                for t in self.trees.values()
                for n in walk(t)
                if isinstance(n, ast.Call)
            )
        return isinstance(parent, HANDS_ON)

    def _is_own(self, call: ast.Call) -> bool:
        """Whether a call is one of functions and classes of the program."""
        values = [o for v in self.values.get(call.func, ()) for o in options_of(v)]
        functions = [getattr(v, "function", v) for v in values]
        return bool(values) and all(isinstance(f, (Function, Class)) for f in functions)

    def _outright(self, node: ast.expr, edits: Mapping[Path, Edits]) -> None:
        """Names a class outright that was looked up by the text of its name."""
        symbol, path = self.mentions[node]
        owner = ast.unparse(node.args[0]) if isinstance(node, ast.Call) else ast.unparse(node)
        text = f"{owner}.{symbol.rpartition('.')[2]}" if isinstance(node, ast.Call) else owner
        edits[path].replace(*edits[path].range_of(node), text)

    def _named(
        self, passed: Mapping[ast.expr, tuple[str, Path]], edits: Mapping[Path, Edits]
    ) -> Iterator[tuple[ast.expr, ast.Assign]]:
        """The classes that have a second name and no more, which their calls do not need."""
        for node, (symbol, path) in passed.items():
            tree = self.trees[path]
            statement = next((s for s in walk(tree) if isinstance(s, ast.Assign) and s.value is node), None)
            target = statement.targets[0] if statement is not None and len(statement.targets) == 1 else None
            if statement is None or not isinstance(target, ast.Name):
                continue
            names = [n for n in walk(tree) if isinstance(n, ast.Name) and n.id == target.id]
            uses = [n for n in names if n is not target]
            calls = [c for c in self.calls if c.func in uses and self.calls[c] == {symbol}]
            elsewhere = any(
                target.id in (getattr(n, "arg", ""), getattr(n, "name", ""))
                or (other is not tree and getattr(n, "attr", "") == target.id)
                for other in self.trees.values()
                for n in walk(other)
                if isinstance(n, (ast.arg, ast.alias, ast.Attribute))
            )
            certain = all(
                o == TF(symbol) for c in calls for v in self.values.get(c.func, ()) for o in options_of(v)
            )
            if not calls or len(calls) != len(uses) or elsewhere or not certain:
                continue
            owner = node.args[0] if isinstance(node, ast.Call) else None
            name = symbol.rpartition(".")[2]
            text = f"{ast.unparse(owner)}.{name}" if owner is not None else ast.unparse(node)
            if edits[path].remove_line(statement):
                for call in calls:
                    edits[path].replace(*edits[path].range_of(call.func), text)
                yield node, statement

    def _maker(self, node: ast.expr, symbol: str, edits: Edits) -> str:
        """The text of a function that makes an optimizer from the arguments that calls give."""
        fact = lookup(symbol)
        assert fact is not None
        order = list(fact.params)
        found = _Calls()
        for call, symbols in self.calls.items():
            if symbol in symbols:
                for given in self._given(call, symbol, order):
                    found.add(given)
        always, some = found.always or set(), found.some
        needed = {p.name for p in fact.parameters if p.default is None and not p.name.startswith("*")}
        names = [n for n in order if n in some or n in needed]
        if not some <= set(order) or "name" in some:
            raise _Refused
        parameters = []
        for name in names:
            default = fact.default(name)
            if name in always or name in needed:
                parameters.append(name)
            elif default is None:
                raise _Refused
            else:
                parameters.append(f"{name}={default}")
        if [("=" in p) for p in parameters] != sorted("=" in p for p in parameters):
            raise _Refused
        straight = {n for n, p in zip(names, order, strict=False) if n == p and n in {*needed, order[0]}}
        arguments = ", ".join(n if n in straight else f"{n}={n}" for n in names)
        owner = node.args[0] if isinstance(node, ast.Call) else None
        made = f"{ast.unparse(owner)}.{symbol.rpartition('.')[2]}" if owner else ast.unparse(node)
        return f"lambda {', '.join(parameters)}: {made}({arguments})"

    def _given(self, call: ast.Call, symbol: str, order: list[str]) -> Iterator[set[str]]:
        """The arguments that a call gives to a class, each time that it is made."""
        if any(isinstance(a, ast.Starred) for a in call.args) or len(call.args) > len(order):
            raise _Refused
        given = set(order[: len(call.args)]) | {k.arg for k in call.keywords if k.arg is not None}
        packed = [k.value for k in call.keywords if k.arg is None]
        if not packed:
            yield given
            return
        for frame in self.trace.frames:
            callee, value = frame.values.get(call.func), frame.values.get(packed[0])
            if callee is None or TF(symbol) not in options_of(callee):
                continue
            keys = list(value.known) if isinstance(value, Dict) and value.rest is None else None
            if keys is None or len(packed) > 1 or not all(isinstance(k, Const) for k in keys):
                raise _Refused
            yield given | {str(k.value) for k in keys if isinstance(k, Const)}


def _is_optimizer(symbol: str) -> bool:
    fact = lookup(symbol)
    return fact is not None and fact.stage == OPTIMIZER
