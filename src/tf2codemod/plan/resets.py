"""Finds the runs of initializers that would put variables back which were used before."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, RunSite, StatementRun, Trace
from tf2codemod.interpret.values import NONE, Collected, Items, Node, Value, nodes_in, options_of
from tf2codemod.plan.activations import Made
from tf2codemod.plan.model import RunPlan
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.purity import is_draw, upstream
from tf2codemod.plan.restores import is_restored_over
from tf2codemod.plan.session_order import is_repeated_alone, loops_around, one_after_another
from tf2codemod.plan.staging import is_initializer
from tf2codemod.tree import walk

METRICS = "tf.metrics."
CHOSEN = ("variables_initializer", "initialize_variables", "variables")


class Reset(NamedTuple):
    """A run of initializers that puts variables, or metrics, back to how they began.

    One that names its variables leaves the state of optimizers alone.
    """

    site: RunSite
    variables: tuple[Node, ...]
    every: bool
    metrics: bool
    named: bool = False


def found_resets(trace: Trace, runs: Sequence[RunPlan]) -> dict[ast.Call, list[Reset]]:
    """The runs of initializers that reset something, by their calls."""
    found: dict[ast.Call, list[Reset]] = {}
    _check_unknown(trace, [r for r in runs if r.dropped])
    touches = Touches(trace)
    touches.check_sessions()
    for site in trace.runs:
        reset = touches.reset_at(site)
        if reset is not None:
            found.setdefault(site.call, []).append(reset)
    return found


def _check_unknown(trace: Trace, runs: Sequence[RunPlan]) -> None:
    """Initializers of variables that are not known may run once."""
    seen = False
    for run in runs:
        unknown = any(_is_unknown(n) for s in run.sites for n in initializers_of(s))
        again = seen or any(s.statement.looped or s.statement.times > 1 for s in run.sites)
        if unknown and again and not all(is_restored_over(s, trace) for s in run.sites):
            raise obstacle(run.call)
        seen = True


def _is_unknown(initializer: Node) -> bool:
    given = initializer.arguments.get("0") or initializer.arguments.get("var_list")
    chosen = initializer.op.rpartition(".")[2] in CHOSEN
    return chosen and (given is None or not all(map(_is_written, options_of(given))))


def _names_variables(initializer: Node) -> bool:
    """Whether an initializer is that of one variable, or of variables that stand in its call."""
    call = initializer.expr
    if not isinstance(call, ast.Call):
        return bool(initializer.inputs)
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "var_list")]
    listed = given[0].elts if given and isinstance(given[0], (ast.List, ast.Tuple)) else ()
    return bool(listed) and all(isinstance(e, (ast.Name, ast.Attribute)) for e in listed)


def _is_written(variables: Value) -> bool:
    """Whether the variables of a list are all known."""
    if isinstance(variables, Items):
        return variables.rest is None and nodes_in(variables) == variables.prefix
    return isinstance(variables, Collected)


class Touches:
    """Which runs have to do with which variables."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.runs = [site for site in trace.runs if not site.describes]
        self.order = {site: place for place, site in enumerate(self.runs)}
        self.by_variable: dict[Node, list[RunSite]] = {}
        self.of_metrics: list[RunSite] = []
        self.changed = set(_changed(trace))
        self.loads = any(e.kind == "load" for f in trace.frames for r in f.statements for e in r.effects)
        self.initialized: dict[Node, list[RunSite]] = {}
        for site in self.runs:
            nodes = upstream([n for n in nodes_in(site.fetches) if not is_initializer(n)])
            for node in (*nodes, *(v for n in nodes for v in nodes_in(n.arguments.get("trained", NONE)))):
                if node.kind == "variable" and site not in self.by_variable.setdefault(node, []):
                    self.by_variable[node].append(site)
            if any(n.op.startswith(METRICS) for n in nodes):
                self.of_metrics.append(site)
            for variable in {v for n in initializers_of(site) for v in _variables_of(n)}:
                self.initialized.setdefault(variable, []).append(site)

    def check_sessions(self) -> None:
        """Variables that are initialized more than once may be in one session at a time only."""
        sites: set[RunSite] = set()
        for variable, first in self.initialized.items():
            repeated = any(is_repeated_alone(s.statement, variable.made) for s in first)
            keeps = variable not in self.changed and _is_same_each_time(variable, self.trace)
            if (len(first) > 1 or repeated) and not keeps:
                sites.update((*first, *self.by_variable.get(variable, ())))
        ordered = sorted(sites, key=self.order.__getitem__)
        if not one_after_another(ordered, self.trace):
            raise obstacle(ordered[-1].call, "sessions are used in turn, each with its own values")

    def reset_at(self, site: RunSite) -> Reset | None:
        """What a run of initializers puts back, if anything."""
        initializers = initializers_of(site)
        if not initializers:
            return None
        restored = is_restored_over(site, self.trace) or _is_otherwise_restored(site, self.trace)
        named = any(n.inputs for n in initializers)
        overwrites = not named and _is_overwritten(site)
        covered = {v for n in initializers for v in _variables_of(n)}
        reset = [
            v
            for v in self.trace.nodes
            if v in covered
            and not (restored or v.op.startswith(METRICS))
            and (overwrites or self._is_touched_before(v, site))
            and self._is_read_after(v, site)
            and (v in self.changed or overwrites or not _is_same_each_time(v, self.trace))
        ]
        local = any("local_" in n.op for n in initializers)
        metrics = local and any(
            site.statement.looped or _comes_before(s.statement, site.statement, site.reached and s.reached)
            for s in self.of_metrics
            if site.statement.looped or self.order[s] < self.order[site]
        )
        if not reset and not metrics:
            return None
        every = any("global_" in n.op or "all_variables" in n.op for n in initializers)
        return Reset(site, tuple(reset), every, metrics, all(map(_names_variables, initializers)))

    def _is_touched_before(self, variable: Node, site: RunSite) -> bool:
        if self.loads or is_repeated_alone(site.statement, variable.made):
            return True
        return any(
            _comes_before(s.statement, site.statement, site.reached and s.reached)
            for s in self.by_variable.get(variable, ())
            # What the program never calls does not come after what it does.
            if self.order[s] < self.order[site] and (site.reached or not s.reached)
            if not self._is_made_between(variable, s, site)
        )

    def _is_made_between(self, variable: Node, first: RunSite, second: RunSite) -> bool:
        """Whether the call that makes a variable is made again after one run, and has the other one in it."""
        before = {r.frame for r in first.statement.chain()}
        for run in second.statement.chain():
            if run.frame not in before and run.frame not in self._made.beneath:
                for made in variable.made.chain():
                    if self._made.is_repeated(run.frame, (made.frame,)):
                        return made.node in run.frame.by_node and _is_always_made(variable, made.frame)
        return False

    @functools.cached_property
    def _made(self) -> Made:
        return Made(self.trace)

    def _is_read_after(self, variable: Node, site: RunSite) -> bool:
        loops = [x for x in loops_around(site.statement) if x not in loops_around(variable.made)]
        for other in self.by_variable.get(variable, ()):
            if any(loop in loops_around(other.statement) for loop in loops):
                return True
            later = self.order[other] > self.order[site]
            if later and _comes_before(site.statement, other.statement, site.reached and other.reached):
                return True
        return any(
            _uses_saver(run, "save") for frame in self.trace.frames for run in frame.statements if run.reached
        )


def _is_always_made(variable: Node, frame: Frame) -> bool:
    """Whether each activation of a function makes a variable, whatever it is given."""
    expr: ast.AST | None = variable.expr
    for run in variable.made.chain():
        for outer in run.frame.statements:
            inside = set(walk(outer.node))
            before = outer.order < run.order and any(isinstance(n, ast.Return) for n in inside)
            if isinstance(outer.node, (ast.If, ast.Try, ast.While)) and (before or run.node in inside):
                return False
        if any(isinstance(n, (ast.IfExp, ast.BoolOp)) and expr in walk(n) for n in walk(run.node)):
            return False
        if run.frame is frame:
            return True
        expr = run.frame.site
    return False


def _changed(trace: Trace) -> Iterator[Node]:
    """The variables that ops or methods of the program change after their first values."""
    for node in trace.nodes:
        if node.kind == "action" and not is_initializer(node):
            yield from (n for n in upstream((node,)) if n.kind == "variable")
            yield from nodes_in(node.arguments.get("trained", NONE))
    for frame in trace.frames:
        for run in frame.statements:
            if _uses_saver(run, "restore") or any(e.kind in ("load", "restore") for e in run.effects):
                yield from (n for n in trace.nodes if n.kind == "variable")
                return


def _is_same_each_time(variable: Node, trace: Trace) -> bool:
    """Whether the first value of a variable is the same at every run of its initializer."""
    given = variable.arguments.get("initializer")
    if variable.op != "tf.Variable" and not (given is not None and isinstance(given, Node)):
        return False
    return all(n.kind == "tensor" and not is_draw(n) for n in upstream(variable.inputs))


def obstacle(node: ast.AST, why: str = "") -> Obstacle:
    return Obstacle(
        "TF205",
        "the initializers run more than once, which resets the variables" + (f": {why}" if why else ""),
        "assign the first values again",
        node,
    )


def initializers_of(site: RunSite) -> list[Node]:
    """The initializers that a run fetches, alone or in groups."""
    found = upstream(nodes_in(site.fetches))
    return [n for n in found if n.kind == "action" and n.op != "tf.group" and is_initializer(n)]


def _variables_of(initializer: Node) -> tuple[Node, ...]:
    """The variables that an initializer gives their first values."""
    named = tuple(n for n in initializer.inputs if n.kind == "variable")
    covered = initializer.arguments.get("covers")
    return named or (nodes_in(covered) if covered is not None else ())


def _is_overwritten(site: RunSite) -> bool:
    """Whether a checkpoint was surely restored before in the statements of the same frame."""
    path = set(_arms(site.statement))
    return any(
        run.order < site.statement.order and set(_arms(run)) == path and _uses_saver(run, "restore")
        for run in site.statement.frame.statements
    )


def _is_otherwise_restored(site: RunSite, trace: Trace) -> bool:
    """Whether the initializers only run where there is no checkpoint, and the program saves one."""
    others = [r for r in site.statement.frame.statements if _uses_saver(r, "restore")]
    saves = any(_uses_saver(r, "save") for f in trace.frames for r in f.statements if r.reached)
    return saves and any(_exclude_each_other(r, site.statement) for r in others)


def _uses_saver(run: StatementRun, method: str) -> bool:
    return any(e.kind == "saver" and e.what == method for e in run.effects)


def _comes_before(first: StatementRun, second: StatementRun, certain: bool) -> bool:
    """Whether one execution of the program can do one thing and then the other."""
    chain = {r.frame: r for r in first.chain()}
    for run in second.chain():
        other = chain.get(run.frame)
        if other is not None:
            if other is run:
                return certain or run in (first, second)
            return not _exclude_each_other(other, run)
    return False


def _exclude_each_other(first: StatementRun, second: StatementRun) -> bool:
    """Whether two statements stand in different arms of a condition, or the first in one that leaves."""
    one, two = dict(_arms(first)), dict(_arms(second))
    if any(node in two and two[node] != arm for node, arm in one.items() if isinstance(node, ast.If)):
        return True
    return any(_leaves(node, arm) for node, arm in one.items() if node not in two)


def _leaves(node: ast.stmt, arm: str) -> bool:
    body = getattr(node, arm)
    return isinstance(node, ast.If) and isinstance(body[-1], (ast.Return, ast.Raise))


def _arms(run: StatementRun) -> list[tuple[ast.stmt, str]]:
    """The conditions and handlers around a statement in its frame, each with the part it stands in."""
    return [
        (outer.node, arm)
        for outer in run.frame.statements
        if isinstance(outer.node, (ast.If, ast.Try))
        for arm, inside in _parts(outer.node)
        if run.node in inside
    ]


def _parts(node: ast.If | ast.Try) -> Iterator[tuple[str, set[ast.AST]]]:
    for arm in ("body", "orelse", "handlers", "finalbody"):
        yield arm, {n for part in getattr(node, arm, ()) for n in walk(part)}
