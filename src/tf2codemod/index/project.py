"""The modules of a group of sources, and which of them an import means."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tf2codemod.interpret.machine import ParsedModule
from tf2codemod.model import Source
from tf2codemod.sources.programs import nearest, paths_by_tail
from tf2codemod.tree import forget, tree_of, walk


@dataclass(frozen=True)
class Project:
    """The parsed modules of sources that may import each other."""

    modules: Mapping[Path, ParsedModule]
    _resolved: dict[tuple[Path, str, int], ParsedModule | None] = field(default_factory=dict, compare=False)

    def resolve(self, importer: Path, dotted: str, level: int) -> ParsedModule | None:
        """The module that an import names: looked up beside the importer, then in the folders above it.

        Where a program changes ``sys.path``, it is the only one of that name that lies nearest.
        """
        key = (importer, dotted, level)
        if key not in self._resolved:
            self._resolved[key] = self._look_up(importer, dotted, level)
        return self._resolved[key]

    @cached_property
    def _names(self) -> frozenset[str]:
        """What an import of the project can begin with: the names of its modules and folders."""
        return frozenset(name for path in self.modules for name in (path.stem, *path.parent.parts))

    def _look_up(self, importer: Path, dotted: str, level: int) -> ParsedModule | None:
        bases = [importer.parent]
        if level:
            for _ in range(level - 1):
                bases[0] = bases[0].parent
        else:
            bases.extend(importer.parent.parents)
        parts = [p for p in dotted.split(".") if p]
        if parts and parts[0] not in self._names:
            return None
        for base in bases:
            target = base.joinpath(*parts)
            for candidate in (target.with_suffix(".py") if parts else target, target / "__init__.py"):
                found = self.modules.get(candidate)
                if found is not None and candidate != importer:
                    return found
        if level or not self._looks_elsewhere:
            return None
        nearby = [path for path in nearest(importer, parts, self._by_tail) if path != importer]
        return self.modules[nearby[0]] if len(nearby) == 1 else None

    @cached_property
    def _looks_elsewhere(self) -> bool:
        """Whether a module says in which folders modules are found."""
        nodes = (n for module in self.modules.values() for n in walk(module.tree))
        paths = (n for n in nodes if isinstance(n, ast.Attribute) and n.attr == "path")
        return any(ast.unparse(n) == "sys.path" for n in paths)

    @cached_property
    def _by_tail(self) -> Mapping[str, list[Path]]:
        return paths_by_tail(self.modules)

    @cached_property
    def imported(self) -> frozenset[Path]:
        """The modules that another module imports."""
        found: set[Path] = set()
        for path, module in self.modules.items():
            for node in walk(module.tree):
                if isinstance(node, ast.Import):
                    names = [(a.name, 0) for a in node.names]
                elif isinstance(node, ast.ImportFrom):
                    base = node.module or ""
                    names = [(base, node.level), *((f"{base}.{a.name}", node.level) for a in node.names)]
                else:
                    continue
                for name, level in names:
                    target = self.resolve(path, name, level)
                    if target is not None:
                        found.add(target.path)
        return frozenset(found)

    def entries(self) -> list[Path]:
        """The modules that a person runs: those with an entry guard, and those that nothing imports."""
        imported = self.imported
        found = [p for p, m in self.modules.items() if p not in imported or _guards(m.tree)]
        return found or list(self.modules)

    def guards(self) -> frozenset[ast.AST]:
        """The blocks that a module executes only where a person runs it."""
        return frozenset(guard for module in self.modules.values() for guard in _guards(module.tree))


def _guards(tree: ast.Module) -> list[ast.If]:
    """The blocks at the top of a module that ask by which name it runs."""
    return [
        s
        for s in tree.body
        if isinstance(s, ast.If) and any(isinstance(n, ast.Name) and n.id == "__name__" for n in walk(s.test))
    ]


def parse_project(sources: Sequence[Source]) -> Project:
    """Parses sources; raises ``SyntaxError`` for what is not Python 3."""
    forget()
    modules = {
        s.path: ParsedModule(
            s.path, s.path.stem if s.path.stem != "__init__" else s.path.parent.name, tree_of(s.text)
        )
        for s in sources
    }
    return Project(modules)
