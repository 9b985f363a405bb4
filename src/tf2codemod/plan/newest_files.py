"""The newest checkpoint of a program that writes one file without a number, again and again."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Sequence

from tf2codemod.interpret.trace import Frame, Trace
from tf2codemod.interpret.values import Const, Value
from tf2codemod.plan.model import CallForm
from tf2codemod.plan.writers import calls_of, given

NEWEST = "tf.train.latest_checkpoint"
STATE_READERS = frozenset((NEWEST, "tf.train.get_checkpoint_state"))


def reads_state(trace: Trace) -> bool:
    """Whether a program asks which checkpoint is the newest."""
    return any(symbols & STATE_READERS for symbols in trace.symbols.values())


def newest_files(trace: Trace, names: Sequence[str]) -> dict[ast.Call, str]:
    """The paths that the calls ask for which want the newest file; none where it may be one of several.

    ``names`` are the parameters of ``Saver.save``. TensorFlow 1 notes in a folder what was written last;
    ``Checkpoint.write`` does not, and needs not where there is one file alone.
    """
    written: set[str] = set()
    for call, function, _, frame in calls_of(trace, "saver"):
        if function.attr != "save":
            continue
        arguments = given(call, names)
        path = _text(frame.values.get(arguments.get("save_path", call)))
        step = arguments.get("global_step")
        if path is None or not (step is None or (isinstance(step, ast.Constant) and step.value is None)):
            return {}
        written.add(path)
    if len(written) != 1:
        return {}
    (path,) = written
    folder, name = posixpath.split(path)
    found: dict[ast.Call, str] = {}
    for call, directory in _questions(trace):
        if directory is None or posixpath.normpath(directory or ".") != posixpath.normpath(folder or "."):
            return {}
        found[call] = posixpath.join(directory, name)
    return found


def if_written(path: str, call: ast.Call, trace: Trace) -> CallForm:
    """A call that asks for a file, which is there when it was written."""
    text = f"{path!r} if tf.io.gfile.exists({path + '.index'!r}) else None"
    alone = any(getattr(run.node, "value", None) is call for f in trace.frames for run in f.statements)
    return CallForm(text if alone else f"({text})", {})


def asks_for_newest(path: ast.expr | None, frame: Frame, trace: Trace) -> bool:
    """Whether code for a path names what TensorFlow noted last in a folder."""
    if isinstance(path, ast.Attribute):
        return path.attr == "model_checkpoint_path"
    if isinstance(path, ast.Name):
        cell = next((c for c in (frame.cell, *frame.scopes) if path.id in c.slots), None)
        writers = [w for w in trace.writes.get((cell, path.id), ()) if w is not None] if cell else []
        bound = [w.node for w in writers]
        return bool(bound) and all(
            isinstance(n, ast.Assign) and not isinstance(n.value, ast.Name)
            and asks_for_newest(n.value, frame, trace) for n in bound
        )  # fmt: skip
    return isinstance(path, ast.Call) and trace.symbols.get(path.func, set()) == {NEWEST}


def _questions(trace: Trace) -> Iterator[tuple[ast.Call, str | None]]:
    """The calls that ask for the newest file, with the folder if that is known; any other reader has none."""
    for frame in trace.frames:
        for call in frame.calls:
            symbols = trace.symbols.get(call.func, set())
            if not symbols & STATE_READERS:
                continue
            places = [*call.args, *(k.value for k in call.keywords)]
            plain = symbols == {NEWEST} and len(places) == 1
            yield call, _text(frame.values.get(places[0])) if plain else None


def _text(value: Value | None) -> str | None:
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None


__all__ = ["asks_for_newest", "if_written", "newest_files", "reads_state"]
