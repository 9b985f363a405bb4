"""The elements that the runs of a frame take from iterators, and what becomes of ``get_next``."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import RunSite, StatementRun
from tf2codemod.interpret.values import Items, Mapping, Node, Thing, Value, contained
from tf2codemod.plan.elements import Element, key_of, path_of
from tf2codemod.plan.fetch_structure import expression_at
from tf2codemod.plan.handles import CHOSEN, handle_of, is_chosen, iterator_fed
from tf2codemod.plan.iterator_names import Source, given_iterator, is_of_given_object, source_at
from tf2codemod.plan.methods import receiver_of
from tf2codemod.plan.model import CallForm, Drawn, Leaf, ParameterPlan, Role, RunPlan
from tf2codemod.plan.naming import fresh
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.places import cell_of, is_steady
from tf2codemod.plan.purity import is_fixed, upstream
from tf2codemod.tree import returns_of, walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

Path = tuple[object, ...]


def is_element(node: Node) -> bool:
    """Whether a graph object is what an iterator gave, or a part of it."""
    return node.op == "get_next"


def is_start(node: Node) -> bool:
    """Whether an op begins an iterator anew."""
    return node.op == "iterator.initializer"


def is_one_shot(iterator: Thing) -> bool:
    """Whether an iterator is ready where it is made."""
    return iterator.symbol.endswith(("make_one_shot_iterator", "contrib.eager.Iterator"))


class Draws:
    """Finds what a frame reads from iterators; its statements go, and the runs draw instead."""

    def __init__(self, planner: StateNames) -> None:
        self.planner = planner
        self.frame = planner.frame
        self.staging = planner.staging
        self.element_of: dict[Node, Element] = {}
        self.forms: dict[ast.Call, CallForm] = {}
        self.retargets: dict[ast.stmt, str] = {}
        self.handed_on: dict[ast.AST, ast.AST] = {}
        self.current: set[Node] = set()
        self.consumed: set[ast.AST] = set()
        self.unpacked: set[Node] = set()
        self.attributes: set[str] = set()
        self.locals: set[str] = set()
        self.handles: set[Node] = set()
        self.given: set[tuple[ast.AST, str]] = set()
        for statement, nodes in self._groups():
            self._plan(statement, nodes)
        if self.element_of:
            for statement in self.staging.line:
                self._move_carrier(statement)

    def _groups(self) -> Sequence[tuple[ast.stmt, list[Node]]]:
        """The statements that read an iterator, each with the graph objects that one reading gave."""
        found: dict[tuple[ast.AST, StatementRun], list[Node]] = {}
        for statement in self.staging.line:
            for node in self.staging.facts.by_node[statement].made:
                if is_element(node) and node.made.reached:
                    found.setdefault((node.expr, self._reader(node)), []).append(node)
        groups = []
        for (expr, reader), nodes in found.items():
            top = reader.within(self.frame)
            facts = self.staging.facts.owner.get(top) if top is not None else None
            if facts is None:
                continue
            if facts.run.looped or reader.looped or not isinstance(facts.node, (ast.Assign, ast.Expr)):
                raise Obstacle(
                    "TF504",
                    "an iterator is read inside of a loop or condition that builds the graph",
                    "read it once, where the graph is built",
                    expr,
                )
            groups.append((facts.node, nodes))
        return groups

    def _reader(self, node: Node) -> StatementRun:
        """The statement that holds the call which reads the iterator; a part may be named later."""
        for other in self.planner.trace.nodes:
            if other.expr is node.expr and is_element(other) and other.made.frame is node.made.frame:
                return other.made
        return node.made

    # One reading ----------------------------------------------------------------------------------------

    def _plan(self, statement: ast.stmt, nodes: Sequence[Node]) -> None:
        call, thing = nodes[0].expr, nodes[0].arguments["iterator"]
        if not isinstance(call, ast.Call) or not isinstance(thing, Thing):
            raise _unknown("what an iterator gives is not known", call)
        value = statement.value if isinstance(statement, (ast.Assign, ast.Expr)) else None
        direct = nodes[0].made.frame in self.planner.canonical.frames
        names = self._names(statement) if value is not None else None
        if not direct:
            self._hand_on(nodes[0], value, names is not None)
        simple = value is call or not direct
        handle = self._handle(call, thing, direct)
        given = self._given(call, thing) if direct and handle is None else None
        if handle is not None or given is not None:
            name: str | None = f"<iterator {id(thing)}>"
        else:
            name = self._iterator(call, thing) if direct else None
        if name is None:
            if names is None or not simple:
                raise _unknown("an iterator without a name is read inside of an expression", call)
            name = self._fresh("iterator")
            self.forms[call] = CallForm("{iterator}", {"iterator": _owner(call)})
            self.retargets[statement] = name
            self.consumed.update(walk(statement))
            self.staging.roles[statement] = Role.KEEP
        elif simple and names is not None:
            self.staging.roles[statement] = Role.DROP
        else:
            batch = self._fresh("batch").removeprefix(self.planner.prefix)
            names = (batch,), False
            self.forms[call] = CallForm(batch, {})
            self.staging.roles[statement] = Role.MOVE
        found, in_parts = names or ((), False)
        nodes = [n for n in nodes if path_of(n) or not in_parts]
        element = Element(
            name, found, in_parts, tuple(nodes), self._spec(name, thing, statement), handle, given
        )
        self.element_of.update(dict.fromkeys(nodes, element))
        targets = [n for n, _ in self.planner.bindings.targets(statement)]
        self.attributes.update(n for n in targets if "." in n)
        self.locals.update(n for n in targets if "." not in n)
        if self.staging.roles[statement] is Role.MOVE:
            self.unpacked.update(nodes)

    def _fresh(self, name: str) -> str:
        made = fresh(name, self.planner.taken)
        self.planner.taken.add(made)
        return f"{self.planner.prefix}{made}"

    def _names(self, statement: ast.stmt) -> tuple[tuple[str, ...], bool] | None:
        """The names that a statement gives to an element, and whether they are those of its parts."""
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            return None
        target = statement.targets[0]
        parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        found = [self._name(t) for t in parts]
        if None in found or len(set(found)) < len(found):
            return None
        return tuple(n for n in found if n is not None), isinstance(target, (ast.Tuple, ast.List))

    def _name(self, target: ast.expr) -> str | None:
        if isinstance(target, ast.Name):
            return target.id
        if isinstance(target, ast.Attribute) and ast.unparse(target.value) == (self.frame.receiver or "?"):
            return target.attr
        return None

    def _hand_on(self, node: Node, value: ast.expr | None, named: bool) -> None:
        """Checks that functions only hand on what they read, so that they can hand on the iterator."""
        site: ast.AST = node.expr
        for run in node.made.chain():
            if run.frame in self.planner.canonical.frames:
                if value is not site or not named:
                    raise _unknown("what a function reads from an iterator has no name here", run.node)
                return
            code = run.frame.function.node if run.frame.function is not None else None
            returns = returns_of(code) if code is not None else []
            if not isinstance(run.node, ast.Return) or run.node.value is not site or len(returns) != 1:
                raise _unknown("a function reads an iterator and does more than to return it", node.expr)
            self.consumed.update(walk(run.node))
            assert code is not None and run.frame.site is not None
            self.handed_on[run.frame.site] = code
            site = run.frame.site

    def _handle(self, call: ast.Call, thing: Thing, direct: bool) -> Node | None:
        """The placeholder that chooses what is read, if one does."""
        if not is_chosen(thing):
            return None
        handle = handle_of(thing)
        if handle is None or not direct:
            raise Obstacle("TF504", CHOSEN, "draw from the iterators themselves", call)
        self.handles.add(handle)
        return handle

    def _given(self, call: ast.Call, thing: Thing) -> Thing | None:
        """The iterator that is read, if it is begun elsewhere and only given to the function."""
        if thing.made.frame in self.planner.canonical.frames:
            return None
        found = given_iterator(call, self.frame) if not is_one_shot(thing) else None
        read = {n.arguments["iterator"] for n in self.planner.trace.nodes if is_element(n) and n.expr is call}
        if len(read) > 1 or (found is None and not is_of_given_object(call, self.frame)):
            return None
        self.given.update(() if found is None else (found,))
        return thing

    def _iterator(self, call: ast.Call, thing: Thing) -> str | None:
        """The expression for the iterator, if it has a name that means nothing else."""
        owner = _owner(call)
        if isinstance(owner, ast.Call):
            if not is_one_shot(thing):
                raise _unknown("an iterator that has to be initialized has no name", owner)
            return None
        if not is_steady(owner, self.frame, self.planner.trace):
            place = cell_of(owner, self.frame)
            again = [w.node for w in self.planner.trace.writes.get(place, ())[1:]] if place else []
            raise Obstacle(
                "TF504",
                f"'{ast.unparse(owner)}' means several iterators in turn",
                "give each iterator a name of its own",
                again[0] if again else call,
            )
        return self.as_kept(owner)

    def as_kept(self, owner: ast.expr) -> str:
        """The name or attribute of an iterator, as functions see it from where they are called."""
        if isinstance(owner, ast.Name) and self.planner.lifted is not None:
            local = self.frame.function is not None and owner.id in self.frame.local_names
            inlined = owner.id in self.frame.cell.slots
            return self.planner.lifted.need(owner.id) if local or inlined else owner.id
        return ast.unparse(owner)

    def _spec(self, name: str, thing: Thing, statement: ast.stmt) -> str:
        """The expression for the types and shapes of an element, where one can be written."""
        if is_one_shot(thing):
            return "" if name.startswith("<") else f"{name}.element_spec"
        made = thing.expr
        if (
            self.planner.lifted is not None
            or thing.made.frame is not self.frame
            or not isinstance(made, ast.Call)
        ):
            return ""
        if "like" in thing.arguments:
            given = made.args[is_chosen(thing)] if len(made.args) > is_chosen(thing) else None
            source = given.value if isinstance(given, ast.Attribute) else None
        else:
            source = _owner(made)
        if not isinstance(source, ast.Name) or not is_steady(
            source, self.frame, self.planner.trace, thing.made
        ):
            return ""
        inputs = self.frame.values.get(source)
        things = [t for t in contained(inputs) if isinstance(t, Thing)] if inputs is not None else []
        if any(t.kind != "dataset" for t in things):
            return ""
        return "" if any(needs_values(t) for t in things) else f"{source.id}.element_spec"

    def check_attributes(self, moved: set[str]) -> None:
        """A local part of an element and an attribute of that name are both local in a function."""
        for name in self.locals:
            attribute = self.planner.prefix + name
            if attribute not in moved:
                continue
            line = self.staging.line
            bound = [i for i, s in enumerate(line) if attribute in _bound(s, self.planner)]
            read = [i for i, s in enumerate(line) if name in _loads(s)]
            if attribute in self.attributes or len(bound) != 1 or max(read, default=0) > bound[0]:
                raise Obstacle(
                    "TF228",
                    f"'{attribute}' and '{name}' are two tensors",
                    "rename one of them",
                    line[bound[0]] if bound else line[0],
                )

    def forget(self, names: set[str]) -> None:
        """Takes back the specifications that are asked of data sets which only a function makes."""
        for node, element in self.element_of.items():
            if element.spec.partition(".")[0] in names:
                self.element_of[node] = element._replace(spec="")

    def _move_carrier(self, statement: ast.stmt) -> None:
        """Statements that name or collect parts of an element go into the functions that need them."""
        if statement in self.retargets or self.staging.roles.get(statement) not in (Role.KEEP, Role.COPY):
            return
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or self._runs(statement):
            return
        if any(_carries(v, set(self.element_of)) for v in self.staging.bound(statement)):
            self.staging.roles[statement] = Role.MOVE

    def _runs(self, statement: ast.stmt) -> bool:
        return any(e.kind == "run" for e in self.staging.facts.by_node[statement].effects)

    # What runs draw -------------------------------------------------------------------------------------

    def needed(self, leaves: Iterable[Node], fed: Iterable[Node], call: ast.Call) -> dict[Node, None]:
        """The parts of elements that a run takes from their iterators; what is asked next is about it."""
        self.current = set()
        if not self.element_of:
            return {}
        cut = set(fed)
        found = [n for n in upstream(leaves, cut) if n in self.element_of and n not in cut]
        elements = {self.element_of[n]: None for n in found}
        iterators = [e.iterator for e in elements]
        if len(set(iterators)) < len(iterators):
            raise Obstacle(
                "TF504",
                "one run reads an iterator twice, in an order that is not fixed",
                "read it in two runs",
                call,
            )
        self.current = {n for e in elements for n in e.nodes if n not in cut}
        return dict.fromkeys(self._in_order(self.current))

    def _in_order(self, nodes: Iterable[Node]) -> list[Node]:
        """Graph objects in the order in which the program made them."""
        wanted = set(nodes)
        return [n for n in self.planner.trace.nodes if n in wanted] if len(wanted) > 1 else list(wanted)

    def parameters(self, used: Iterable[Node], call: ast.Call) -> list[ParameterPlan]:
        """The parameters through which a function gets the elements that it needs."""
        taken = self.current
        needed: dict[Element, list[Node]] = {}
        for node in self._in_order(used):
            element = self.element_of.get(node)
            if element is not None:
                needed.setdefault(element, []).append(node)
        found: list[ParameterPlan] = []
        for element, nodes in needed.items():
            for index in self._positions(element, nodes, taken):
                node = next((n for n in element.nodes if element.position(n) == index), element.nodes[0])
                fed = node not in taken
                if fed and not element.in_parts and (len(element.nodes) > 1 or node in self.unpacked):
                    raise Obstacle("TF504", "a part of an element is fed", "name the parts", call)
                dtype = self._dtype(node, element, call) if fed else None
                self.planner.parameter_names.update(
                    {n: element.names[index] for n in element.nodes if element.position(n) == index}
                )
                found.append(
                    ParameterPlan(element.names[index], node, dtype=dtype, spec=element.spec_of(index))
                )
        return found

    def _positions(self, element: Element, nodes: Sequence[Node], drawn: set[Node]) -> list[int]:
        positions = sorted({element.position(n) for n in nodes})
        open_ones = [n for n in nodes if n in drawn]
        if not element.in_parts or len(positions) == 1 or len(positions) == len(element.names):
            return positions
        if len(open_ones) < len(nodes):
            raise Obstacle(
                "TF504", "only some parts of an element are fed", "feed all of them", nodes[0].expr
            )
        return list(range(len(element.names)))

    def _dtype(self, node: Node, element: Element, call: ast.Call) -> ast.expr | None:
        """The type to which a value is brought that is fed in the place of a part of an element."""
        if element.spec:
            return None
        source = node.arguments.get("of")
        if isinstance(source, Node) and source.op == "tf.placeholder" and isinstance(source.expr, ast.Call):
            by_name = {k.arg: k.value for k in source.expr.keywords}
            return source.expr.args[0] if source.expr.args else by_name.get("dtype")
        raise Obstacle(
            "TF220",
            "a value is fed in the place of an element whose type is not known",
            "make the dataset before the graph, without placeholders",
            call,
        )

    def leaf(self, path: Path, node: Node, body: set[ast.stmt]) -> Leaf:
        """A fetched part of an element, as the function that gets it can return it."""
        expression = self.element_of[node].expression(node)
        name = expression.partition("[")[0]
        for statement in body:
            if any(n == name for n, _ in self.planner.bindings.targets(statement)):
                raise Obstacle(
                    "TF218",
                    f"'{name}' means another tensor by the time it is fetched",
                    "use another name",
                    statement,
                )
        return Leaf(path, node, "tensor", expression)

    def drawn(self, parameters: Sequence[ParameterPlan], group: Sequence[RunSite]) -> tuple[Drawn, ...]:
        """How a run draws the elements for its parameters."""
        taken, call = self.current, group[0].call
        found: dict[Element, list[ParameterPlan]] = {}
        for parameter in parameters:
            if parameter.node in taken:
                found.setdefault(self.element_of[parameter.node], []).append(parameter)
        result = []
        for element, given in found.items():
            names = tuple(p.name for p in given)
            form: int | str = "" if not element.in_parts else "*"
            if element.in_parts and len(names) == 1 and len(element.names) > 1:
                form = element.position(given[0].node)
            elif element.in_parts and names != element.names:
                raise Obstacle("TF504", "only some parts of an element are fed", "feed all of them", call)
            result.append(Drawn(*self._source(element, group), names, form, element.names, element.in_parts))
        unread = {self.element_of[n] for n in taken} - set(found)
        if unread:
            raise Obstacle(
                "TF504", "a run reads an iterator and does not need what it gives", "fetch the element", call
            )
        return tuple(result)

    def _source(self, element: Element, group: Sequence[RunSite]) -> Source:
        """The iterator that a run draws an element from."""
        given = iterator_fed(element.handle, group) if element.handle is not None else element.given
        return Source(element.iterator, False) if given is None else source_at(self.planner, given, group)

    def read(self, group: Sequence[RunSite], leaves: Sequence[tuple[Path, Node]]) -> RunPlan | None:
        """A run that fetches an element as it is, or one part of it."""
        taken = self.current
        nodes = [n for _, n in leaves]
        if not nodes or any(n not in taken for n in nodes):
            return None
        element = self.element_of[nodes[0]]
        if any(self.element_of[n] != element for n in nodes):
            return None
        planned = tuple(Leaf(p, n, "tensor") for p, n in leaves)
        site, receiver = group[0], ""
        if self.planner.receiver:
            receiver = receiver_of(site, planned, [expression_at(site.fetch_expr, p) for p, _ in leaves])
        drawn = Drawn(*self._source(element, group), (), "", element.names, element.in_parts)
        if len(nodes) == 1 and not leaves[0][0]:
            path = "".join(f"[{key_of(k)!r}]" for k in path_of(nodes[0]))
            return RunPlan(tuple(group), planned, None, receiver=receiver, draws=(drawn,), read="." + path)
        fetched = group[0].fetches
        alike = all(p == path_of(n) for p, n in leaves) and len(nodes) == len(element.nodes)
        if not alike or not self._is_whole(fetched, element):
            return None
        flat = isinstance(fetched, Items) and all(isinstance(p, Node) for p in fetched.prefix)
        kind = fetched.kind if flat and isinstance(fetched, Items) else "structure"
        return RunPlan(tuple(group), planned, None, receiver=receiver, draws=(drawn,), read=kind)

    def _is_whole(self, fetched: Value, element: Element) -> bool:
        if isinstance(fetched, Mapping):
            return True
        return isinstance(fetched, Items) and (
            not element.in_parts or len(fetched.prefix) == len(element.names)
        )


def _bound(statement: ast.stmt, planner: StateNames) -> set[str]:
    return {n for n, _ in planner.bindings.targets(statement)}


def _loads(statement: ast.stmt) -> set[str]:
    return {n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def needs_values(dataset: Thing) -> bool:
    """Whether a data set is computed from graph objects that are not the same at every run."""
    inputs = dataset.arguments.get("inputs")
    return (
        any(not is_fixed(n) for n in contained(inputs) if isinstance(n, Node))
        if inputs is not None
        else False
    )


def _carries(value: Value, nodes: set[Node]) -> bool:
    """Whether a value is or holds one of some graph objects, other than as a key."""
    if isinstance(value, Node):
        return value in nodes
    if isinstance(value, (Items, Mapping)):
        return any(_carries(v, nodes) for v in value.cell.slots.values())
    return False


def _owner(call: ast.Call) -> ast.expr:
    """The object whose method a call is, or the first argument of a function."""
    if isinstance(call.func, ast.Attribute) and not (call.args and call.func.attr.startswith("make_")):
        return call.func.value
    return call.args[0] if call.args else call.func


def _unknown(message: str, where: ast.AST) -> Obstacle:
    return Obstacle("TF504", message, "bind the iterator and its element to names", where)
