"""Marks the expressions that took the place of runs, so that the new text can be searched for them."""

from __future__ import annotations

from typing import TypeVar

import libcst as cst

from tf2codemod.plan.model import RunPlan
from tf2codemod.plan.replaced import ALL

MARK = "__tf2codemod_run__"

Expression = TypeVar("Expression", bound=cst.BaseExpression)


def marked(run: RunPlan, node: Expression, place: int = ALL) -> Expression | cst.Call:
    """The expression inside a mark, if the run has one; ``place`` says which fetched object it gives."""
    if run.mark is None:
        return node
    numbers = [cst.parse_expression(str(n)) for n in (run.mark, place)]
    return cst.Call(cst.Name(MARK), [*(cst.Arg(n) for n in numbers), cst.Arg(node)])
