"""Names that Python 3 and the packages of today do not have."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tf2codemod.compat.facts import longest
from tf2codemod.compat.scopes import dotted
from tf2codemod.compat.text import Edit, Positions
from tf2codemod.facts.reading import read_table
from tf2codemod.model import Finding
from tf2codemod.tree import walk

BUILTINS = "builtins."
SECTIONS = {"python": "TF940", "packages": "TF941"}
SAYS = {"TF940": "Python 3 does not have it", "TF941": "the package no longer has it"}


@functools.cache
def rows() -> Mapping[str, Any]:
    """The table of what has changed."""
    return read_table("aged")


@functools.cache
def _trigger() -> re.Pattern[str]:
    """Any word that has changed: those of packages stand behind a dot or in an import."""
    names = [name for section in ("renamed", "keywords", "method_of", *SECTIONS) for name in rows()[section]]
    alone = {name.removeprefix(BUILTINS) for name in names if "." not in name.removeprefix(BUILTINS)}
    alone |= {*rows()["builtins"], *rows()["methods"]}
    parts = {name.rpartition(".")[2] for name in names} - alone
    after = rf"(?:\.|import[^\n]*\b)(?:{'|'.join(map(re.escape, sorted(parts)))})\b"
    calls = r"\b(?:array|savez?|savez_compressed)\("
    texts = "|".join(re.escape(setting) for settings in rows()["texts"].values() for setting in settings)
    return re.compile(rf"{after}|\b(?:{'|'.join(sorted(alone))})\b|{calls}|{texts}")


def mentions(text: str) -> bool:
    """Whether a text has any of the words that this is about."""
    return _trigger().search(text) is not None


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Names:
    """What the names of a module mean that only imports bind."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.nodes = walk(tree)
        tried = [s for n in self.nodes if isinstance(n, ast.Try) for s in (*n.body, *n.handlers)]
        self.guarded = {id(inner) for statement in tried for inner in walk(statement)}
        self.statements = [n for n in self.nodes if isinstance(n, (ast.Import, ast.ImportFrom))]
        self.stored = set(_bound(self.nodes))
        self.starred = any(a.name == "*" for s in self.statements for a in s.names)
        found: dict[str, set[str]] = {}
        for statement in self.statements:
            for alias in statement.names:
                local, full = _meaning(statement, alias)
                found.setdefault(local, set()).add(full)
        self.imported = frozenset(found)
        self.meanings = found
        single = {name: next(iter(full)) for name, full in found.items() if len(full) == 1}
        outside, self.hidden = _outside_of_functions(self.nodes)
        self.means = {name: full for name, full in single.items() if full and name not in outside}

    def full(self, node: ast.expr) -> str:
        """The full name that an expression such as ``np.float`` reads, or nothing."""
        chain = dotted(node)
        base = self.means.get(chain[0].id, "") if chain and chain[0] not in self.hidden else ""
        return ".".join([base, *chain[1]]) if chain and base else ""

    def is_builtin(self, name: str) -> bool:
        """Whether nothing in the module gives a name a meaning."""
        return not self.starred and name not in self.stored and name not in self.imported


def _outside_of_functions(nodes: Iterable[ast.AST]) -> tuple[set[str], set[ast.AST]]:
    """The names that are bound outside of functions, and what stands in functions that bind its name."""
    hidden: set[ast.AST] = set()
    inside: set[ast.AST] = set()
    for function in (n for n in nodes if isinstance(n, FUNCTIONS)):
        within = walk(function)[1:]
        shared = {n for g in within if isinstance(g, (ast.Global, ast.Nonlocal)) for n in g.names}
        own = set(_bound(within)) - shared
        hidden.update(n for n in within if isinstance(n, ast.Name) and n.id in own)
        inside.update(n for n in within if not own.isdisjoint(_bound([n])))
    return set(_bound(n for n in nodes if n not in inside)), hidden


def _bound(nodes: Iterable[ast.AST]) -> Iterable[str]:
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _meaning(statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> tuple[str, str]:
    if isinstance(statement, ast.Import):
        return (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
    if statement.level or not statement.module:
        return alias.asname or alias.name, ""
    return alias.asname or alias.name, f"{statement.module}.{alias.name}"


def _lists_of_lines(names: Names) -> Iterator[ast.List]:
    """The lists of lines that are given as settings which are texts now."""
    packages = {full.split(".")[0] for full in names.means.values()}
    texts = {s for package, settings in rows()["texts"].items() if package in packages for s in settings}
    for node in names.nodes if texts else ():
        pairs: Iterable[tuple[ast.expr | None, ast.expr]] = ()
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
        elif isinstance(node, ast.Assign):
            pairs = ((t.slice, node.value) for t in node.targets if isinstance(t, ast.Subscript))
        for key, value in pairs:
            if isinstance(key, ast.Constant) and key.value in texts and isinstance(value, ast.List):
                yield value


class AgedNames:
    """The edits that write the names of today, and the findings for those that have none."""

    def __init__(self, path: Path, names: Names, positions: Positions) -> None:
        self.edits: list[tuple[int, Edit]] = []
        self.findings: list[Finding] = []
        self._path, self._names, self._positions = path, names, positions
        self._told: set[str] = set()
        for statement in names.statements:
            for alias in statement.names:
                self._import(statement, alias)
        inner = {id(n.value) for n in names.nodes if isinstance(n, ast.Attribute)}
        for node in names.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self._builtin(node)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                self._attribute(node, id(node) in inner)
            elif isinstance(node, ast.Call):
                self._call(node)
        for lines in _lists_of_lines(names):
            start, end = positions.span(lines)
            self.edits.append((lines.lineno, Edit(start, start, '"\\n".join(')))
            self.edits.append((lines.lineno, Edit(end, end, ")")))

    def _edit(self, node: ast.expr | ast.alias | ast.keyword, old: str, new: str) -> bool:
        """Put a word in the place of another; in an f-string it may not stand where its node says."""
        start, end = self._positions.span(node)
        source = self._positions.source(node)
        if isinstance(node, ast.keyword):
            right, end = source.startswith(old), start + len(old)
        elif isinstance(node, ast.Attribute):
            right, start = source == ast.unparse(node), end - len(old)
        else:
            right = source == old
        if not right or node.lineno != node.end_lineno:
            return False
        self.edits.append((node.lineno, Edit(start, end, new)))
        return True

    def _tell(self, node: ast.expr | ast.alias, code: str, name: str, remedy: str) -> None:
        """Tell of a name once, at its first place."""
        if name in self._told or id(node) in self._names.guarded:
            return
        self._told.add(name)
        message = f"{name.removeprefix(BUILTINS)}: {SAYS[code]}"
        place = (self._path, node.lineno, self._positions.column(node))
        self.findings.append(Finding(*place, code, message, remedy))

    def _tell_if_gone(self, node: ast.expr | ast.alias, full: str) -> None:
        for section, code in SECTIONS.items():
            gone = longest(rows()[section], full)
            if gone:
                self._tell(node, code, *gone)

    def _import(self, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> None:
        if isinstance(statement, ast.ImportFrom) and (statement.level or not statement.module):
            return
        module = statement.module if isinstance(statement, ast.ImportFrom) else None
        full = f"{module}.{alias.name}" if module else alias.name
        new = rows()["renamed"].get(full, "")
        if new and new.rpartition(".")[0] == module:
            local = alias.asname or alias.name
            self._edit(alias, self._positions.source(alias), f"{new.rpartition('.')[2]} as {local}")
        elif new:
            self._tell(alias, "TF941", full, f"use {new}")
        else:
            self._tell_if_gone(alias, full)

    def _builtin(self, node: ast.Name) -> None:
        if not self._names.is_builtin(node.id):
            return
        new = rows()["builtins"].get(node.id)
        if new and self._names.is_builtin(new):
            self._edit(node, node.id, new)
        elif f"{BUILTINS}{node.id}" in rows()["python"]:
            self._tell_if_gone(node, f"{BUILTINS}{node.id}")

    def _attribute(self, node: ast.Attribute, inner: bool) -> None:
        full = self._names.full(node)
        new = rows()["renamed"].get(full) if full else None
        if new and "." not in new:
            if new in self._names.stored | self._names.imported:
                self._tell(node, "TF941", full, f"use the builtin {new}")
            else:
                self._edit(node, self._positions.source(node), new)
        elif new:
            module = full.rpartition(".")[0]
            self._edit(node, f".{node.attr}", new[len(module) :])
        elif full and not inner:
            self._tell_if_gone(node, full)

    def _call(self, node: ast.Call) -> None:
        func = node.func
        row = rows()["methods"].get(func.attr) if isinstance(func, ast.Attribute) else None
        if row and len(node.args) == row["takes"] and not node.keywords and not self._names.full(func):
            assert isinstance(func, ast.Attribute)
            if "becomes" not in row:
                self._tell(func, "TF940", f"{BUILTINS}{func.attr}", row["remedy"])
            elif func.attr not in self._names.stored and self._positions.source(func).endswith(func.attr):
                end = self._positions.span(func)[1]
                self.edits.append((node.lineno, Edit(end - len(func.attr), end, row["becomes"])))
        method = rows()["method_of"].get(self._names.full(func))
        simple = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
        if method and len(node.args) == 1 and not node.keywords and isinstance(node.args[0], simple):
            (start, end), inner = self._positions.span(node), self._positions.span(node.args[0])
            self.edits.append((node.lineno, Edit(start, inner[0], "")))
            self.edits.append((node.lineno, Edit(inner[1], end, f".{method}()")))
        renamed = rows()["keywords"].get(self._names.full(func), {})
        for keyword in node.keywords:
            new = renamed.get(keyword.arg) if keyword.arg != "package" else None
            if new and keyword.arg and self._edit(keyword, keyword.arg, new):
                message = f"{keyword.arg} is called {new} since {renamed['package']}"
                place = (self._path, keyword.lineno, self._positions.column(keyword.value))
                needs = f"install {renamed['package']} or later"
                self.findings.append(Finding(*place, "TF943", message, needs))
