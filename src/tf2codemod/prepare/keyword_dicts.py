"""Writes out the arguments of calls that unpack a dict which is written right above them."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import regions_of
from tf2codemod.prepare.versions import Code, scopes_of
from tf2codemod.tree import walk

UNPACKED = frozenset(("TF110", "TF112", "TF310", "TF311", "TF312", "TF317", "TF318"))
LONGEST = 110


def write_out_keywords(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Gives calls their arguments by name, where a dict is made for them; whether there are any."""
    if obstacle.code not in UNPACKED:
        return False
    changed = False
    for code in scopes_of(trace, trees):
        for made, call, keyword in _pairs(code):
            changed |= _write(made, call, keyword, edits[code.path])
    return changed


def _pairs(code: Code) -> Iterator[tuple[ast.Assign, ast.Call, ast.keyword]]:
    """The statements that bind a dict which only a call in the next statement unpacks."""
    for block in (n for n in walk(code.scope) if hasattr(n, "body")):
        for body in (getattr(block, f, ()) for f in ("body", "orelse")):
            for made, following in itertools.pairwise(body if isinstance(body, list) else ()):
                name = _name_of_dict(made)
                calls = [n for n in walk(following) if isinstance(n, ast.Call)]
                for call in calls if name else ():
                    unpacked = [k for k in call.keywords if k.arg is None]
                    one = len(unpacked) == 1 and ast.unparse(unpacked[0].value) == name
                    if one and isinstance(made, ast.Assign) and _is_read_once(code, made, name, unpacked[0]):
                        yield made, call, unpacked[0]


def _name_of_dict(statement: ast.stmt) -> str:
    """The name that a statement gives to a dict with words for its keys."""
    value = statement.value if isinstance(statement, ast.Assign) else None
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if not isinstance(value, ast.Dict) or not isinstance(target, ast.Name) or not value.keys:
        return ""
    words = [k.value for k in value.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
    every = len(words) == len(value.keys) and all(w.isidentifier() for w in words)
    return target.id if every and len(set(words)) == len(words) else ""


def _is_read_once(code: Code, made: ast.Assign, name: str, keyword: ast.keyword) -> bool:
    region = next((r for r in regions_of(code.scope, name) or () if r.start is made), None)
    return region is not None and set(region.names) == {made.targets[0], keyword.value}


def _write(made: ast.Assign, call: ast.Call, keyword: ast.keyword, edits: Edits) -> bool:
    assert isinstance(made.value, ast.Dict)
    given = {k.arg for k in call.keywords}
    entries = [
        (str(ast.literal_eval(k)), edits.text_of(v))
        for k, v in zip(made.value.keys, made.value.values, strict=True)
        if k is not None
    ]
    if given & {name for name, _ in entries} or any("\n" in text for _, text in entries):
        return False
    column = call.func.end_col_offset or 0
    arguments = [f"{name}={text}" for name, text in entries]
    line = ", ".join(arguments)
    text = line if column + len(line) < LONGEST else (",\n" + " " * (column + 1)).join(arguments)
    start, end = edits.range_of(keyword.value)
    stars = edits.data[start - 2 : start] == b"**"
    if not stars or not edits.remove_line(made):
        return False
    edits.replace(start - 2, end, text)
    return True
