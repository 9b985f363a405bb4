"""Joins the two trees of a file: what was read with ``ast`` and what is written with ``libcst``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import libcst as cst

from tf2codemod.rewrite.parts import part_names, parts_of


class JoinError(Exception):
    """The two trees of a file do not match."""


EXPRESSIONS = (ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.UnaryOp, ast.Subscript, ast.List)
COUNTERPARTS = {"BinaryOperation": "BinOp", "UnaryOperation": "UnaryOp"}


class Joined:
    """For each statement, name, attribute and call of the written tree, its counterpart in the read one."""

    def __init__(self, module: cst.Module, tree: ast.Module) -> None:
        self.ast_of: dict[cst.CSTNode, ast.AST] = {}
        self.cst_of: dict[ast.AST, cst.CSTNode] = {}
        self._statements(module.body, tree.body)
        read = [n for s in tree.body for n in in_text_order(s) if isinstance(n, EXPRESSIONS)]
        found: list[cst.CSTNode] = []
        _collect(module, found)
        if len(read) != len(found):
            raise JoinError(f"{len(read)} expressions were read and {len(found)} are written")
        for one, other in zip(found, read, strict=True):
            kind = type(one).__name__
            if COUNTERPARTS.get(kind, kind) != type(other).__name__:
                raise JoinError(f"line {getattr(other, 'lineno', '?')}: the expressions do not match")
            self._pair(one, other)

    def _pair(self, one: cst.CSTNode, other: ast.AST) -> None:
        self.ast_of[one] = other
        self.cst_of[other] = one

    def _statements(self, written: Sequence[cst.CSTNode], read: Sequence[ast.stmt]) -> None:
        rest = iter(read)
        try:
            for statement in written:
                if isinstance(statement, cst.SimpleStatementLine):
                    for small in statement.body:
                        self._pair(small, next(rest))
                else:
                    self._compound(statement, next(rest))
        except StopIteration:
            raise JoinError("a block has more statements than were read") from None
        if next(rest, None) is not None:
            raise JoinError("a block has fewer statements than were read")

    def _compound(self, written: cst.CSTNode, read: Any) -> None:
        self._pair(written, read)
        body = getattr(written, "body", None)
        if isinstance(body, cst.BaseSuite):
            self._suite(body, read.body)
        if isinstance(written, (cst.Try, cst.TryStar)):
            handlers: Sequence[cst.ExceptHandler | cst.ExceptStarHandler] = written.handlers
            for handler, one in zip(handlers, read.handlers, strict=True):
                self._suite(handler.body, one.body)
            if written.finalbody is not None:
                self._suite(written.finalbody.body, read.finalbody)
        if isinstance(written, cst.Match):
            raise JoinError("a match statement is not read")
        otherwise = getattr(written, "orelse", None)
        if isinstance(otherwise, cst.If):
            self._compound(otherwise, read.orelse[0])
        elif isinstance(otherwise, cst.Else):
            self._suite(otherwise.body, read.orelse)

    def _suite(self, suite: cst.BaseSuite, read: Sequence[ast.stmt]) -> None:
        if isinstance(suite, cst.SimpleStatementSuite):
            for small, one in zip(suite.body, read, strict=True):
                self._pair(small, one)
        elif isinstance(suite, cst.IndentedBlock):
            self._statements(suite.body, read)


COLLECTED = frozenset(
    (
        cst.Name,
        cst.Call,
        cst.BinaryOperation,
        cst.UnaryOperation,
        cst.Subscript,
        cst.Attribute,
        cst.List,
    )
)
# Names that are no expressions are passed over: only these parts of such nodes are gone through.
PARTS: Mapping[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Attribute: ("value",),
    cst.Arg: ("value",),
    cst.Param: ("annotation", "default"),
    cst.FunctionDef: ("decorators", "params", "returns", "body"),
    cst.ClassDef: ("decorators", "bases", "keywords", "body"),
    cst.Import: (),
    cst.ImportFrom: (),
    cst.Global: (),
    cst.Nonlocal: (),
    cst.ExceptHandler: ("type", "body"),
    cst.DictComp: ("key", "value", "for_in"),
    cst.CompFor: ("target", "iter", "ifs", "inner_for_in"),
    cst.IfExp: ("body", "test", "orelse"),
}


def _collect(node: cst.CSTNode, found: list[cst.CSTNode]) -> None:
    """Adds the names, attributes, calls and operations of a node in the order of the text."""
    kind = type(node)
    if kind in COLLECTED and not (kind is cst.Name and node.value in ("None", "True", "False")):  # type: ignore[attr-defined]
        found.append(node)
    names = PARTS.get(kind)
    for part in parts_of(node, part_names(kind) if names is None else names):
        _collect(part, found)


def in_text_order(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, in the order in which libcst visits their counterparts."""
    yield node
    for child in _children(node):
        yield from in_text_order(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.IfExp):
        yield from (node.body, node.test, node.orelse)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                yield key
            yield value
    elif isinstance(node, ast.Call):
        yield node.func
        rest: list[ast.expr] = [*node.args, *(k.value for k in node.keywords)]
        yield from sorted(rest, key=lambda e: (e.lineno, e.col_offset))
    elif isinstance(node, ast.ClassDef):
        yield from node.decorator_list
        bases: list[ast.expr] = [*node.bases, *(k.value for k in node.keywords)]
        yield from sorted(bases, key=lambda e: (e.lineno, e.col_offset))
        yield from node.body
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from node.decorator_list
        yield from _children(node.args)
        if node.returns is not None:
            yield node.returns
        yield from node.body
    elif isinstance(node, ast.arguments):
        yield from _arguments(node)
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield part
    else:
        yield from ast.iter_child_nodes(node)


def _arguments(node: ast.arguments) -> Iterator[ast.AST]:
    positional = [*node.posonlyargs, *node.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(node.defaults)), *node.defaults]
    groups: list[tuple[ast.arg, ast.expr | None]] = list(zip(positional, defaults, strict=True))
    if node.vararg is not None:
        groups.append((node.vararg, None))
    groups.extend(zip(node.kwonlyargs, node.kw_defaults, strict=True))
    if node.kwarg is not None:
        groups.append((node.kwarg, None))
    for parameter, default in groups:
        if parameter.annotation is not None:
            yield parameter.annotation
        if default is not None:
            yield default
