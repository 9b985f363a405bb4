"""Lends objects to functions that use the variables of other calls: they are given what others made."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.layer_functions import LayerFunctions
from tf2codemod.plan.model import FilePlan, InstancePlan, Role
from tf2codemod.plan.naming import fresh, names_in
from tf2codemod.plan.object_paths import path_of
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.slices import only_reads
from tf2codemod.tree import walk


class LentObjects:
    """The parameters by which functions get objects that they do not make, and what calls give them."""

    def __init__(self, trace: Trace, planners: Sequence[FramePlanner], stateful: LayerFunctions) -> None:
        self.trace = trace
        self.planners = planners
        self.stateful = stateful
        self.parameters: dict[ast.FunctionDef, dict[object, str]] = {}
        self.arguments: dict[ast.Call, dict[str, str]] = {}
        self.callees: dict[ast.Call, ast.FunctionDef] = {}
        for frame in trace.frames:
            self._plan(frame)
        self._check_every_call()

    def _plan(self, frame: Frame) -> None:
        """Plans the object of one call that stands in a function without state of its own."""
        code = frame.function.node if frame.function is not None else None
        site, caller = frame.site, frame.caller
        known = isinstance(code, ast.FunctionDef) and code in self.stateful.classes
        if not known or caller is None or not caller.reached or not isinstance(site, ast.Call):
            return
        lent = any(site in names for names in self.parameters.values())
        if site in self.stateful.instances and not lent:
            return
        assert isinstance(code, ast.FunctionDef)
        instance = self._instance(frame, code, site)
        name = self._given(caller.frame, instance, site)
        used = InstancePlan(
            name, False, caller.node, instance.plan, code, instance.home, instance.variables, site
        )
        if self.stateful.instances.setdefault(site, used).name != name:
            raise _shared(code, site)

    def _given(self, frame: Frame, instance: InstancePlan, site: ast.Call) -> str:
        """The expression for an object in the frame of a call."""
        home = next((p for p in self.planners if frame in p.canonical.frames), None)
        if home is not None:
            return self._named(instance, home, site)
        return self._provided(frame, instance, site)

    def _instance(self, frame: Frame, code: ast.FunctionDef, site: ast.Call) -> InstancePlan:
        """The object that has the variables which a call uses."""
        mine = set(self.stateful.owned(frame))
        for instance in self.stateful.instances.values():
            same = instance.function is code and set(instance.variables) == mine
            if same and instance.makes and instance.loop is None:
                return instance
        raise _shared(code, site)

    def _named(self, instance: InstancePlan, home: FramePlanner, site: ast.Call) -> str:
        """The expression for an object in a frame that keeps objects: one of its own, or a part of one."""
        path = path_of(instance, home.canonical.frames, self.stateful.instances)
        if path is None:
            raise _shared(instance.function, site)
        return path

    def _provided(self, frame: Frame, instance: InstancePlan, site: ast.Call) -> str:
        """The parameter by which a function gets an object, from all of its calls."""
        code = frame.function.node if frame.function is not None else None
        call, caller = frame.site, frame.caller
        if not isinstance(code, ast.FunctionDef) or code in self.stateful.classes or frame.receiver:
            raise _shared(instance.function, site)
        if caller is None or not isinstance(call, ast.Call) or not self._is_plain(code):
            raise _shared(instance.function, site)
        names = self.parameters.setdefault(code, {})
        name = names.get(site)
        if name is None:
            alone = len(self.stateful.frames.get(code, ())) == 1
            key = (instance.home, instance.name)
            name = names.get(key) if alone else None
            if name is None:
                wanted = instance.name.rpartition(".")[2]
                name = fresh(wanted, (names_in(code) - {instance.function.name}) | set(names.values()))
            names[site] = name
            if alone:
                names[key] = name
        text = self._given(caller.frame, instance, call)
        self.callees[call] = code
        if self.arguments.setdefault(call, {}).setdefault(name, text) != text:
            raise _shared(instance.function, site)
        return name

    def _is_plain(self, code: ast.FunctionDef) -> bool:
        """Whether a function is only used by calls that were read."""
        calls = {f.site for f in self.stateful.frames.get(code, ())}
        functions = {c.func for c in calls if isinstance(c, ast.Call)}
        if code.decorator_list or code.col_offset or not all(isinstance(c, ast.Call) for c in calls):
            return False
        for module in self.trace.frames:
            if module.function is not None:
                continue
            for run in module.statements:
                for node in walk(run.node):
                    named = (isinstance(node, ast.Name) and node.id == code.name) or (
                        isinstance(node, ast.Attribute) and node.attr == code.name
                    )
                    if named and node not in functions:
                        return False
        return True

    def _check_every_call(self) -> None:
        """No call of a function that became a class may be left as it was."""
        for frame in self.trace.frames:
            code = frame.function.node if frame.function is not None else None
            if not isinstance(code, ast.FunctionDef) or code not in self.stateful.classes:
                continue
            if frame.caller is None or not frame.caller.reached or self._is_gone(frame):
                continue
            if not isinstance(frame.site, ast.Call) or frame.site not in self.stateful.instances:
                raise _shared(code, frame.site or code)

    def _is_gone(self, frame: Frame) -> bool:
        """Whether a call stands in code that does not live on."""
        for planner in self.planners:
            for run in frame.caller.chain() if frame.caller is not None else ():
                if run.frame in planner.canonical.frames:
                    statement = planner.staging.statement_of.get(run.node)
                    return statement is not None and planner.staging.roles.get(statement) is Role.DROP
        return False

    def added_to(self, plan: FilePlan) -> FilePlan:
        """The plan with what functions are given, and without what they need no more."""
        parameters, arguments = self.gone()
        none: frozenset[int | str] = frozenset()
        return plan._replace(
            lent_parameters=self.in_order(),
            lent_arguments=self.given(),
            gone_parameters={
                **plan.gone_parameters,
                **{c: names | plan.gone_parameters.get(c, frozenset()) for c, names in parameters.items()},
            },
            gone_arguments={
                **plan.gone_arguments,
                **{c: gone | plan.gone_arguments.get(c, none) for c, gone in arguments.items()},
            },
        )

    def in_order(self) -> dict[ast.FunctionDef, tuple[str, ...]]:
        """The parameters that functions are given, in their order."""
        return {code: tuple(dict.fromkeys(names.values())) for code, names in self.parameters.items()}

    def given(self) -> dict[ast.Call, tuple[str, ...]]:
        """What calls give to these parameters, in their order."""
        found = {}
        for code, names in self.in_order().items():
            for site in self._calls(code):
                texts = self.arguments.get(site, {})
                if set(texts) != set(names) or self.callees.get(site) is not code:
                    raise _shared(code, site)
                found[site] = tuple(texts[n] for n in names)
        return found

    def _calls(self, code: ast.FunctionDef) -> list[ast.Call]:
        sites = dict.fromkeys(f.site for f in self.stateful.frames.get(code, ()))
        return [s for s in sites if isinstance(s, ast.Call)]

    def gone(self) -> tuple[dict[ast.AST, frozenset[str]], dict[ast.Call, frozenset[int | str]]]:
        """The parameters that only told what to make an object from, and the arguments for them."""
        parameters: dict[ast.AST, frozenset[str]] = {}
        arguments: dict[ast.Call, frozenset[int | str]] = {}
        for code in self.parameters:
            names = [a.arg for a in code.args.args]
            calls = self._calls(code)
            starred = any(isinstance(a, ast.Starred) for c in calls for a in c.args)
            starred = starred or any(k.arg is None for c in calls for k in c.keywords)
            if starred or code.args.vararg or code.args.kwarg or code.args.posonlyargs:
                continue
            dead = self._told(code)
            gone = set()
            for index, name in enumerate(names):
                given = [v for c in calls for v in _values(c, index, name)]
                uses = [n for n in walk(code) if isinstance(n, ast.Name) and n.id == name]
                if uses and all(n in dead for n in uses) and all(map(_is_plain, given)):
                    gone.add(name)
            if gone:
                parameters[code] = frozenset(gone)
                for call in calls:
                    places = {i for i, n in enumerate(names) if n in gone and i < len(call.args)}
                    arguments[call] = frozenset(places | gone)
        return parameters, arguments

    def _told(self, code: ast.FunctionDef) -> set[ast.AST]:
        """The arguments in a function from which objects were made that it is given now."""
        found: set[ast.AST] = set()
        for call in (n for n in walk(code) if isinstance(n, ast.Call) and n in self.stateful.instances):
            instance = self.stateful.instances[call]
            names = [a.arg for a in instance.function.args.args]
            pairs = [*zip(names, call.args, strict=False), *((k.arg, k.value) for k in call.keywords)]
            for name, value in pairs:
                if name not in instance.plan.call_parameters:
                    found.update(walk(value))
        return found


def _values(call: ast.Call, index: int, name: str) -> list[ast.expr]:
    """What a call gives to a parameter."""
    return [*call.args[index : index + 1], *(k.value for k in call.keywords if k.arg == name)]


def _is_plain(expr: ast.expr) -> bool:
    return isinstance(expr, ast.Constant) or only_reads(expr)


def _shared(code: ast.FunctionDef, site: ast.AST) -> Obstacle:
    return Obstacle(
        "TF314",
        f"a call uses the variables of other calls of '{code.name}', which it cannot reach",
        "make the layers where all of their users can be given them",
        site,
    )
