"""Savers as checkpoints."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.model import CallForm

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner


class Savers:
    def __init__(self, trace: Trace, planners: Sequence[FramePlanner]) -> None:
        self.forms: dict[ast.Call, CallForm] = {}
        self.dropped: set[ast.Call] = set()
        self.imports: tuple[str, ...] = ()
