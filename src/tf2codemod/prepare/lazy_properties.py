"""Says properties that build a part of the graph at their first use as methods that the constructor calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.words import attributes_in, functions_in, names_taken
from tf2codemod.tree import walk

OF_SEVERAL_METHODS = frozenset(("TF215", "TF216", "TF217", "TF219", "TF230", "TF310", "TF315"))


class _Refused(Exception):
    """Properties that mean something else."""


class _Decorator(NamedTuple):
    """A function that makes such a property of a method, and the context in which the method is called."""

    code: ast.FunctionDef
    function: str
    scope: ast.Call | None
    named_by: str

    def context(self, used: ast.expr, name: str, edits: Edits) -> str:
        """The context of a property, as text; empty if there is none."""
        if self.scope is None:
            return ""
        given = list(used.args) if isinstance(used, ast.Call) else []
        words = list(used.keywords) if isinstance(used, ast.Call) else []
        named = next((k for k in words if k.arg == self.named_by), None)
        if self.named_by and given:
            first, given = edits.text_of(given[0]), given[1:]
        elif named is not None:
            first, words = edits.text_of(named.value), [k for k in words if k is not named]
        else:
            first = repr(name)
        rest = [edits.text_of(a) for a in given] + [f"{k.arg}={edits.text_of(k.value)}" for k in words]
        return f"with {ast.unparse(self.scope.func)}({', '.join([first, *rest])}):"


def build_properties_first(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets constructors build what lazy properties would build; whether there were any."""
    if obstacle.code not in OF_SEVERAL_METHODS:
        return False
    for path, tree in trees.items():
        decorators = {d.code.name: d for d in _decorators(tree)}
        for cls in (s for s in tree.body if isinstance(s, ast.ClassDef)):
            methods = [m for m in cls.body if isinstance(m, ast.FunctionDef)]
            lazy = {m: used for m in methods if (used := _used(m, decorators)) is not None}
            if not lazy:
                continue
            try:
                _Building(trace, trees, path, cls, lazy, decorators).write(edits[path])
            except _Refused:
                continue
            return True
    return False


def _used(method: ast.FunctionDef, decorators: Mapping[str, _Decorator]) -> ast.expr | None:
    """The decorator that makes a method a lazy property."""
    if len(method.decorator_list) != 1:
        return None
    (used,) = method.decorator_list
    named = used.func if isinstance(used, ast.Call) else used
    known = isinstance(named, ast.Name) and named.id in decorators and len(method.args.args) == 1
    return used if known else None


def _decorators(tree: ast.Module) -> Iterator[_Decorator]:
    """The functions that call what they decorate once and keep the result in the object."""
    for code in (s for s in tree.body if isinstance(s, ast.FunctionDef) and s.args.args):
        function = code.args.args[0].arg
        inner = [s for s in code.body if isinstance(s, ast.FunctionDef)]
        last = code.body[-1]
        if (
            len(inner) != 1
            or not isinstance(last, ast.Return)
            or ast.unparse(last) != f"return {inner[0].name}"
        ):
            continue
        found = _kept_call(inner[0], function)
        if found is None or "property" not in map(ast.unparse, inner[0].decorator_list):
            continue
        bound = {
            ast.unparse(s.targets[0]): ast.unparse(s.value) for s in code.body if isinstance(s, ast.Assign)
        }
        scope, attribute = found
        if f"{function}.__name__" not in bound.get(attribute, ""):
            continue
        named = ast.unparse(scope.args[0]) if scope is not None and scope.args else ""
        text = bound.get(named, named)
        by = text.removesuffix(f" or {function}.__name__")
        if scope is None or text == f"{function}.__name__":
            yield _Decorator(code, function, scope, "")
        elif by != text and by in {a.arg for a in code.args.args[1:2]}:
            yield _Decorator(code, function, scope, by)


def _kept_call(wrapper: ast.FunctionDef, function: str) -> tuple[ast.Call | None, str] | None:
    """The context of the call whose result a wrapper keeps, and the name of the attribute."""
    if len(wrapper.body) != 2 or len(wrapper.args.args) != 1:
        return None
    own = wrapper.args.args[0].arg
    test, last = wrapper.body
    if not isinstance(test, ast.If) or test.orelse or len(test.body) != 1:
        return None
    (kept,) = test.body
    scope: ast.Call | None = None
    if isinstance(kept, ast.With) and len(kept.items) == 1 and len(kept.body) == 1:
        context = kept.items[0].context_expr
        if not isinstance(context, ast.Call) or kept.items[0].optional_vars is not None:
            return None
        scope, kept = context, kept.body[0]
    call = kept.value if isinstance(kept, ast.Expr) else None
    if not isinstance(call, ast.Call) or len(call.args) != 3:
        return None
    attribute = ast.unparse(call.args[1])
    said = [ast.unparse(test.test), ast.unparse(kept), ast.unparse(last)]
    wanted = [
        f"not hasattr({own}, {attribute})",
        f"setattr({own}, {attribute}, {function}({own}))",
        f"return getattr({own}, {attribute})",
    ]
    return (scope, attribute) if said == wanted else None


class _Building:
    """The lazy properties of one class, and the order in which they are built."""

    def __init__(
        self,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        path: Path,
        cls: ast.ClassDef,
        lazy: Mapping[ast.FunctionDef, ast.expr],
        decorators: Mapping[str, _Decorator],
    ) -> None:
        self.trace, self.trees, self.tree = trace, trees, trees[path]
        self.lazy, self.decorators = lazy, decorators
        constructor = next(
            (s for s in cls.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None
        )
        frames = [f for f in trace.frames if f.function is not None and f.function.node is constructor]
        if constructor is None or len(frames) != 1:
            raise _Refused
        self.constructor, self.frame = constructor, frames[0]
        found: dict[ast.AST, Frame] = {}
        for frame in trace.frames:
            if frame.function is not None and frame.statements:
                found.setdefault(frame.function.node, frame)  # later ones are those of later uses
        self.frames = {m: found[m] for m in lazy if m in found}
        if set(self.frames) != set(lazy) or len({m.name for m in lazy}) != len(lazy):
            raise _Refused  # what is never used is never built
        for method in lazy:
            every = [n for t in trees.values() for n in attributes_in(t).get(method.name, ())]
            if any(not isinstance(n.ctx, ast.Load) for n in every):
                raise _Refused
            if sum(len(functions_in(t).get(method.name, ())) for t in trees.values()) != 1:
                raise _Refused

    def _order(self) -> list[tuple[ast.FunctionDef, ast.stmt | None]]:
        """The properties as they are complete, each with the statement of the constructor that asks first."""
        by_frame = {f: m for m, f in self.frames.items()}
        inner: dict[ast.FunctionDef | None, list[ast.FunctionDef]] = {}
        asked: dict[ast.FunctionDef, ast.stmt | None] = {}
        for method, frame in sorted(self.frames.items(), key=lambda p: self.trace.frames.index(p[1])):
            runs = list(frame.caller.chain()) if frame.caller is not None else []
            outer = next((by_frame[r.frame] for r in runs if r.frame in by_frame), None)
            inner.setdefault(outer, []).append(method)
            asked[method] = next((r.node for r in runs if r.frame is self.frame), None)
        done: list[tuple[ast.FunctionDef, ast.stmt | None]] = []

        def complete(method: ast.FunctionDef) -> None:
            for part in inner.get(method, ()):
                complete(part)
            done.append((method, asked[method]))

        for method in inner.get(None, ()):
            complete(method)
        return done

    def write(self, edits: Edits) -> None:
        """Writes methods in the place of properties, and calls them."""
        taken = names_taken(self.trees.values())
        receiver = self.constructor.args.args[0].arg
        lines: dict[ast.stmt | None, list[str]] = {}
        for method, statement in self._order():
            if statement is not None and statement not in self.constructor.body:
                raise _Refused
            name = fresh(f"build_{method.name}", taken)
            taken.add(name)
            used = self.lazy[method]
            called = used.func if isinstance(used, ast.Call) else used
            context = self.decorators[ast.unparse(called)].context(used, method.name, edits)
            line = f"{receiver}.{method.name} = {receiver}.{name}()"
            lines.setdefault(statement, []).extend([context, f"    {line}"] if context else [line])
            self._rename(method, used, name, edits)
        self._insert(lines, edits)
        self._remove_decorators(edits)

    def _rename(self, method: ast.FunctionDef, used: ast.expr, name: str, edits: Edits) -> None:
        start = edits.starts[used.lineno - 1]
        head = edits.starts[method.lineno - 1]
        edits.replace(start, head)
        place = edits.data.index(method.name.encode(), head + method.col_offset + len("def"))
        edits.replace(place, place + len(method.name.encode()), name)

    def _insert(self, lines: Mapping[ast.stmt | None, Sequence[str]], edits: Edits) -> None:
        body = self.constructor.body
        for statement, texts in lines.items():
            column = body[-1].col_offset
            text = "".join(f"{' ' * column}{line}\n" for line in texts)
            if statement is None:
                end = edits.lines_of(body[-1])[1]
                edits.replace(end, end, text)
                continue
            start, end = edits.lines_of(statement)
            alone = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Attribute)
            edits.replace(start, end if alone else start, text)

    def _remove_decorators(self, edits: Edits) -> None:
        """Takes away the decorators that are used no more, and what only they use."""
        gone: set[ast.AST] = set()
        for used in self.lazy.values():
            gone |= set(walk(used))
        candidates: list[ast.stmt] = [d.code for d in self.decorators.values()]
        candidates += [s for s in self.tree.body if isinstance(s, ast.FunctionDef) and s not in candidates]
        candidates += [s for s in self.tree.body if isinstance(s, ast.Import) and len(s.names) == 1]
        others = {
            a.name
            for t in self.trees.values()
            for n in walk(t)
            if isinstance(n, ast.ImportFrom)
            for a in n.names
        }
        for statement in candidates:
            name = _name_of(statement)
            speaks = [
                n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == name and n not in gone
            ]
            inside = set(walk(statement))
            mine = [n for n in speaks if n not in inside]
            was_used = any(isinstance(n, ast.Name) and n.id == name and n in gone for n in walk(self.tree))
            if mine or name in others or not was_used:
                continue
            if edits.remove_line(statement):
                gone |= inside
                for decorator in getattr(statement, "decorator_list", ()):
                    line = decorator.lineno - 1
                    edits.replace(edits.starts[line], edits.starts[line + 1])


def _name_of(statement: ast.stmt) -> str:
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    alias = statement.names[0] if isinstance(statement, ast.Import) else None
    return (alias.asname or alias.name) if alias is not None else ""
