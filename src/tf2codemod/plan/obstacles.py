"""Reasons why a program cannot be made native, each with its place and remedy."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from tf2codemod.model import Finding


@dataclass(frozen=True)
class Obstacle(Exception):
    """A construct that no native form is planned for."""

    code: str
    message: str
    remedy: str
    node: ast.AST

    def at(self, path: Path) -> Finding:
        line = getattr(self.node, "lineno", 1)
        return Finding(
            path, line, getattr(self.node, "col_offset", 0) + 1, self.code, self.message, self.remedy
        )

    def says_the_same_as(self, other: Obstacle) -> bool:
        """Whether two obstacles are of one kind, wherever they are."""
        return (self.code, self.message) == (other.code, other.message)
