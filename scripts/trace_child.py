"""Runs a TensorFlow 1.x program and notes what each of its runs fetched and fed.

    python trace_child.py OUT.json ROOT [-m MODULE | PROGRAM] [ARGUMENT...]

Started by trace_runs.py under the Python that holds TensorFlow 1.15, hence in the language of 3.7.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

PLACEHOLDERS = {"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"}
VARIABLES = {"Variable", "VariableV2", "VarHandleOp", "ReadVariableOp"}
# Frames of these functions between the user's line and `Session.run` are the run itself in another spelling.
SPELLINGS = {"run", "eval", "_eval_using_default_session", "_run_using_default_session"}


class Tracer:
    """The runs seen so far, one entry for each call site and each set of fetches and feeds."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root) + os.sep
        self.runs: dict[str, dict[str, Any]] = {}
        self.stacks: dict[Any, list[list[Any]]] = {}
        self.quiet = 0

    def is_user_file(self, file: str) -> bool:
        """Whether a frame belongs to the traced project."""
        path = os.path.realpath(file)
        return path.startswith(self.root) and "site-packages" not in path

    def relative(self, file: str) -> str:
        """The file's path as the plan names it."""
        return os.path.relpath(os.path.realpath(file), self.root)

    def creation(self, operation: Any) -> list[list[Any]]:
        """The user's frames that created an operation, outermost first."""
        if operation not in self.stacks:
            frames = operation.traceback or []
            self.stacks[operation] = [
                [self.relative(frame[0]), frame[1]] for frame in frames if self.is_user_file(frame[0])
            ]
        return self.stacks[operation]

    def describe(self, element: Any) -> dict[str, Any]:
        """A tensor or operation of the graph: what it is and where the user's code made it."""
        operation = getattr(element, "op", element)
        if operation.type in PLACEHOLDERS:
            kind = "placeholder"
        elif operation.type in VARIABLES:
            kind = "variable"
        else:
            kind = "action" if element is operation else "tensor"
        return {
            "kind": kind,
            "op": operation.type,
            "name": operation.name,
            "stack": self.creation(operation),
        }

    def note(self, fetches: list[Any], feeds: list[Any]) -> None:
        """Adds one run, found at the innermost user frame that is now being executed."""
        frame: Any = sys._getframe(3)
        between: list[str] = []
        while frame is not None and not self.is_user_file(frame.f_code.co_filename):
            between.append(frame.f_code.co_name)
            frame = frame.f_back
        if frame is None:
            return
        inner = [name for name in between if name not in SPELLINGS]
        entry = {
            "file": self.relative(frame.f_code.co_filename),
            "line": frame.f_lineno,
            "function": frame.f_code.co_name,
            # A run that TensorFlow starts by itself (a Saver, a Supervisor) is no site of the plan.
            "through": inner,
            "fetches": sorted((self.describe(f) for f in fetches), key=lambda d: str(d["name"])),
            "feeds": sorted((self.describe(f) for f in feeds), key=lambda d: str(d["name"])),
        }
        key = json.dumps(entry, sort_keys=True)
        self.runs.setdefault(key, dict(entry, times=0))["times"] += 1

    def note_asked(self, graph: Any, fetches: Any, feed_dict: Any) -> None:
        """Adds the run of a call of a session's method, unless it is part of another run."""
        from tensorflow.python.client import session

        if self.quiet:
            return
        try:
            handler = session._FetchHandler(graph, fetches, {})
            fed = elements_of(graph, list((feed_dict or {}).keys()))
            self.note(list(handler._fetches) + list(handler._targets), fed)
        except Exception as error:  # the program's own mistakes must reach it from the real call
            sys.stderr.write(f"trace: {type(error).__name__}: {error}\n")

    def write(self, out: str) -> None:
        """Writes the trace, beside those of other processes of one command."""
        Path(f"{out}.{os.getpid()}").write_text(json.dumps(list(self.runs.values()), indent=1))


def elements_of(graph: Any, keys: Any) -> list[Any]:
    """The graph elements that feed keys stand for; a sparse placeholder is three."""
    found = []
    for key in keys:
        if hasattr(key, "indices") and hasattr(key, "values") and hasattr(key, "op"):
            key = key.values
        found.append(graph.as_graph_element(key, allow_operation=False))
    return found


def install(tracer: Tracer) -> None:
    """Wraps the one method through which every run passes."""
    from tensorflow.python.client import session

    original = session.BaseSession.run

    def run(self: Any, fetches: Any, feed_dict: Any = None, *args: Any, **kwargs: Any) -> Any:
        tracer.note_asked(self.graph, fetches, feed_dict)
        return original(self, fetches, feed_dict, *args, **kwargs)

    session.BaseSession.run = run
    install_monitored(tracer)


def install_monitored(tracer: Tracer) -> None:
    """Notes what the program asked of a monitored session, without what its hooks add to the run."""
    from tensorflow.python.training import monitored_session

    original = monitored_session._MonitoredSession.run

    def run(self: Any, fetches: Any, feed_dict: Any = None, *args: Any, **kwargs: Any) -> Any:
        tracer.note_asked(self.graph, fetches, feed_dict)
        tracer.quiet += 1
        try:
            return original(self, fetches, feed_dict, *args, **kwargs)
        finally:
            tracer.quiet -= 1

    monitored_session._MonitoredSession.run = run


def main() -> None:
    """Traces the program named on the command line and runs it as ``__main__``."""
    out, root, *rest = sys.argv[1:]
    tracer = Tracer(root)
    import tensorflow  # noqa: F401 - patches of the environment act when it is imported

    install(tracer)
    atexit.register(tracer.write, out)
    if rest[0] == "-m":
        sys.argv, sys.path[0] = rest[1:], str(Path.cwd())
        runpy.run_module(rest[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv, sys.path[0] = rest, str(Path(rest[0]).resolve().parent)
        runpy.run_path(rest[0], run_name="__main__")


if __name__ == "__main__":
    main()
