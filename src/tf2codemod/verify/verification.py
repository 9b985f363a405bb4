"""Runs an old program and a new one, and compares what they compute."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tf2codemod.verify.comparison import OldRuns, compare_programs
from tf2codemod.verify.outcome import DIFFERS, EQUAL, FETCH, PRINTED, Outcome, Quantity, Side, without
from tf2codemod.verify.pairing import Executed, read_new, read_runs, seconds_per_step
from tf2codemod.verify.project import (
    BadRequest,
    Layout,
    imported_files,
    lay_out,
    lay_out_revision,
    make_graph_program,
)
from tf2codemod.verify.pythons import TensorFlow, find_tf1, find_tf2
from tf2codemod.verify.references import Recorded, read_reference, write_reference
from tf2codemod.verify.runner import Limits, Observation, Program, Run, run_programs
from tf2codemod.verify.sites import Record, line_map, read_record
from tf2codemod.verify.slots import AVERAGING
from tf2codemod.verify.state import became_equal, has_twins
from tf2codemod.verify.tolerances import Tolerances

NUDGE = 1e-6
# Large weights are read from large tables: where a table ends it begins again.
TABLE = 1 << 20
FIRST, AGAIN, NUDGED, UNTABLED = "first", "again", "nudged", "untabled"
ROUNDED = (
    "the optimizers of Keras round their decay rates to float32 before they subtract them from one, "
    "as TensorFlow 1 does (Adam's steps are 6e-6 of themselves apart)"
)
KERNELS = "the old program too runs on the new TensorFlow, in graph mode: TensorFlow itself has changed"
SHOWN = frozenset((FETCH, PRINTED))
ON_REAL = "TensorFlow 1 itself"
ON_COMPAT = "tf.compat.v1 in graph mode: not TensorFlow 1 itself"


@dataclass(frozen=True)
class Request:
    """What to compare, and how.

    With ``beside`` the new program is one converted file of the old one's folder.
    """

    old: Path
    new: Path | None = None
    entry: str | None = None
    revision: str | None = None
    arguments: tuple[str, ...] = ()
    cwd: str | None = None
    python_path: tuple[str, ...] = ()
    tf1_python: str | None = None
    python: str | None = None
    reference: str = "auto"
    device: str = "cpu"
    randomness: str = "tables"
    repeats: int = 1
    ignore: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    tolerances: Tolerances = field(default_factory=Tolerances)
    record_to: Path | None = None
    recorded: Path | None = None
    beside: Path | None = None


def verify(request: Request) -> Outcome:
    """Runs both sides in scratch copies and compares them; raises ``BadRequest`` if that cannot be set up."""
    with tempfile.TemporaryDirectory(prefix="tf2codemod-verify-", ignore_cleanup_errors=True) as name:
        return _Verification(request, Path(name).resolve()).run()


class _Verification:
    """One verification on its way: the layouts, the Pythons, and what ran so far."""

    def __init__(self, request: Request, folder: Path) -> None:
        self.request = request
        self.folder = folder
        self.notes: list[str] = []
        self.old, self.new = self._layouts()
        tf2 = find_tf2(request.python)
        if tf2 is None:
            where = request.python or "this Python"
            raise BadRequest(f"no TensorFlow 2 in {where}: name a Python that has it with --python")
        self.tf2 = tf2
        self.ran = self.old
        self.reference = tf2
        self.free: list[Run] = []

    def _layouts(self) -> tuple[Layout, Layout]:
        request = self.request
        if request.revision is not None:
            if request.entry is None:
                raise BadRequest("--git needs the program to run: name it with --entry")
            return lay_out_revision(request.old, request.revision, request.entry, self.folder)
        if request.new is None:
            raise BadRequest("two programs are needed, OLD and NEW, or --git REV")
        if request.old.is_dir() != request.new.is_dir():
            raise BadRequest("OLD and NEW must be two files or two folders")
        old = lay_out(request.old, request.entry, self.folder / "old")
        if request.beside is not None and request.new.is_file():
            # A converted script runs beside the files that stand beside the old one.
            shutil.copytree(old.root, self.folder / "new", symlinks=True)
            shutil.copy(request.new, self.folder / "new" / old.entry)
            return old, Layout(self.folder / "new", old.entry)
        return old, lay_out(request.new, request.entry, self.folder / "new")

    def run(self) -> Outcome:
        """The whole verification."""
        self._check_device()
        record = self._record()
        recorded = self._old_side()
        first = recorded.runs[FIRST]
        name = self.request.revision or str(self.request.old)
        old_side = Side(name, recorded.runner, recorded.versions, first.problem)
        new_program = self._program(self.new, record)
        nothing = Side(str(self.request.new or "the working tree"), "", dict(self.tf2.versions))
        if first.problem:
            return self._outcome(old_side, nothing, ())
        programs = [replace(new_program, or_stop=True)]
        if self.request.randomness == "tables" and self.request.recorded is None:
            programs.append(self._free(self.new))
        after, *self.free = run_programs(self.tf2.python, programs)
        new_side = replace(nothing, runner=f"TensorFlow {self.tf2.version}", problem=after.problem)
        return self._compared(record, recorded, old_side, after, new_side)

    def _check_device(self) -> None:
        """Finds out that the new side has no device before the old side takes its time."""
        if self.request.device == "cpu":
            return
        empty = self.folder / "empty.py"
        empty.touch()
        (run,) = run_programs(self.tf2.python, [Program(empty, device=self.request.device)])
        if run.problem:
            raise BadRequest(run.problem)

    def _compared(
        self, record: Record, recorded: Recorded, old_side: Side, after: Run, new_side: Side
    ) -> Outcome:
        repeats = [r for name, r in recorded.runs.items() if name.startswith(AGAIN)]
        old = OldRuns(recorded.runs[FIRST], tuple(repeats), recorded.runs.get(NUDGED), recorded.lines)
        before = old.executed(record)
        computed = self._executed_new(after, record)
        found = compare_programs(record, old, after, computed, self.request.tolerances)
        if not after.problem:
            found += self._twins()
        found = without(found, self.request.ignore)
        if not after.problem and any(q.status == DIFFERS for q in found):
            self._explain(record, recorded, old, after, found)
        self._remark(old.first, record, before, computed)
        old_side = replace(old_side, seconds_per_step=seconds_per_step(before, computed.by_site))
        new_side = replace(new_side, seconds_per_step=seconds_per_step(computed, before.by_site))
        return self._outcome(old_side, new_side, found)

    def _explain(
        self, record: Record, recorded: Recorded, old: OldRuns, after: Run, found: Sequence[Quantity]
    ) -> None:
        """Says so where what differs comes from TensorFlow alone: from Keras's rounding, or from kernels."""
        shown = any(q.status == DIFFERS and q.kind in SHOWN for q in found)
        # Single weights may go their own way where all that is computed from them agrees.
        kinds = SHOWN if shown else frozenset(q.kind for q in found)
        what = "all that is fetched and printed agrees" if shown else "all agrees"
        rounded = None
        if any(e["k"] == "slot" and e["class"] in AVERAGING for e in after.seen):
            (rounded,) = run_programs(self.tf2.python, [replace(after.program, old_rates=True)])
        if rounded is not None and self._agree(record, old, rounded, kinds):
            self.notes.append(f"{what} once {ROUNDED}")
        elif recorded.runner.endswith(f"({ON_REAL})"):
            graph = self._on_compat()
            if self._agree(record, graph, after, kinds):
                self.notes.append(f"{what} once {KERNELS}")
            elif rounded is not None and self._agree(record, graph, rounded, kinds):
                self.notes.append(f"{what} once {KERNELS}; and once {ROUNDED}")

    def _agree(self, record: Record, old: OldRuns, after: Run, kinds: frozenset[str]) -> bool:
        """Whether something is the same on both sides, and nothing of some kinds differs."""
        if old.first.problem or after.problem:
            return False
        computed = self._executed_new(after, record)
        found = compare_programs(record, old, after, computed, self.request.tolerances)
        statuses = {q.status for q in without(found, self.request.ignore) if q.kind in kinds}
        return EQUAL in statuses and DIFFERS not in statuses

    def _on_compat(self) -> OldRuns:
        """The old program on ``tf.compat.v1`` of the new side's TensorFlow."""
        told = len(self.notes)
        layout, lines = self._graph_layout()
        del self.notes[told:]
        program = replace(self._program(layout, None), device="cpu", or_stop=True)
        programs = [program]
        if self.request.randomness == "tables":
            programs.append(replace(program, nudge=NUDGE))
        first, *nudged = run_programs(self.tf2.python, programs)
        return OldRuns(first, (), nudged[0] if nudged and not nudged[0].problem else None, lines)

    def _remark(self, first: Run, record: Record, before: Executed, computed: Executed) -> None:
        if any(e.get("python_random") for e in first.seen if e["k"] == "end"):
            self.notes.append(
                "the program draws from Python's `random`, and so does Keras for the seeds of its layers: "
                "outside of this comparison its draws are others than before"
            )
        if not first.isolated:
            self.notes.append("this system gives no mount namespace: absolute paths were really written to")
        if record.lost:
            places = ", ".join(record.sites[n].place for n in record.lost)
            self.notes.append(f"the new text has no counterpart of the runs at {places}")
        if not record.sites and before.elsewhere:
            self.notes.append("the plan names no run of this program: only variables and printing count")

    def _outcome(self, old: Side, new: Side, found: Sequence[Quantity]) -> Outcome:
        request = self.request
        settings = {
            "device": request.device if request.device == "cpu" else f"{request.device} (old side: cpu)",
            "randomness": request.randomness,
            "tolerance of float32": str(request.tolerances.of("float32")),
        }
        return Outcome(old, new, tuple(found), tuple(self.notes), settings)

    # The record -----------------------------------------------------------------------------------------

    def _record(self) -> Record:
        files = imported_files(self.old, self.request.python_path)
        renamed = {str(self.old.entry): str(self.new.entry)}
        return read_record(self.old.program, files, self.old.root, self.new.root, renamed)

    def _executed_new(self, after: Run, record: Record) -> Executed:
        if any(e["k"] == "new" for e in after.seen) or not any(e["k"] == "run" for e in after.seen):
            return read_new(after, record)
        # Still a graph program: its runs stand where they stood.
        renamed = {str(self.new.entry): str(self.old.entry)}
        lines: dict[str, Mapping[int, int]] = {}
        for file in {s.file for s in record.sites}:
            there = str(self.new.entry) if file == str(self.old.entry) else file
            if (self.new.root / there).is_file():
                lines[file] = line_map(_text(self.old.root / file), _text(self.new.root / there))
        return read_runs(after, record, renamed, lines)

    # The sides ------------------------------------------------------------------------------------------

    def _program(self, layout: Layout, record: Record | None) -> Program:
        request = self.request
        cwd = layout.program.parent if request.cwd is None else layout.root / request.cwd
        if request.cwd is None and request.old.is_dir():
            cwd = layout.root
        return Program(
            layout.program,
            request.arguments,
            cwd,
            project=layout.root,
            python_path=request.python_path,
            limits=request.limits,
            randomness=request.randomness,
            table=TABLE,
            device=request.device,
            observation=Observation(layout.root, record.observed if record is not None else ()),
        )

    def _old_side(self) -> Recorded:
        request = self.request
        if request.recorded is not None:
            return read_reference(request.recorded, self._program(self.old, None))
        tensorflow, runner, lines = self._reference()
        self.reference = tensorflow
        program = replace(self._program(self.ran, None), device="cpu")
        names = [FIRST, *(f"{AGAIN}{n}" for n in range(request.repeats))]
        programs = [replace(program, or_stop=True), *[program] * request.repeats]
        if request.randomness == "tables" and request.repeats:
            names.append(NUDGED)
            programs.append(replace(program, nudge=NUDGE))
        runs = dict(zip(names, run_programs(tensorflow.python, programs), strict=True))
        recorded = Recorded(runner, dict(tensorflow.versions), runs, lines)
        if request.record_to is not None and not runs[FIRST].problem:
            write_reference(request.record_to, recorded)
        return recorded

    def _reference(self) -> tuple[TensorFlow, str, dict[str, Mapping[int, int]]]:
        request = self.request
        if request.reference in ("auto", "tf1"):
            found = find_tf1(request.tf1_python)
            if found is not None:
                return found, f"TensorFlow {found.version} ({ON_REAL})", {}
            if request.tf1_python or request.reference == "tf1":
                raise BadRequest(
                    f"no TensorFlow 1 in {request.tf1_python or 'any Python found'}: "
                    "scripts/setup_tf1.sh makes an environment with it"
                )
        self.ran, lines = self._graph_layout()
        legacy = "tf_keras" in dict(self.tf2.versions)
        keras = "with legacy Keras" if legacy else "without legacy Keras: the package tf_keras is missing"
        return self.tf2, f"TensorFlow {self.tf2.version}, {ON_COMPAT}, {keras}", lines

    def _graph_layout(self) -> tuple[Layout, dict[str, Mapping[int, int]]]:
        from tf2codemod.verify.project import copy

        graph = Layout(self.folder / "graph", self.old.entry)
        copy(self.old.root, graph.root)
        self.notes.extend(make_graph_program(graph))
        lines: dict[str, Mapping[int, int]] = {}
        for file in graph.root.rglob("*.py"):
            name = str(file.relative_to(graph.root))
            before, after = _text(self.old.root / name), _text(file)
            if before != after:
                lines[name] = line_map(before, after)
        return graph, lines

    def _twins(self) -> list[Quantity]:
        """Weights that came out the same without tables; the old side is asked where there are any."""
        if not self.free or self.free[0].problem or not has_twins(self.free[0]):
            return []
        (before,) = run_programs(self.reference.python, [replace(self._free(self.ran), device="cpu")])
        return [] if before.problem else became_equal(before, self.free[0])

    def _free(self, layout: Layout) -> Program:
        """A program with draws of its own in place of the tables, observed for how its weights start."""
        program = self._program(layout, None)
        return replace(program, randomness="seeds", observation=Observation(layout.root, identities=True))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
