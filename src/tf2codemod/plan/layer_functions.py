"""Functions that make layers or variables and call them become classes that own them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import NONE, Const, Node, Value, nodes_in
from tf2codemod.plan.model import ClassPlan, InstancePlan, LayerPlan, Role
from tf2codemod.plan.naming import camel_case, fresh, identifier, names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.staging import Staging

CALL_KEYWORDS = frozenset(("inputs", "training", "is_training"))
SCOPE_KEYWORDS = frozenset(("reuse", "scope", "name"))
RESERVED = frozenset(dir(object)) | frozenset(
    "weights variables trainable_variables losses metrics dtype name input output inputs outputs layers trainable "
    "optimizer loss call build built updates submodules name_scope path quantize summary".split()
)


def is_layer_call(node: Node) -> bool:
    """Whether a tensor is the result of a functional layer."""
    fact = lookup(node.op) if node.kind == "tensor" else None
    return fact is not None and "layer" in fact.row and isinstance(node.expr, ast.Call)


def is_owned_by_layer(node: Node) -> bool:
    """Whether a variable belongs to a functional layer, a layer object or a cell."""
    return "layer" in node.arguments or "owner" in node.arguments


class LayerFunctions:
    """The classes that take the place of functions with state, and the instances that their calls use."""

    def __init__(self, trace: Trace, tree: ast.Module, taken: set[str]) -> None:
        self.trace = trace
        self.tree = tree
        self.taken = taken
        self.classes: dict[ast.FunctionDef, ClassPlan] = {}
        self.layers: dict[ast.Call, LayerPlan] = {}
        self.instances: dict[ast.Call, InstancePlan] = {}
        self.owners: dict[Node, tuple[Frame, str]] = {}
        self.frames: dict[ast.FunctionDef, list[Frame]] = {}
        self.frozen: frozenset[ast.Call] = frozenset()
        for frame in trace.frames:
            code = frame.function.node if frame.function is not None else None
            if isinstance(code, ast.FunctionDef) and frame.statements:
                self.frames.setdefault(code, []).append(frame)

    # Finding --------------------------------------------------------------------------------------------

    def function_of(self, node: Node, home: Frame) -> tuple[ast.FunctionDef, Frame] | None:
        """The outermost function beneath a frame that a node is made in, with its frame."""
        inner: Frame | None = node.made.frame
        while inner is not None and inner.caller is not None and inner.caller.frame is not home:
            inner = inner.caller.frame
        if inner is None or inner.function is None or not isinstance(inner.function.node, ast.FunctionDef):
            return None
        return inner.function.node, inner

    def owned(self, frame: Frame) -> tuple[Node, ...]:
        """The variables that the calls beneath a frame use and that the function itself made, here or before."""
        code = frame.function.node if frame.function is not None else None
        found: dict[Node, None] = {}
        for node in self.trace.nodes:
            if node.made.within(frame) is None:
                continue
            parts = (node,) if node.kind == "variable" else node.inputs
            for part in parts:
                if part.kind == "variable" and any(
                    r.frame.function is not None and r.frame.function.node is code for r in part.made.chain()
                ):
                    found[part] = None
        return tuple(found)

    # Instances ------------------------------------------------------------------------------------------

    def plan_call(self, call: ast.Call, code: ast.FunctionDef, home: Frame, statement: ast.stmt, prefix: str, taken: set[str]) -> None:
        """Plans the instance that a call in ``home`` uses."""
        frames = [f for f in self.frames.get(code, []) if f.site is call and f.caller is not None and f.caller.frame is home]
        if len(frames) != 1 or frames[0].caller is None or frames[0].caller.looped:
            raise Obstacle("TF312", f"'{code.name}' makes state and is called several times from one place", "make its layers first, then call them", call)
        if code.decorator_list or any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.Await)) for n in ast.walk(code)):
            raise Obstacle("TF313", f"'{code.name}' makes state and is decorated or a generator", "make it a layer by hand", call)
        plan = self._class(code)
        mine = self.owned(frames[0])
        for other in self.instances.values():
            if other.function is code and other.home is home and set(other.variables) == set(mine):
                self.instances[call] = InstancePlan(other.name, False, statement, plan, code, home, mine, call)
                return
            if other.function is code and set(other.variables) & set(mine):
                raise Obstacle("TF314", f"calls of '{code.name}' share some of their variables", "give each set of variables its own scope", call)
        others = {i.name for i in self.instances.values() if i.function is code}
        base = code.name if not others else f"{code.name}_{len(others)}"
        name = base if base == code.name else fresh(base, taken)
        self.instances[call] = InstancePlan(prefix + name, True, statement, plan, code, home, mine, call)
        for variable in mine:
            self.owners[variable] = (home, prefix + name)

    # Classes --------------------------------------------------------------------------------------------

    def _class(self, code: ast.FunctionDef) -> ClassPlan:
        known = self.classes.get(code)
        if known is not None:
            return known
        frames = self.frames[code]
        if any(f.function is not None and f.function.owner is not None for f in frames):
            raise Obstacle("TF315", f"the method '{code.name}' makes layers", "make them in __init__", code)
        if code.args.vararg or code.args.kwarg:
            raise Obstacle("TF313", f"'{code.name}' makes state and takes any arguments", "name its arguments", code)
        frame = frames[0]
        staging = Staging(self.trace, frame, [])
        parameters = [a.arg for a in (*code.args.posonlyargs, *code.args.args, *code.args.kwonlyargs)]
        dropped = {p for p in parameters if self._only_scopes(code, p)}
        called = {p for p in parameters if p not in dropped and self._is_call_time(p, frames)}
        made_at_init = [p for p in parameters if p not in dropped and p not in called]
        raw = [n for f in frames for n in self.owned(f) if not is_owned_by_layer(n)]
        keras = any(is_owned_by_layer(n) for f in frames for n in self.owned(f))
        if raw and keras:
            raise Obstacle("TF316", f"'{code.name}' makes layers and single variables", "use add_weight in a layer", code)
        init, call = self._split(code, staging, called)
        name = camel_case(code.name)
        name = fresh(name if name not in self.taken else f"{name}Layer", self.taken)
        self.taken.add(name)
        attributes = self._attributes(code, init, call, made_at_init)
        plan = ClassPlan(
            name, code, tuple(made_at_init), tuple(p for p in parameters if p in called), frozenset(dropped),
            tuple(init), tuple(call), attributes, "tf.Module" if raw else "tf.keras.layers.Layer", self._renames(code, call, attributes),
            frozenset(s for s, r in staging.roles.items() if r is Role.UNWRAP), frozenset(s for s, r in staging.roles.items() if r is Role.DROP),
            frozenset(p for p in called if any(not nodes_in(self._argument(f, p) or NONE) for f in frames) or _is_flag(code, p)),
        )  # fmt: skip
        self.classes[code] = plan
        self._plan_layers(code, frames, staging, attributes)
        return plan

    def _only_scopes(self, code: ast.FunctionDef, parameter: str) -> bool:
        """Whether a parameter only says which variables are meant."""
        scoped: set[ast.AST] = set()
        for node in ast.walk(code):
            if isinstance(node, ast.With):
                scoped.update(n for item in node.items for n in ast.walk(item.context_expr))
            elif isinstance(node, ast.Call):
                scoped.update(n for k in node.keywords if k.arg in SCOPE_KEYWORDS for n in ast.walk(k.value))
        uses = [n for n in ast.walk(code) if isinstance(n, ast.Name) and n.id == parameter]
        return bool(uses) and all(u in scoped for u in uses)

    def _is_call_time(self, parameter: str, frames: Sequence[Frame]) -> bool:
        """Whether a parameter takes tensors, or differs between calls that share their variables."""
        values = [f.cell.slots.get(parameter) for f in frames]
        first = [self._argument(f, parameter) for f in frames]
        if any(v is not None and any(n.kind != "variable" for n in nodes_in(v)) for v in [*values, *first]):
            return True
        seen: dict[frozenset[Node], Value | None] = {}
        for frame, value in zip(frames, first, strict=True):
            key = frozenset(self.owned(frame))
            if key in seen and seen[key] != value:
                return True
            seen[key] = value
        return False

    def _argument(self, frame: Frame, parameter: str) -> Value | None:
        """What a parameter was given, before the body changed it."""
        for expr, value in frame.values.items():
            if isinstance(expr, ast.Name) and expr.id == parameter and isinstance(expr.ctx, ast.Load):
                return value
        return frame.cell.slots.get(parameter)

    def _split(self, code: ast.FunctionDef, staging: Staging, called: set[str]) -> tuple[list[ast.stmt], list[ast.stmt]]:
        """The statements that run once when the object is made, and those that run at every call."""
        late = set(called)
        init: list[ast.stmt] = []
        call: list[ast.stmt] = []
        for statement in staging.line:
            role = staging.roles[statement]
            if role in (Role.UNWRAP, Role.DROP):
                continue
            if _is_docstring(statement, code):
                continue
            reads = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            facts = staging.facts.by_node[statement]
            makes_state = any(n.kind == "variable" and not is_owned_by_layer(n) for n in facts.made)
            if role is Role.KEEP and not isinstance(statement, ast.Return) and not reads & late:
                init.append(statement)
                continue
            if makes_state:
                raise Obstacle("TF317", f"'{code.name}' makes a variable whose shape depends on its input", "build it in build()", statement)
            call.append(statement)
            late |= {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        return init, call

    def _attributes(self, code: ast.FunctionDef, init: Iterable[ast.stmt], call: Iterable[ast.stmt], parameters: Iterable[str]) -> dict[str, str]:
        """The names that calls read and that are known when the object is made, with the attributes that keep them."""
        made = {n.id for s in init for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        early = self._construction(code)
        read = {
            n.id for s in call for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and n not in early
        }
        names = [n for n in (*parameters, *sorted(made)) if n in read]
        return {n: (n + "_" if n in RESERVED else n) for n in names}

    def _construction(self, code: ast.FunctionDef) -> set[ast.AST]:
        """The expressions of a function that go with the making of its layers."""
        early: set[ast.AST] = set()
        loops = [n for n in ast.walk(code) if isinstance(n, ast.For)]
        for node in ast.walk(code):
            if not isinstance(node, ast.Call):
                continue
            facts = [lookup(s) for s in self.trace.symbols.get(node.func, set())]
            if not any(f is not None and "layer" in f.row for f in facts):
                continue
            later = [k.value for k in node.keywords if k.arg not in CALL_KEYWORDS]
            early.update(n for a in (*node.args[1:], *later) for n in ast.walk(a))
            for loop in loops:
                if any(n is node for n in ast.walk(loop)):
                    early.update(ast.walk(loop.iter))
        for loop in loops:
            targets = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
            body = {n for s in loop.body for n in ast.walk(s)}
            if any(isinstance(n, ast.Name) and n.id in targets and n not in early for n in body):
                early -= set(ast.walk(loop.iter))
        return early

    def _renames(self, code: ast.FunctionDef, call: Iterable[ast.stmt], attributes: dict[str, str]) -> dict[ast.Name, str]:
        found: dict[ast.Name, str] = {}
        early = self._construction(code)
        for statement in call:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and node.id in attributes and node not in early:
                    if isinstance(node.ctx, ast.Store):
                        raise Obstacle("TF318", f"'{node.id}' is known before the call and is changed by it", "use another name", node)
                    found[node] = "self." + attributes[node.id]
        return found

    def _plan_layers(self, code: ast.FunctionDef, frames: Sequence[Frame], staging: Staging, attributes: dict[str, str]) -> None:
        own = names_in(code) | RESERVED | set(attributes.values())
        used: set[str] = set()
        by_variables: dict[frozenset[Node], str] = {}
        frame = frames[0]
        for node in self.trace.nodes:
            if node.made.within(frame) is None or node.kind != "tensor" or not is_layer_call(node):
                continue
            top = staging.facts.top(node)
            if top is None:
                continue
            if node.made.frame is not frame:
                inner = self.function_of(node, frame)
                site = inner[1].site if inner is not None else None
                if inner is None or not isinstance(site, ast.Call):
                    raise Obstacle("TF310", f"'{node.op}' is called where its layer cannot be kept", "make the layer first", node.expr)
                if site not in self.instances:
                    self.plan_call(site, inner[0], frame, top.node, "self.", own)
                continue
            assert isinstance(node.expr, ast.Call)
            if node.expr in self.layers:
                continue
            state = frozenset(n for n in node.inputs if n.kind == "variable" and "layer" in n.arguments and n.op == node.op)
            if state and state in by_variables:
                self.layers[node.expr] = LayerPlan(by_variables[state], False, top.node)
                continue
            name = fresh(layer_name(node), used | RESERVED)
            used.add(name)
            loop = loop_around(node.expr, top.node)
            self.layers[node.expr] = LayerPlan("self." + name, True, top.node, loop, fresh(name, own))
            if state:
                by_variables[state] = "self." + name


def _is_flag(code: ast.FunctionDef, parameter: str) -> bool:
    """Whether a parameter says whether layers train, and so is a Python value."""
    return any(
        isinstance(n, ast.keyword) and n.arg in ("training", "is_training")
        and isinstance(n.value, ast.Name) and n.value.id == parameter
        for n in ast.walk(code)
    )


def layer_name(node: Node) -> str:
    """The name of a layer: the one that it was given, else the one of its kind."""
    own = node.arguments.get("name") or node.arguments.get("scope")
    base = str(own.value) if isinstance(own, Const) and own.value else node.op.rpartition(".")[2]
    return identifier(base.rpartition("/")[2])


def loop_around(call: ast.Call, statement: ast.stmt) -> ast.For | None:
    """The loop that a layer call stands in, which must know its turns without the layer's result."""
    loops = [n for n in ast.walk(statement) if isinstance(n, (ast.For, ast.While)) and any(c is call for c in ast.walk(n))]
    if not loops:
        return None
    if len(loops) > 1 or not isinstance(loops[0], ast.For):
        raise Obstacle("TF311", "a layer is made in nested loops or a while loop", "make the layers in a list first", call)
    loop = loops[0]
    targets = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    stored = {n.id for s in loop.body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - targets
    read = {n.id for a in (*call.args[1:], *(k.value for k in call.keywords if k.arg != "inputs")) for n in ast.walk(a) if isinstance(n, ast.Name)}
    if read & stored:
        raise Obstacle("TF311", "a layer in a loop is made from what the loop computes", "make the layers in a list first", call)
    return loop


def _is_docstring(statement: ast.stmt, code: ast.FunctionDef) -> bool:
    return statement is code.body[0] and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


__all__ = ["LayerFunctions", "is_layer_call", "layer_name", "loop_around", "upstream"]
