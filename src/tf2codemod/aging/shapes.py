"""Arrays of values that may differ in shape, of which NumPy made arrays of objects before 1.24."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tf2codemod.aging.names import Names
from tf2codemod.compat.text import Edit, Positions
from tf2codemod.model import Finding

MAKERS = ("numpy.array", "numpy.asarray")
WRITERS = ("numpy.save", "numpy.savez", "numpy.savez_compressed")
NAME = "loose_array"
HELPER = '''\
def {name}(values):
    """Give an array of the values, of objects where their shapes differ, as NumPy did before 1.24."""
    try:
        return {array}(values)
    except ValueError:
        return {array}(values, dtype=object)
'''


class Loose(NamedTuple):
    """The calls that are written anew, and the function that they call, above a line."""

    edits: tuple[tuple[int, Edit], ...] = ()
    helper: Edit | None = None
    line: int = 0
    findings: tuple[Finding, ...] = ()


def loose_arrays(path: Path, names: Names, positions: Positions) -> Loose:
    """Find the arrays that are made of rows of several things, such as the steps of an episode."""
    numpy = next((local for local, full in names.means.items() if full == "numpy"), "")
    found = dict.fromkeys(_arrays(names)) if numpy else {}
    if not found or NAME in names.stored | names.imported:
        return Loose()
    edits = []
    for node, wrapped in found:
        start, end = positions.span(node)
        edits.append((node.lineno, Edit(start, start if wrapped else end, f"{NAME}(" if wrapped else NAME)))
        if wrapped:
            edits.append((node.lineno, Edit(end, end, ")")))
    first = min(found, key=lambda pair: pair[0].lineno)[0]
    place = (path, first.lineno, positions.column(first))
    message = "NumPy makes no array of values of several shapes any more: an array of objects is made of them"
    finding = Finding(*place, "TF942", message, "see whether the values need to be in one array")
    text = HELPER.format(name=NAME, array=f"{numpy}.array")
    helper, line = _placed(text, names.tree, first.lineno, positions)
    return Loose(tuple(edits), helper, line, (finding,))


def _placed(helper: str, tree: ast.Module, used: int, positions: Positions) -> tuple[Edit, int]:
    """Put the function below the imports, or else above the statement that uses it."""
    imports = (ast.Import, ast.ImportFrom)
    above = [s for s in tree.body if isinstance(s, imports) and s.lineno < used and positions.alone(s)]
    if above:
        at = positions.lines(above[-1])[1]
        line = (above[-1].end_lineno or 0) + 1
        rest = positions.text[at:]
        blank = len(rest) - len(rest.lstrip("\n"))
        return Edit(at, at, f"\n\n{helper}{chr(10) * max(2 - blank, 0)}"), line
    user = next(s for s in tree.body if (s.end_lineno or 0) >= used)
    line = min([user.lineno, *(d.lineno for d in getattr(user, "decorator_list", ()))])
    at = positions.line_start(line)
    return Edit(at, at, f"{helper}\n\n"), line


def _arrays(names: Names) -> Iterator[tuple[ast.expr, bool]]:
    """The functions that are called to make such arrays, and the lists that are written as such."""
    rows = _lists_of_rows(names)
    parts = {id(n.value): n for n in names.nodes if isinstance(n, ast.Subscript)}
    columns = {
        n.value.id
        for n in names.nodes
        if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name) and _is_column(n.slice)
    }
    reshaped = {
        id(n.args[0]): n.args[1]
        for n in names.nodes
        if isinstance(n, ast.Call) and names.full(n.func) == "numpy.reshape" and len(n.args) == 2
    }
    assigned = {
        id(n.value): n.targets[0].id
        for n in names.nodes
        if isinstance(n, ast.Assign) and len(n.targets) == 1 and isinstance(n.targets[0], ast.Name)
    }
    for node in names.nodes:
        if isinstance(node, ast.FunctionDef):
            yield from ((made.func, False) for made in _shuffled(node, names))
        if not isinstance(node, ast.Call) or node.keywords:
            continue
        full = names.full(node.func)
        if full in MAKERS and len(node.args) == 1:
            (values,) = node.args
            if isinstance(values, ast.List) and _is_row_of(reshaped.get(id(node)), values):
                yield node.func, False
            elif isinstance(values, ast.Name) and values.id in rows:
                column = parts.get(id(node))
                read = assigned.get(id(node)) in columns or (column is not None and _is_column(column.slice))
                if read:
                    yield node.func, False
        elif full in WRITERS:
            for values in node.args[1:]:
                if isinstance(values, ast.List) and _is_mixed(values):
                    yield values, True


def _shuffled(code: ast.FunctionDef, names: Names) -> Iterator[ast.Call]:
    """The calls that make an array of an argument of which rows are drawn: zipped examples and labels."""
    nodes = list(ast.walk(code))
    given = {a.arg for a in code.args.args}
    made = {
        target.id: n.value
        for n in nodes
        if isinstance(n, ast.Assign) and isinstance(n.value, ast.Call)
        for target in n.targets
        if isinstance(target, ast.Name)
    }
    orders = {name for name, call in made.items() if names.full(call.func) == "numpy.random.permutation"}
    drawn = {
        n.value.id
        for n in nodes
        if isinstance(n, ast.Subscript)
        and isinstance(n.value, ast.Name)
        and isinstance(n.slice, ast.Name)
        and n.slice.id in orders
    }
    for name, call in made.items():
        values = call.args[0] if len(call.args) == 1 and not call.keywords else None
        from_outside = isinstance(values, ast.Name) and values.id in given
        if from_outside and name in drawn and names.full(call.func) in MAKERS:
            yield call


def _lists_of_rows(names: Names) -> set[str]:
    """The names of lists to which rows of several things are appended."""
    found = set()
    for node in names.nodes:
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
            and isinstance(node.func.value, ast.Name)
            and len(node.args) == 1
            and isinstance(node.args[0], (ast.List, ast.Tuple))
            and _is_mixed(node.args[0])
        ):
            found.add(node.func.value.id)
    return found


def _is_mixed(row: ast.List | ast.Tuple) -> bool:
    """Whether a row holds several things that may be arrays."""
    open_ended = [v for v in row.elts if not isinstance(v, (ast.Constant, ast.List, ast.Tuple, ast.Starred))]
    return len(row.elts) > 1 and len(open_ended) > 1


def _is_row_of(shape: ast.expr | None, row: ast.List) -> bool:
    """Whether a shape is that of one row with as many columns as a row has things: they are one each."""
    if not isinstance(shape, (ast.List, ast.Tuple)) or not _is_mixed(row):
        return False
    last = shape.elts[-1] if shape.elts else None
    return isinstance(last, ast.Constant) and last.value == len(row.elts)


def _is_column(index: ast.expr) -> bool:
    """Whether an index is that of one column, such as ``[:, 2]``."""
    if not isinstance(index, ast.Tuple) or len(index.elts) != 2:
        return False
    return isinstance(index.elts[0], ast.Slice) and isinstance(index.elts[1], ast.Constant)
