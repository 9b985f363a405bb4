"""Methods that make layers and call them: the method that builds the graph makes the layers instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Node
from tf2codemod.plan.class_parts import CALL_KEYWORDS
from tf2codemod.plan.model import LayerPlan, Role
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle

if TYPE_CHECKING:
    from tf2codemod.plan.sessions import Sessions
    from tf2codemod.plan.state_names import StateNames

SCOPE_KEYWORDS = frozenset(("name", "scope", "reuse"))


class LayerMethods:
    """The layers that methods make for the method that calls them."""

    def __init__(self, planner: StateNames) -> None:
        self.planner = planner
        self.roles: dict[ast.stmt, Role] = {}
        self.gone_parameters: dict[ast.AST, frozenset[str]] = {}
        self.gone_arguments: dict[ast.Call, frozenset[int | str]] = {}
        self.called: dict[ast.Call, set[str]] = {}

    def plan(self, node: Node, statement: ast.stmt, name: str) -> bool:
        """Plans a layer that a method of the same object makes; whether it is one."""
        planner = self.planner
        frame = node.made.frame
        code = frame.function.node if frame.function is not None else None
        if (
            not planner.receiver
            or frame.receiver != planner.receiver
            or not isinstance(code, ast.FunctionDef)
        ):
            return False
        if (
            frame.caller is None
            or frame.caller.frame is not planner.frame
            or not isinstance(frame.site, ast.Call)
        ):
            return False
        assert isinstance(node.expr, ast.Call)
        if node.expr in planner.layers:
            if frame.site not in self.called:
                self._check_shared(node, frame.site)
            return True
        self._check(frame, code, node)
        own = fresh(name if node.arguments.get("name") else f"{code.name}_{name}", planner.attributes)
        planner.attributes.add(own)
        planner.host_names.add(own)
        given = self._arguments(frame.site, code)
        for used in self._early_names(node.expr):
            if used.id in given:
                planner.renames[used] = ast.unparse(given[used.id])
            elif used.id in frame.local_names and used.id != planner.receiver:
                raise Obstacle(
                    "TF315",
                    f"the method '{code.name}' makes a layer from what it computes",
                    "make the layer in __init__",
                    node.expr,
                )
        planner.layers[node.expr] = LayerPlan(planner.prefix + own, True, statement, ahead=True)
        self.called.setdefault(frame.site, set()).add(planner.prefix + own)
        for variable in node.inputs:
            if variable.kind == "variable" and "layer" in variable.arguments and variable.op == node.op:
                planner.layer_of[variable] = planner.prefix + own
        self._drop_scopes(code)
        self._drop_parameters(code, frame.site)
        return True

    def _check(self, frame: Frame, code: ast.FunctionDef, node: Node) -> None:
        """A method is called once for each object, and has its layers in the straight line of its code."""
        sites = {
            f.site
            for f in self.planner.trace.frames
            if f.function is not None and f.function.node is code and f.statements
        }
        if (
            code.decorator_list
            or code.args.vararg
            or code.args.kwarg
            or (frame.caller is not None and frame.caller.looped)
        ):
            raise Obstacle("TF315", f"the method '{code.name}' makes layers", "make them in __init__", code)
        if len(sites) != 1:
            raise Obstacle(
                "TF315",
                f"the method '{code.name}' makes layers and is called in several places",
                "make them in __init__",
                code,
            )
        for outer in ast.walk(code):
            inner = isinstance(outer, (ast.For, ast.While, ast.FunctionDef, ast.Lambda)) and outer is not code
            if inner and any(n is node.expr for n in ast.walk(outer)):
                raise Obstacle(
                    "TF315",
                    f"the method '{code.name}' makes layers in a loop or function",
                    "make them in __init__",
                    outer,
                )

    def _check_shared(self, node: Node, site: ast.Call) -> None:
        raise Obstacle(
            "TF315", "a method that makes layers is called in several places", "make them in __init__", site
        )

    def _arguments(self, site: ast.Call, code: ast.FunctionDef) -> dict[str, ast.expr]:
        """What the parameters of a method are given, as code of its caller that may be written again."""
        parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
        given: dict[str, ast.expr] = dict(
            zip(reversed(parameters), reversed(code.args.defaults), strict=False)
        )
        given.update(
            {
                a.arg: d
                for a, d in zip(code.args.kwonlyargs, code.args.kw_defaults, strict=True)
                if d is not None
            }
        )
        given.update(zip(parameters[1:], site.args, strict=False))
        given.update({k.arg: k.value for k in site.keywords if k.arg is not None})
        plain = (
            ast.Name,
            ast.Attribute,
            ast.Constant,
            ast.Load,
            ast.List,
            ast.Tuple,
            ast.BinOp,
            ast.operator,
            ast.UnaryOp,
            ast.unaryop,
        )
        return {n: e for n, e in given.items() if all(isinstance(p, plain) for p in ast.walk(e))}

    def _early_names(self, call: ast.Call) -> Iterator[ast.Name]:
        """The names from which a layer is made."""
        later = [k.value for k in call.keywords if k.arg not in CALL_KEYWORDS | SCOPE_KEYWORDS]
        yield from (n for a in (*call.args[1:], *later) for n in ast.walk(a) if isinstance(n, ast.Name))

    def _drop_scopes(self, code: ast.FunctionDef) -> None:
        symbols = self.planner.trace.symbols
        for block in (n for n in ast.walk(code) if isinstance(n, ast.With)):
            heads = [
                i.context_expr.func if isinstance(i.context_expr, ast.Call) else i.context_expr
                for i in block.items
            ]
            if all(
                symbols.get(h, set()) & {"tf.variable_scope", "tf.name_scope", "tf.device"} for h in heads
            ):
                self.roles[block] = Role.UNWRAP

    def _drop_parameters(self, code: ast.FunctionDef, site: ast.Call) -> None:
        """Parameters that only say how layers are made, or what their scopes are called, go."""
        early: set[ast.AST] = {
            n
            for b in self.roles
            if isinstance(b, ast.With)
            for i in b.items
            for n in ast.walk(i.context_expr)
        }
        for call in (n for n in ast.walk(code) if isinstance(n, ast.Call)):
            facts = [lookup(s) for s in self.planner.trace.symbols.get(call.func, set())]
            if any(f is not None and "layer" in f.row for f in facts):
                early.update(self._early_names(call))
                early.update(n for k in call.keywords if k.arg in SCOPE_KEYWORDS for n in ast.walk(k.value))
        parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args)][1:]
        uses = {p: [n for n in ast.walk(code) if isinstance(n, ast.Name) and n.id == p] for p in parameters}
        gone = {p for p, names in uses.items() if names and all(n in early for n in names)}
        indices: set[int | str] = {i for i, p in enumerate(parameters) if p in gone and i < len(site.args)}
        indices |= {k.arg for k in site.keywords if k.arg in gone}
        self.gone_parameters[code] = frozenset(gone)
        self.gone_arguments[site] = frozenset(indices)

    def add_to(self, sessions: Sessions) -> None:
        """Adds the scopes, parameters and arguments that go to those that go with the sessions."""
        sessions.roles.update(self.roles)
        for code, names in self.gone_parameters.items():
            sessions.parameters[code] = sessions.parameters.get(code, frozenset()) | names
        for site, indices in self.gone_arguments.items():
            sessions.arguments[site] = sessions.arguments.get(site, frozenset()) | indices

    def gone(self) -> Iterator[ast.AST]:
        """The arguments that are not given any more."""
        for site, indices in self.gone_arguments.items():
            yield from (n for i, a in enumerate(site.args) if i in indices for n in ast.walk(a))
            yield from (n for k in site.keywords if k.arg in indices for n in ast.walk(k.value))
