"""Parameters of functions that only say in which variable scope or collection something is made."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cached_property

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.plan.layer_calls import SCOPE_KEYWORDS
from tf2codemod.tree import walk

REGISTERING = frozenset(("variable", "get_variable"))
MOST_CALLS_PASSED_THROUGH = 4


def makes_a_variable(call: ast.Call, trace: Trace) -> bool:
    """Whether a call makes a variable, or asks for one by its name."""
    symbols = trace.symbols.get(call.func, set())
    return bool(symbols) and all(model_of(s) in REGISTERING for s in symbols)


class ScopeParameters:
    """Tells which parameters of the functions of a program are names of scopes and nothing else."""

    def __init__(self, frames: Mapping[ast.FunctionDef, Sequence[Frame]], trace: Trace) -> None:
        self.frames = frames
        self.trace = trace

    def only_scope(
        self, code: ast.FunctionDef, parameter: str, depth: int = MOST_CALLS_PASSED_THROUGH
    ) -> bool:
        """Whether a parameter only says which variables are meant, here or where it is passed on."""
        scoped: set[ast.AST] = set()
        for node in walk(code):
            if isinstance(node, ast.With):
                scoped.update(n for item in node.items for n in walk(item.context_expr))
            elif isinstance(node, ast.Call):
                scoped.update(n for k in node.keywords if k.arg in SCOPE_KEYWORDS for n in walk(k.value))
                if makes_a_variable(node, self.trace):
                    scoped.update(k.value for k in node.keywords if k.arg == "collections")
        uses = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == parameter]
        if depth:
            scoped |= {u for u in uses if u not in scoped and self._is_passed_on(u, code, depth)}
        return bool(uses) and all(u in scoped for u in uses)

    def _is_passed_on(self, use: ast.Name, code: ast.FunctionDef, depth: int) -> bool:
        """Whether a name is an argument of another function, which says which variables are meant there."""
        for inner, site in self._sites_around.get(use, ()):
            names = [a.arg for a in (*inner.args.posonlyargs, *inner.args.args)]
            names = names[1:] if self.frames[inner][0].receiver else names
            given = {k.arg: k.value for k in site.keywords} | dict(zip(names, site.args, strict=False))
            found = [n for n, value in given.items() if value is use and n is not None]
            if inner is not code and len(found) == 1 and self.only_scope(inner, found[0], depth - 1):
                return True
        return False

    @cached_property
    def _sites_around(self) -> dict[ast.Name, list[tuple[ast.FunctionDef, ast.Call]]]:
        """The calls that a name stands in, each with the function that it calls."""
        sites = {
            (inner, f.site): None
            for inner, frames in self.frames.items()
            for f in frames
            if isinstance(f.site, ast.Call)
        }
        found: dict[ast.Name, list[tuple[ast.FunctionDef, ast.Call]]] = {}
        for inner, site in sites:
            for name in (n for n in walk(site) if isinstance(n, ast.Name)):
                found.setdefault(name, []).append((inner, site))
        return found
