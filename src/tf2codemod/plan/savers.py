"""Savers as checkpoints: what each one saves, and what takes the place of the calls of its methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tf2codemod.interpret.trace import Frame, StatementRun, Trace
from tf2codemod.interpret.values import NONE, Items, Node, Thing, Value, nodes_in
from tf2codemod.interpret.values import Mapping as Dict
from tf2codemod.model import Finding
from tf2codemod.plan.chosen_optimizers import optimizers_of
from tf2codemod.plan.element_specs import traced_with
from tf2codemod.plan.external import is_external
from tf2codemod.plan.managed_saves import managed_saves
from tf2codemod.plan.methods import instance_cell
from tf2codemod.plan.model import CallForm, FunctionPlan
from tf2codemod.plan.newest_files import if_written, newest_files, reads_state
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.plan.owners import Owners, keyed
from tf2codemod.plan.paths import JOINS, is_one_place, split_path
from tf2codemod.plan.purity import upstream
from tf2codemod.plan.writers import calls_of, given
from tf2codemod.tree import walk

if TYPE_CHECKING:
    from tf2codemod.plan.functions import FramePlanner

SAVER = (
    "var_list", "reshape", "sharded", "max_to_keep", "keep_checkpoint_every_n_hours", "name",
    "restore_sequentially", "saver_def", "builder", "defer_build", "allow_empty", "write_version",
    "pad_step_number", "save_relative_paths", "filename",
)  # fmt: skip
SAVE = (
    "sess",
    "save_path",
    "global_step",
    "latest_filename",
    "meta_graph_suffix",
    "write_meta_graph",
    "write_state",
    "strip_default_attrs",
)
MEANT = frozenset(("var_list", "max_to_keep", "keep_checkpoint_every_n_hours"))
HARMLESS = frozenset(
    (
        "name",
        "sharded",
        "restore_sequentially",
        "defer_build",
        "allow_empty",
        "write_version",
        "save_relative_paths",
    )
)
TRAINING = frozenset(("minimize", "apply_gradients"))
LISTS_OF_ALL = frozenset(("tf.global_variables", "tf.all_variables"))
MOST_NAMES = 3
MATCHED = ".assert_existing_objects_matched()"


class Savers:
    """Savers in other words; one that numbers its files becomes a CheckpointManager, another a Checkpoint."""

    def __init__(self, trace: Trace, planners: Sequence[FramePlanner]) -> None:
        self.trace = trace
        self.planners = planners
        self.forms: dict[ast.Call, CallForm] = {}
        self.dropped: set[ast.Call] = set()
        self.findings: tuple[Finding, ...] = ()
        self.numbers: dict[ast.Call, ast.expr | None] = {}
        self.newest = newest_files(trace, SAVE)
        self.forms.update({c: if_written(path, c, trace) for c, path in self.newest.items()})
        things: dict[ast.AST, Thing] = {}
        others: list[Thing] = []
        for frame in trace.frames:
            for run in frame.statements:
                for made in run.made:
                    if not isinstance(made, Thing) or made.symbol != "tf.train.Saver":
                        continue
                    if things.setdefault(made.expr, made) is not made:
                        others.append(made)
        for other in others:
            self._check_alike(things[other.expr], other)
        calls: dict[ast.AST, dict[ast.Call, tuple[ast.Attribute, Frame]]] = {expr: {} for expr in things}
        for call, function, thing, frame in calls_of(trace, "saver"):
            if thing.expr in calls:
                calls[thing.expr].setdefault(call, (function, frame))
        for expr, thing in things.items():
            if isinstance(expr, ast.Call):
                self._plan(expr, thing, calls[expr])

    def _check_alike(self, first: Thing, other: Thing) -> None:
        """The savers of several objects of a class have to save each what belongs to its object."""
        counts = {len({n for n in nodes_in(_chosen(t)[0]) if n.kind == "variable"}) for t in (first, other)}
        if len(counts) > 1:
            message = "savers of several objects save the variables of other objects too"
            raise Obstacle("TF531", message, "give each a list of its variables", first.expr)
        trained = {tuple(optimizer.expr for optimizer in self._trained_before(t)) for t in (first, other)}
        if len(trained) > 1:
            message = "savers made in one place save the state of an optimizer and save none"
            raise Obstacle("TF531", message, "give each a list of its variables", first.expr)

    def _plan(self, expr: ast.Call, thing: Thing, calls: dict[ast.Call, tuple[ast.Attribute, Frame]]) -> None:
        arguments = given(expr, SAVER)
        odd = next((n for n in arguments if n not in MEANT | HARMLESS), None)
        if odd is not None:
            raise Obstacle("TF530", f"a saver is made with '{odd}'", "leave the argument out", expr)
        saves = [given(c, SAVE) for c, (f, _) in calls.items() if f.attr == "save"]
        numbered = [s for s in saves if not _is_none(s.get("global_step"))]
        listed = list(self._listings(expr))
        if saves and not numbered and reads_state(self.trace) and not self.newest:
            managed = managed_saves(expr, calls, self.trace, SAVE)
            self.numbers.update(managed.numbers)
            self.findings += managed.findings
            numbered = list(managed.arguments)
        if numbered and len(numbered) < len(saves):
            raise Obstacle(
                "TF532", "one saver writes files with and without a number", "use two savers", expr
            )
        asked = bool(listed) or (reads_state(self.trace) and not self.newest)
        if saves and not numbered and asked:
            message = "the newest of files without a number is asked for"
            raise Obstacle("TF532", message, "give a global_step to save", expr)
        owners = Owners(self.planners, thing.made.frame, thing.made)
        checkpoint = f"tf.train.Checkpoint({self._saved(thing, owners)})"
        parts = {n: e for n, e in arguments.items() if n in ("max_to_keep", "keep_checkpoint_every_n_hours")}
        manager = ""
        if numbered:
            every_call = calls_of(self.trace, "saver")
            frames = [f for _, a, t, f in every_call if t.expr is expr and a.attr == "save"]
            directory, name, needs_os = self._directory(numbered, thing, frames)
            keep = _kept(arguments.get("max_to_keep")) if not self._counts(numbered[0]) else "1"
            every = (
                ", keep_checkpoint_every_n_hours={keep_checkpoint_every_n_hours}"
                if "keep_checkpoint_every_n_hours" in parts
                else ""
            )
            manager = (
                f"tf.train.CheckpointManager({{saver}}, {directory}, "
                f"max_to_keep={keep}{every}, checkpoint_name={name})"
            )
            imports = ("import os",) if needs_os else ()
            unsettled = self._unsettled((directory, name), thing, frames)
            known = all(isinstance(e, ast.Constant) for e in parts.values())
            if not unsettled:
                self.forms[expr] = CallForm(manager.replace("{saver}", checkpoint), parts, imports)
                manager = ""
            elif listed or not known or not is_one_place((directory, name), frames, self.trace):
                raise Obstacle(
                    "TF533",
                    f"the saved path depends on '{unsettled}', which is not known where the saver is made",
                    "make the saver where the path is known",
                    thing.expr,
                )
            else:
                for field, value in parts.items():
                    manager = manager.replace(f"{{{field}}}", ast.unparse(value))
        if not numbered or manager:
            self.forms[expr] = CallForm(checkpoint, {})
        for call, (function, _) in calls.items():
            if manager and function.attr == "save":
                self._check_save(call)
                step, own = self._step(call)
                own = {"saver": function.value, **own}
                self.forms[call] = CallForm(f"{manager}.save({step})", own, imports)
            elif manager and function.attr == "restore":
                self._check_save(call)
                own = {"saver": function.value, "save_path": given(call, SAVE)["save_path"]}
                self.forms[call] = CallForm("{saver}.restore({save_path})" + MATCHED, own)
            else:
                self._method(call, function, bool(numbered))
        for attribute in listed:
            if not numbered:
                raise Obstacle(
                    "TF532",
                    "the files of a saver that writes none are listed",
                    "use tf.train.get_checkpoint_state",
                    attribute,
                )
            self.planners[0].renames[attribute] = f"{ast.unparse(attribute.value)}.checkpoints"

    def _method(self, call: ast.Call, function: ast.Attribute, managed: bool) -> None:
        if function.attr == "recover_last_checkpoints" and managed:
            self.dropped.add(call)
            return
        if function.attr not in ("save", "restore"):
            raise Obstacle(
                "TF534",
                f"the method '{function.attr}' of a saver has no counterpart",
                "write it for tf.train.Checkpoint",
                call,
            )
        arguments = self._check_save(call)
        parts = {"saver": function.value, "save_path": arguments["save_path"]}
        if function.attr == "restore":
            read = "{saver}.checkpoint.restore" if managed else "{saver}.read"
            asked = arguments["save_path"]
            written = self.newest.get(asked) if isinstance(asked, ast.Call) else None
            path = repr(written) if written is not None else "{save_path}"
            self.forms[call] = CallForm(f"{read}({path}){MATCHED}", parts)
        elif managed:
            step, own = self._step(call)
            parts = {"saver": function.value, **own}
            self.forms[call] = CallForm(f"{{saver}}.save({step})", parts)
        else:
            self.forms[call] = CallForm("{saver}.write({save_path})", parts)

    def _counts(self, arguments: Mapping[str, ast.expr]) -> bool:
        """Whether the files of a call have their numbers from the manager."""
        return _is_none(arguments.get("global_step"))

    def _step(self, call: ast.Call) -> tuple[str, dict[str, ast.expr]]:
        """The argument that numbers a file, as a text and what stands in its field."""
        if call in self.numbers:
            number = self.numbers[call]
            return f"checkpoint_number={ast.unparse(number)}" if number is not None else "", {}
        return "checkpoint_number={step}", {"step": given(call, SAVE)["global_step"]}

    def _check_save(self, call: ast.Call) -> dict[str, ast.expr]:
        """The arguments of a call that saves or restores, all of which mean something now."""
        arguments = given(call, SAVE)
        odd = next(
            (n for n in arguments if n in ("latest_filename", "meta_graph_suffix", "write_state")), None
        )
        if odd is not None or "save_path" not in arguments:
            raise Obstacle("TF534", f"a checkpoint is saved with '{odd}'", "leave the argument out", call)
        return arguments

    # What is saved --------------------------------------------------------------------------------------

    def _saved(self, thing: Thing, owners: Owners) -> str:
        value, everything = _chosen(thing)
        everything |= self._lists_everything(thing)
        if not isinstance(value, (Items, Dict)) or value.rest is not None:
            raise Obstacle(
                "TF531", "what a saver saves is not known", "give it a list of variables", thing.expr
            )
        variables = dict.fromkeys(n for n in nodes_in(value) if n.kind == "variable")
        if len(variables) != len(nodes_in(value)):
            raise Obstacle(
                "TF531",
                "a saver saves something other than variables",
                "give it a list of variables",
                thing.expr,
            )
        texts: dict[str, None] = {}
        layers: dict[str, FramePlanner] = {}
        done: set[Node] = set()
        for variable in variables:
            if variable in done:
                continue
            layer = owners.layer(variable)
            if layer is not None:
                planner, text = layer
                layers[text] = planner
                found: tuple[str, list[Node]] | None = (text, [variable]) if text else None
            else:
                found = owners.container(variable, variables)
            if found is None:
                raise Obstacle(
                    "TF531",
                    f"the saved variable '{variable.name}' cannot be named where the saver is made",
                    "keep it under a name",
                    thing.expr,
                )
            texts[found[0]] = None
            done.update(found[1])
        if everything:
            texts.update(dict.fromkeys(self._optimizers(thing, owners)))
        for planner in dict.fromkeys(layers.values()):
            self._build(thing, planner, [t for t, p in layers.items() if p is planner], everything)
        return ", ".join(f"{key}={text}" for key, text in keyed(list(texts)))

    def _lists_everything(self, thing: Thing) -> bool:
        """Whether a saver is given all variables of the graph, the slots of optimizers among them."""
        listed = given(thing.expr, SAVER).get("var_list") if isinstance(thing.expr, ast.Call) else None
        if isinstance(listed, ast.Name):
            frame = thing.made.frame
            bound = {w.node for w in self.trace.writes.get((frame.cell, listed.id), ()) if w is not None}
            listed = next((n.value for n in bound if len(bound) == 1 and isinstance(n, ast.Assign)), None)
        symbols = self.trace.symbols.get(listed.func, set()) if isinstance(listed, ast.Call) else set()
        whole = isinstance(listed, ast.Call) and not listed.args and not listed.keywords
        return whole and bool(symbols & LISTS_OF_ALL)

    def _optimizers(self, thing: Thing, owners: Owners) -> Iterator[str]:
        """The optimizers whose training ops, and so whose slots, existed when the saver was made."""
        for optimizer in self._trained_before(thing):
            text = owners.optimizer(optimizer)
            if text is None:
                raise Obstacle(
                    "TF531",
                    "an optimizer whose state is saved is not visible where the saver is made",
                    "make them in one place",
                    thing.expr,
                )
            yield text

    def _trained_before(self, saver: Thing) -> tuple[Thing, ...]:
        """The optimizers whose training ops were made before a saver, in the same graph."""
        saved = {node for node in nodes_in(_chosen(saver)[0]) if node.kind == "variable"}
        found: dict[Thing, None] = {}
        for node in self.trace.nodes:
            optimizers = optimizers_of(node)
            if node.op not in TRAINING or not optimizers or any(map(is_external, optimizers)):
                continue
            optimizer = optimizers[0]
            never = saver.made.reached and not node.made.reached
            later = saver.made.precedes(node.made)
            apart = node.made.reached and saved.isdisjoint(upstream([node]))
            if not (never or later or apart or self._is_of_another(optimizer, saver)):
                found[optimizer] = None
        return tuple(found)

    def _is_of_another(self, optimizer: Thing, saver: Thing) -> bool:
        """Whether an optimizer was made for another object than a saver was, by the same methods."""
        for planner in self.planners:
            frames = planner.canonical.frames
            homes = [{r.frame for r in t.made.chain() if r.frame in frames} for t in (optimizer, saver)]
            if all(homes) and homes[0].isdisjoint(homes[1]):
                return True
        return False

    def _build(self, thing: Thing, planner: FramePlanner, layers: Sequence[str], everything: bool) -> None:
        """Traces the functions that use Keras layers, so that their variables exist at a restore."""
        wanted = {planner.prefix + t.rpartition(".")[2] if planner.prefix else t for t in layers}
        frame = thing.made.frame
        run = thing.made.within(planner.frame)
        owner = planner.staging.facts.owner.get(run) if run is not None else None
        lines: list[str] = []
        made: set[str] = set()
        for function in sorted(planner.functions, key=lambda f: not f.trains):
            used = {n for n in wanted if _uses(function, n, planner)}
            early = (
                planner.receiver
                or owner is None
                or planner.staging.position.get(function.anchor, -1) < planner.staging.position[owner.node]
            )
            arguments = traced_with(planner, function) if early and used - made else None
            if arguments is None:
                continue
            made |= used
            lines.append(f"{planner.prefix}{function.name}.get_concrete_function({arguments})")
        if wanted - made:
            raise Obstacle(
                "TF535",
                "the shape of a saved layer is not known where the saver is made",
                "build the layers before",
                thing.expr,
            )
        last = planner.last_of_construction()
        if planner.receiver and last is not None:
            known = planner.added.get(last, ())
            planner.added[last] = (*known, *(n for n in lines if not any(k.startswith(n) for k in known)))
        elif frame is planner.frame and owner is not None:
            planner.added[owner.node] = (*lines, *planner.added.get(owner.node, ()))
        else:
            raise Obstacle(
                "TF535",
                "a saver of layers is made apart from them",
                "make it where the layers are made",
                thing.expr,
            )

    # Where it is saved ----------------------------------------------------------------------------------

    def _directory(
        self, saves: Sequence[dict[str, ast.expr]], thing: Thing, frames: Sequence[Frame]
    ) -> tuple[str, str, bool]:
        paths = [s["save_path"] for s in saves if "save_path" in s]
        places = {split_path(self._written_out(path, thing.made, frames)) for path in paths}
        if len(places) != 1:
            raise Obstacle(
                "TF533", "one saver writes to several places", "use one saver for each", thing.expr
            )
        return next(iter(places))

    def _unsettled(self, texts: Sequence[str], thing: Thing, frames: Sequence[Frame]) -> str:
        """A name in the code of a path that is not known where the saver is made."""
        for text in texts:
            for root in (n for n in walk(ast.parse(text, mode="eval")) if isinstance(n, ast.Name)):
                if not all(self._is_settled(root.id, thing.made, f) for f in frames) and root.id != "os":
                    return root.id
        return ""

    def _written_out(self, path: ast.expr, made: StatementRun, frames: Sequence[Frame]) -> ast.expr:
        """The path that a name which is bound later always stands for, where one statement joins it."""
        for _ in range(MOST_NAMES):
            if not isinstance(path, ast.Name) or all(self._is_settled(path.id, made, f) for f in frames):
                break
            writers = {
                w.node
                for f in frames
                for w in self.trace.writes.get((f.cell, path.id), ())
                if path.id in f.cell.slots
            }
            bound = next(iter(writers)) if len(writers) == 1 else None
            if not isinstance(bound, ast.Assign) or not isinstance(bound.targets[0], ast.Name):
                break
            calls = [n for n in walk(bound.value) if isinstance(n, ast.Call)]
            if len(bound.targets) != 1 or any(ast.unparse(c.func) not in JOINS for c in calls):
                break
            path = bound.value
        return path

    def _is_settled(self, name: str, made: StatementRun, frame: Frame) -> bool:
        """Whether a name of the code that saves means the same where the saver is made."""
        home = made.frame
        if name == frame.receiver:
            return name == home.receiver
        visible = [home.cell, *home.scopes]
        for cell in [frame.cell, *frame.scopes]:
            if name in cell.slots:
                writers = self.trace.writes.get((cell, name), [])
                callers = set(made.chain())  # a call gives parameters their values before it has ended
                before = (w.order < made.order or w in callers for w in writers)
                return cell in visible and all(before) and not any(w.looped for w in writers)
        return True

    def _listings(self, expr: ast.AST) -> Iterator[ast.Attribute]:
        """Where the files that a saver wrote are listed."""
        for frame in self.trace.frames:
            for node in [
                e for e in frame.values if isinstance(e, ast.Attribute) and e.attr == "last_checkpoints"
            ]:
                owner = frame.values.get(node.value)
                if isinstance(owner, Thing) and owner.expr is expr:
                    yield node


def _chosen(saver: Thing) -> tuple[Value, bool]:
    """What a saver saves, and whether that is everything there was when it was made."""
    chosen = saver.arguments.get("var_list") or saver.arguments.get("0")
    everything = chosen is None or chosen == NONE
    return (saver.arguments["variables"], True) if everything or chosen is None else (chosen, False)


def _uses(function: FunctionPlan, layer: str, planner: FramePlanner) -> bool:
    """Whether a function calls a layer."""
    inside = {n for s in function.body for n in walk(s)}
    layers = planner.layers.items()
    instances = planner.functions_with_state.instances.items()
    if any(call in inside and plan.name == layer for call, plan in layers):
        return True
    if any(call in inside and layer in names for call, names in planner.layer_methods.called.items()):
        return True
    if any(call in inside and instance.name == layer for call, instance in instances):
        return True
    own = instance_cell(planner.frame)
    kept = own.slots.get(layer.removeprefix(planner.prefix)) if own is not None and planner.prefix else None
    return any(
        isinstance(n, (ast.Name, ast.Attribute))
        and (ast.unparse(n) == layer or (kept is not None and planner.frame.values.get(n) is kept))
        for n in inside
    )


def _is_none(expr: ast.expr | None) -> bool:
    return expr is None or (isinstance(expr, ast.Constant) and expr.value is None)


def _kept(expr: ast.expr | None) -> str:
    """How many files stay: TensorFlow 1 kept all of them for 0."""
    if expr is None:
        return "5"
    if isinstance(expr, ast.Constant):
        return repr(expr.value or None)
    return "{max_to_keep}"
