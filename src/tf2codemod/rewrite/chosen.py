"""Lines that give one meaning to a tensor which a setting chooses, and that the new program does without."""

from __future__ import annotations

import libcst as cst

CHOSEN = "chosen__"


def settled_line(place: str, tf: str) -> str:
    """The line that has a name, or attribute, mean what a branch before has chosen for it."""
    return f'{place} = {tf}.identity({place}, name="{CHOSEN}")'


def without_settled(module: cst.Module, text: str) -> cst.Module:
    """The module, read from a text, without the lines that settle what a branch has chosen."""
    return module.visit(_Unsettled()) if CHOSEN in text else module


class _Unsettled(cst.CSTTransformer):
    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        names = (a.value for a in updated_node.args if a.keyword is not None)
        settled = any(isinstance(n, cst.SimpleString) and n.evaluated_value == CHOSEN for n in names)
        return updated_node.args[0].value if settled else updated_node

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.RemovalSentinel:
        before, after = original_node.body[0], updated_node.body[0]
        gone = before is not after and isinstance(after, cst.Assign)
        if gone and isinstance(after, cst.Assign) and after.targets[0].target.deep_equals(after.value):
            return cst.RemoveFromParent()
        return updated_node


__all__ = ["settled_line", "without_settled"]
