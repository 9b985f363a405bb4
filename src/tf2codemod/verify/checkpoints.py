"""Turns a checkpoint of TensorFlow 1 into one that the converted program restores."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tf2codemod.verify.project import BadRequest, Layout, lay_out
from tf2codemod.verify.pythons import find_tf2
from tf2codemod.verify.runner import Limits, Program, run_programs
from tf2codemod.verify.slots import slot_facts

# The files of a checkpoint of either format stand beside each other under one prefix.
FORMATS = (".index", ".meta", ".data-00000-of-00001", "")
DELAY = "the program made no tf.train.Checkpoint before it ended"


class CheckpointFailure(Exception):
    """A checkpoint that could not be converted; the message says why."""


@dataclass(frozen=True)
class Converted:
    """The checkpoint that was written, and what became of each variable."""

    prefix: Path
    moved: tuple[Mapping[str, Any], ...]
    missing: tuple[Mapping[str, Any], ...]
    extra: tuple[Mapping[str, Any], ...]
    shapes: tuple[Mapping[str, Any], ...]
    types: tuple[Mapping[str, Any], ...]
    counters: tuple[Mapping[str, Any], ...]

    @property
    def complete(self) -> bool:
        """Whether every variable of the new program has its old value."""
        return not self.missing and not self.shapes

    @property
    def lines(self) -> list[str]:
        """What happened to each variable, for a person."""
        return [
            *(f"moved      {m['name']} -> {m['to']}  ({m['how']})" for m in self.moved),
            *(f"counter    {c['to']} = {c['value']}" for c in self.counters),
            *(f"cast       {t['name']} -> {t['to']}: it was {t['old']}" for t in self.types),
            *(f"mis-shaped {s['name']} {s['old']} -> {s['to']} {s['new']}: not moved" for s in self.shapes),
            *(f"missing    {m['to']} {m['shape']}: no value in the old checkpoint" for m in self.missing),
            *(f"extra      {e['name']} {e['shape']}: no place in the new program" for e in self.extra),
        ]


def convert_checkpoint(
    old: Path,
    folder: Path,
    plan: Any,
    *,
    program: Path | None = None,
    entry: str | None = None,
    arguments: Sequence[str] = (),
    python: str | None = None,
    seconds: float = 300.0,
) -> Converted:
    """Writes the values of an old checkpoint where the converted program restores them from."""
    if not any(Path(f"{old}{end}").is_file() for end in FORMATS) and not list(
        old.parent.glob(f"{old.name}-?????-of-?????")
    ):
        raise BadRequest(f"there is no checkpoint {old}")
    tensorflow = find_tf2(python)
    if tensorflow is None:
        raise BadRequest("no TensorFlow 2 was found: name a Python that has it with --python")
    planned = planned_program(plan, program, entry)
    with tempfile.TemporaryDirectory(prefix="tf2codemod-checkpoint-", ignore_cleanup_errors=True) as name:
        path = program or Path(planned["files"][0])
        layout = lay_out(path, entry if path.is_dir() else None, Path(name).resolve() / "new")
        asked = {
            "old": str(old.resolve()),
            "order": [variable["name"] for variable in planned["variables"]],
            "owners": {v["name"]: v["owner"] for v in planned["variables"] if v.get("owner")},
            "slots": slot_facts(),
        }
        run = run_programs(tensorflow.python, [_program(layout, arguments, seconds, asked)])[0]
    if not run.files:
        raise CheckpointFailure(run.problem or DELAY)
    return _written(old, folder, run.files)


def planned_program(plan: Any, program: Path | None, entry: str | None) -> Mapping[str, Any]:
    """The one program of a plan that is meant."""
    groups = plan if isinstance(plan, list) else [plan]
    try:
        programs = [p for group in groups for p in group["programs"] if p["files"]]
    except (TypeError, KeyError) as error:
        raise BadRequest("the plan is not what `tf2codemod plan --output-format json` prints") from error
    wanted = Path(entry).name if entry else program.name if program is not None else None
    named = [p for p in programs if wanted is None or Path(p["files"][0]).name == wanted] or programs
    if len(named) != 1:
        raise BadRequest(f"the plan has {len(named)} programs: name one with --program or --entry")
    found: Mapping[str, Any] = named[0]
    return found


def _program(layout: Layout, arguments: Sequence[str], seconds: float, asked: Mapping[str, Any]) -> Program:
    return Program(
        layout.program,
        tuple(arguments),
        layout.program.parent,
        project=layout.root,
        limits=Limits(seconds=seconds),
        randomness="off",
        checkpoint=asked,
    )


def _written(old: Path, folder: Path, files: Mapping[str, bytes]) -> Converted:
    report = next(json.loads(data) for name, data in files.items() if name.endswith(".json"))
    if "error" in report:
        raise CheckpointFailure(report["error"])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        if not name.endswith(".json"):
            (folder / (old.name + name.partition(".new")[2])).write_bytes(data)
    state = f'model_checkpoint_path: "{old.name}"\nall_model_checkpoint_paths: "{old.name}"\n'
    (folder / "checkpoint").write_text(state, encoding="utf-8")
    kinds = ("moved", "missing", "extra", "shapes", "types", "counters")
    return Converted(folder / old.name, **{kind: tuple(report[kind]) for kind in kinds})
