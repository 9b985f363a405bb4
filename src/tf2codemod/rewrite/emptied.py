"""Takes code away of which nothing is left: methods, with the statements that call them, and tries."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

import libcst as cst

from tf2codemod.rewrite.blank_lines import is_blank, leading_lines
from tf2codemod.rewrite.parts import nodes_below
from tf2codemod.tree import walk

Statement = cst.BaseStatement | cst.SimpleStatementLine


def without_emptied(module: cst.Module, private: Collection[str]) -> cst.Module:
    """The module without those of some methods whose bodies are empty."""
    while True:
        gone = set(_emptied(module, private))
        if not gone:
            return module
        module = module.visit(_WithoutMethods(gone))


def without_empty_tries(module: cst.Module, tree: ast.Module) -> cst.Module:
    """The module without statements that try nothing, where the program, read as ``tree``, had none."""
    tries = [n for n in walk(tree) if isinstance(n, ast.Try)]
    if not tries or any(isinstance(s, ast.Pass) for n in tries for s in n.body):
        return module
    return module.visit(_WithoutTries())


class _Removing(cst.CSTTransformer):
    """Removes statements; a block of which nothing is left passes."""

    def on_visit(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.BaseExpression)

    def is_gone(self, statement: cst.CSTNode) -> bool:
        raise NotImplementedError

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:
        return updated_node.with_changes(body=self._kept(updated_node.body))

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        kept = self._kept(updated_node.body)
        return updated_node.with_changes(body=kept or [cst.SimpleStatementLine([cst.Pass()])])

    def _kept(self, body: Sequence[Statement]) -> list[Statement]:
        """The statements that stay; the blank lines before one that goes stand before the next."""
        kept: list[Statement] = []
        gap = False
        for statement in body:
            lines = leading_lines(statement)
            if self.is_gone(statement):
                gap = gap or any(map(is_blank, lines))
                continue
            if gap and kept and not any(map(is_blank, lines)):
                lines = [cst.EmptyLine(indent=False), *lines]
                statement = statement.with_changes(leading_lines=lines)
            kept.append(statement)
            gap = False
        return kept


class _WithoutTries(_Removing):
    def is_gone(self, statement: cst.CSTNode) -> bool:
        if not isinstance(statement, cst.Try) or statement.orelse is not None:
            return False
        return statement.finalbody is None and _is_empty(statement.body)


def _emptied(module: cst.Module, private: Collection[str]) -> Iterator[str]:
    for node in nodes_below(module, past=(cst.BaseSmallStatement,)):
        if not isinstance(node, cst.ClassDef) or not isinstance(node.body, cst.IndentedBlock):
            continue
        for method in node.body.body:
            if (
                isinstance(method, cst.FunctionDef)
                and method.name.value in private
                and _is_empty(method.body)
            ):
                yield method.name.value


def _is_empty(body: cst.BaseSuite) -> bool:
    if isinstance(body, cst.IndentedBlock):
        lines = [s for s in body.body if isinstance(s, cst.SimpleStatementLine)]
        return len(lines) == len(body.body) and all(_says_nothing(s) for line in lines for s in line.body)
    return all(map(_says_nothing, body.body))


def _says_nothing(statement: cst.CSTNode) -> bool:
    text = (cst.SimpleString, cst.ConcatenatedString)
    described = isinstance(statement, cst.Expr) and isinstance(statement.value, text)
    return described or isinstance(statement, cst.Pass)


class _WithoutMethods(_Removing):
    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = names

    def is_gone(self, statement: cst.CSTNode) -> bool:
        if isinstance(statement, cst.SimpleStatementLine):
            return all(map(self._calls, statement.body))
        return isinstance(statement, cst.FunctionDef) and statement.name.value in self.names

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine:
        kept = [s for s in updated_node.body if not self._calls(s)]
        if not kept or len(kept) == len(updated_node.body):
            return updated_node
        kept[-1] = kept[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(body=kept)

    def _calls(self, statement: cst.CSTNode) -> bool:
        call = statement.value if isinstance(statement, cst.Expr) else None
        func = call.func if isinstance(call, cst.Call) else None
        named = isinstance(func, cst.Attribute) and isinstance(func.value, cst.Name)
        return named and isinstance(func, cst.Attribute) and func.attr.value in self.names
