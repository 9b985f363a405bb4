"""Hands an object to others that use its variables again, which found them by name in a scope."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tf2codemod.facts import lookup
from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import Instance, Node
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.naming import fresh, identifier
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import is_steady
from tf2codemod.plan.purity import upstream
from tf2codemod.prepare.edits import Edits, Range, remove_arguments
from tf2codemod.prepare.words import names_taken
from tf2codemod.tree import walk

SAME_VARIABLES = "TF331"
BLOCKS = (ast.For, ast.While, ast.If, ast.Try, ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.IfExp)
SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Return)
NOT_ALWAYS = (*BLOCKS, ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
TRAINING = frozenset(("minimize", "apply_gradients", "compute_gradients"))


class Other(Exception):
    """Objects that share variables in another way."""


def hand_on_objects(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Lets objects of a class take the variables of the first one from it; whether there are such."""
    if obstacle.code != SAME_VARIABLES:
        return False
    for code, frames in _constructors(trace, obstacle.node):
        try:
            Sharing(trace, trees, code, frames).apply(edits)
        except Other:
            continue
        return True
    return False


def _constructors(trace: Trace, made: ast.AST) -> Iterator[tuple[ast.FunctionDef, list[Frame]]]:
    """The constructors that hold the making of a variable, with their activations."""
    found: dict[ast.FunctionDef, list[Frame]] = {}
    for frame in trace.frames:
        code = frame.function.node if frame.function is not None else None
        own = isinstance(frame.cell.slots.get(frame.receiver), Instance) if frame.receiver else False
        if own and isinstance(code, ast.FunctionDef) and code.name == "__init__" and made in walk(code):
            found.setdefault(code, []).append(frame)
    yield from ((code, frames) for code, frames in found.items() if len(frames) > 1)


class Kept(NamedTuple):
    """A variable of a constructor: the call that makes it, its target and its attribute."""

    call: ast.Call
    target: ast.Name | ast.Attribute
    attribute: str


class Layer(NamedTuple):
    """A call of a layer in a constructor, the statement around it, and the attribute of its object."""

    statement: ast.stmt
    call: ast.Call
    attribute: str


def layer_class(call: ast.Call) -> str:
    """The class whose objects a function of ``tf.layers`` makes and calls; nothing for another function."""
    fact = lookup(f"tf.layers.{call.func.attr}") if isinstance(call.func, ast.Attribute) else None
    own = str(fact.row.get("layer", "")).rpartition(".")[2] if fact is not None else ""
    text = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    return f"{text}.{own}" if own and text.endswith("layers") else ""


def parts_of(call: ast.Call) -> tuple[ast.expr, list[ast.expr | ast.keyword], list[ast.keyword]]:
    """The tensor that a layer is given, what its object is made from, and what else its call is given."""
    inputs = call.args[:1] or [k.value for k in call.keywords if k.arg == "inputs"]
    unpacked = [a for a in call.args if isinstance(a, ast.Starred)] + [k for k in call.keywords if not k.arg]
    if not inputs or unpacked:
        raise Other
    later = [k for k in call.keywords if k.arg == "training"]
    gone = ("inputs", "training", "reuse")
    arguments: list[ast.expr | ast.keyword] = [a for a in call.args if a is not inputs[0]]
    arguments += [k for k in call.keywords if k.arg not in gone]
    return inputs[0], arguments, later


def _is_of(variable: Node, layer: Node) -> bool:
    """Whether a variable belongs to the layer that gave a tensor."""
    return "layer" in variable.arguments and variable.op == layer.op


def _given(call: ast.Call, code: ast.FunctionDef, parameter: str) -> ast.expr | ast.keyword | None:
    """What a call gives a parameter of a constructor."""
    names = [a.arg for a in code.args.args][1:]
    place = names.index(parameter)
    if place < len(call.args):
        return call.args[place]
    return next((k for k in call.keywords if k.arg == parameter), None)


class Sharing:
    """The objects of one class, of which the first has the variables of others."""

    def __init__(
        self,
        trace: Trace,
        trees: Mapping[Path, ast.Module],
        code: ast.FunctionDef,
        frames: Sequence[Frame],
    ) -> None:
        self.trace = trace
        self.trees = trees
        self.code = code
        self.first, *self.rest = frames
        self.receiver = code.args.args[0].arg
        self.path = self.first.module.path
        self.taken = names_taken(trees.values())
        if code.args.vararg or code.args.kwarg or code.args.kwonlyargs or code.decorator_list:
            raise Other
        self.known = self._attributes()
        self.variables = list(self._variables())
        self.layers = list(self._layers())
        self.sharing = [f for f in self.rest if self._shares(f)]
        if not self.sharing or not (self.variables or self.layers):
            raise Other
        self.owner = self._owner()

    def _variables(self) -> Iterator[Kept]:
        """The variables that the constructor makes in statements of its own."""
        inner = self._inner()
        cell = instance_cell(self.first)
        for statement in walk(self.code):
            call = getattr(statement, "value", None)
            if not isinstance(statement, ast.Assign) or "tf.get_variable" not in self._symbols(call):
                continue
            target = statement.targets[0]
            if statement in inner or len(statement.targets) > 1 or not isinstance(call, ast.Call):
                raise Other
            if isinstance(target, ast.Name):
                stored = [n for n in walk(self.code) if isinstance(n, ast.Name) and n.id == target.id]
                if sum(isinstance(n.ctx, ast.Store) for n in stored) != 1:
                    raise Other
                name = fresh(target.id, self.known)
                self.known.add(name)
            elif isinstance(target, ast.Attribute) and ast.unparse(target.value) == self.receiver:
                name = target.attr
                if cell is None or not is_steady(target, self.first, self.trace):
                    raise Other
            else:
                raise Other
            yield Kept(call, target, name)

    def _layers(self) -> Iterator[Layer]:
        """The layers that the constructor makes and calls, each once at each of its activations."""
        inner = self._inner()
        for statement in (s for s in walk(self.code) if isinstance(s, SIMPLE)):
            for call in (n for n in walk(statement) if isinstance(n, ast.Call)):
                facts = [lookup(symbol) for symbol in self._symbols(call)]
                if not any(f is not None and "variables" in f.row for f in facts):
                    continue
                direct = [n for n in ast.walk(statement) if isinstance(n, NOT_ALWAYS)]
                if statement in inner or any(call in walk(n) for n in direct):
                    raise Other
                parts_of(call)
                if not layer_class(call):
                    raise Other
                given = next((k.value for k in call.keywords if k.arg == "name"), None)
                assert isinstance(call.func, ast.Attribute)
                own = given.value if isinstance(given, ast.Constant) and given.value else call.func.attr
                name = fresh(identifier(str(own)), self.known)
                self.known.add(name)
                yield Layer(statement, call, name)

    def _inner(self) -> set[ast.AST]:
        """What stands in branches, loops and functions of the constructor."""
        return {n for b in walk(self.code) if isinstance(b, BLOCKS) and b is not self.code for n in walk(b)}

    def _attributes(self) -> set[str]:
        """The names that new attributes of the objects cannot have."""
        cell = instance_cell(self.first)
        known = {str(k) for k in cell.slots} if cell is not None else set()
        attributes = (n for n in walk(self.trees[self.path]) if isinstance(n, ast.Attribute))
        known |= {n.attr for n in attributes if isinstance(n.value, ast.Name) and n.value.id == self.receiver}
        return known | {c.name for c in walk(self.trees[self.path]) if isinstance(c, ast.FunctionDef)}

    def _symbols(self, call: ast.AST | None) -> set[str]:
        return self.trace.symbols.get(call.func, set()) if isinstance(call, ast.Call) else set()

    def _shares(self, frame: Frame) -> bool:
        """Whether an object has all variables of the first one, and trains none of them."""
        mine, theirs = self._made_in(frame), self._made_in(self.first)
        if any(n.made.within(self.first) is None for n in theirs):
            raise Other
        made = [n for n in self.trace.nodes if n.made.reached and n.made.within(frame) is not None]
        used = {n for n in upstream(made) if n.kind == "variable" and n.made.within(self.first) is not None}
        if not used:
            return False
        if mine != theirs or not used <= mine or any(n.op in TRAINING for n in made):
            raise Other
        return True

    def _made_in(self, frame: Frame) -> set[Node]:
        """The variables that the calls of an activation make or find, each those of its own."""
        found: set[Node] = set()
        for call in (*(v.call for v in self.variables), *(each.call for each in self.layers)):
            value = frame.values.get(call)
            if not isinstance(value, Node):
                raise Other
            own = {n for n in value.inputs if n.kind == "variable" and _is_of(n, value)}
            own |= {value} if value.kind == "variable" else set()
            if not own or own & found:
                raise Other
            found |= own
        return found

    def _owner(self) -> str:
        """The name of the first object where the others are made."""
        calls = [f.site for f in (self.first, *self.sharing)]
        callers = {f.caller.frame for f in (self.first, *self.sharing) if f.caller is not None}
        run = self.first.caller
        if len(callers) != 1 or run is None or any(not isinstance(c, ast.Call) for c in calls):
            raise Other
        if len(set(calls)) < len(calls) or any(f.caller is None or f.caller.looped for f in self.sharing):
            raise Other
        return self._target(run)

    def _target(self, run: StatementRun) -> str:
        statement = run.node
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        plain = isinstance(statement, ast.Assign) and statement.value is self.first.site
        if not plain or run.looped or not isinstance(target, (ast.Name, ast.Attribute)):
            raise Other
        if len(statement.targets) > 1 or not is_steady(target, run.frame, self.trace):  # type: ignore[attr-defined]
            raise Other
        return ast.unparse(target)

    def apply(self, edits: Mapping[Path, Edits]) -> None:
        here = edits[self.path]
        name = fresh("shared", self.taken)
        told = self._telling_parameter()
        arguments = self.code.args
        defaults = dict(zip(reversed(arguments.args), reversed(arguments.defaults), strict=False))
        last = told or arguments.args[-1]
        end = here.range_of(defaults.get(last, last))[1]
        if told is not None:
            here.replace(here.range_of(told)[0], end, f"{name}=None")
            layers = {each.call for each in self.layers}
            for value, call in self._told_to_scopes().items():
                if call not in layers and isinstance(value, ast.Name) and value.id == told.arg:
                    remove_arguments(here, call, [value])
        else:
            here.replace(end, end, f", {name}=None")
        for variable in self.variables:
            own = f"{self.receiver}.{variable.attribute}"
            start, _ = here.range_of(variable.call)
            given = f"{name}.{variable.attribute} if {name} is not None else "
            here.replace(start, start, given)
            if isinstance(variable.target, ast.Name):
                for node in walk(self.code):
                    if isinstance(node, ast.Name) and node.id == variable.target.id:
                        here.rename(node, own)
        self._write_layers(name, here)
        for frame in (self.first, *self.rest) if told is not None else self.sharing:
            assert isinstance(frame.site, ast.Call) and frame.caller is not None
            there = edits[frame.caller.frame.module.path]
            argument = _given(frame.site, self.code, told.arg) if told is not None else None
            if isinstance(argument, ast.keyword) and frame not in self.sharing:
                remove_arguments(there, frame.site, [argument.value])
            elif argument is not None:
                text = self.owner if frame in self.sharing else "None"
                keyword = f"{name}=" if isinstance(argument, ast.keyword) else ""
                there.replace(*there.range_of(argument), keyword + text)
            elif frame in self.sharing:
                self._write_argument(frame.site, name, there)

    def _write_argument(self, site: ast.Call, name: str, there: Edits) -> None:
        """Gives a call the first object, after its other arguments."""
        close = there.range_of(site)[1] - 1
        values = [*site.args, *(k.value for k in site.keywords)]
        comma = ", " if values else ""
        ends = max((there.range_of(v)[1] for v in values), default=close)
        there.replace(ends, ends, f"{comma}{name}={self.owner}")

    def _telling_parameter(self) -> ast.arg | None:
        """The parameter that does nothing but tell scopes whether variables are there already."""
        arguments = self.code.args.args
        defaults = dict(zip(reversed(arguments), reversed(self.code.args.defaults), strict=False))
        sites = {f.site for f in (self.first, *self.rest)}
        if len(sites) <= len(self.rest) or not sites >= set(self._calls_of_the_class()):
            return None
        told = self._told_to_scopes()
        for parameter, default in defaults.items():
            uses = [n for n in walk(self.code) if isinstance(n, ast.Name) and n.id == parameter.arg]
            plain = isinstance(default, ast.Constant) and not default.value
            if uses and plain and all(n in told for n in uses):
                return parameter
        return None

    def _told_to_scopes(self) -> dict[ast.expr, ast.Call]:
        """What scopes and layers are told about variables that are there already, with the calls."""
        calls = [n for n in walk(self.code) if isinstance(n, ast.Call)]
        return {k.value: c for c in calls for k in c.keywords if k.arg == "reuse"}

    def _calls_of_the_class(self) -> Iterator[ast.Call]:
        """The calls, anywhere in the program, of what is called like the class."""
        owners = [
            n for n in walk(self.trees[self.path]) if isinstance(n, ast.ClassDef) and self.code in n.body
        ]
        names = {n.name for n in owners}
        for call in (n for tree in self.trees.values() for n in walk(tree) if isinstance(n, ast.Call)):
            named = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
            if named in names:
                yield call

    def _write_layers(self, name: str, here: Edits) -> None:
        """Makes the objects of layers before the statements that call them, if the first one has none."""
        lines: dict[ast.stmt, list[str]] = {}
        for layer in sorted(self.layers, key=lambda each: here.range_of(each.call)[1]):
            own = f"{self.receiver}.{layer.attribute}"
            inputs, arguments, later = parts_of(layer.call)
            kept = [here.rendered(*here.range_of(a)) for a in arguments]
            made = f"{layer_class(layer.call)}({', '.join(kept)})"
            given = f"{name}.{layer.attribute} if {name} is not None else "
            lines.setdefault(layer.statement, []).append(f"{own} = {given}{made}")
            parts: list[str | Range] = [f"{own}(", here.range_of(inputs)]
            for keyword in later:
                parts += [f", {keyword.arg}=", here.range_of(keyword.value)]
            here.replace(*here.range_of(layer.call), *parts, ")")
        for statement, made_before in lines.items():
            start, _ = here.range_of(statement)
            column = " " * statement.col_offset
            here.replace(start, start, "".join(f"{line}\n{column}" for line in made_before))


__all__ = ["hand_on_objects"]
