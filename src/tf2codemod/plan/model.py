"""The plan of a program: plain frozen data between the reading and the rewriting."""

from __future__ import annotations

import ast
import enum
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tf2codemod.interpret.trace import Frame, RunSite
from tf2codemod.interpret.values import Node
from tf2codemod.model import Finding, Level
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.tapes import GradientCall, TapeUse

WATCHED = "watched_variables()"
"""What a training step differentiates by where the variables have no names: all that its tape saw."""


class Role(enum.Enum):
    """What becomes of a statement of a frame that builds the graph."""

    KEEP = "stays where it is"
    MOVE = "goes into the functions that need it"
    COPY = "stays and goes into functions too"
    DROP = "has no counterpart in TensorFlow 2"
    UNWRAP = "is a block whose statements take its place"


class ParameterPlan(NamedTuple):
    """A fed value as a parameter: its name, and whether it stays a Python value inside the function."""

    name: str
    node: Node
    python: bool = False
    dtype: ast.expr | None = None
    spec: str = ""
    default: str = ""
    cast: str = ""
    listed: bool = False


class TrainingPlan(NamedTuple):
    """One optimizer step of a function: gradients of the loss, applied to the variables."""

    node: Node
    statement: ast.stmt
    optimizer: str
    loss: str
    variables: str
    global_step: str = ""
    dense: bool = False
    rate: str = ""
    external: bool = False


class Leaf(NamedTuple):
    """One fetched object, with the expression that gives it at the end of its function."""

    path: tuple[object, ...]
    node: Node
    kind: str
    expression: str = ""
    on_the_spot: ast.expr | None = None
    parts: tuple[Leaf, ...] = ()
    label: str = ""

    @property
    def names(self) -> set[str]:
        """The names that its expression starts from."""
        if self.parts:
            return set().union(*(part.names for part in self.parts))
        return {self.expression.partition("[")[0]}

    @property
    def given(self) -> tuple[object, ...]:
        """What a function gives for it; equal for two that are the same."""
        spot = ast.dump(self.on_the_spot) if self.on_the_spot else ""
        return self.expression, spot, self.label, tuple(part.given for part in self.parts)

    @property
    def is_nested(self) -> bool:
        """Whether it is a list or tuple with another one in it."""
        return any(part.kind == "parts" for part in self.parts)

    @property
    def is_tensor(self) -> bool:
        """Whether it is one tensor that has a name."""
        plain = not self.parts and self.on_the_spot is None and self.kind == "tensor"
        return plain and self.expression.isidentifier()


class BlockPlan(NamedTuple):
    """Statements that several functions share, as a function of their own."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    body: tuple[ast.stmt, ...]
    anchor: ast.stmt
    receiver: str = ""


class BlockCall(NamedTuple):
    """The use of a shared block in a function, in the place of its first statement."""

    block: BlockPlan
    at: ast.stmt


class FunctionPlan(NamedTuple):
    """A function that takes the place of one or more runs."""

    name: str
    parameters: tuple[ParameterPlan, ...]
    body: tuple[ast.stmt, ...]
    trains: tuple[TrainingPlan, ...]
    returns: tuple[Leaf, ...]
    anchor: ast.stmt
    before_anchor: bool = False
    taped: frozenset[ast.stmt] = frozenset()
    calls: tuple[BlockCall, ...] = ()
    gradients: tuple[TapeUse, ...] = ()
    late: frozenset[ast.stmt] = frozenset()
    receiver: str = ""

    @property
    def has_signature(self) -> bool:
        return not any(p.python or not p.spec for p in self.parameters)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this function from others that do other work."""
        return (
            tuple(p.node for p in self.parameters),
            self.body,
            tuple(t.node for t in self.trains),
            tuple(leaf.given for leaf in self.returns),
        )


class Drawn(NamedTuple):
    """An element that a run takes from an iterator: unpacked (``*``), whole, or one part of it by its index.

    ``parts`` are the names that the element had, one for each part where it is taken apart; ``bound`` are the
    names that a loop over the iterator gives them. An iterator that is ``seen`` is called as the run sees it.
    """

    iterator: str
    seen: bool
    names: tuple[str, ...]
    form: int | str
    parts: tuple[str, ...] = ()
    in_parts: bool = False
    method: str = "next"
    bound: tuple[str, ...] = ()


class Restart(NamedTuple):
    """An iterator that a run begins anew: its name there, and what it goes through."""

    target: str
    path: tuple[object, ...]
    expr: ast.expr
    function: str = ""
    parameters: tuple[str, ...] = ()


class ElementLoop(NamedTuple):
    """A loop until the end of an iterator, as a ``for`` loop; ``start`` is the run that began it."""

    node: ast.stmt
    target: str
    iterator: str
    otherwise: bool
    call: ast.Call
    start: RunPlan | None = None


class DatasetPlan(NamedTuple):
    """A function that makes a data set of fed values."""

    name: str
    parameters: tuple[str, ...]
    placeholders: tuple[Node, ...]
    body: tuple[ast.stmt, ...]
    source: ast.expr
    anchor: ast.stmt
    before_anchor: bool = False


class FirstValue(NamedTuple):
    """A variable that is given its first value again: where it stands, and the expression that makes it."""

    target: str
    made: ast.expr
    names: Mapping[str, str] = {}


class ResetPlan(NamedTuple):
    """A function that puts state back to how it began, in place of initializers that ran again."""

    name: str
    values: tuple[FirstValue, ...]
    layers: tuple[str, ...]
    optimizers: tuple[tuple[str, str], ...]
    metrics: tuple[str, ...]
    anchor: ast.stmt
    seed: ast.expr | None = None
    in_place: bool = False
    before_anchor: bool = False
    receiver: str = ""
    objects: tuple[str, ...] = ()


class RunPlan(NamedTuple):
    """What takes the place of one run: a call of a function, reads of variables, or nothing."""

    sites: tuple[RunSite, ...]
    leaves: tuple[Leaf, ...]
    function: FunctionPlan | None
    feeds: Mapping[str, ast.expr] = {}
    feed_dict: ast.expr | None = None
    all_fed: bool = False
    dropped: bool = False
    taken: int | None = None
    receiver: str = ""
    callee: str = ""
    in_place: bool = False
    structure: bool = False
    unread: bool = False
    omitted: frozenset[str] = frozenset()
    nones: frozenset[int] = frozenset()
    draws: tuple[Drawn, ...] = ()
    read: str = ""
    restarts: tuple[Restart, ...] = ()
    mark: int | None = None
    resets: tuple[tuple[str, ResetPlan], ...] = ()

    @property
    def call(self) -> ast.Call:
        return self.sites[0].call


class LayerPlan(NamedTuple):
    """The layer object that a functional layer call uses, and whether this call is the one that makes it."""

    name: str
    makes: bool
    statement: ast.stmt
    loop: ast.For | None = None
    loop_name: str = ""
    ahead: bool = False
    tests: tuple[tuple[ast.If, bool], ...] = ()


class MetricPlan(NamedTuple):
    """The metric object that a streaming metric becomes, and how its two results are used."""

    name: str
    statement: ast.stmt


class ClassPlan(NamedTuple):
    """A function with state as a class: what it is made from, what it is called with, and its statements."""

    name: str
    function: ast.FunctionDef
    init_parameters: tuple[str, ...]
    call_parameters: tuple[str, ...]
    dropped: frozenset[str]
    init: tuple[ast.stmt, ...]
    call: tuple[ast.stmt, ...]
    attributes: Mapping[str, str]
    base: str
    renames: Mapping[ast.expr, str]
    unwrapped: frozenset[ast.stmt]
    dead: frozenset[ast.stmt]
    plain_values: frozenset[str] = frozenset()
    build: tuple[ast.stmt, ...] = ()
    shapes: Mapping[ast.expr, str] = {}
    built_layers: frozenset[ast.stmt] = frozenset()
    receiver: str = ""
    from_object: tuple[str, ...] = ()
    rebound: tuple[str, ...] = ()


class InstancePlan(NamedTuple):
    """The object that one call of a function with state uses, and whether it is made for this call."""

    name: str
    makes: bool
    statement: ast.stmt
    plan: ClassPlan
    function: ast.FunctionDef
    home: Frame
    variables: tuple[Node, ...]
    call: ast.Call
    ahead: bool = False
    loop: ast.For | None = None
    loop_name: str = ""
    imported: str = ""
    tests: tuple[tuple[ast.If, bool], ...] = ()


class CallForm(NamedTuple):
    """A call in other words: a text, and the expressions of the call that stand in its fields."""

    text: str
    parts: Mapping[str, ast.expr]
    imports: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()


class SummaryLine(NamedTuple):
    """One summary to be written: the call or statement that made it, under the name scopes around it."""

    node: ast.Call | ast.stmt
    scope: str
    statement: ast.stmt
    text: str = ""


class SummaryPlan(NamedTuple):
    """A function that writes what a summary showed, from a writer, the values and the step."""

    name: str
    parameters: tuple[str, ...]
    values: tuple[str, ...]
    lines: tuple[SummaryLine, ...]
    anchor: ast.stmt
    before_anchor: bool = False


Planned = FunctionPlan | BlockPlan | SummaryPlan | DatasetPlan | ResetPlan


class FilePlan(NamedTuple):
    """All that happens to one file."""

    path: Path
    roles: Mapping[ast.stmt, Role]
    functions: tuple[FunctionPlan, ...]
    blocks: tuple[BlockPlan, ...]
    runs: Mapping[ast.Call, RunPlan]
    layers: Mapping[ast.Call, LayerPlan]
    specs: Mapping[ast.Call, str]
    fed_names: Mapping[ast.expr, str]
    optimizers: Mapping[ast.Call, str]
    symbols: Mapping[ast.AST, str]
    assigns: frozenset[ast.Call] = frozenset()
    variables: Mapping[ast.Call, Node] = {}
    whole_values: Mapping[ast.stmt, str] = {}
    rated: frozenset[ast.Call] = frozenset()
    gone_parameters: Mapping[ast.AST, frozenset[str]] = {}
    gone_arguments: Mapping[ast.Call, frozenset[int | str]] = {}
    renames: Mapping[ast.expr, str] = {}
    added: Mapping[ast.stmt, tuple[str, ...]] = {}
    openings: Mapping[ast.stmt, tuple[str, ...]] = {}
    dimensions: frozenset[ast.AST] = frozenset()
    spec_uses: frozenset[ast.AST] = frozenset()
    held_functions: frozenset[ast.AST] = frozenset()
    single_variables: frozenset[ast.Call] = frozenset()
    initials: Mapping[ast.Call, str] = {}
    collections: Mapping[ast.Call, str] = {}
    metrics: Mapping[ast.Call, MetricPlan] = {}
    whole_specs: Mapping[ast.stmt, ast.Call] = {}
    classes: Mapping[ast.FunctionDef, ClassPlan] = {}
    instances: Mapping[ast.Call, InstancePlan] = {}
    frozen: frozenset[ast.Call] = frozenset()
    scoped: Mapping[ast.Call, Mapping[str, ast.expr]] = {}
    inlined: Mapping[str, ast.expr] = {}
    builds: Mapping[str, str] = {}
    fresh: Mapping[ast.Name, ast.expr] = {}
    packed: Mapping[ast.AST | None, str] = {}
    scalars: frozenset[ast.Call] = frozenset()
    given: Mapping[ast.Call, Mapping[str, ast.expr]] = {}
    weights: Mapping[ast.Call, ast.expr | None] = {}
    gradients: Mapping[ast.Call, GradientCall] = {}
    applied: Mapping[ast.Call, bool] = {}
    forms: Mapping[ast.Call, CallForm] = {}
    summaries: tuple[SummaryPlan, ...] = ()
    findings: tuple[Finding, ...] = ()
    bare_elements: frozenset[ast.AST] = frozenset()
    taped_helpers: Mapping[ast.FunctionDef, tuple[TapeUse, ...]] = {}
    left_out: frozenset[ast.AST] = frozenset()
    borrowed: Mapping[ast.stmt, str] = {}
    extended: Mapping[ast.stmt, tuple[str, ...]] = {}
    firsts: frozenset[ast.expr] = frozenset()
    datasets: tuple[DatasetPlan, ...] = ()
    resets: tuple[ResetPlan, ...] = ()
    element_loops: Mapping[ast.stmt, ElementLoop] = {}
    retargets: Mapping[ast.stmt, str] = {}
    layer_types: Mapping[ast.Call, str] = {}
    imports: Mapping[Path, tuple[str, ...]] = {}
    widths: Mapping[ast.expr, str] = {}
    chosen: frozenset[ast.expr] = frozenset()
    ahead: Mapping[ast.stmt, tuple[ast.Call, ...]] = {}
    hoisted: Mapping[ast.Call, str] = {}
    owners: Mapping[str, str] = {}
    lent_parameters: Mapping[ast.FunctionDef, tuple[str, ...]] = {}
    lent_arguments: Mapping[ast.Call, tuple[str, ...]] = {}
    private_methods: frozenset[str] = frozenset()
    named: frozenset[ast.Call] = frozenset()
    rates_read: frozenset[ast.AST] = frozenset()


class ProgramPlan(NamedTuple):
    """The level at which a program can be delivered, what its files need, and why it is not better."""

    files: tuple[FilePlan, ...]
    level: Level
    findings: tuple[Finding, ...]
    left: frozenset[ast.AST] = frozenset()
    obstacle: Obstacle | None = None
