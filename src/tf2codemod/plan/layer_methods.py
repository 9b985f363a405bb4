"""Methods that make layers or variables and use them: the method that builds the graph makes them instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Cell, Node
from tf2codemod.plan.layer_calls import SCOPE_KEYWORDS, construction, is_layer_call
from tf2codemod.plan.layer_functions import layer_name
from tf2codemod.plan.method_arguments import (
    Words,
    changes,
    differs,
    is_plain,
    stores,
)
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import LayerPlan, Role
from tf2codemod.plan.naming import attributes_in, fresh, identifier
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.staging import Staging
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.sessions import Sessions
    from tf2codemod.plan.state_names import StateNames

LOOPS = (ast.For, ast.While, ast.FunctionDef, ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.DictComp)


class LayerMethods:
    """The layers and variables that methods make for the method that calls them."""

    def __init__(self, planner: StateNames) -> None:
        self.planner = planner
        self.roles: dict[ast.stmt, Role] = {}
        self.gone_parameters: dict[ast.AST, frozenset[str]] = {}
        self.gone_arguments: dict[ast.Call, frozenset[int | str]] = {}
        self.called: dict[ast.Call, set[str]] = {}
        self.ahead: dict[ast.stmt, list[ast.Call]] = {}
        self.hoisted: dict[ast.Call, str] = {}
        self.kept = Cell()
        self.methods: dict[ast.FunctionDef, list[Frame]] = {}
        self.first: dict[ast.Call, Frame] = {}
        self.made_from: dict[ast.FunctionDef, set[ast.AST]] = {}
        self.words = Words(planner.frame, planner.receiver)
        self.attributes = attributes_in(planner.tree)

    # Finding --------------------------------------------------------------------------------------------

    def _path(self, frame: Frame) -> list[Frame]:
        """The frames of the object's own methods between the building method and a frame, outermost first."""
        path: list[Frame] = []
        inner: Frame | None = frame
        while inner is not None and inner is not self.planner.frame:
            path.insert(0, inner)
            inner = inner.caller.frame if inner.caller is not None else None
        if inner is None:
            return []
        own = instance_cell(self.planner.frame)
        found: list[Frame] = []
        for part in path:
            method = part.function is not None and isinstance(part.function.node, ast.FunctionDef)
            if not method or own is None or not part.receiver or instance_cell(part) is not own:
                break
            found.append(part)
        return found

    def frames(self, code: ast.FunctionDef) -> list[Frame]:
        """The activations of a method beneath the building method."""
        if code not in self.methods:
            self.methods[code] = [
                f
                for f in self.planner.trace.frames
                if f.function is not None and f.function.node is code and f.statements and f in self._path(f)
            ]
        return self.methods[code]

    def plan(self, node: Node, statement: ast.stmt) -> bool:
        """Plans the state that a method of the same object makes; whether the building method keeps it."""
        planner = self.planner
        path = self._path(node.made.frame) if planner.receiver else []
        if not path:
            return False
        frame = path[-1]
        assert frame.function is not None
        code = frame.function.node
        assert isinstance(code, ast.FunctionDef)
        if not self._is_shared(code) or not all(isinstance(f.site, ast.Call) for f in path):
            return False
        for part in path:
            self._check(part)
        self._begin(code)
        if frame is not node.made.frame:
            return self._plan_instance(node, frame, statement)
        if is_layer_call(node):
            self._plan_layer(node, frame, statement)
        else:
            self._plan_variable(node, frame, statement)
        return True

    def _state(self, node: Node) -> frozenset[Node]:
        if node.kind == "variable":
            return frozenset((node,))
        return frozenset(
            n for n in node.inputs if n.kind == "variable" and "layer" in n.arguments and n.op == node.op
        )

    def _is_shared(self, code: ast.FunctionDef) -> bool:
        """Whether all calls of a method use the same variables."""
        plans = self.planner.functions_with_state
        seen: dict[ast.AST, frozenset[Node]] = {}
        frames = self.frames(code)
        for node in self.planner.trace.nodes:
            if node.made.frame in frames and is_layer_call(node):
                state = self._state(node)
                if state and seen.setdefault(node.expr, state) != state:
                    return False
        for frame in frames:
            for expr, value in frame.values.items():
                if not isinstance(expr, ast.Call) or not isinstance(value, Node) or value.kind != "variable":
                    continue
                if seen.setdefault(expr, self._state(value)) != self._state(value):
                    return False
        for inner in self.planner.trace.frames:
            if inner.caller is None or inner.caller.frame not in frames or inner.site is None:
                continue
            if inner.function is None or self._path(inner)[-1:] == [inner]:
                continue
            state = frozenset(plans.owned(inner))
            if state and seen.setdefault(inner.site, state) != state:
                return False
        return True

    def _check(self, frame: Frame) -> None:
        """A method makes its state in straight code that is not run in a loop, for this object alone."""
        assert frame.function is not None
        code = frame.function.node
        assert isinstance(code, ast.FunctionDef)
        if (
            code.decorator_list
            or code.args.vararg
            or code.args.kwarg
            or any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Await)) for n in walk(code))
            or frame.module is not self.planner.frame.module
            or (frame.caller is not None and frame.caller.looped)
        ):
            raise Obstacle("TF315", f"the method '{code.name}' makes layers", "make them in __init__", code)
        changed = changes(code, frame.receiver, len(self.frames(code)) > 1)
        if changed is not None:
            raise Obstacle(
                "TF315",
                f"the method '{code.name}' makes layers and changes its object",
                "change the object outside",
                changed,
            )
        homes = set(self.planner.canonical.frames)
        for other in self.planner.trace.frames:
            if other.function is None or other.function.node is not code or not other.statements:
                continue
            if not any(r.frame in homes for r in (other.caller.chain() if other.caller is not None else ())):
                raise Obstacle(
                    "TF315",
                    f"the method '{code.name}' makes layers and is called by other methods too",
                    "make them in __init__",
                    code,
                )
        assert isinstance(frame.site, ast.Call)
        if any(isinstance(a, ast.Starred) for a in frame.site.args) or any(
            k.arg is None for k in frame.site.keywords
        ):
            raise Obstacle(
                "TF315",
                f"the method '{code.name}' makes layers and is called with unpacked arguments",
                "write the arguments out",
                frame.site,
            )

    def _check_place(self, expr: ast.expr, code: ast.FunctionDef) -> None:
        for outer in walk(code):
            inner = isinstance(outer, LOOPS) and outer is not code
            if inner and any(n is expr for n in walk(outer)):
                raise Obstacle(
                    "TF315",
                    f"the method '{code.name}' makes layers in a loop or function",
                    "make them in __init__",
                    outer,
                )

    # State ----------------------------------------------------------------------------------------------

    def taken(self) -> set[str]:
        """The names that no new attribute of the object may have."""
        return self.attributes | self.planner.attributes

    def _name(self, wanted: str) -> str:
        planner = self.planner
        own = fresh(wanted, self.taken())
        planner.attributes.add(own)
        planner.take(own)
        return planner.prefix + own

    def _plan_layer(self, node: Node, frame: Frame, statement: ast.stmt) -> None:
        planner = self.planner
        call = node.expr
        assert isinstance(call, ast.Call) and frame.function is not None
        code = frame.function.node
        assert isinstance(code, ast.FunctionDef)
        given = construction(call, False)
        self.made_from[code].update(n for e in given for n in walk(e))
        if call not in planner.layers:
            self._check_place(call, code)
            state = self._state(node)
            known = next((planner.layer_of[v] for v in state if v in planner.layer_of), None)
            self.first[call] = frame
            if known is not None:
                planner.layers[call] = LayerPlan(known, False, statement, ahead=True)
            else:
                wanted = layer_name(node)
                own = self._name(wanted if node.arguments.get("name") else f"{code.name}_{wanted}")
                planner.renames.update(self.words.texts(given, frame))
                planner.layers[call] = LayerPlan(own, True, statement, ahead=True)
                self.ahead.setdefault(statement, []).append(call)
            for variable in state:
                planner.layer_of.setdefault(variable, planner.layers[call].name)
        self._check_same(call, given, frame)
        self._call(frame, planner.layers[call].name)

    def _plan_variable(self, node: Node, frame: Frame, statement: ast.stmt) -> None:
        call = node.expr
        if not isinstance(call, ast.Call) or not isinstance(statement, (ast.Assign, ast.Expr, ast.AnnAssign)):
            raise Obstacle(
                "TF310", "state is made where it cannot be kept", "make it before it is used", node.expr
            )
        assert frame.function is not None
        code = frame.function.node
        assert isinstance(code, ast.FunctionDef)
        given = construction(call, True)
        self._check_place(call, code)
        self.first[call] = frame
        self.made_from[code].update(n for e in given for n in walk(e))
        self.planner.renames.update(self.words.texts(given, frame))
        own = self._name(identifier(node.name.rpartition("/")[2].partition(":")[0] or "variable"))
        self.kept.slots[own.removeprefix(self.planner.prefix)] = node
        self.hoisted[call] = own
        self.ahead.setdefault(statement, []).append(call)

    def _plan_instance(self, node: Node, frame: Frame, statement: ast.stmt) -> bool:
        """Plans the object that a call, in a method, of a function with state uses."""
        planner, plans = self.planner, self.planner.functions_with_state
        found = plans.function_of(node, frame)
        if found is None or not isinstance(found[1].site, ast.Call) or not isinstance(statement, ast.stmt):
            return False
        inner, site = found[1], found[1].site
        assert isinstance(site, ast.Call) and frame.function is not None
        method = frame.function.node
        assert isinstance(method, ast.FunctionDef)
        if site not in plans.instances:
            self._check_place(site, method)
            wanted = plans.scope_of(inner)
            taken = self.taken()
            plans.plan_call(
                site,
                found[0],
                frame,
                statement,
                planner.prefix,
                taken,
                planner.frame,
                wanted or found[0].name,
            )
            plan = plans.instances[site]
            plans.instances[site] = plan = plan._replace(ahead=True)
            own = plan.name.removeprefix(planner.prefix)
            planner.attributes.add(own)
            planner.take(own)
            given = [e for n, e in self._given(site, found[0]).items() if n in plan.plan.init_parameters]
            self.made_from[method].update(n for e in given for n in walk(e))
            self.first[site] = frame
            if plan.makes:
                planner.renames.update(self.words.texts(given, frame))
                self.ahead.setdefault(statement, []).append(site)
            for variable in plan.variables:
                planner.layer_of.setdefault(variable, plan.name)
        return True

    def _given(self, site: ast.Call, code: ast.FunctionDef) -> dict[str, ast.expr]:
        parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args)]
        found: dict[str, ast.expr] = dict(zip(parameters, site.args, strict=False))
        found.update({k.arg: k.value for k in site.keywords if k.arg is not None})
        return found

    def _check_same(self, call: ast.Call, given: list[ast.expr], frame: Frame) -> None:
        first = self.first[call]
        if frame is not first and differs(given, first, frame):
            raise Obstacle(
                "TF315",
                "calls of one method make a layer with different arguments",
                "make a layer for each",
                call,
            )

    def _call(self, frame: Frame, name: str) -> None:
        for part in self._path(frame):
            assert isinstance(part.site, ast.Call)
            self.called.setdefault(part.site, set()).add(name)

    # Methods --------------------------------------------------------------------------------------------

    def _begin(self, code: ast.FunctionDef) -> None:
        """The scopes of a method go."""
        if code in self.made_from:
            return
        staging = Staging(self.planner.trace, self.frames(code)[0], [], sessions_only=True)
        self.roles.update({s: r for s, r in staging.roles.items() if r in (Role.UNWRAP, Role.DROP)})
        self.made_from[code] = {
            n
            for s in walk(code)
            if isinstance(s, ast.With) and staging.roles.get(s) is Role.UNWRAP
            for i in s.items
            for n in walk(i.context_expr)
        }
        for statement in walk(code):
            if isinstance(statement, ast.stmt) and self.roles.get(statement) is Role.DROP:
                self.made_from[code].update(walk(statement))

    def finish(self) -> None:
        """Plans what depends on all calls: variables that are used again, parameters and names that go."""
        for code in list(self.made_from):
            self._reuse_instances(code)
        for code, early in self.made_from.items():
            for call in (n for n in walk(code) if isinstance(n, ast.Call)):
                early.update(
                    n
                    for k in call.keywords
                    if k.arg in SCOPE_KEYWORDS and self._is_state(call)
                    for n in walk(k.value)
                )
            self._reuse_variables(code)
            self._drop_names(code, early)
            self._drop_parameters(code, early)

    def _is_state(self, call: ast.Call) -> bool:
        plans = self.planner.functions_with_state
        return (
            call in self.planner.layers
            or call in self.hoisted
            or call in plans.instances
            or call in self.planner.collections
        )

    def _reuse_instances(self, code: ast.FunctionDef) -> None:
        planner, plans = self.planner, self.planner.functions_with_state
        for method in self.frames(code):
            for frame in planner.trace.frames:
                inner = frame.function.node if frame.function is not None else None
                site = frame.site
                if (
                    frame.caller is None
                    or frame.caller.frame is not method
                    or not isinstance(inner, ast.FunctionDef)
                    or inner not in plans.classes
                    or not isinstance(site, ast.Call)
                ):
                    continue
                if site not in plans.instances:
                    top = frame.caller.within(planner.frame)
                    assert top is not None
                    plans.plan_call(
                        site, inner, method, planner.staging.statement_of[top.node],
                        planner.prefix, planner.taken, planner.frame,
                    )  # fmt: skip
                    plans.instances[site] = plans.instances[site]._replace(ahead=True)
                    if plans.instances[site].makes:
                        raise Obstacle(
                            "TF315",
                            f"the method '{code.name}' makes layers where they cannot be kept",
                            "make them in __init__",
                            site,
                        )
                plan = plans.instances[site]
                given = [e for n, e in self._given(site, inner).items() if n in plan.plan.init_parameters]
                self.first.setdefault(site, method)
                self._check_same(site, given, method)
                if set(plans.owned(frame)) != set(plan.variables):
                    raise Obstacle(
                        "TF314",
                        f"calls of '{inner.name}' share some of their variables",
                        "give each set of variables its own scope",
                        site,
                    )
                self.made_from[code].update(n for e in given for n in walk(e))
                self._call(method, plan.name)

    def _reuse_variables(self, code: ast.FunctionDef) -> None:
        """Calls that ask for a variable once more name it."""
        names = {n: str(k) for k, n in self.kept.slots.items() if isinstance(n, Node)}
        for frame in self.frames(code):
            for call, value in frame.values.items():
                if (
                    isinstance(call, ast.Call)
                    and isinstance(value, Node)
                    and value in names
                    and call not in self.hoisted
                    and self.planner.trace.symbols.get(call.func, set()) & {"tf.get_variable"}
                ):
                    self.planner.collections[call] = self.planner.prefix + names[value]
                    self.made_from[code].update(n for e in construction(call, True) for n in walk(e))

    def _drop_names(self, code: ast.FunctionDef, early: set[ast.AST]) -> None:
        """Names of variables that are attributes now, and names that only say how state is made, go."""
        for statement in walk(code):
            if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
                continue
            target, value = statement.targets[0], statement.value
            if not isinstance(target, ast.Name) or len(stores(code, target.id)) != 1:
                continue
            loads = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == target.id]
            loads.remove(target)
            own = self._kept_name(value)
            if own is not None and statement in _straight(code):
                self.roles[statement] = Role.DROP
                self.planner.renames.update(dict.fromkeys(loads, own))
            elif loads and all(n in early for n in loads) and is_plain(value):
                self.roles[statement] = Role.DROP
                early.update(walk(statement))

    def _kept_name(self, value: ast.expr) -> str | None:
        """The attribute that a call which makes a variable, or asks for one, stands for."""
        if not isinstance(value, ast.Call):
            return None
        text = self.hoisted.get(value) or self.planner.collections.get(value, "")
        return text if text.removeprefix(self.planner.prefix) in self.kept.slots else None

    def _drop_parameters(self, code: ast.FunctionDef, early: set[ast.AST]) -> None:
        """Parameters that only say how layers are made, or what their scopes are called, go."""
        parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args)][1:]
        parameters += [a.arg for a in code.args.kwonlyargs]
        uses = {p: [n for n in walk(code) if isinstance(n, ast.Name) and n.id == p] for p in parameters}
        gone = {p for p, names in uses.items() if names and all(n in early for n in names)}
        self.gone_parameters[code] = frozenset(gone)
        sites = [
            f.site
            for f in self.planner.trace.frames
            if f.function is not None and f.function.node is code and isinstance(f.site, ast.Call)
        ]
        for site in dict.fromkeys(sites):
            indices: set[int | str] = {
                i for i, p in enumerate(parameters) if p in gone and i < len(site.args)
            }
            indices |= {k.arg for k in site.keywords if k.arg in gone and k.arg is not None}
            for index, argument in (*enumerate(site.args), *((k.arg, k.value) for k in site.keywords)):
                computed = any(isinstance(n, ast.Call) for n in walk(argument))
                if index in indices and computed and not is_plain(argument):
                    raise Obstacle(
                        "TF315",
                        f"the method '{code.name}' makes layers from what is computed at its call",
                        "compute it in a statement before",
                        argument,
                    )
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
            yield from (n for i, a in enumerate(site.args) if i in indices for n in walk(a))
            yield from (n for k in site.keywords if k.arg in indices for n in walk(k.value))


def _straight(code: ast.FunctionDef) -> list[ast.stmt]:
    """The statements of a function that are run once, in their order, at each call."""
    found: list[ast.stmt] = []
    pending = list(code.body)
    while pending:
        statement = pending.pop(0)
        found.append(statement)
        if isinstance(statement, ast.With):
            pending = [*statement.body, *pending]
    return found
