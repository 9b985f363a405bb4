"""Plans one program: reads it from its entries, and decides the level at which it can be delivered."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.facts import lookup
from tf2codemod.interpret.machine import ParsedModule
from tf2codemod.interpret.trace import Frame, RunSite, Trace
from tf2codemod.interpret.values import (
    NONE,
    TF,
    Bound,
    Class,
    Function,
    Instance,
    Node,
    Partial,
    Thing,
    Union,
    Unknown,
)
from tf2codemod.model import Level
from tf2codemod.plan.building import Building, build_lent_layers
from tf2codemod.plan.cells_at_calls import check_shared_cells
from tf2codemod.plan.collection_names import leave_out_collection_names
from tf2codemod.plan.creation_names import check_creation_names
from tf2codemod.plan.distributions import check_distributions
from tf2codemod.plan.draws import is_element
from tf2codemod.plan.eager_programs import EagerProgram, is_eager
from tf2codemod.plan.element_specs import specify_elements
from tf2codemod.plan.element_types import element_type
from tf2codemod.plan.external import given_variables
from tf2codemod.plan.flags import with_flags_parsed
from tf2codemod.plan.functions import FramePlanner
from tf2codemod.plan.global_steps import global_step_reads
from tf2codemod.plan.handing import Handing
from tf2codemod.plan.handles import gives_handles
from tf2codemod.plan.hints import hints_for
from tf2codemod.plan.homes import first_of, home_of, homes_of, lenders, modules_of_placeholders, others
from tf2codemod.plan.iterators import Iterators, Sites, starts
from tf2codemod.plan.layer_functions import LayerFunctions
from tf2codemod.plan.layer_objects import check_layer_objects
from tf2codemod.plan.lent_objects import LentObjects
from tf2codemod.plan.lists_of_objects import name_lists_of_objects
from tf2codemod.plan.merging import merge_methods
from tf2codemod.plan.model import FilePlan, ProgramPlan, Role
from tf2codemod.plan.moving_averages import check_order, unread_updates
from tf2codemod.plan.naming import names_in
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.optimizer_lists import build_optimizers
from tf2codemod.plan.other_ways import check_other_ways
from tf2codemod.plan.outputs import Outputs
from tf2codemod.plan.private_methods import private_methods
from tf2codemod.plan.queues import is_queue
from tf2codemod.plan.reset_functions import plan_resets
from tf2codemod.plan.results import with_uses
from tf2codemod.plan.scalars import scalar_placeholders
from tf2codemod.plan.schedules import rates_read
from tf2codemod.plan.sessions import Sessions
from tf2codemod.plan.shuffles import told_of_order
from tf2codemod.plan.state_owners import state_owners
from tf2codemod.plan.transposed_shapes import check_transposed_shapes
from tf2codemod.plan.unreached import check_library, kept_names, told, unreached_around, without
from tf2codemod.plan.updates import frozen_averages
from tf2codemod.plan.uses import Uses
from tf2codemod.plan.variable_names import single_variables
from tf2codemod.rewrite.context import Hint
from tf2codemod.tree import walk

ASSIGN_OPS = frozenset(("tf.assign", "tf.assign_add", "tf.assign_sub"))


class Reading(NamedTuple):
    """One program as it was read: its modules and the trace of the walk from its entry.

    Programs that share files can be read as one, from several entries: the ``others`` follow the first.
    """

    entry: ParsedModule
    modules: Mapping[Path, ParsedModule]
    trace: Trace
    others: tuple[ParsedModule, ...] = ()


def grouped_sites(trace: Trace) -> dict[ast.Call, list[RunSite]]:
    """The runs by the call that makes them, in the order of the program."""
    found: dict[ast.Call, list[RunSite]] = {}
    for site in trace.runs:
        found.setdefault(site.call, []).append(site)
    for call, group in found.items():
        if any(s.reached for s in group):
            found[call] = [s for s in group if s.reached]
    return found


KERAS_MODELS = frozenset(f"tf.keras.{m}{n}" for m in ("", "models.") for n in ("Model", "Sequential"))
USUAL_NAME = "tf"


def plan_program(reading: Reading, left: Collection[ast.AST] = ()) -> ProgramPlan:
    """The plan of a program; where it cannot be native the plan has no file plans and says why.

    Functions that the program never calls may be left as they are.
    """
    path, whole = reading.entry.path, reading.trace
    trace = without(whole, left) if left else whole
    try:
        if not trace.exhausted and is_eager(trace):
            files: tuple[FilePlan, ...] = (EagerProgram(trace).plan(path),)
        else:
            files = _plan_native(reading._replace(trace=trace))
            check_library(trace)
        names = kept_names(whole, left)
    except Obstacle as obstacle:
        code = unreached_around(obstacle.node, whole, path)
        if code is not None and code not in left:
            return plan_program(reading, {*left, code})
        findings = (obstacle.at(_file_of(obstacle.node, reading)), *told_of_order(whole))
        return ProgramPlan((), Level.COMPAT, findings, obstacle=obstacle)
    files = tuple(plan._replace(renames={**plan.renames, **names}) for plan in files)
    findings = (*(f for plan in files for f in plan.findings), *told(whole, left), *told_of_order(whole))
    return ProgramPlan(files, Level.HYBRID if names else Level.NATIVE, findings, frozenset(left))


def _file_of(node: ast.AST, reading: Reading) -> Path:
    """The file of a program that a piece of code stands in; the entry's where it is in none."""
    others = [p for p in reading.trace.modules if p != reading.entry.path]
    files = (reading.entry.path, *others)
    return next((p for p in files if node in walk(reading.modules[p].tree)), reading.entry.path)


def _plan_native(reading: Reading) -> tuple[FilePlan, ...]:
    trace, entry = reading.trace, reading.entry
    if trace.exhausted:
        raise Obstacle(
            "TF922",
            "the program is too large to be read within the limit of steps",
            "convert its parts one by one",
            entry.tree,
        )
    trees = {path: reading.modules[path].tree for path in trace.modules}
    sites = grouped_sites(trace)
    check_data(trace)
    check_distributions(trace)
    check_transposed_shapes(trace)
    check_layer_objects(trace)
    check_shared_cells(trace)
    fetching = {c: group for c, group in sites.items() if not (starts(group) or gives_handles(group))}
    merge_methods(trace, [home for group in fetching.values() for home in homes_of(group)])
    homes = _homes(fetching, trace)
    if merge_methods(trace, [lender for home in homes.values() for lender in home.lenders]):
        homes = _homes(fetching, trace)
    by_frame: dict[Frame, dict[ast.Call, list[RunSite]]] = {}
    for call, group in fetching.items():
        by_frame.setdefault(homes[call].frame, {})[call] = group
        for lender in (*homes[call].lenders, *modules_of_placeholders(group)):
            by_frame.setdefault(lender, {})
    stateful = LayerFunctions(trace, entry.tree, {n for tree in trees.values() for n in names_in(tree)})
    stateful.homes = frozenset(f.function.node for f in by_frame if f.function is not None)
    planners = []
    for frame, runs in by_frame.items():
        tree = trees[frame.module.path]
        apart = others(frame, by_frame, trace)
        planners.append(FramePlanner(trace, frame, runs, tree, tensorflow_name(tree), stateful, apart))
    iterators = Iterators(trace, planners, sites)
    for planner in planners:
        planner.peers = planners
    for planner in planners:
        planner.name_collections_of_objects()
    for planner in planners:
        planner.plan_runs()
    specify_elements(trace, planners, iterators)
    for planner in planners:
        check_other_ways(planner)
        check_order(planner)
    for planner in planners:
        planner.finish()
        planner.runs = with_uses(planner.runs, trace)
    iterators.finish()
    resets = plan_resets(trace, planners, iterators.runs)
    builds = {name: line for p in planners for name, line in p.with_builds(Building(p).plan()).items()}
    for planner in planners:
        build_lent_layers(planner, planners, builds)
        build_optimizers(planner)
    stateful.builds = builds
    stateful.frozen = frozen_averages(trace, [r for p in planners for r in p.runs])
    for planner in planners:
        planner.widths.update(planner.placeholder_lists.keys())
    handing = Handing(trace, planners)
    sessions = Sessions(trace, [f for p in planners for f in p.canonical.frames], handing)
    for planner in planners:
        planner.layer_methods.add_to(sessions)
    sessions.roles.update(iterators.roles)
    leave_out_collection_names(trace, planners, sessions)
    name_lists_of_objects(trace, planners)
    uses = Uses(trace, planners, sessions, handing, iterators.runs)
    outputs = Outputs(trace, planners, sessions)
    uses.consumed |= outputs.consumed | {n for p in planners for n in p.draws.consumed}
    uses.check()
    for planner in planners:
        check_creation_names(planner)
    iterators.check_uses(uses.staying())
    given = LentObjects(trace, planners, stateful)
    plan = given.added_to(_file_plan(entry, trace, planners, uses, stateful, sessions))
    borrowed = {s: text for p in planners for s, text in p.borrowed_calls.items()}
    left_out = frozenset(handing.dropped | sessions.left_out)
    private = private_methods(list(trees.values()))
    plan = plan._replace(borrowed=borrowed, resets=resets, left_out=left_out, private_methods=private)
    plan = with_flags_parsed(plan._replace(owners=state_owners(planners)), trace)
    return (iterators.added_to(outputs.added_to(plan)),)


class _Home(NamedTuple):
    """Where what a run fetches is built, and what keeps the rest of what it needs."""

    frame: Frame
    lenders: tuple[Frame, ...]


def _homes(fetching: Sites, trace: Trace) -> dict[ast.Call, _Home]:
    found = {call: first_of(home_of(group, trace), trace) for call, group in fetching.items()}
    return {call: _Home(h, tuple(lenders(fetching[call], h, trace))) for call, h in found.items()}


def tensorflow_name(tree: ast.Module) -> str:
    """The name by which a file calls TensorFlow, or would call it if it imported it."""
    for node in walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "tensorflow.compat.v1":
            raise Obstacle(
                "TF101", "names are imported from TensorFlow one by one", "import tensorflow as tf", node
            )
    for node in walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in ("tensorflow", "tensorflow.compat.v1") and (
                    alias.asname or alias.name == "tensorflow"
                ):
                    return alias.asname or "tensorflow"
        elif isinstance(node, ast.ImportFrom) and node.module == "tensorflow.compat":
            for alias in node.names:
                if alias.name == "v1":
                    return alias.asname or "v1"
    if _is_handed_on(tree):
        return USUAL_NAME
    parts = any(isinstance(n, ast.ImportFrom) and "tensorflow" in (n.module or "") for n in walk(tree))
    if parts or names_in(tree) & {USUAL_NAME, "tensorflow"}:
        raise Obstacle("TF101", "the file has no name for TensorFlow itself", "import tensorflow as tf", tree)
    return USUAL_NAME


def _held_functions(trace: Trace) -> frozenset[ast.AST]:
    """The attributes of objects that hold functions of TensorFlow, and may hold something else."""
    owners = {e for f in trace.frames for e, v in f.values.items() if isinstance(v, Instance)}
    return frozenset(n for n in trace.symbols if isinstance(n, ast.Attribute) and n.value in owners)


def _is_the_same(symbol: str) -> bool:
    """Whether a function has its name and its arguments in TensorFlow 2."""
    fact = lookup(symbol)
    return fact is not None and fact.fate == "same"


def _is_handed_on(tree: ast.Module) -> bool:
    """Whether a file has TensorFlow from another one of which it imports all names."""
    stars = [n for n in walk(tree) if isinstance(n, ast.ImportFrom) and any(a.name == "*" for a in n.names)]
    own = any("tensorflow" in (n.module or "") for n in stars)
    bound = any(
        isinstance(n, ast.Name) and n.id == USUAL_NAME and isinstance(n.ctx, ast.Store) for n in walk(tree)
    )
    return bool(stars) and not own and not bound and USUAL_NAME in names_in(tree)


def _file_plan(
    entry: ParsedModule,
    trace: Trace,
    planners: list[FramePlanner],
    uses: Uses,
    stateful: LayerFunctions,
    sessions: Sessions,
) -> FilePlan:
    symbols: dict[ast.AST, str] = {}
    held = _held_functions(trace)
    for node, found in trace.symbols.items():
        if len(found) == 1:
            symbols[node] = next(iter(found))
        elif len(found) > 1 and not (node in held and all(map(_is_the_same, found))):
            raise Obstacle("TF102", "a name means several TensorFlow symbols", "use one name for each", node)
    specs = {
        n.expr: name
        for p in planners
        for n, name in p.parameter_names.items()
        if n.kind == "placeholder" and isinstance(n.expr, ast.Call) and not is_element(n)
    } | dict.fromkeys((*uses.alone, *(c for p in planners for c in p.whole_specs.values())), "")
    assigns = frozenset(n.expr for n in trace.nodes if n.op in ASSIGN_OPS and isinstance(n.expr, ast.Call))
    return FilePlan(
        entry.path,
        {
            **sessions.roles,
            **{s: r for p in planners for s, r in p.staging.roles.items()},
            **dict.fromkeys(sessions.makers, Role.DROP),
        },
        tuple(f for p in planners for f in p.functions),
        tuple(b for p in planners for b in p.blocks),
        {r.call: r for p in planners for r in p.runs},
        {c: plan for p in planners for c, plan in p.layers.items()} | stateful.layers,
        specs,
        uses.fed_names,
        {c: n for p in planners for c, n in p.optimizers.items() if c not in p.unused_external()},
        symbols,
        assigns,
        {n.expr: n for n in trace.nodes if n.kind == "variable" and isinstance(n.expr, ast.Call)},
        {s: text for p in planners for s, text in p.whole_values.items()},
        frozenset(c for p in planners for c in p.rated),
        sessions.parameters,
        sessions.arguments,
        {n: t for p in planners for n, t in p.renames.items()},
        {s: lines for p in planners for s, lines in p.added.items()},
        {s: lines for p in planners for s, lines in p.openings.items()},
        frozenset(trace.dimensions),
        frozenset(uses.spec_uses),
        held,
        single_variables(trace),
        initial_kinds(trace),
        {c: text for p in planners for c, text in p.collections.items()}
        | global_step_reads(trace, {c: n for p in planners for c, n in p.optimizers.items()}),
        {c: m for p in planners for c, m in p.metrics.items()},
        {s: c for p in planners for s, c in p.whole_specs.items()},
        stateful.classes,
        stateful.instances,
        frozen=stateful.frozen,
        weights=stateful.weights,
        given=stateful.given,
        scalars=scalar_placeholders(trace) | stateful.scalars,
        fresh=stateful.fresh,
        builds=stateful.builds,
        inlined=stateful.inlined,
        packed=given_variables(f for p in planners for f in p.functions),
        scoped=stateful.scoped,
        gradients={
            c: g for p in planners for c, g in {**p.gradients.calls, **p.helper_gradients.calls}.items()
        },
        applied={c: d for p in planners for c, d in p.gradients.dense.items()},
        bare_elements=frozenset(e for p in planners for e in p.pairs.elements),
        extended=stateful.exports.extended,
        widths={e: text for p in planners for e, text in {**p.widths, **p.chosen}.items()},
        chosen=frozenset(e for p in planners for e in p.chosen),
        firsts=stateful.exports.firsts,
        ahead={s: tuple(calls) for p in planners for s, calls in p.layer_methods.ahead.items()},
        hoisted={c: n for p in planners for c, n in p.layer_methods.hoisted.items()},
        retargets={s: name for p in planners for s, name in unread_updates(p).items()},
        named=frozenset(c for p in planners for c in p.summaries.named),
        rates_read=frozenset(n.expr for n in rates_read(trace)),
        taped_helpers={f: uses for p in planners for f, uses in p.helper_gradients.tapes.items()},
    )


def check_data(trace: Trace) -> None:
    """Queues and readers that feed the graph, and models of Keras in it, have no native form yet."""
    for expr, symbols in trace.symbols.items():
        if symbols & KERAS_MODELS:
            raise Obstacle(
                "TF110", "a model of Keras is part of a graph", "call the model without a session", expr
            )
    for node in trace.nodes:
        if is_queue(node) and node.made.reached:
            raise Obstacle("TF503", "the graph is fed by a queue", "make a tf.data.Dataset", node.expr)
        if node in trace.pipeline and node.kind == "variable":
            raise Obstacle(
                "TF503", "a dataset makes variables", "make them where the graph is built", node.expr
            )


def initial_kinds(trace: Trace) -> dict[ast.Call, str]:
    """For each variable made by name: is its initializer a value, something that makes one, or not given?"""
    found: dict[ast.Call, str] = {}
    for node in trace.nodes:
        if node.kind != "variable" or node.op != "tf.get_variable" or not isinstance(node.expr, ast.Call):
            continue
        given = node.arguments.get("initializer")
        kind = "value"
        if given is None or given == NONE:
            kind = "unknown" if "scope initializer" in node.arguments else ""
        elif isinstance(given, TF):
            kind = _kind_of_named(given.symbol)
        elif isinstance(given, (Thing, Function, Class, Bound, Partial)):
            kind = "callable"
        elif isinstance(given, (Unknown, Union)):
            kind = "unknown"
        if found.setdefault(node.expr, kind) != kind:
            found[node.expr] = "unknown"
    return found


def _kind_of_named(symbol: str) -> str:
    """What an initializer is that is given by its name alone: a class, which TensorFlow 1 called first."""
    known = lookup(symbol)
    if known is None or known.stage != "initializer":
        return "callable"
    return "unknown" if "add" in known.row or ".contrib." in symbol else "class"


def call_hints(plan: FilePlan, trace: Trace) -> dict[ast.Call, Mapping[str, Hint]]:
    """What is known about the arguments of every call of TensorFlow in a file."""
    frames: dict[ast.AST, list[Frame]] = {}
    for frame in trace.frames:
        for expr in frame.values:
            if isinstance(expr, ast.Call):
                frames.setdefault(expr, []).append(frame)

    def elements(node: Node) -> str | None:
        return element_type(node, trace)

    return {
        call: hints_for(plan.symbols[call.func], call, found, elements)
        for call, found in frames.items()
        if isinstance(call, ast.Call) and call.func in plan.symbols
    }


__all__ = ["Reading", "call_hints", "grouped_sites", "plan_program"]
