"""Lets the one object that is built on placeholders make them itself."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Instance, Node, nodes_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import Scope, asks_for_names
from tf2codemod.prepare.words import attributes_in, is_of_module, module_names
from tf2codemod.tree import walk

WITHOUT_A_HOME = frozenset(("TF215", "TF216", "TF217", "TF219", "TF230", "TF315"))
PLACEHOLDER = "tf.placeholder"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
OF_THEIR_OWN = (*FUNCTIONS, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.NamedExpr)


class _Refused(Exception):
    """An object that cannot make the placeholders that it is given."""


def own_placeholders(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Moves placeholders into the constructor that they are given to; whether there was one."""
    if obstacle.code not in WITHOUT_A_HOME or any(map(asks_for_names, trees.values())):
        return False
    for frame in _constructors(trace):
        try:
            owning = _Owning(trace, trees, edits, frame)
        except _Refused:
            continue
        owning.apply()
        return True
    return False


def _constructors(trace: Trace) -> Iterator[Frame]:
    """The activations of constructors that are called once, with placeholders among what they are given."""
    found: dict[ast.AST, list[Frame]] = {}
    for frame in trace.frames:
        own = frame.cell.slots.get(frame.receiver) if frame.receiver else None
        if frame.function is not None and frame.function.name == "__init__" and isinstance(own, Instance):
            found.setdefault(frame.function.node, []).append(frame)
    for frames in found.values():
        code = frames[0].function.node if frames[0].function is not None else None
        given = [frames[0].cell.slots.get(a.arg) for a in code.args.args] if code is not None else []
        if len(frames) == 1 and any(isinstance(v, Node) and v.kind == "placeholder" for v in given):
            yield frames[0]


class _Moved(NamedTuple):
    """A placeholder that moves: its statement and name outside, its parameter and attribute inside."""

    made: ast.Assign
    name: str
    parameter: str
    attribute: str
    text: str
    kept: ast.Assign | None


class _Owning:
    """One object and the placeholders that it is going to make."""

    def __init__(
        self,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        edits: Mapping[Path, Edits],
        frame: Frame,
    ) -> None:
        self.trace, self.trees, self.frame = trace, trees, frame
        run, code = frame.caller, frame.function.node if frame.function is not None else None
        if run is None or run.looped or not isinstance(code, ast.FunctionDef) or code.decorator_list:
            raise _Refused
        if code.args.vararg or code.args.kwarg or code.args.kwonlyargs or code.args.posonlyargs:
            raise _Refused
        self.code, self.run = code, run
        self.path, self.outer_path = frame.module.path, run.frame.module.path
        self.tree, self.outer_tree = trees[self.path], trees[self.outer_path]
        self.edits, self.outer_edits = edits[self.path], edits[self.outer_path]
        self.cls = next((c for c in self.tree.body if isinstance(c, ast.ClassDef) and code in c.body), None)
        outer = run.frame.function.node if run.frame.function is not None else self.outer_tree
        if self.cls is None or not isinstance(outer, (ast.FunctionDef, ast.Module)):
            raise _Refused
        self.scope: Scope = outer
        self.call, self.model = self._construction(run)
        self.receiver, *self.parameters = [a.arg for a in code.args.args]
        self.given = self._given()
        self.added: dict[str, None] = {}
        self.moved = [m for p, e in self.given.items() if (m := self._moved(p, e)) is not None]
        if not self.moved or len({m.name for m in self.moved}) < len(self.moved):
            raise _Refused
        self.uses = [(use, m) for m in self.moved for use in self._uses(m)]

    def _construction(self, run: StatementRun) -> tuple[ast.Call, str]:
        """The call that makes the object, and the only name that it has."""
        statement, call = run.node, self.frame.site
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or statement.value is not call
        ):
            raise _Refused
        if not isinstance(target, ast.Name) or not isinstance(call, ast.Call):
            raise _Refused
        if len(self._stores(target.id)) != 1 or any(isinstance(a, ast.Starred) for a in call.args):
            raise _Refused
        return call, target.id

    def _stores(self, name: str) -> list[ast.AST]:
        """Where code of the scope gives a name a meaning that is not an inner function's own."""
        return [n for n in self._meant(name) if not isinstance(getattr(n, "ctx", None), ast.Load)]

    def _meant(self, name: str) -> list[ast.AST]:
        """Where code speaks of a name of the scope, or declares it."""
        found: list[ast.AST] = []
        pending: list[ast.AST] = [self.scope]
        while pending:
            node = pending.pop()
            if node is not self.scope and isinstance(node, OF_THEIR_OWN) and _binds(node, name):
                continue
            declared = isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names
            defined = isinstance(node, (*FUNCTIONS, ast.ClassDef)) and getattr(node, "name", "") == name
            given = isinstance(node, ast.arg) and node.arg == name
            if declared or defined or given or (isinstance(node, ast.Name) and node.id == name):
                found.append(node)
            pending.extend(ast.iter_child_nodes(node))
        return found

    def _given(self) -> dict[str, ast.expr]:
        if len(self.call.args) > len(self.parameters) or any(k.arg is None for k in self.call.keywords):
            raise _Refused
        given = dict(zip(self.parameters, self.call.args, strict=False))
        given.update({k.arg: k.value for k in self.call.keywords if k.arg is not None})
        return given

    # What moves -----------------------------------------------------------------------------------------

    def _moved(self, parameter: str, given: ast.expr) -> _Moved | None:
        node = self.run.frame.values.get(given)
        if not isinstance(node, Node) or node.kind != "placeholder":
            if nodes_in(node) if node is not None else ():
                raise _Refused
            return None
        made = next((s for s in walk(self.scope) if getattr(s, "value", None) is node.expr), None)
        if node.op != PLACEHOLDER or not isinstance(given, ast.Name) or not isinstance(made, ast.Assign):
            raise _Refused
        targets = made.targets
        if len(targets) != 1 or self._stores(given.id) != [targets[0]] or self._is_known_elsewhere(given.id):
            raise _Refused
        uses = [n for n in walk(self.code) if isinstance(n, ast.Name) and n.id == parameter]
        if any(not isinstance(n.ctx, ast.Load) for n in uses):
            raise _Refused
        kept = [s for s in self.code.body if isinstance(s, ast.Assign) and self._keeps(s, parameter)]
        first = min(uses, key=lambda n: (n.lineno, n.col_offset), default=None)
        store = kept[0] if kept and kept[0].value is first else None
        target = store.targets[0] if store is not None else None
        attribute = target.attr if isinstance(target, ast.Attribute) else parameter
        if len(kept) > 1 or (kept and store is None) or not self._is_free(attribute, target):
            raise _Refused
        assert isinstance(node.expr, ast.Call)
        return _Moved(made, given.id, parameter, attribute, self._text(node.expr), store)

    def _keeps(self, statement: ast.Assign, parameter: str) -> bool:
        """Whether a statement keeps an argument as an attribute."""
        target, value = statement.targets[0], statement.value
        plain = len(statement.targets) == 1 and isinstance(value, ast.Name) and value.id == parameter
        return plain and isinstance(target, ast.Attribute) and ast.unparse(target.value) == self.receiver

    def _is_free(self, attribute: str, target: ast.expr | None) -> bool:
        """Whether an attribute of the object is set nowhere else, and is no method."""
        assert self.cls is not None
        inside = set(walk(self.cls))
        stores = [
            n
            for tree in self.trees.values()
            for n in attributes_in(tree).get(attribute, ())
            if not isinstance(n.ctx, ast.Load) and n is not target
        ]
        own = [n for n in stores if n in inside or ast.unparse(n.value) == self.model]
        read = target is None and any(n in inside for n in attributes_in(self.tree).get(attribute, ()))
        methods = {s.name for s in self.cls.body if isinstance(s, ast.FunctionDef)}
        return not own and not read and attribute not in methods

    def _is_known_elsewhere(self, name: str) -> bool:
        """Whether another module may have a name from the one that binds it."""
        if not isinstance(self.scope, ast.Module):
            return False
        for tree in (t for p, t in self.trees.items() if p != self.outer_path):
            aliases = {a.name for n in walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
            if aliases & {name, "*"} or any(is_of_module(a, tree) for a in attributes_in(tree).get(name, ())):
                return True
        return False

    def _text(self, made: ast.Call) -> str:
        """The call that makes a placeholder, as the constructor writes it."""
        if any(isinstance(n, OF_THEIR_OWN) for n in walk(made)):
            raise _Refused
        start, end = self.outer_edits.range_of(made)
        data, done, parts = self.outer_edits.data, start, []
        names = [n for n in walk(made) if isinstance(n, ast.Name)]
        for name in sorted(names, key=lambda n: self.outer_edits.range_of(n)):
            first, last = self.outer_edits.range_of(name)
            parts += [data[done:first].decode(), self._word(name)]
            done = last
        return "".join([*parts, data[done:end].decode()])

    def _word(self, name: ast.Name) -> str:
        """What stands in the constructor for a name of the scope around the call."""
        own = {n.id for n in walk(self.code) if isinstance(n, ast.Name)} | {*self.parameters}
        handed = [p for p, e in self.given.items() if isinstance(e, ast.Name) and e.id == name.id]
        value = self.run.frame.values.get(name)
        if name.id in module_names(self.outer_tree):
            imports = [_imports_of(name.id, t) for t in (self.tree, self.outer_tree)]
            if imports[0] != imports[1]:
                raise _Refused
            return name.id
        if handed:
            return handed[0]
        stores = self._stores(name.id)
        if not stores and hasattr(builtins, name.id):
            return name.id
        same = isinstance(self.scope, ast.Module) and self.path == self.outer_path
        if same and name.id not in own and len(stores) == 1:
            return name.id
        if value is None or nodes_in(value) or len(stores) != 1 or name.id in own:
            raise _Refused
        self.added[name.id] = None
        return name.id

    # Uses -----------------------------------------------------------------------------------------------

    def _uses(self, moved: _Moved) -> Iterator[ast.Name]:
        """What reads a placeholder outside, all of it after the object is made."""
        inner = {n: f for f in walk(self.scope) if isinstance(f, FUNCTIONS) for n in walk(f) if n is not f}
        gone = {moved.made.targets[0], *self.given.values()}
        end = self.run.node.end_lineno or self.run.node.lineno
        for node in self._meant(moved.name):
            if not isinstance(node, ast.Name) or node in gone:
                continue
            function = inner.get(node) if inner.get(node) is not self.scope else None
            if node.lineno <= end and function is None:
                raise _Refused
            if function is not None and not all(map(self._is_later, self._activations(function))):
                raise _Refused
            yield node

    def _activations(self, function: ast.AST) -> list[Frame]:
        inside = {function, *walk(function)}
        return [f for f in self.trace.frames if f.function is not None and f.function.node in inside]

    def _is_later(self, frame: Frame) -> bool:
        """Whether a function is called after the object is made."""
        if not any(run.reached for run in frame.statements):
            return True
        above = frame.caller.chain() if frame.caller is not None else ()
        return any(r.frame is self.run.frame and r.order > self.run.order for r in above)

    # Text -----------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Writes it all."""
        for use, moved in self.uses:
            self.outer_edits.rename(use, f"{self.model}.{moved.attribute}")
        lines = []
        for moved in self.moved:
            reads = [n for n in walk(self.code) if isinstance(n, ast.Name) and n.id == moved.parameter]
            for read in reads:
                kept = moved.kept is not None and read is moved.kept.value
                text = moved.text if kept else f"{self.receiver}.{moved.attribute}"
                self.edits.replace(*self.edits.range_of(read), text)
            if moved.kept is None:
                lines.append(f"{self.receiver}.{moved.attribute} = {moved.text}")
        self._insert(lines)
        self._write_parameters()
        self._write_arguments()
        _remove([m.made for m in self.moved], self.scope, self.outer_edits)

    def _insert(self, lines: Sequence[str]) -> None:
        first = self.code.body[0]
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(self.code.body) > 1:
            first = self.code.body[1]
        start = self.edits.lines_of(first)[0]
        self.edits.replace(start, start, *(f"{' ' * first.col_offset}{line}\n" for line in lines))

    def _write_parameters(self) -> None:
        gone = {m.parameter for m in self.moved}
        arguments, defaults = self.code.args.args, self.code.args.defaults
        given = dict(zip([a.arg for a in arguments[len(arguments) - len(defaults) :]], defaults, strict=True))
        texts = [self.receiver, *self.added]
        ends = [self.edits.range_of(given.get(a.arg) or a)[1] for a in arguments]
        for argument, end in zip(arguments[1:], ends[1:], strict=True):
            if argument.arg not in gone:
                texts.append(self.edits.data[self.edits.range_of(argument)[0] : end].decode())
        last = ends[-1]
        self.edits.replace(self.edits.range_of(arguments[0])[0], last, ", ".join(texts))

    def _write_arguments(self) -> None:
        gone = {self.given[m.parameter] for m in self.moved}
        every: list[ast.expr | ast.keyword] = [*self.call.args, *self.call.keywords]
        kept = [a for a in every if a not in gone and getattr(a, "value", None) not in gone]
        edits = self.outer_edits
        texts = [*self.added, *(edits.data[slice(*edits.range_of(a))].decode() for a in kept)]
        edits.replace(edits.range_of(every[0])[0], edits.range_of(every[-1])[1], ", ".join(texts))


def _binds(node: ast.AST, name: str) -> bool:
    """Whether a function or comprehension has a name for itself."""
    if any(isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names for n in walk(node)):
        return False
    stored = any(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in walk(node)
    )
    return stored or any(isinstance(n, ast.arg) and n.arg == name for n in walk(node))


def _imports_of(name: str, tree: ast.Module) -> set[str]:
    """The modules that imports bind a name to."""
    imports = [a for n in walk(tree) if isinstance(n, ast.Import) for a in n.names]
    return {a.name for a in imports if (a.asname or a.name) == name}


def _remove(statements: Sequence[ast.stmt], scope: Scope, edits: Edits) -> None:
    """Takes statements away, and the blocks of which nothing is left."""
    gone = set(statements)
    for block in [n for n in walk(scope) if isinstance(n, ast.With)][::-1]:
        if gone.issuperset(block.body):
            gone = (gone - set(block.body)) | {block}
    for statement in gone:
        edits.replace(*edits.lines_of(statement))
