"""The runs of the old program, as the plan knows them, and where the new program does their work."""

from __future__ import annotations

import ast
import difflib
import itertools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tf2codemod.api import plan_paths, replaced_runs
from tf2codemod.plan.replaced import Place, ReplacedRun
from tf2codemod.plan.report import PlanReport, RunReport
from tf2codemod.rewrite.records import called, expressions_by_name

FETCHING = {"eval", "run"}
SESSIONS = {"Session", "InteractiveSession", "MonitoredTrainingSession", "MonitoredSession"}


@dataclass(frozen=True)
class Site:
    """One run of the old program: where it stands, and the names of what it fetches."""

    file: str
    line: int
    end_line: int
    labels: tuple[str, ...] = ()
    whole: str = ""

    @property
    def place(self) -> str:
        """The site for a person."""
        return f"{self.file}:{self.line}"

    def label(self, path: Sequence[object]) -> str:
        """The name of one fetched object, from its place in the structure that was fetched."""
        if not path:
            return self.whole or "the fetch"
        first, *rest = path
        tail = "".join(f"[{part!r}]" for part in rest)
        if isinstance(first, int) and first < len(self.labels):
            return self.labels[first] + tail
        return f"{self.whole}[{first!r}]{tail}"


@dataclass(frozen=True)
class NewPlace:
    """An expression of the new program to be observed, for a site and what it fetched there."""

    site: int
    fetched: int
    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Record:
    """The plan's record: the sites of the old program and the places of the new one.

    ``owners`` says what holds each old variable in the new program.
    """

    sites: tuple[Site, ...]
    places: tuple[NewPlace, ...]
    lost: tuple[int, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)

    @property
    def observed(self) -> tuple[Mapping[str, object], ...]:
        """The places as the child process takes them."""
        names = ("path", "line", "column", "end_line", "end_column")
        return tuple({name: getattr(place, name) for name in names} for place in self.places)


def read_record(
    entry: Path, files: Sequence[Path], old_root: Path, new_root: Path, renamed: Mapping[str, str]
) -> Record:
    """Plans the old program and finds in the new text what takes the place of its runs.

    ``files`` are the entry and what it imports; ``renamed`` gives the new name of a file whose name
    changed, both relative to their roots.
    """
    reports = [r for r in plan_paths(files).reports if isinstance(r, PlanReport)]
    path = os.path.realpath(entry)
    programs = [p for r in reports for p in r.programs if path in map(os.path.realpath, p.files)]
    own = [p for p in programs if p.files and os.path.realpath(p.files[0]) == path]
    program = next(iter((*own, *programs)), None)
    if program is None:
        return Record((), ())
    record = make_record(program.runs, replaced_runs(files), old_root, new_root, renamed)
    return replace(record, owners=program.owners)


def make_record(
    runs: Sequence[RunReport],
    replaced: Sequence[ReplacedRun],
    old_root: Path,
    new_root: Path,
    renamed: Mapping[str, str],
) -> Record:
    """The sites of the planned runs, and the places of what takes their place."""
    left: dict[tuple[str, int, int], list[ReplacedRun]] = {}
    for each in replaced:
        left.setdefault((_relative(each.path, old_root), each.line, each.end_line), []).append(each)
    sites: list[Site] = []
    places: list[NewPlace] = []
    lost: list[int] = []
    texts: dict[str, Sequence[tuple[ast.expr, str]]] = {}
    turns: dict[tuple[str, int, int], int] = {}
    for run in runs:
        where = (_relative(run.file, old_root), run.line, run.end_line)
        turn = turns.get(where, 0)
        turns[where] = turn + 1
        sites.append(_site(run.file, where, turn))
        here = left.get(where, [])
        new = [*here[turn].places] if turn < len(here) else []
        for one, other in itertools.pairwise(here[turn:]):
            if not _are_two_ways(one.places[-1], other.places[0], old_root, new_root, renamed):
                break
            new += other.places
        for place in new:
            file = _relative(place.path, old_root)
            file = renamed.get(file, file)
            if file not in texts:
                texts[file] = _expressions(new_root / file)
            node = _find(place, texts[file])
            if node is None:
                lost.append(len(sites) - 1)
                continue
            end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
            places.append(NewPlace(len(sites) - 1, place.fetched, file, node.lineno, node.col_offset, *end))
    return Record(tuple(sites), tuple(places), tuple(dict.fromkeys(lost)))


def _are_two_ways(
    one: Place, other: Place, old_root: Path, new_root: Path, renamed: Mapping[str, str]
) -> bool:
    """Whether two places are in the two ways of a branch that took the place of one run."""
    file = _relative(one.path, old_root)
    if one.path != other.path or one.scope != other.scope:
        return False
    try:
        tree = ast.parse((new_root / renamed.get(file, file)).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return False
    branches = [n for n in ast.walk(tree) if isinstance(n, ast.If) and n.orelse]
    return any(
        b.body[0].lineno <= one.line <= (b.body[-1].end_lineno or 0)
        and b.orelse[0].lineno <= other.line <= (b.orelse[-1].end_lineno or 0)
        for b in branches
    )


def _relative(path: str | Path, root: Path) -> str:
    return os.path.relpath(os.path.realpath(path), os.path.realpath(root))


def _site(path: str, where: tuple[str, int, int], turn: int) -> Site:
    """The site of a run; of several that stand on the same lines the one whose turn it is."""
    file, line, end_line = where
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return Site(file, line, end_line)
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.lineno, node.end_lineno) == (line, end_line)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in FETCHING
    ]
    found.sort(key=lambda node: node.col_offset)
    site = Site(file, line, end_line)
    return _labelled(site, found[turn]) if turn < len(found) else site


def _labelled(site: Site, call: ast.Call) -> Site:
    keyword = next((k.value for k in call.keywords if k.arg == "fetches"), None)
    fetched: ast.expr = keyword or (call.args[0] if call.args else call.func)
    if isinstance(call.func, ast.Attribute) and (call.func.attr == "eval" or not call.args) and not keyword:
        fetched = call.func.value
    labels: tuple[str, ...] = ()
    if isinstance(fetched, (ast.List, ast.Tuple)):
        labels = tuple(ast.unparse(part) for part in fetched.elts)
    return Site(site.file, site.line, site.end_line, labels, ast.unparse(fetched)[:60])


def _expressions(path: Path) -> Sequence[tuple[ast.expr, str]]:
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ()
    # The runs of a program that kept its sessions stand where they stood.
    if any(isinstance(n, ast.Attribute) and n.attr in SESSIONS for n in ast.walk(tree)):
        return ()
    return [(n, scope) for n, scope in expressions_by_name(tree) if not _is_target(n)]


def _is_target(node: ast.expr) -> bool:
    return not isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _find(place: Place, found: Sequence[tuple[ast.expr, str]]) -> ast.expr | None:
    """The expression of a text that a place names: at its very place, else by name and occurrence."""
    named = [node for node, scope in found if scope == place.scope and called(node) == place.text]
    for node in named:
        corner = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        if corner == (place.line, place.column, place.end_line, place.end_column):
            return node
    calls = [node for node in named if isinstance(node, ast.Call)]
    return calls[place.occurrence] if place.occurrence < len(calls) else None


def line_map(old: str, new: str) -> dict[int, int]:
    """For each line of a new text the line of the old one that it was, changed or not."""
    found: dict[int, int] = {}
    matcher = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal" or old_end - old_start == new_end - new_start:
            for offset in range(new_end - new_start):
                found[new_start + offset + 1] = old_start + offset + 1
        elif tag == "replace":
            for offset in range(new_end - new_start):
                found[new_start + offset + 1] = min(old_start + offset, old_end - 1) + 1
    return found
