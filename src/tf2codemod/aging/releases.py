"""Tests of TensorFlow's version, which a program for TensorFlow 1 means to come out as on TensorFlow 1.15."""

from __future__ import annotations

import ast
import operator
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tf2codemod.aging.public_names import (
    ASKS_FOR_NAMES,
    MODULES,
    Names,
    names_asked,
    tries_for_others,
    tries_that_fail,
)
from tf2codemod.model import Finding
from tf2codemod.prepare.edits import Edited, Edits, Range
from tf2codemod.sources.ignores import ignored_codes
from tf2codemod.tree import Arm, arms_of, chained, parsed, walk

RELEASE = "1.15.5"
ASKED = frozenset(("__version__", "VERSION"))
PARSERS = frozenset(("LooseVersion", "StrictVersion", "Version", "parse", "parse_version"))
FOR_BOTH = ("compat.v1", "disable_v2_behavior", "disable_eager_execution")
PACKAGES = frozenset(("distutils.version", "packaging.version", "packaging", "pkg_resources"))
PLAIN: dict[str, Callable[..., Any]] = {"int": int, "float": float, "str": str, "tuple": tuple, "list": list}
METHODS = frozenset(("split", "startswith", "endswith", "strip", "replace", "rsplit", "partition"))
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


class Unknown(Exception):
    """A value that the version of TensorFlow does not decide."""


def decided(path: Path, text: str) -> tuple[Edited, tuple[Finding, ...]] | None:
    """The text with the ways that TensorFlow 1.15 takes alone; ``None`` where no version is asked for."""
    edited: Edited | None = None
    told: dict[int, Finding] = {}
    while (found := _once(path, text if edited is None else edited.text)) is not None:
        now, findings = found
        for finding in findings:
            line = finding.line if edited is None else edited.before(finding.line)
            told.setdefault(line, replace(finding, line=line))
        if edited is not None:
            now = now._replace(origins=tuple(edited.before(n) for n in now.origins))
        edited = now
    return (edited, tuple(told.values())) if edited is not None else None


def _once(path: Path, text: str) -> tuple[Edited, tuple[Finding, ...]] | None:
    """The text with the outermost tests answered."""
    if not any(word in text for word in (*ASKED, *ASKS_FOR_NAMES, "except")):
        return None
    tree = parsed(text)
    if tree is None:
        return None
    answers, kept, edits = Answers(tree), ignored_codes(text), Edits(text)
    findings = []
    gone: list[ast.expr] = []
    asks = any(word in text for word in (*ASKED, *ASKS_FOR_NAMES))
    for node, block in _tests(tree) if asks else ():
        tests = [arm.test for arm in arms_of(node)] if isinstance(node, ast.If) else [node.test]
        known = {t: answers.of(t) for t in tests if t is not None and t.lineno not in kept}
        answered = {t: value for t, value in known.items() if value is not None}
        if not answered or (isinstance(node, ast.If) and _is_for_both(node, text)):
            continue
        if isinstance(node, ast.If):
            _take(node, answered, block, edits)
        elif isinstance(node, ast.IfExp):
            chosen = node.body if answered[node.test] else node.orelse
            edits.replace(*edits.range_of(node), edits.range_of(chosen))
        elif not answered[node.test] or not _cut(node, block, edits):
            continue
        gone.extend(answered)
        column = node.col_offset + 1
        message = "a test of TensorFlow's version is answered as TensorFlow 1.15 answers it"
        findings.append(Finding(path, node.lineno, column, "TF936", message, "see whether it still matters"))
    for attempt in tries_for_others(tree) if not findings else ():
        if attempt.lineno not in kept:
            body = [part for s in attempt.body for part in edits.moved(s, attempt.col_offset)]
            edits.replace(*edits.lines_of(attempt), *body)
            message = "what is tried instead fails on TensorFlow 1.15, and is left out"
            remedy = "see whether it still matters"
            findings.append(Finding(path, attempt.lineno, attempt.col_offset + 1, "TF936", message, remedy))
            break
    for attempt, handler in tries_that_fail(tree) if not findings else ():
        if attempt.lineno not in kept:
            body = [part for s in handler.body for part in edits.moved(s, attempt.col_offset)]
            edits.replace(*edits.lines_of(attempt), *body)
            message = "what is tried fails on TensorFlow 1.15, which comes to what is tried instead"
            remedy = "see whether it still matters"
            findings.append(Finding(path, attempt.lineno, attempt.col_offset + 1, "TF936", message, remedy))
            break
    _drop_imports(tree, gone, edits)
    return (edits.apply(), tuple(findings)) if findings else None


def _is_for_both(node: ast.If, text: str) -> bool:
    """Whether one of the ways is that of a graph program on TensorFlow 2, which has been thought of."""
    code = ast.get_source_segment(text, node) or ""
    return any(word in code for word in FOR_BOTH)


def _drop_imports(tree: ast.Module, gone: Sequence[ast.expr], edits: Edits) -> None:
    """Takes away the imports of what reads versions, where nothing but tests that are gone uses them."""
    inside = {n for test in gone for n in walk(test)}
    left = {n.id for n in walk(tree) if isinstance(n, ast.Name) and n not in inside}
    used = {n.id for n in inside if isinstance(n, ast.Name)}
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module in PACKAGES:
            names = {a.asname or a.name for a in statement.names}
            if names <= used - left and edits.remove_line(statement) and statement is tree.body[0]:
                end = edits.lines_of(statement)[1]
                following = edits.data[end:]
                edits.replace(end, end + len(following) - len(following.lstrip(b"\n")))


def _tests(tree: ast.Module) -> Iterator[tuple[ast.If | ast.IfExp | ast.Assert, Sequence[ast.stmt]]]:
    """What has a test, with the statements among which it stands; ``elif`` parts belong to their ``if``."""
    pending: list[tuple[ast.AST, Sequence[ast.stmt]]] = [(tree, ())]
    parts: set[ast.AST] = set()
    for node, block in pending:
        if isinstance(node, (ast.If, ast.IfExp, ast.Assert)) and node not in parts:
            yield node, block
        if isinstance(node, ast.If) and (following := chained(node)) is not None:
            parts.add(following)
        for _, value in ast.iter_fields(node):
            inner = value if isinstance(value, list) else [value]
            blocks = [s for s in inner if isinstance(s, ast.stmt)]
            pending.extend((part, blocks) for part in inner if isinstance(part, ast.AST))


class Answers:
    """Evaluates what depends on the version of TensorFlow and on nothing else."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = walk(tree)
        aliases = [a for n in nodes if isinstance(n, ast.Import) for a in n.names if a.name in MODULES]
        self.modules = {a.asname or a.name for a in aliases}
        parts = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.module == "tensorflow.compat"]
        self.modules |= {a.asname or a.name for n in parts for a in n.names if a.name == "v1"}
        stores = Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        self.named = {
            t.id: n.value
            for n in tree.body
            if isinstance(n, ast.Assign)
            for t in n.targets
            if isinstance(t, ast.Name) and stores[t.id] == 1
        }

    def of(self, test: ast.expr) -> bool | None:
        """The answer to a test that asks for the version."""
        if not self._asks(test, set()):
            return None
        try:
            return bool(self.value(test))
        except (Unknown, TypeError, ValueError, IndexError, KeyError, AttributeError):
            return None

    def _asks(self, node: ast.AST, seen: set[str]) -> bool:
        for part in walk(node):
            if isinstance(part, ast.Attribute) and self._is_version(part):
                return True
            if isinstance(part, ast.Call) and names_asked(part, self.modules):
                return True
            if isinstance(part, ast.Name) and part.id in self.named and part.id not in seen:
                seen.add(part.id)
                if self._asks(self.named[part.id], seen):
                    return True
        return False

    def _is_version(self, node: ast.Attribute) -> bool:
        owner = ast.unparse(node.value).removesuffix(".version")
        return node.attr in ASKED and owner in self.modules

    def value(self, node: ast.expr) -> Any:
        method = getattr(self, "_" + type(node).__name__.lower(), None)
        if method is None:
            raise Unknown
        return method(node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _attribute(self, node: ast.Attribute) -> Any:
        if not self._is_version(node):
            raise Unknown
        return RELEASE

    def _name(self, node: ast.Name) -> Any:
        if node.id not in self.named or not self._asks(self.named[node.id], {node.id}):
            raise Unknown
        return self.value(self.named[node.id])

    def _tuple(self, node: ast.Tuple) -> Any:
        return tuple(self.value(e) for e in node.elts)

    def _list(self, node: ast.List) -> Any:
        return [self.value(e) for e in node.elts]

    def _subscript(self, node: ast.Subscript) -> Any:
        owner = self.value(node.value)
        if isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper, node.slice.step)
            return owner[slice(*(None if b is None else self.value(b) for b in bounds))]
        return owner[self.value(node.slice)]

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        return not value if isinstance(node.op, ast.Not) else -value

    def _boolop(self, node: ast.BoolOp) -> Any:
        ends = isinstance(node.op, ast.Or)
        unknown = False
        for part in node.values:
            try:
                if bool(self.value(part)) is ends:
                    return ends
            except Unknown:
                unknown = True
        if unknown:
            raise Unknown
        return not ends

    def _compare(self, node: ast.Compare) -> Any:
        values = [self.value(e) for e in (node.left, *node.comparators)]
        if any(isinstance(v, tuple) for v in values):
            values = [_release(v) if isinstance(v, str) else v for v in values]
        pairs = zip(node.ops, values, values[1:], strict=False)
        return all(COMPARISONS[type(op)](left, right) for op, left, right in pairs)

    def _listcomp(self, node: ast.ListComp) -> Any:
        (loop,) = node.generators
        call = node.elt
        if loop.ifs or not isinstance(call, ast.Call) or len(call.args) != 1 or call.keywords:
            raise Unknown
        name = ast.unparse(call.func)
        if name not in PLAIN or ast.unparse(loop.target) != ast.unparse(call.args[0]):
            raise Unknown
        return [PLAIN[name](v) for v in self.value(loop.iter)]

    def _call(self, node: ast.Call) -> Any:
        if node.keywords:
            raise Unknown
        owner = names_asked(node, self.modules)
        if owner:
            return Names(owner) if len(node.args) == 1 else self.value(node.args[1]) in Names(owner)
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name == "map" and isinstance(node.args[0], ast.Name) and node.args[0].id in PLAIN:
            return [PLAIN[node.args[0].id](v) for v in self.value(node.args[1])]
        arguments = [self.value(a) for a in node.args]
        if isinstance(function, ast.Name) and name in PLAIN:
            return PLAIN[name](*arguments)
        if name in PARSERS and len(arguments) == 1:
            return _release(arguments[0])
        if isinstance(function, ast.Attribute) and name in METHODS:
            return getattr(self.value(function.value), name)(*arguments)
        raise Unknown


def _release(text: Any) -> tuple[int, ...]:
    """The numbers of a version, without zeros at its end."""
    numbers = [int(n) for n in re.findall(r"\d+", re.split(r"[-+]|rc|[ab]\d", str(text))[0])]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _take(node: ast.If, answered: Mapping[ast.expr, bool], block: Sequence[ast.stmt], edits: Edits) -> None:
    """Leaves the ways through a branch that the version does not rule out."""
    left: list[Arm] = []
    for arm in arms_of(node):
        answer = answered.get(arm.test) if arm.test is not None else True
        if answer is not False:
            left.append(Arm(None, arm.body) if answer else arm)
        if answer:
            break
    column = node.col_offset
    sure = bool(left) and left[0].test is None
    inner = column if sure else column + 4
    ways = [(arm.test, [p for s in arm.body for p in edits.moved(s, inner)]) for arm in left]
    parts: list[str | Range] = ways[0][1] if sure else list(edits.branch(column, ways))
    if not parts and len(block) == 1:
        parts = [f"{' ' * column}pass\n"]
    edits.replace(*edits.lines_of(node), *parts)


def _cut(node: ast.Assert, block: Sequence[ast.stmt], edits: Edits) -> bool:
    if len(block) == 1:
        edits.replace(*edits.range_of(node), "pass")
        return True
    return edits.remove_line(node)
