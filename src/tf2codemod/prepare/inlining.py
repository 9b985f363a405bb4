"""Puts functions in the place of their only calls, where callers must keep what they make."""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Mapping as Values
from tf2codemod.interpret.values import Node, nodes_in, options_of
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.regions import asks_for_names
from tf2codemod.tree import walk

OF_SEVERAL_FUNCTIONS = frozenset(("TF216", "TF217", "TF219", "TF220", "TF221", "TF320"))
OF_SEVERAL_HOMES = "TF216"
GIVEN_TO_A_FUNCTION = "TF232"
NEEDED_IN_PART = "TF215"
OF_FETCHES = frozenset(("TF219", "TF221"))
WITHOUT_COUNTERPART = "TF110"
OF_OPTIMIZERS = frozenset(("TF410", "TF411"))
NOT_STRAIGHT = (
    *(ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.FunctionDef, ast.ClassDef),
    *(ast.Lambda, ast.Import, ast.ImportFrom, ast.Delete, ast.NamedExpr, ast.Try),
)


class NotInlined(Exception):
    """A function that cannot stand in the place of its call."""


def inline_once(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Puts the function in which the plan stopped in the place of its only call; whether it could."""
    functions = _functions(trace)
    inside = [(c, p) for c, p in functions if obstacle.node in set(ast.walk(c))]
    if obstacle.code == WITHOUT_COUNTERPART:
        inside = [(c, p) for c, p in inside if _reads_collections(trace, c)]
    if obstacle.code == NEEDED_IN_PART:
        called = {f.function for f in trace.frames if f.site is getattr(obstacle.node, "value", None)}
        inside = [(c, p) for c, p in functions if any(f is not None and f.node is c for f in called)]
    if obstacle.code == OF_SEVERAL_HOMES:
        given = [(c, p) for c, p in _methods(trace) if _is_given_tensors(c, trace)]
        inside = [*((c, p) for c, p in given if _makes_fetched(trace, c, obstacle.node)), *inside]
    if obstacle.code in OF_FETCHES:
        fetched = [(c, p) for c, p in functions if _makes_fetched(trace, c, obstacle.node)]
        inside = fetched or [(c, p) for c, p in functions if _makes_fed(trace, c, obstacle.node)] or inside
    if not inside and obstacle.code == GIVEN_TO_A_FUNCTION:
        inside = [(c, p) for c, p in functions if _is_given(obstacle.node, c, trace)]
    if not inside and obstacle.code == GIVEN_TO_A_FUNCTION:
        inside = [(c, p) for c, p in functions if _gives(obstacle.node, c, trace)]
    if not inside and obstacle.code in OF_SEVERAL_FUNCTIONS:
        inside = [(c, p) for c, p in functions if _makes_graph(trace, c)]
    if not inside and obstacle.code in OF_OPTIMIZERS:
        inside = [(c, p) for c, p in _methods(trace) if obstacle.node in set(walk(c))]
    for code, path in inside:
        frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
        try:
            Inlining(code, frames, trees, path, edits).apply()
        except NotInlined:
            continue
        return True
    return False


def _is_given(node: ast.AST, code: ast.FunctionDef, trace: Trace) -> bool:
    """Whether calls of a function are given a value, which it runs."""
    frames = [f for f in trace.frames if f.function is not None and f.function.node is code]
    given = any(isinstance(f.site, ast.Call) and node in walk(f.site) for f in frames)
    return given and any(s.statement.frame in frames for s in trace.runs)


def _is_given_tensors(code: ast.FunctionDef, trace: Trace) -> bool:
    """Whether calls of a function are given tensors, or what has some."""
    sites = [(f.site, f.caller) for f in trace.frames if f.function is not None and f.function.node is code]
    given = [
        caller.frame.values.get(argument)
        for site, caller in sites
        if isinstance(site, ast.Call) and caller is not None
        for argument in (*site.args, *(k.value for k in site.keywords))
    ]
    return any(node.kind == "tensor" for value in given if value is not None for node in nodes_in(value))


def _gives(node: ast.AST, code: ast.FunctionDef, trace: Trace) -> bool:
    """Whether a name was bound, beside others, to what the call of a function gave."""
    for frame in trace.frames:
        caller = frame.caller
        if frame.function is None or frame.function.node is not code or caller is None:
            continue
        statement = caller.node
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(node, ast.Name) and any(isinstance(t, ast.Tuple) for t in targets):
            bound = {n.id for t in targets for n in walk(t) if isinstance(n, ast.Name)}
            if node.id in bound and caller.frame.values.get(node) is not None:
                return True
    return False


def _reads_collections(trace: Trace, code: ast.FunctionDef) -> bool:
    """Whether a function asks for what a graph has collected, which its caller may have names for."""
    symbols = {s for n in walk(code) for s in trace.symbols.get(n, ())}
    return any(fact.stage == "collection" for s in symbols if (fact := lookup(s)) is not None)


def _makes_graph(trace: Trace, code: ast.FunctionDef) -> bool:
    """Whether a function itself makes graph objects."""
    frames = {f for f in trace.frames if f.function is not None and f.function.node is code}
    return any(n.made.frame in frames for n in trace.nodes)


def _makes_fetched(trace: Trace, code: ast.FunctionDef, call: ast.AST) -> bool:
    """Whether a function made what a run fetches, and was over by then."""
    sites = [s for s in trace.runs if s.call is call]
    fetched = {n for s in sites for n in nodes_in(s.fetches)}
    made = {f for n in fetched for r in n.made.chain() for f in (r.frame,)}
    running = {r.frame for s in sites for r in s.statement.chain()}
    frames = {f for f in trace.frames if f.function is not None and f.function.node is code}
    return bool(frames & made) and not frames & running


def _makes_fed(trace: Trace, code: ast.FunctionDef, call: ast.AST) -> bool:
    """Whether a function made a placeholder that a run feeds, and was over by then."""
    sites = [s for s in trace.runs if s.call is call]
    feeds = [o for s in sites if s.feeds is not None for o in options_of(s.feeds) if isinstance(o, Values)]
    made = {r.frame for o in feeds for k in o.known if isinstance(k, Node) for r in k.made.chain()}
    running = {r.frame for s in sites for r in s.statement.chain()}
    frames = {f for f in trace.frames if f.function is not None and f.function.node is code}
    return bool(frames & made) and not frames & running


def _functions(trace: Trace) -> list[tuple[ast.FunctionDef, Path]]:
    """The functions of a program that stand at the outermost level of their modules."""
    found: dict[ast.FunctionDef, Path] = {}
    for frame in trace.frames:
        code = frame.function.node if frame.function is not None else None
        if isinstance(code, ast.FunctionDef) and code.col_offset == 0 and not frame.receiver:
            found[code] = frame.module.path
    return list(found.items())


def _methods(trace: Trace) -> list[tuple[ast.FunctionDef, Path]]:
    """The methods of a program that are called through a name of their object."""
    found: dict[ast.FunctionDef, Path] = {}
    for frame in trace.frames:
        code = frame.function.node if frame.function is not None else None
        called = frame.site.func if isinstance(frame.site, ast.Call) else None
        named = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
        if isinstance(code, ast.FunctionDef) and frame.receiver and named:
            found[code] = frame.module.path
    return list(found.items())


class Inlining:
    """One function that is called by one statement."""

    def __init__(
        self,
        code: ast.FunctionDef,
        frames: list[Frame],
        trees: Mapping[Path, ast.Module],
        path: Path,
        edits: Mapping[Path, Edits],
    ) -> None:
        self.code = code
        self.receiver = frames[0].receiver
        self.trees = trees
        self.path = path
        self.last = 0  # the line before a return that stands inside of a block
        self.edits = edits[path]
        self.module = frames[0].module
        sites = {f.site for f in frames}
        if len(sites) != 1 or frames[0].caller is None or not isinstance(frames[0].site, ast.Call):
            raise NotInlined
        self.site = frames[0].site
        self.caller = frames[0].caller
        statement = self.caller.node
        again = self.caller.times > 1 or self.caller.looped or len(frames) > 1
        if again and any(_binds(s) for s in code.body):
            raise NotInlined
        home = self.caller.frame.module.path
        self.there, self.tree = edits[home], trees[home]
        if home != path:
            self._check_module()
        if not isinstance(statement, (ast.Assign, ast.Expr)) or statement.value is not self.site:
            raise NotInlined
        self.statement = statement
        outer = self.caller.frame.function
        self.scope: ast.AST = outer.node if outer is not None else self.tree

    def apply(self) -> None:
        body, result = self._body()
        self._check(body)
        changes: dict[str, str] = {}
        lines = self._parameters(body, changes)
        ending = self._bindings(result, body, changes)
        self._name_apart(body, changes)
        written = self._written(body, changes)
        ending = [self._replaced(text, changes) for text in ending]
        indent = " " * self.statement.col_offset
        whole = "\n".join([*lines, *written, *ending])
        start, end = self.there.range_of(self.statement)
        self.there.replace(start, end, textwrap.indent(whole, indent)[len(indent) :])
        self._remove_definition()

    # Conditions -----------------------------------------------------------------------------------------

    def _body(self) -> tuple[list[ast.stmt], ast.expr | None]:
        """The statements of the function without its docstring, and what it returns."""
        body = list(self.code.body)
        if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            body = body[1:]
        returns = [n for s in body for n in walk(s) if isinstance(n, ast.Return)]
        if not returns:
            return body, None
        if len(returns) > 1:
            raise NotInlined
        if body[-1] is returns[0]:
            return body[:-1], returns[0].value
        block = body
        while isinstance(block[-1], ast.With):
            block = block[-1].body
        if block[-1] is not returns[0] or len(block) < 2:
            raise NotInlined
        self.last = block[-2].end_lineno or 0
        return body, returns[0].value

    def _check(self, body: list[ast.stmt]) -> None:
        tree = self.trees[self.path]
        if self.code.decorator_list or asks_for_names(tree) or self._is_all_of_a_class(tree):
            raise NotInlined
        if any(isinstance(n, NOT_STRAIGHT) for s in body for n in ast.walk(s)):
            raise NotInlined
        texts = (n for s in body for n in ast.walk(s) if isinstance(n, (ast.Constant, ast.JoinedStr)))
        if any(n.end_lineno != n.lineno for n in texts) or self.code.body[0].lineno == self.code.lineno:
            raise NotInlined
        for path, other in self.trees.items():
            for node in ast.walk(other):
                named = isinstance(node, ast.Name) and node.id == self.code.name and path == self.path
                reached = isinstance(node, (ast.Attribute, ast.alias)) and self.code.name in (
                    getattr(node, "attr", ""),
                    getattr(node, "name", ""),
                )
                elsewhere = path != self.path or bool(self.receiver)
                if (named or (reached and elsewhere)) and node not in (self.site.func, self.code):
                    raise NotInlined
        outer = self.caller.frame
        local = names_bound(self.scope) if outer.function is not None else set()
        free = {n.id for s in self.code.body for n in walk(s) if isinstance(n, ast.Name)}
        if (free - names_bound(self.code)) & local:
            raise NotInlined

    def _is_all_of_a_class(self, tree: ast.Module) -> bool:
        """Whether a class would be empty without the method."""
        return any(isinstance(n, ast.ClassDef) and n.body == [self.code] for n in walk(tree))

    def _check_module(self) -> None:
        """A function of another module must be called as one of it, and read what the caller has too."""
        if not isinstance(self.site.func, ast.Attribute):
            raise NotInlined
        free = {n.id for s in self.code.body for n in walk(s) if isinstance(n, ast.Name)}
        here, there = self.caller.frame.module.cell.slots, self.module.cell.slots
        if any(here.get(name) != there.get(name) for name in free - names_bound(self.code)):
            raise NotInlined
        if asks_for_names(self.tree):
            raise NotInlined

    # Names ----------------------------------------------------------------------------------------------

    def _parameters(self, body: list[ast.stmt], changes: dict[str, str]) -> list[str]:
        """What the parameters are called in the caller; the lines that bind those that need a name."""
        given = self._arguments()
        stored = _stored_in(body)
        taken = names_in(self.tree)
        lines = []
        for name, value in given.items():
            text = ast.unparse(value)
            plain = isinstance(value, ast.Constant) or only_reads(value)
            if plain and name not in stored and not isinstance(value, ast.Subscript):
                changes[name] = text
                continue
            own = fresh(name, taken - {name} | names_bound(self.scope))
            taken.add(own)
            changes[name] = own
            lines.append(f"{own} = {text}")
        return lines

    def _arguments(self) -> dict[str, ast.expr]:
        code, call = self.code.args, self.site
        if code.vararg or code.kwarg or code.posonlyargs:
            raise NotInlined
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            raise NotInlined
        names = [a.arg for a in code.args]
        found = dict(zip(reversed(names), reversed(code.defaults), strict=False))
        defaults = zip(code.kwonlyargs, code.kw_defaults, strict=True)
        found.update({a.arg: d for a, d in defaults if d is not None})
        usual = set(found.values())
        given = list(call.args)
        if self.receiver and isinstance(call.func, ast.Attribute):
            given.insert(0, call.func.value)
        found.update(zip(names, given, strict=False))
        found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
        if any(d in usual and not isinstance(d, ast.Constant) for d in found.values()):
            raise NotInlined
        every = [*names, *(a.arg for a in code.kwonlyargs)]
        if set(found) != set(every) or len(given) > len(names):
            raise NotInlined
        return {n: found[n] for n in every}

    def _bindings(self, result: ast.expr | None, body: list[ast.stmt], changes: dict[str, str]) -> list[str]:
        """Names what the function returns as the caller does; the lines that are needed for the rest."""
        statement = self.statement
        if isinstance(statement, ast.Expr):
            return []
        if len(statement.targets) != 1 or result is None:
            raise NotInlined
        target = statement.targets[0]
        targets = target.elts if isinstance(target, ast.Tuple) else [target]
        values = result.elts if isinstance(result, ast.Tuple) else [result]
        if len(targets) != len(values):
            targets, values = [target], [result]
        stored = _stored_in(body)
        before = {n.id for s in body for n in walk(s) if isinstance(n, ast.Name)} - stored
        lines = []
        for place, value in zip(targets, values, strict=True):
            text = ast.unparse(place)
            local = value.id if isinstance(value, ast.Name) and value.id in stored else None
            used = text in before or any(c == text for c in changes.values())
            if local is not None and local not in changes and isinstance(place, ast.Name) and not used:
                changes[local] = text
            else:
                lines.append(f"{text} = {ast.unparse(value)}")
        if len(lines) > 1:
            raise NotInlined
        return lines

    def _name_apart(self, body: list[ast.stmt], changes: dict[str, str]) -> None:
        """The other local names of the function must mean nothing in the caller."""
        taken = names_bound(self.scope) | set(dir(builtins)) | set(changes.values())
        for name in sorted(_stored_in(body) - set(changes)):
            changes[name] = fresh(name, taken)
            taken.add(changes[name])

    # Text -----------------------------------------------------------------------------------------------

    def _written(self, body: list[ast.stmt], changes: dict[str, str]) -> list[str]:
        """The lines of the function with their comments, in the names of the caller."""
        if not body:
            return []
        assert body[-1].end_lineno is not None
        every = self.edits.data.split(b"\n")
        first, last = body[0].lineno, self.last or body[-1].end_lineno
        while every[first - 2].strip().startswith(b"#"):
            first -= 1
        lines = every[first - 1 : last]
        inside = (n for s in body for n in walk(s) if isinstance(n, ast.Name) and n.lineno <= last)
        names = [n for n in inside if n.id in changes]
        for name in sorted(names, key=lambda n: (n.lineno, n.col_offset), reverse=True):
            line = lines[name.lineno - first]
            end = name.col_offset + len(name.id.encode())
            if line[name.col_offset : end].decode() != name.id:
                raise NotInlined
            lines[name.lineno - first] = line[: name.col_offset] + changes[name.id].encode() + line[end:]
        return textwrap.dedent("\n".join(line.decode() for line in lines)).split("\n")

    def _replaced(self, text: str, changes: dict[str, str]) -> str:
        target, _, value = text.partition(" = ")
        tree = ast.parse(value, mode="eval")
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in changes:
                node.id = changes[node.id]
        return f"{target} = {ast.unparse(tree)}"

    def _remove_definition(self) -> None:
        """Takes the function away with the blank lines below it, or above it at the end of its class."""
        lines = self.edits.data.split(b"\n")
        assert self.code.end_lineno is not None
        first, end = self.code.lineno - 1, self.code.end_lineno
        if any(isinstance(n, ast.ClassDef) and n.body[-1] is self.code for n in walk(self.trees[self.path])):
            while not lines[first - 1].strip():
                first -= 1
        else:
            while end < len(lines) and not lines[end].strip():
                end += 1
        self.edits.replace(self.edits.starts[first], min(self.edits.starts[end], len(self.edits.data)))


def names_bound(scope: ast.AST) -> set[str]:
    """The names that a function or module binds itself."""
    inner = list(_own_nodes(scope))
    found = _stored(inner)
    if isinstance(scope, ast.FunctionDef):
        found |= {a.arg for a in (*scope.args.args, *scope.args.kwonlyargs, *scope.args.posonlyargs)}
    found |= {n.name for n in inner if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    found |= {(n.asname or n.name).partition(".")[0] for n in inner if isinstance(n, ast.alias)}
    return found


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without what functions and classes in it hold."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            yield from _own_nodes(child)


def _stored(nodes: Iterable[ast.AST]) -> set[str]:
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _stored_in(body: Iterable[ast.stmt]) -> set[str]:
    return _stored(n for s in body for n in walk(s))


def _binds(statement: ast.stmt) -> bool:
    """Whether a statement binds names, or does more than compute."""
    return not isinstance(statement, ast.Expr) or any(isinstance(n, ast.NamedExpr) for n in walk(statement))
