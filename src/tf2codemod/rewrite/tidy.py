"""Removes what the rewriting itself orphaned: names of TensorFlow 1 modules that nothing uses any more."""

from __future__ import annotations

import symtable

import libcst as cst

OLD_IMPORTS = ("tensorflow.contrib", "tensorflow.compat", "tensorflow.python", "from tensorflow")


def tidy(module: cst.Module, text: str) -> cst.Module:
    """The module, read from a text, without imports of TensorFlow 1 that its new code does not need."""
    if not any(words in text for words in OLD_IMPORTS):
        return module
    return module.visit(_Imports(_names_used(symtable.symtable(module.code, "module", "exec"))))


def _names_used(scope: symtable.SymbolTable) -> set[str]:
    """The names that a scope, and those within it, use and do not bind but by an import."""
    own = {
        symbol.get_name()
        for symbol in scope.get_symbols()
        if (symbol.is_referenced() or symbol.is_assigned())
        and (scope.get_type() != "function" or symbol.is_global() or symbol.is_free() or symbol.is_imported())
    }
    return own.union(*map(_names_used, scope.get_children()))


class _Imports(cst.CSTTransformer):
    def __init__(self, used: set[str]) -> None:
        self.used = used

    def on_visit(self, node: cst.CSTNode) -> bool:
        # No import stands in an expression.
        return not isinstance(node, (cst.BaseExpression, cst.BaseSmallStatement))

    def leave_Import(
        self, original_node: cst.Import, updated_node: cst.Import
    ) -> cst.Import | cst.RemovalSentinel:
        kept = []
        for alias in updated_node.names:
            name = cst.Module([]).code_for_node(alias.name)
            if name == "tensorflow.compat.v1":
                alias = alias.with_changes(name=cst.Name("tensorflow"))
            elif name.startswith("tensorflow.contrib") and (alias.evaluated_alias or "") not in self.used:
                continue
            kept.append(alias)
        if not kept:
            return cst.RemoveFromParent()
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(names=kept)

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.RemovalSentinel:
        if (
            updated_node.module is None
            or updated_node.relative
            or isinstance(updated_node.names, cst.ImportStar)
        ):
            return updated_node
        name = cst.Module([]).code_for_node(updated_node.module)
        if not name.startswith(("tensorflow.contrib", "tensorflow.python")) and name != "tensorflow":
            return updated_node
        kept = [a for a in updated_node.names if (a.evaluated_alias or a.evaluated_name) in self.used]
        if not kept:
            return cst.RemoveFromParent()
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(names=kept) if len(kept) < len(updated_node.names) else updated_node
