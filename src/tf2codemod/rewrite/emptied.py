"""Takes methods away of which nothing is left, with the statements that call them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import libcst as cst

from tf2codemod.rewrite.parts import nodes_below


def without_emptied(module: cst.Module, private: Collection[str]) -> cst.Module:
    """The module without those of some methods whose bodies are empty."""
    while True:
        gone = set(_emptied(module, private))
        if not gone:
            return module
        module = module.visit(_WithoutMethods(gone))


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


class _WithoutMethods(cst.CSTTransformer):
    def __init__(self, names: Collection[str]) -> None:
        self.names = names

    def on_visit(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.BaseExpression)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.RemovalSentinel:
        gone = original_node.name.value in self.names
        return cst.RemoveFromParent() if gone else updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.RemovalSentinel:
        kept = [s for s in updated_node.body if not self._calls(s)]
        if len(kept) == len(updated_node.body):
            return updated_node
        if not kept:
            return cst.RemoveFromParent()
        kept[-1] = kept[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(body=kept)

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        if updated_node.body or not original_node.body:
            return updated_node
        return updated_node.with_changes(body=[cst.SimpleStatementLine([cst.Pass()])])

    def _calls(self, statement: cst.CSTNode) -> bool:
        call = statement.value if isinstance(statement, cst.Expr) else None
        func = call.func if isinstance(call, cst.Call) else None
        named = isinstance(func, cst.Attribute) and isinstance(func.value, cst.Name)
        return named and isinstance(func, cst.Attribute) and func.attr.value in self.names
