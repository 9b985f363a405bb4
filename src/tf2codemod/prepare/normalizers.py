"""Normalizes what layers give in calls of its own, where a layer is told how its result is normalized."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.facts import Symbol, lookup
from tf2codemod.interpret.trace import Trace
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.updates import saves
from tf2codemod.prepare.edits import Edits, remove_arguments
from tf2codemod.prepare.regions import Scope, asks_for_names
from tf2codemod.prepare.scope_arguments import add_arguments
from tf2codemod.prepare.words import module_names
from tf2codemod.tree import walk

UNDONE = frozenset(("TF110", "TF230", "TF310", "TF311", "TF315", "TF316", "TF323"))
FUNCTION, PARAMETERS, ACTIVATION = "normalizer_fn", "normalizer_params", "activation_fn"
FUNCTIONS = (ast.Name, ast.Attribute)


class _Layer(NamedTuple):
    """The call of a layer that normalizes its result, with all arguments that it is given by name."""

    call: ast.Call
    fact: Symbol
    given: Mapping[str, ast.expr]
    own: frozenset[str]


def normalize_apart(
    trace: Trace, trees: Mapping[Path, ast.Module], edits: Mapping[Path, Edits], obstacle: Obstacle
) -> bool:
    """Has layers give what they compute to the function that normalizes it, and that to their activation.

    That is what they do: without a bias, and with the variables of the normalizer in the scope of the layer.
    """
    if obstacle.code not in UNDONE:
        return False
    changed = False
    saved = saves(trace)
    for path, tree in trees.items():
        nodes = set(walk(tree))
        named = {} if asks_for_names(tree) else _named_dicts(tree)
        read: set[ast.Name] = set()
        for layer in _layers(tree, trace):
            inside = all(value in nodes for value in layer.given.values())
            parameters = _parameters(layer, named, edits[path]) if inside else None
            scope = _scope(layer, trace, edits[path])
            if parameters is None or "scope" in parameters or (scope is None and saved):
                continue
            if _rewrite(layer, parameters, scope, tree, edits[path]):
                changed = True
                read.update(n for n in (layer.given.get(PARAMETERS),) if isinstance(n, ast.Name))
        for call, unused in _without_normalizer(tree, trace):
            if changed and isinstance(unused, ast.Name):
                remove_arguments(edits[path], call, [unused])
                read.add(unused)
        for name, made in named.items():
            uses = [n for n in nodes if isinstance(n, ast.Name) and n.id == name and n not in made.targets]
            if uses and read.issuperset(uses):
                edits[path].remove_line(made)
    return changed


def _normalizable(call: ast.Call, trace: Trace) -> Symbol | None:
    """What is known of the layer that a call makes, if it takes a normalizer."""
    symbols = trace.symbols.get(call.func, set())
    fact = lookup(next(iter(symbols))) if len(symbols) == 1 else None
    return fact if fact is not None and fact.row.get("normalizer") else None


def _layers(tree: ast.Module, trace: Trace) -> list[_Layer]:
    found = []
    for call in (n for n in walk(tree) if isinstance(n, ast.Call)):
        fact = _normalizable(call, trace)
        if fact is None:
            continue
        scoped = trace.scoped_arguments.get(call, {})
        own = {k.arg: k.value for k in call.keywords if k.arg is not None}
        own.update(zip(fact.params, call.args, strict=False))
        given = {**scoped, **own}
        function = given.get(FUNCTION)
        plain = "" not in scoped and all(k.arg is not None for k in call.keywords)
        if plain and isinstance(function, FUNCTIONS) and len(call.args) <= fact.params.index(FUNCTION):
            found.append(_Layer(call, fact, given, frozenset(own)))
    return found


def _without_normalizer(tree: ast.Module, trace: Trace) -> list[tuple[ast.Call, ast.expr]]:
    """The layers that are given parameters for a normalizer, but none."""
    found = []
    for call in (n for n in walk(tree) if isinstance(n, ast.Call)):
        given = {k.arg: k.value for k in call.keywords}
        function = given.get(FUNCTION)
        none = isinstance(function, ast.Constant) and function.value is None
        if PARAMETERS in given and none and _normalizable(call, trace) is not None:
            found.append((call, given[PARAMETERS]))
    return found


def _named_dicts(tree: ast.Module) -> dict[str, ast.Assign]:
    """The dicts of a module or function that keep their names, made of values that keep theirs."""
    found: dict[str, ast.Assign] = {}
    nodes = walk(tree)
    stored = [n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
    stored += [p.arg for n in nodes if isinstance(n, ast.arguments) for p in (*n.args, *n.kwonlyargs)]
    for scope in (n for n in nodes if isinstance(n, Scope)):
        for made in (s for s in scope.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Dict)):
            target = made.targets[0] if len(made.targets) == 1 else None
            read = {n.id for n in walk(made.value) if isinstance(n, ast.Name)}
            if isinstance(target, ast.Name) and all(stored.count(n) <= 1 for n in (target.id, *read)):
                found[target.id] = made
    return found


def _parameters(layer: _Layer, named: Mapping[str, ast.Assign], edits: Edits) -> dict[str, str] | None:
    """The arguments of the normalizer as they are written; None where they are not known."""
    value = layer.given.get(PARAMETERS)
    if isinstance(value, ast.Name) and value.id in named:
        value = named[value.id].value
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return {}
    if not isinstance(value, ast.Dict) or any(isinstance(n, ast.Call) for n in walk(value)):
        return None
    keys = [k.value if isinstance(k, ast.Constant) else None for k in value.keys]
    if not all(isinstance(k, str) for k in keys):
        return None
    return {str(k): edits.text_of(v) for k, v in zip(keys, value.values, strict=True)}


def _scope(layer: _Layer, trace: Trace, edits: Edits) -> str | None:
    """The scope of the variables of a normalizer, where the layer is given one."""
    symbols = trace.symbols.get(layer.given[FUNCTION], set())
    facts = [lookup(symbol) for symbol in symbols]
    name = str(facts[0].row.get("scope", "")) if len(facts) == 1 and facts[0] is not None else ""
    scope = layer.given.get("scope")
    if scope is None or not name:
        return None
    if isinstance(scope, ast.Constant):
        return repr(f"{scope.value}/{name}") if isinstance(scope.value, str) else None
    return f"{edits.text_of(scope)} + '/{name}'" if isinstance(scope, (ast.Name, ast.BinOp)) else None


def _rewrite(
    layer: _Layer, parameters: Mapping[str, str], scope: str | None, tree: ast.Module, edits: Edits
) -> bool:
    activation = _activation(layer, tree, edits)
    if activation is None:
        return False
    call, given = layer.call, layer.given
    own = {k.arg: k.value for k in call.keywords if k.arg in layer.own}
    written = [f"{name}={text}" for name, text in parameters.items()]
    written += [f"scope={scope}"] if scope else []
    written += [f"reuse={edits.text_of(given['reuse'])}"] if "reuse" in given else []
    head = f"{activation}(" if activation else ""
    start, end = edits.range_of(call)
    function = edits.text_of(given[FUNCTION])
    edits.replace(start, start, f"{head}{function}(")
    edits.replace(end, end, "".join(f", {text}" for text in written) + ")" * (2 if activation else 1))
    gone = [own[name] for name in (FUNCTION, PARAMETERS) if name in own]
    remove_arguments(edits, call, gone)
    added = [f"{FUNCTION}=None"] if FUNCTION not in own else []
    for name in (ACTIVATION, "biases_initializer"):
        if name in layer.own:
            edits.replace(*edits.range_of(given[name]), "None")
        else:
            added.append(f"{name}=None")
    if added:
        add_arguments(call, added, edits)
    return True


def _activation(layer: _Layer, tree: ast.Module, edits: Edits) -> str | None:
    """The function that a layer applies at last; empty if it has none, None if it cannot be written."""
    value = layer.given.get(ACTIVATION)
    if isinstance(value, ast.Constant) and value.value is None:
        return ""
    if value is not None:
        return edits.text_of(value) if isinstance(value, FUNCTIONS) else None
    default = str(layer.fact.row.get("add", {}).get(ACTIVATION, ""))
    if not default.startswith("tf."):
        return default
    imported = {a.name: a.asname or a.name for n in walk(tree) if isinstance(n, ast.Import) for a in n.names}
    name = imported.get("tensorflow") or imported.get("tensorflow.compat.v1", "")
    return f"{name}{default[2:]}" if name in module_names(tree) else None
