"""Writes values at once that were fed to summaries of placeholders, which a program keeps by their tags."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import attributes_in
from tf2codemod.tree import walk

NOT_KNOWN = frozenset(("TF210", "TF211", "TF230", "TF511"))
KINDS = {f"tf.summary.{kind}": kind for kind in ("scalar", "histogram", "image")}
AT_ONCE = "tf.compat.v2.summary."
SCOPES = frozenset(("tf.name_scope", "tf.variable_scope"))
TAGS = (
    "TF512",
    "TensorFlow 1 numbered the tags of these summaries where their placeholders had the same names",
    "look for the new tags in TensorBoard",
)


def write_fed_values(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Has functions write the values that they fed to summaries, one by one; whether it could."""
    if obstacle.code not in NOT_KNOWN:
        return False
    changed = False
    for path, tree in trees.items():
        for code in (n for n in walk(tree) if isinstance(n, ast.ClassDef)):
            made = [s for s in walk(code) if isinstance(s, ast.Assign) and _kind(s, trace)]
            for kept in dict.fromkeys(_dictionary(s) for s in made):
                mine = [s for s in made if _dictionary(s) == kept]
                try:
                    writing = _Writing(trace, tree, code, edits[path], mine, trees)
                    writing.plan()
                except _NotCovered:
                    continue
                writing.apply()
                changed = True
    return changed


class _NotCovered(Exception):
    """The program keeps its summaries in another way."""


def _kind(statement: ast.Assign, trace: Trace) -> str:
    """The kind of the summary of a placeholder that a statement puts into a dictionary."""
    call, target = statement.value, statement.targets[0]
    if not isinstance(call, ast.Call) or len(statement.targets) != 1 or len(call.args) != 2 or call.keywords:
        return ""
    symbols = trace.symbols.get(call.func, set())
    kind = KINDS.get(next(iter(symbols)), "") if len(symbols) == 1 else ""
    shown = call.args[1]
    if not isinstance(target, ast.Subscript) or not isinstance(shown, ast.Subscript):
        return ""
    both = isinstance(target.value, ast.Attribute) and isinstance(shown.value, ast.Attribute)
    return kind if both and ast.unparse(target.slice) == ast.unparse(shown.slice) else ""


def _dictionary(statement: ast.Assign) -> tuple[str, str]:
    """The attributes that keep a summary and its placeholder."""
    target, call = statement.targets[0], statement.value
    assert isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute)
    assert isinstance(call, ast.Call) and isinstance(call.args[1], ast.Subscript)
    assert isinstance(call.args[1].value, ast.Attribute)
    return target.value.attr, call.args[1].value.attr


class _Run(NamedTuple):
    """A run of summaries: the loop that goes through the values, and the statement that adds the results."""

    first: ast.stmt
    adding: ast.For
    target: str
    source: str
    value: str
    key: str
    owner: str
    branch: ast.If | None = None
    gone: tuple[ast.stmt, ...] = ()


@dataclass
class _Writing:
    trace: Trace
    tree: ast.Module
    code: ast.ClassDef
    edits: Edits
    made: Sequence[ast.Assign]
    trees: Mapping[Path, ast.Module]
    known: set[ast.AST] = field(default_factory=set)
    gone: list[ast.stmt] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)
    scopes: dict[ast.stmt, list[str]] = field(default_factory=dict)
    opened: dict[ast.Call, None] = field(default_factory=dict)

    def plan(self) -> None:
        """Finds every place that speaks of the dictionaries; each must be one that is understood."""
        self.summaries, self.placeholders = _dictionary(self.made[0])
        if self.summaries == self.placeholders:
            raise _NotCovered
        for statement in self.made:
            self.known.update(walk(statement))
        self.on_demand = [b for b in walk(self.code) if self._is_on_demand(b)]
        for body in _bodies(self.code):
            for each in body:
                self._plan_statement(each, body)
        inside, alone = set(walk(self.code)), self._is_alone()
        spoken = (a for tree in self.trees.values() for a in self._spoken_in(tree))
        others = (a for a in spoken if a in inside or not (alone and ast.unparse(a.value) == "self"))
        if not self.runs or any(a not in self.known for a in others):
            raise _NotCovered
        self.tf = self._tensorflow()
        if self.on_demand and (len(self.runs) > 1 or self.runs[0].branch is None):
            raise _NotCovered
        for statement in self.made:
            self.scopes[statement] = self._scopes(statement) if not self.on_demand else []
            self.opened.update(dict.fromkeys(self._scopes_around(statement)))
        for run in self.runs:
            lines = self.edits.text.split("\n")[run.first.lineno - 1 : run.adding.end_lineno]
            if any("#" in line for line in lines):
                raise _NotCovered  # comments would be lost
            self._lines(run.branch.body if run.branch is not None else (), 0, run.value)
        if not self.on_demand and any(_kind(s, self.trace) == "image" for s in self.made):
            raise _NotCovered

    def _is_alone(self) -> bool:
        """Whether no other class has the attributes of this one by inheritance."""
        classes = [n for t in self.trees.values() for n in walk(t) if isinstance(n, ast.ClassDef)]
        named = {ast.unparse(b).rpartition(".")[2] for c in classes for b in c.bases}
        own = {ast.unparse(b) for b in self.code.bases}
        return own <= {"object"} and self.code.name not in named

    def _spoken_in(self, tree: ast.Module) -> Iterator[ast.Attribute]:
        """Where a file speaks of the dictionaries."""
        for name in (self.summaries, self.placeholders):
            yield from attributes_in(tree).get(name, ())

    def _is_on_demand(self, node: ast.AST) -> bool:
        """Whether a branch makes a summary when its tag is first met."""
        test = node.test if isinstance(node, ast.If) and not node.orelse else None
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.NotIn):
            return False
        return self._is(test.comparators[0], self.summaries)

    def _is(self, expr: ast.AST, name: str) -> bool:
        return isinstance(expr, ast.Attribute) and expr.attr == name

    def _plan_statement(self, statement: ast.stmt, body: Sequence[ast.stmt]) -> None:
        value = statement.value if isinstance(statement, (ast.Assign, ast.Expr)) else None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
            empty = isinstance(value, ast.Dict) and not value.keys
            if empty and (self._is(target, self.placeholders) or self._is(target, self.summaries)):
                self.known.add(target)
                if self._is(target, self.placeholders) or self.on_demand:
                    self.gone.append(statement)
            if isinstance(target, ast.Subscript) and self._is(target.value, self.placeholders):
                symbols = self.trace.symbols.get(value.func, set()) if isinstance(value, ast.Call) else set()
                if symbols != {"tf.placeholder"}:
                    raise _NotCovered
                self.known.add(target.value)
                self.gone.append(statement)
        if isinstance(statement, ast.If) and statement in self.on_demand:
            self.known.update(walk(statement.test))
        if isinstance(statement, ast.For):
            self._plan_appended(statement, body)
        if isinstance(statement, ast.Assign) and isinstance(value, ast.Call):
            self._plan_listed(statement, value, body)

    def _is_run(self, call: ast.AST) -> tuple[ast.expr, ast.expr] | None:
        """What a call runs and what it feeds, where it is a run of a session."""
        if not isinstance(call, ast.Call) or not any(s.call is call for s in self.trace.runs):
            return None
        given = [*call.args, *(k.value for k in call.keywords if k.arg == "feed_dict")]
        return (given[0], given[1]) if len(given) == 2 else None

    def _plan_appended(self, loop: ast.For, body: Sequence[ast.stmt]) -> None:
        """A loop over tags and values that appends what each run gives to a list."""
        last = loop.body[-1]
        call = last.value if isinstance(last, ast.Expr) else None
        append = call.func if isinstance(call, ast.Call) and len(call.args) == 1 else None
        if not isinstance(append, ast.Attribute) or append.attr != "append" or loop.orelse:
            return
        assert isinstance(call, ast.Call)
        found = self._is_run(call.args[0])
        if found is None or not isinstance(append.value, ast.Name):
            return
        fetched, fed = found
        pair = isinstance(fed, ast.Dict) and len(fed.keys) == 1 and fed.keys[0] is not None
        if not pair or not isinstance(fetched, ast.Subscript) or not self._is(fetched.value, self.summaries):
            return
        assert isinstance(fed, ast.Dict)
        key = fed.keys[0]
        if not isinstance(key, ast.Subscript) or not self._is(key.value, self.placeholders):
            return
        name = append.value.id
        empty = [s for s in body if _binds(s, name) and isinstance(s, ast.Assign)]
        adding = self._adding(name, loop, body)
        if adding is None or len(empty) != 1 or ast.unparse(empty[0].value) != "[]":
            return
        branches = [s for s in loop.body[:-1] if isinstance(s, ast.If) and s in self.on_demand]
        if len(branches) != 1 or len(loop.body) != 2:
            return
        self.known.update(walk(last))
        value, tag = ast.unparse(fed.values[0]), ast.unparse(fetched.slice)
        target, source = self.edits.text_of(loop.target), ast.unparse(loop.iter)
        gone = (empty[0],)
        self.runs.append(_Run(loop, adding, target, source, value, tag, "", branches[0], gone))

    def _plan_listed(self, statement: ast.Assign, call: ast.Call, body: Sequence[ast.stmt]) -> None:
        """A run of the summaries of all tags of a dictionary at once."""
        found = self._is_run(call)
        target = statement.targets[0]
        if found is None or not isinstance(target, ast.Name) or len(statement.targets) != 1:
            return
        fetched, fed = found
        if not isinstance(fetched, ast.ListComp) or not isinstance(fed, ast.DictComp):
            return
        one, other = fetched.generators, fed.generators
        if len(one) != 1 or len(other) != 1 or one[0].ifs or other[0].ifs:
            return
        keys = ast.unparse(one[0].iter).removesuffix(".keys()")
        items = ast.unparse(other[0].iter)
        element, key = fetched.elt, fed.key
        if items != f"{keys}.items()" or not isinstance(element, ast.Subscript):
            return
        if not isinstance(key, ast.Subscript) or not self._is(element.value, self.summaries):
            return
        pair = other[0].target
        names = [ast.unparse(e) for e in pair.elts] if isinstance(pair, ast.Tuple) else []
        plain = names == [ast.unparse(key.slice), ast.unparse(fed.value)]
        own = ast.unparse(element.slice) == ast.unparse(one[0].target)
        adding = self._adding(target.id, statement, body)
        if not plain or not own or not self._is(key.value, self.placeholders) or adding is None:
            return
        self.known.update(walk(statement))
        assert isinstance(element.value, ast.Attribute)
        owner = ast.unparse(element.value.value)
        target_text = f"{names[0]}, {names[1]}"
        self.runs.append(_Run(statement, adding, target_text, items, names[1], names[0], owner))

    def _adding(self, name: str, before: ast.stmt, body: Sequence[ast.stmt]) -> ast.For | None:
        """The loop right after a statement that hands each result of a list to a writer, and does no more."""
        after = list(body)[list(body).index(before) + 1 :]
        loop = after[0] if after else None
        if not isinstance(loop, ast.For) or len(loop.body) != 1 or loop.orelse:
            return None
        added = loop.body[0].value if isinstance(loop.body[0], ast.Expr) else None
        if ast.unparse(loop.iter) != name or not isinstance(added, ast.Call) or added.keywords:
            return None
        if not isinstance(added.func, ast.Attribute) or added.func.attr != "add_summary":
            return None
        parts = [n for a in (*added.args[1:], added.func.value) for n in walk(a)]
        if not all(isinstance(n, (ast.Name, ast.Attribute, ast.expr_context)) for n in parts):
            return None
        if not added.args or ast.unparse(added.args[0]) != ast.unparse(loop.target):
            return None
        uses = [n for s in after for n in walk(s) if isinstance(n, ast.Name) and n.id == name]
        return loop if len(uses) == 1 else None

    # Writing --------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Writes the changes of one file."""
        here = self.edits
        for statement in [*self.gone, *(s for r in self.runs for s in r.gone)]:
            here.remove_line(statement)
        for statement in self.made if not self.on_demand else ():
            call = statement.value
            assert isinstance(call, ast.Call)
            tag, scope = here.text_of(call.args[0]), self.scopes[statement]
            if scope and isinstance(call.args[0], (ast.IfExp, ast.BoolOp, ast.Compare)):
                tag = f"({tag})"
            whole = " + ".join([*scope, tag])
            here.replace(*here.range_of(call), f"functools.partial({self._function(statement)}, {whole})")
        for opened in self.opened if self.on_demand else ():
            here.replace(*here.range_of(opened.func), f"{self.tf}.compat.v2.name_scope")
        for run in self.runs:
            self._write_run(run)
        imports = (a for n in walk(self.tree) if isinstance(n, ast.Import) for a in n.names)
        if not self.on_demand and not any(a.name == "functools" and not a.asname for a in imports):
            start = here.starts[_first_import(self.tree).lineno - 1]
            here.replace(start, start, "import functools\n")
        here.tell(self.made[0].lineno, *TAGS)

    def _function(self, statement: ast.Assign) -> str:
        """The function that writes what a summary would have shown."""
        return f"{self.tf}.{AT_ONCE.removeprefix('tf.')}{_kind(statement, self.trace)}"

    def _tensorflow(self) -> str:
        call = self.made[0].value
        assert isinstance(call, ast.Call)
        return ast.unparse(call.func).split(".")[0]

    def _scopes(self, statement: ast.stmt) -> list[str]:
        """The name scopes around a statement, as a text before a tag."""
        names = [c.args[0] for c in self._scopes_around(statement)]
        texts = [str(n.value) for n in names if isinstance(n, ast.Constant)]
        if len(texts) < len(names):
            raise _NotCovered
        whole = "".join(f"{t}/" for t in texts if t)
        return [repr(whole)] if whole else []

    def _scopes_around(self, statement: ast.stmt) -> list[ast.Call]:
        """The calls that open the name scopes in which a statement makes summaries."""
        call = statement.value if isinstance(statement, ast.Assign) else None
        frames = [f for f in self.trace.frames if call in f.values]
        if any(f.scope_at_entry for f in frames):
            raise _NotCovered
        found = []
        for block in (n for n in walk(self.tree) if isinstance(n, ast.With) and statement in walk(n)):
            for item in block.items:
                opened = item.context_expr
                if isinstance(opened, ast.Call) and self.trace.symbols.get(opened.func, set()) & SCOPES:
                    if len(opened.args) != 1 or opened.keywords or item.optional_vars is not None:
                        raise _NotCovered
                    found.append(opened)
        return found

    def _lines(self, statements: Sequence[ast.stmt], column: int, value: str) -> str:
        """What a branch made, as statements that write a value, without what made placeholders."""
        text, margin = "", " " * column
        for statement in statements:
            if isinstance(statement, ast.Assign) and statement in self.made:
                assert isinstance(statement.value, ast.Call)
                tag = self.edits.text_of(statement.value.args[0])
                text += f"{margin}{self._function(statement)}({tag}, {value})\n"
            elif isinstance(statement, ast.If):
                body = self._lines(statement.body, column + 4, value)
                other = self._lines(statement.orelse, column + 4, value)
                if body or other:
                    text += f"{margin}if {ast.unparse(statement.test)}:\n{body or margin + '    pass'}"
                    text += f"{margin}else:\n{other}" if other else ""
            elif statement not in self.gone:
                raise _NotCovered
        return text

    def _write_run(self, run: _Run) -> None:
        here = self.edits
        added = run.adding.body[0]
        call = added.value if isinstance(added, ast.Expr) else None
        assert isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        writer = ast.unparse(call.func.value)
        step = ast.unparse(call.args[1]) if len(call.args) > 1 else "0"
        column = run.first.col_offset
        opened = f"{' ' * column}with {writer}.as_default({step}):\n"
        start, end = here.lines_of(run.first)[0], here.lines_of(run.adding)[1]
        inner = f"{' ' * (column + 4)}for {run.target} in {run.source}:\n"
        if run.branch is not None:
            inner += self._lines(run.branch.body, column + 8, run.value)
        else:
            inner += f"{' ' * (column + 8)}{run.owner}.{self.summaries}[{run.key}]({run.value})\n"
        here.replace(start, end, opened, inner)


def _binds(statement: ast.stmt, name: str) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id == name


def _bodies(tree: ast.AST) -> Iterator[Sequence[ast.stmt]]:
    for node in walk(tree):
        for part in ("body", "orelse", "finalbody"):
            body = getattr(node, part, None)
            if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
                yield body


def _first_import(tree: ast.Module) -> ast.stmt:
    imports = (s for s in tree.body if isinstance(s, (ast.Import, ast.ImportFrom)))
    return next(s for s in imports if getattr(s, "module", "") != "__future__")


__all__ = ["write_fed_values"]
