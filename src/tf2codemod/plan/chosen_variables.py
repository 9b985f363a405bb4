"""Lists of variables that the program chooses or sorts by name, which TensorFlow 2 gives them otherwise."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.values import Const, Host, Items, Node, Thing, Value
from tf2codemod.plan.class_parts import is_owned_by_layer
from tf2codemod.plan.model import Role
from tf2codemod.plan.name_filters import names_read
from tf2codemod.plan.object_paths import variable_path
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.variable_paths import VariablePaths
from tf2codemod.tree import COMPREHENSIONS, walk

if TYPE_CHECKING:
    from tf2codemod.plan.state_names import StateNames

Place = tuple[object, ...]
PLACES = (ast.Name, ast.Attribute)
VARIABLE_COLLECTIONS = frozenset(("trainable_variables", "global_variables", "collection_get"))


def name_chosen_lists(planner: StateNames) -> None:
    """Writes the variables themselves where a list of them is made by their names."""
    for statement, variables in _chosen(planner):
        paths = VariablePaths(planner)
        text = listed = paths.list_of(variables, before=statement)
        if text is None or listed is None or statement in planner.whole_values:
            continue
        made = paths.in_lists(variables)
        if (again := _sorted_again(planner, statement)) is not None:
            text, made = again
        if made != list(variables):
            text = _permuted(text, made, variables)
        planner.whole_values[statement] = text
        owned = any(v in planner.layer_of for v in variables)
        planner.staging.roles[statement] = Role.MOVE if owned else Role.KEEP
        if owned:
            write_out_looks(planner, statement, variables, listed)


def in_order(planner: StateNames, call: ast.AST, variables: Sequence[Node], text: str) -> str:
    """The text for a list of variables, in the order in which they were made; raises TF325 if unknown."""
    instances = planner.functions_with_state.instances
    modules = {i.name for i in instances.values() if i.plan.base == "tf.Module"}
    places: dict[Node, Place] = {}
    attributes: dict[Node, str] = {}
    for variable in variables:
        sites = [run.frame.site for run in variable.made.chain()]
        owner = (id(variable.arguments.get("owner", variable)),) if is_owned_by_layer(variable) else ()
        within = [s for s in sites if isinstance(s, ast.Call) and s in instances]
        places[variable] = (planner.layer_of.get(variable, variable), *reversed(within), *owner)
        if planner.layer_of.get(variable) in modules:
            path = variable_path(variable, planner.canonical.frames, instances)
            if path is None or len(within) > 1:
                message = "variables of parts of a tf.Module are shown, in an order of its own"
                raise Obstacle("TF325", message, "name the variables one by one", call)
            attributes[variable] = path.rpartition(".")[2]
    listed = _as_keras_lists(VariablePaths(planner).in_lists(variables), places)
    groups = itertools.groupby(listed, key=lambda v: places[v][0])
    made = [v for _, group in groups for v in sorted(group, key=lambda v: attributes.get(v, ""))]
    return text if made == list(variables) else _permuted(text, made, variables)


def _as_keras_lists(variables: Sequence[Node], places: dict[Node, Place], depth: int = 1) -> list[Node]:
    """Variables as layers list them: their own ones before those of their parts, one part after the other."""
    parts: dict[object, list[Node]] = {}
    for variable in variables:
        parts.setdefault(places[variable][:depth], []).append(variable)
    found: list[Node] = []
    for members in parts.values():
        found += [v for v in members if len(places[v]) == depth]
        deeper = [v for v in members if len(places[v]) > depth]
        found += _as_keras_lists(deeper, places, depth + 1) if deeper else []
    return found


def shows_order(planner: StateNames, call: ast.Call, statement: ast.stmt) -> bool:
    """Whether code sees the order of a list of variables; TensorFlow trains and saves them in any."""
    for node in walk(statement):
        if isinstance(node, ast.Subscript) and node.value is call:
            return True
        if isinstance(node, ast.Call) and (call in node.args or call in [k.value for k in node.keywords]):
            of_tensorflow = planner.trace.symbols.get(node.func) or isinstance(node.func, ast.Attribute)
            return not of_tensorflow
    return planner.staging.roles.get(statement) is Role.KEEP


def _permuted(text: str, made: Sequence[Node], variables: Sequence[Node]) -> str:
    whole = f"({text})" if " + " in text else text
    return f"[{whole}[i] for i in {tuple(map(made.index, variables))}]"


def only_measures(value: Value | None) -> bool:
    """Whether what is worked out from variables is a value, or a list of values, and holds none of them."""
    if isinstance(value, Items) and value.rest is None:
        return bool(value.prefix) and all(map(only_measures, value.prefix))
    return isinstance(value, Host) or (isinstance(value, Const) and value.value is not None)


def write_out_looks(planner: StateNames, statement: ast.Assign, variables: Sequence[Node], text: str) -> None:
    """Puts a list of variables, which moves into functions, in the place of its name in code that stays.

    Runs and calls of TensorFlow that are given the list are planned apart, and so is its length.
    """
    names = {ast.unparse(t) for t in statement.targets if isinstance(t, PLACES)}
    staging, symbols = planner.staging, planner.trace.symbols
    stored = [n for s in staging.line for n in walk(s) if isinstance(n, PLACES) and ast.unparse(n) in names]
    if sum(isinstance(n.ctx, ast.Store) for n in stored) != len(names):
        return
    whole = {s.fetch_expr for sites in planner.sites.values() for s in sites}
    for other in (s for s in staging.line if names and staging.roles.get(s) is Role.KEEP):
        facts = staging.facts.by_node.get(other)
        if facts is None or facts.made or facts.things:
            continue
        nodes = walk(other)
        calls = [n for n in nodes if isinstance(n, ast.Call)]
        planned = [c for c in calls if symbols.get(c.func) or _measures_attribute(c)]
        given = {n for e in (*whole, *planned) for n in walk(e)} - whole
        alone = {a for c in calls for a in c.args}
        alone |= {n.iter for n in nodes if isinstance(n, (ast.For, ast.comprehension))}
        for read in (n for n in stored if n in nodes and n not in given and isinstance(n.ctx, ast.Load)):
            shown = in_order(planner, read, variables, text)
            planner.widths[read] = f"({shown})" if " + " in shown and read not in alone else shown


def shows_slots(planner: StateNames, call: ast.Call, statement: ast.stmt) -> bool:
    """Whether code that stays goes through all variables, or counts them, where optimizers have made some."""
    order = planner.frame.by_node[statement].order if statement in planner.frame.by_node else 0
    made = (t for f in planner.trace.frames for r in f.statements if r.order < order for t in r.made)
    things = (t for t in made if isinstance(t, Thing) and t.kind == "optimizer")
    if all(t.symbol.endswith("GradientDescentOptimizer") for t in things):
        return False
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if isinstance(statement, ast.Assign) and isinstance(target, ast.Name) and statement.value is call:
        staying = [s for s in planner.staging.line if planner.staging.roles.get(s) is Role.KEEP]
        return any(_goes_through(s, target.id) for s in staying if s is not statement)
    return _goes_through(statement, ast.unparse(call))


def _goes_through(statement: ast.stmt, words: str) -> bool:
    """Whether a statement goes through all of a list of variables, or asks how many there are."""
    for node in walk(statement):
        if isinstance(node, COMPREHENSIONS) and not any(g.ifs for g in node.generators):
            given: list[ast.expr] = [g.iter for g in node.generators]
        elif isinstance(node, ast.For):
            given = [node.iter]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "len":
            given = node.args
        else:
            continue
        inner = [a for g in given for a in (g.args if isinstance(g, ast.Call) else ())]
        if any(ast.unparse(g) == words for g in (*given, *inner)):
            return True
    return False


def _sorted_again(planner: StateNames, statement: ast.Assign) -> tuple[str, list[Node]] | None:
    """The name of the list that a statement sorts, and what is in it."""
    call = statement.value
    given = call.args[0] if isinstance(call, ast.Call) and call.args else None
    if (
        not isinstance(call, ast.Call)
        or not isinstance(given, ast.Name)
        or ast.unparse(call.func) != "sorted"
    ):
        return None
    held = planner.frame.values.get(given)
    if not isinstance(held, Items) or held.rest is not None:
        return None
    return given.id, [v for v in held.prefix if isinstance(v, Node)]


def _chosen(planner: StateNames) -> Iterator[tuple[ast.Assign, Sequence[Node]]]:
    for statement in planner.staging.line:
        value = statement.value if isinstance(statement, ast.Assign) else None
        if not isinstance(statement, ast.Assign) or not isinstance(
            value, (ast.ListComp, ast.Call, ast.Subscript)
        ):
            continue
        held = planner.frame.values.get(value)
        if not isinstance(held, Items) or held.rest is not None:
            continue
        if not (_is_part(value, planner) if isinstance(value, ast.Subscript) else names_read(value)):
            continue
        variables = [v for v in held.prefix if isinstance(v, Node) and v.kind == "variable"]
        if variables and len(variables) == len(held.prefix):
            yield statement, variables


def _is_part(value: ast.Subscript, planner: StateNames) -> bool:
    """Whether an expression is a slice of a collection of variables."""
    call = value.value
    if not isinstance(call, ast.Call) or not isinstance(value.slice, ast.Slice):
        return False
    return any(model_of(s) in VARIABLE_COLLECTIONS for s in planner.trace.symbols.get(call.func, ()))


def _measures_attribute(call: ast.Call) -> bool:
    """Whether a call asks for the length of an attribute, which is written as a number."""
    return ast.unparse(call.func) == "len" and all(isinstance(a, ast.Attribute) for a in call.args)
