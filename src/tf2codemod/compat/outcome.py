"""What the transforms of the compat level gather for one file."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from tf2codemod.compat.text import Edit
from tf2codemod.model import Finding


@dataclass
class Outcome:
    """The edits of one file, and what they need at the top of it."""

    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    helpers: dict[str, str] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)
    dropped: list[ast.stmt] = field(default_factory=list)
    aliases: dict[ast.alias, str | None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    needs_tf: bool = False
    needs_slim_repair: bool = False

    def want(self, statement: str) -> None:
        """Ask for an import statement at the top of the file."""
        if statement not in self.imports:
            self.imports.append(statement)
