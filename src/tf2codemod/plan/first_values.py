"""Finds the expressions that give variables their first values again."""

from __future__ import annotations

import ast

from tf2codemod.facts import lookup, table
from tf2codemod.interpret.trace import Effect
from tf2codemod.interpret.values import NONE, TF, Class, Const, Function, Instance, Node, Thing, nodes_in
from tf2codemod.plan.bindings import path_to
from tf2codemod.plan.dependencies import StatementFacts
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import FirstValue, Role
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.purity import is_draw, upstream
from tf2codemod.plan.resets import obstacle
from tf2codemod.plan.stability import changes_in_place
from tf2codemod.tree import walk

_EFFECTS = table("host_effects")
PURE = tuple(_EFFECTS["pure_calls"])
DRAWS = tuple(_EFFECTS["draws"])
VARIABLE = "tf.Variable"
FIXED = ("zeros", "ones", "constant", "Zeros", "Ones", "Constant", "identity")


UNCHANGED = (Const, TF, Function, Class, Instance, Node)


class FirstValues:
    """The first values of variables, as a function of the frame that made them can give them."""

    def __init__(self, planner: FramePlanner, call: ast.Call) -> None:
        self.planner = planner
        self.call = call
        self.trace = planner.trace

    def of(self, variable: Node) -> FirstValue:
        """The name of a variable and the expression that makes it."""
        planner = self.planner
        facts = planner.staging.facts.top(variable)
        target = self._name(variable)
        if facts is None or target is None or variable.made.looped:
            raise obstacle(self.call, "a variable has no name of its own")
        made = variable.expr if variable.made.frame is planner.frame else self._helper_call(variable, facts)
        if not isinstance(made, ast.Call) or made in planner.layer_methods.hoisted:
            raise obstacle(self.call, "the first value of a variable has no form of its own")
        if any(n.kind in ("variable", "placeholder") for n in upstream(variable.inputs)):
            raise obstacle(self.call, "the first value of a variable is computed from others")
        own = variable.op == VARIABLE and made is variable.expr
        value = _initial_value(made) if own else None
        if own and (value is None or isinstance(value, ast.Lambda)):
            raise obstacle(self.call, "the first value of a variable is not an expression")
        host = value is not None and not nodes_in(planner.frame.values.get(value, NONE))
        if value is not None and host and self._is_called(value):
            self._keep(variable, target, value, facts)
        else:
            self._check_effects(made, facts)
            self._check_stable(made, facts)
        return FirstValue(target, made, self._attributes(made if value is None else value))

    def check_call(self, call: ast.Call, statement: ast.stmt) -> None:
        """Checks that a call which makes an object makes one of the same kind again."""
        facts = self.planner.staging.facts.by_node[statement]
        beneath = [f for f in self.trace.beneath(self.planner.frame) if call in f.sites()]
        effects = [e for f in beneath for r in f.statements for e in r.effects]
        if facts.run.looped or any(not _is_pure(e) for e in effects):
            raise obstacle(self.call, "the first value of a variable is computed by the program")
        self._check_effects(call, facts)
        self._check_stable(call, facts)

    def _name(self, variable: Node) -> str | None:
        """The expression by which functions of the frame reach a variable."""
        planner = self.planner
        cell = instance_cell(planner.frame) if planner.receiver else planner.frame.cell
        held: str | None = None
        if cell is None:
            return None
        for key, value in cell.slots.items():
            if not isinstance(key, str) or len(self.trace.writes.get((cell, key), ())) != 1:
                continue
            path = path_to(value, variable)
            if path == "":
                return planner.prefix + key
            held = held or (f"{planner.prefix}{key}{path}" if path is not None else None)
        return held

    def _attributes(self, made: ast.expr) -> dict[str, str]:
        """The attributes that keep the local names of a method which an expression reads."""
        planner = self.planner
        if planner.lifted is None or made in planner.widths:
            return {}
        bound = {n.id for n in walk(made) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
        names = {n.id for n in walk(made) if isinstance(n, ast.Name) and n not in planner.renames} - bound
        found: dict[str, str] = {}
        for name in sorted(names & set(map(str, planner.frame.cell.slots)) - {planner.receiver}):
            kept = name in planner.lifted.attributes or name in planner.lifted.parameters
            if not kept or name in planner.lifted.rebound:
                raise obstacle(self.call, f"'{name}' is gone where a variable gets its first value again")
            found[name] = planner.lifted.need(name)
        return found

    def _helper_call(self, variable: Node, facts: StatementFacts) -> ast.Call | None:
        """The call of a function that makes a variable, nothing else, and returns it."""
        planner = self.planner
        calls = [n for n in walk(facts.node) if isinstance(n, ast.Call)]
        made = next((c for c in calls if planner.frame.values.get(c) is variable), None)
        if made is None:
            return None
        beneath = [f for f in self.trace.beneath(planner.frame) if made in f.sites()]
        others = [
            m
            for frame in beneath
            for run in frame.statements
            for m in run.made
            if m is not variable and not (isinstance(m, Thing) and m.kind == "initializer")
        ]
        first = upstream(variable.inputs)
        if any(not isinstance(m, Node) or m not in first for m in others):
            return None
        return made if not any(r.effects for f in beneath for r in f.statements) else None

    def _is_called(self, value: ast.expr) -> bool:
        """Whether a first value is computed by calls that may give another one the next time."""
        values = self.planner.frame.values
        for node in walk(value):
            if isinstance(node, ast.Call):
                called = values.get(node.func)
                dotted = str(getattr(called, "dotted", ""))
                if not isinstance(called, TF) and (not dotted.startswith(PURE) or dotted.startswith(DRAWS)):
                    return True
        return False

    def _keep(self, variable: Node, target: str, value: ast.expr, facts: StatementFacts) -> None:
        """Gives the value that a variable had first a name of its own."""
        planner = self.planner
        plain = isinstance(facts.node, ast.Assign) and planner.staging.roles.get(facts.node) is Role.KEEP
        if not plain or any(n in self.trace.symbols for n in walk(value)):
            raise obstacle(self.call, "the first value of a variable is computed by the program")
        target = target.removeprefix(planner.prefix)
        stem = target if target.isidentifier() else "initial_value"
        name = fresh(f"{stem}_initial" if stem == target else stem, planner.taken | planner.host_names)
        planner.taken.add(name)
        planner.take(name)
        name = planner.prefix + name
        line = f"{name} = {ast.unparse(value)}"
        planner.openings[facts.node] = (*planner.openings.get(facts.node, ()), line)
        planner.widths[value] = name

    def _check_effects(self, made: ast.Call, facts: StatementFacts) -> None:
        inside = set(walk(made))
        for effect in facts.effects:
            if effect.node in inside and not _is_pure(effect):
                raise obstacle(self.call, "the first value of a variable is computed by the program")

    def _check_stable(self, made: ast.Call, facts: StatementFacts) -> None:
        """What the expression reads must be the same when it is read again."""
        frame = self.planner.frame
        beneath = self.trace.beneath(frame)
        inner = {f.cell for f in beneath if f.caller is not None and f.caller.within(frame) is facts.run}
        for (cell, key), writers in facts.reads.items():
            for writer in () if cell in inner else self.trace.writes.get((cell, key), ()):
                top = writer.within(frame)
                earlier = top is not None and top.order < facts.run.order and not top.looped
                if writer not in writers and not earlier:
                    name = key.value if isinstance(key, Const) else key
                    raise obstacle(self.call, f"'{name}', which a first value is computed from, changes")
        for node in walk(made):
            value = frame.values.get(node)
            if not isinstance(node, ast.Name) or isinstance(value, UNCHANGED):
                continue
            for run in (r for f in self.trace.frames for r in f.statements):
                if changes_in_place(run.node, node.id):
                    raise obstacle(self.call, f"'{node.id}', which a first value is computed from, changes")

    @staticmethod
    def is_drawn(variable: Node) -> bool:
        """Whether the first value of a variable is drawn at random."""
        given = variable.arguments.get("initializer")
        if isinstance(given, Thing):
            return not given.symbol.rpartition(".")[2].startswith(FIXED)
        made_by_layer = "layer" in variable.arguments or (variable.op != VARIABLE and given in (None, NONE))
        return made_by_layer or any(is_draw(n) for n in upstream(variable.inputs))

    @staticmethod
    def is_seeded(variable: Node) -> bool:
        """Whether the first value of a variable is drawn with a seed of its own."""
        things = [a for a in variable.arguments.values() if isinstance(a, Thing)]
        nodes: list[Node | Thing] = [*upstream(variable.inputs), *things]
        return any(map(_has_seed, nodes))


def _has_seed(made: Node | Thing) -> bool:
    symbol = made.op if isinstance(made, Node) else made.symbol
    fact = lookup(symbol)
    given = made.arguments.get("seed")
    if given is None and fact is not None and "seed" in fact.params:
        given = made.arguments.get(str(fact.params.index("seed")))
    return given is not None and given != NONE


def _initial_value(call: ast.Call) -> ast.expr | None:
    if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
        return None
    named = next((k.value for k in call.keywords if k.arg == "initial_value"), None)
    return call.args[0] if call.args else named


def _is_pure(effect: Effect) -> bool:
    known = effect.kind == "call" and effect.what.startswith(PURE)
    return (known or effect.kind in ("builtin", "host", "collection")) and not effect.what.startswith(DRAWS)
