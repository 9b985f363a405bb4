"""Turn imports of TensorFlow into imports of ``tensorflow.compat.v1``."""

from __future__ import annotations

import ast
import re

from tf2codemod.compat import facts
from tf2codemod.compat.module import Module
from tf2codemod.compat.outcome import Outcome
from tf2codemod.compat.scopes import Import
from tf2codemod.compat.text import Edit
from tf2codemod.tree import walk_once

V1 = "tensorflow.compat.v1"
SWITCH = "disable_v2_behavior"


def rewrite(module: Module, done: Outcome) -> None:
    """Edit the import statements of one file."""
    by_statement: dict[ast.Import | ast.ImportFrom, list[Import]] = {}
    for binding in module.imports:
        by_statement.setdefault(binding.statement, []).append(binding)
    mixed = V1 in module.source.text and any(b.alias.name == V1 for b in module.imports)
    for statement, bindings in by_statement.items():
        if isinstance(statement, ast.Import):
            _rewrite_import(module, done, statement, bindings, mixed)
        else:
            _rewrite_from(module, done, statement)
    for statement in module.statements:
        if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
            _rewrite_star(module, done, statement)


def _rewrite_import(
    module: Module, done: Outcome, statement: ast.Import, bindings: list[Import], mixed: bool
) -> None:
    new: list[str] = []
    for alias in statement.names:
        binding = next((b for b in bindings if b.alias is alias), None)
        text = module.positions.source(alias)
        if binding is None:
            new.append(text)
        elif alias in done.aliases:
            target = done.aliases[alias]
            if target is not None:
                new.append(_with_name(target, binding.local))
        elif alias.name == "tensorflow":
            new.append(text if mixed else f"{V1} as {binding.local}")
        elif alias.name.startswith("tensorflow.contrib") and alias.asname is None:
            if not any(b.alias.name == "tensorflow" and not b.alias.asname for b in module.imports):
                new.append(f"{V1} as tensorflow")
        elif alias.name.startswith("tensorflow.") and alias.asname and not _unversioned(alias.name):
            new.append(f"{V1}.{alias.name.removeprefix('tensorflow.')} as {alias.asname}")
        else:
            new.append(text)
    old = [module.positions.source(a) for a in statement.names]
    if new != old:
        _replace(module, done, statement, [f"import {', '.join(new)}"] if new else [])


def _rewrite_from(module: Module, done: Outcome, statement: ast.ImportFrom) -> None:
    """Group the names of a from-import by the module that holds them now."""
    assert statement.module is not None
    groups: dict[str, list[str]] = {}
    for alias in statement.names:
        full = f"{statement.module}.{alias.name}"
        local = alias.asname or alias.name
        target: str | None = full
        if alias in done.aliases:
            target = done.aliases[alias]
        elif not _unversioned(full):
            target = f"{V1}.{full.removeprefix('tensorflow.')}"
        if target is not None:
            holder, _, name = target.rpartition(".")
            text = module.positions.source(alias) if name == alias.name else _with_name(name, local)
            groups.setdefault(holder, []).append(text if holder else _with_name(name, local))
    old = [module.positions.source(a) for a in statement.names]
    if list(groups.items()) == [(statement.module, old)]:
        return
    if list(groups.values()) == [old] and "" not in groups:
        # Only the module changes: the list of names keeps its layout.
        start, end = module.positions.span(statement)
        match = re.compile(r"from\s+([\w.]+)").match(module.source.text, start, end)
        if match:
            done.edits.append(Edit(match.start(1), match.end(1), next(iter(groups))))
            return
    lines = [
        f"from {holder} import {', '.join(names)}" if holder else f"import {', '.join(names)}"
        for holder, names in groups.items()
    ]
    _replace(module, done, statement, lines)


def _rewrite_star(module: Module, done: Outcome, statement: ast.ImportFrom) -> None:
    if statement.module and statement.module.split(".")[0] == "tensorflow":
        message = f"from {statement.module} import * hides which TensorFlow names the file uses"
        done.findings.append(module.finding(statement, "TF909", message, "import the names that are used"))
    if statement.module == "tensorflow" and statement in module.tree.body:
        start, end = module.positions.span(statement)
        switch = "" if SWITCH in module.source.text else f"\n{SWITCH}()"
        done.edits.append(Edit(start, end, f"from {V1} import *{switch}"))


def _unversioned(name: str) -> bool:
    parts = name.split(".")
    return parts[0] != "tensorflow" or len(parts) < 2 or parts[1] in facts.names().unversioned


def _with_name(target: str, local: str) -> str:
    return target if target == local else f"{target} as {local}"


def _replace(module: Module, done: Outcome, statement: ast.stmt, lines: list[str]) -> None:
    if not lines:
        done.dropped.append(statement)
        return
    indent = module.positions.indent(statement.lineno)
    separator = f"\n{indent}" if module.positions.alone(statement) else "; "
    done.edits.append(Edit(*module.positions.span(statement), separator.join(lines)))


def drop(module: Module, done: Outcome) -> None:
    """Take out the statements that are no longer needed; a block that would be empty keeps a ``pass``."""
    dropped = set(done.dropped)
    needed = set()
    for node in walk_once(module.tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and dropped.issuperset(block):
                needed.add(block[0])
    for statement in dropped:
        if statement in needed or not module.positions.alone(statement):
            done.edits.append(Edit(*module.positions.span(statement), "pass"))
        else:
            done.edits.append(Edit(*module.positions.lines(statement), ""))
