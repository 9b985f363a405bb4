"""Writes down what a program computes: fetched values, results of new calls, variables, and times.

This file is loaded by path inside a child process and must run on Python 3.7. It imports nothing of
this package. Each observation is one line of JSON, so that a program that dies leaves what it had.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = 256
VARIABLE_SAMPLE = 4096
# Beyond this many bytes of observations only size, shape and moments of arrays are kept.
ENOUGH = 96 << 20
FLUSH_EVERY = 1 << 18
# Frames of these functions between the user's line and `Session.run` are the run itself in another spelling.
SPELLINGS = {"run", "eval", "_eval_using_default_session", "_run_using_default_session"}


def compact(value: Any, sample: int, moments_only: bool = False) -> dict[str, Any]:
    """An array as its dtype, shape, evenly spaced elements, and the moments of all of them."""
    import numpy as np

    array = np.asarray(value)
    found: dict[str, Any] = {"d": str(array.dtype), "s": list(array.shape)}
    if array.dtype.kind not in "biufc":
        found["w"] = [words(item) for item in array.reshape(-1)[:sample].tolist()]
        return found
    flat = np.abs(array).reshape(-1) if array.dtype.kind == "c" else array.reshape(-1)
    if not moments_only:
        chosen = flat if flat.size <= sample else flat[np.linspace(0, flat.size - 1, sample).astype(int)]
        found["v"] = chosen.astype("float64").tolist()
    if flat.size > sample or moments_only:
        wide = flat.astype("float64")
        finite = wide[np.isfinite(wide)]
        found["x"] = int(flat.size - finite.size)
        if finite.size:
            size = float(np.sqrt(np.mean(np.square(finite))))
            found["m"] = [float(finite.mean()), size, float(finite.min()), float(finite.max())]
    return found


def words(item: Any) -> str:
    """A string, or that it is bytes: a serialized message may be written in several ways."""
    if isinstance(item, bytes):
        try:
            item = item.decode("utf-8")
        except UnicodeDecodeError:
            return "<bytes>"
        if not item.isprintable():
            return "<bytes>"
    return str(item)[:200]


def flattened(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[list[Any], Any]]:
    """The single values of a nested structure, in the order in which TensorFlow flattens it."""
    if isinstance(value, dict):
        try:
            keys = sorted(value)
        except TypeError:
            keys = list(value)
        for key in keys:
            yield from flattened(value[key], (*path, str(key)))
    elif type(value).__name__ in ("SparseTensorValue", "SparseTensor", "IndexedSlices", "IndexedSlicesValue"):
        for name in ("indices", "values", "dense_shape"):
            yield from flattened(getattr(value, name), (*path, name))
    elif isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from flattened(part, (*path, place))
    else:
        yield list(path), value


class Observer:
    """The observations of one run of a program, written to a file as they come."""

    def __init__(self, file: str, root: str, identities: bool) -> None:
        self.file = Path(file).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the program runs
        self.root = os.path.realpath(root) + os.sep
        self.pid = os.getpid()
        self.count = 0
        self.size = 0
        self.unflushed = 0
        self.quiet = 0
        self.identities = identities
        self.sessions: list[Any] = []
        self.variables: list[Any] = []
        self.optimizers: list[Any] = []
        self.graph_optimizers: list[Any] = []
        self.parts: Any = None
        self.holders: Any = None
        self.keras_variables: list[Any] = []
        self.first_values: dict[str, str] = {}

    def write(self, entry: dict[str, Any]) -> None:
        """Adds one observation; a fork of the program adds none."""
        if os.getpid() != self.pid:
            return
        self.count += 1
        entry["n"] = self.count
        line = json.dumps(entry) + "\n"
        self.file.write(line)
        self.size += len(line)
        self.unflushed += len(line)
        if self.unflushed > FLUSH_EVERY:
            self.file.flush()
            self.unflushed = 0

    def values(self, results: Any) -> list[Any]:
        """The values of a structure, compact; what has no value is left out."""
        found = []
        for path, value in flattened(results):
            if value is None:
                continue
            if hasattr(value, "numpy"):
                value = value.numpy()
            found.append([path, compact(value, SAMPLE, self.size > ENOUGH)])
        return found

    def is_user_file(self, file: str) -> bool:
        """Whether a frame belongs to the observed project."""
        path = os.path.realpath(file)
        return path.startswith(self.root) and "site-packages" not in path

    # A session's runs ------------------------------------------------------------------------------------

    def place(self) -> dict[str, Any] | None:
        """The user's line that is running the graph; None where a library runs it."""
        frame: Any = sys._getframe(2)
        between = []
        while frame is not None and not self.is_user_file(frame.f_code.co_filename):
            between.append(frame.f_code.co_name)
            frame = frame.f_back
        if frame is None or any(name not in SPELLINGS for name in between):
            return None
        return {
            "file": os.path.relpath(os.path.realpath(frame.f_code.co_filename), self.root),
            "line": frame.f_lineno,
            "in": frame.f_code.co_name,
        }

    def note_run(self, place: dict[str, Any], fetches: Any, results: Any, seconds: float) -> None:
        """Adds the values of one run."""
        names = [str(getattr(f, "name", f)) for _, f in flattened(fetches)]
        entry = {"k": "run", "t": seconds, "names": names[:64], "v": self.values(results)}
        entry.update(place)
        self.write(entry)

    def note_session(self, session: Any) -> None:
        """Adds the variables that a session holds."""
        for name, value in variables_of(session):
            self.write({"k": "variable", "name": name, "v": compact(value, VARIABLE_SAMPLE)})

    def note_first_values(self, session: Any) -> None:
        """Adds what variables hold when they are seen for the first time."""
        if len(self.first_values) < 10_000 and self.count < 200:
            for name, value in variables_of(session, set(self.first_values)):
                self.first_values[name] = identity(value)

    # The end ----------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Adds what is left when the program ends."""
        if os.getpid() != self.pid:
            return
        for session in self.sessions:
            self.note_session(session)
        self.sessions = []
        note_graph_slots(self)
        if self.parts is not None:
            note_eager_state(self)
        for name, value in self.first_values.items():
            self.write({"k": "first", "name": name, "id": value})
        self.write({"k": "end", "python_random": python_random_used()})
        self.file.close()


def identity(value: Any) -> str:
    """A digest by which two arrays are known to be the same; empty for constant ones."""
    import numpy as np

    array = np.ascontiguousarray(value)
    if array.size < 2 or array.dtype.kind not in "fc" or np.all(array == array.reshape(-1)[0]):
        return ""
    return hashlib.sha1(repr(array.shape).encode() + array.tobytes()).hexdigest()


def python_random_used() -> bool:
    """Whether the program drew from Python's own generator."""
    import random

    start = getattr(random, "tf2codemod_start", None)
    return start is not None and random.getstate() != start


# What counts the turns of a queue, or holds the names of its files: data sets have it for themselves.
STATE_OF_QUEUES = ("limit_epochs/epochs", "matching_filenames")


def variables_of(session: Any, known: Any = ()) -> Iterator[tuple[str, Any]]:
    """The initialised variables of a session's graph; nothing is added to the graph."""
    import numpy as np

    found: dict[str, Any] = {}
    for key in ("variables", "local_variables"):
        for variable in session.graph.get_collection(key):
            tensor = getattr(variable, "_graph_element", None)
            if tensor is None:
                tensor = getattr(variable, "_snapshot", None)
            counts = variable.name.partition(":")[0].endswith(STATE_OF_QUEUES)
            if tensor is not None and variable.name not in known and not counts:
                found[variable.name] = tensor
    read = getattr(session, "tf2codemod_run", None)
    if read is None or not found:
        return
    try:
        values = read(found)
    except Exception:  # some of them were never initialised
        values = {}
        for name, tensor in found.items():
            try:
                values[name] = read(tensor)
            except Exception:
                continue
    for name, value in values.items():
        yield name.partition(":")[0], np.asarray(value)


def install_sessions(observer: Observer) -> None:
    """Wraps the methods through which every run of a graph passes."""
    from tensorflow.python.client import session as sessions
    from tensorflow.python.training import monitored_session

    original, close = sessions.BaseSession.run, sessions.BaseSession.close

    def run(self: Any, fetches: Any, feed_dict: Any = None, *args: Any, **kwargs: Any) -> Any:
        if observer.quiet:
            return original(self, fetches, feed_dict, *args, **kwargs)
        if not hasattr(self, "tf2codemod_run"):
            self.tf2codemod_run = lambda asked: original(self, asked)
            observer.sessions.append(self)
        place = observer.place()
        start = time.perf_counter()
        results = original(self, fetches, feed_dict, *args, **kwargs)
        seconds = time.perf_counter() - start
        if place is not None:
            observer.note_run(place, fetches, results, seconds)
        if observer.identities:
            observer.note_first_values(self)
        return results

    def close_noted(self: Any) -> Any:
        if self in observer.sessions:
            observer.sessions.remove(self)
            observer.note_session(self)
        return close(self)

    sessions.BaseSession.run = run
    sessions.BaseSession.close = close_noted
    monitored = monitored_session._MonitoredSession.run

    def run_monitored(self: Any, fetches: Any, feed_dict: Any = None, *args: Any, **kwargs: Any) -> Any:
        place = observer.place() if not observer.quiet else None
        observer.quiet += 1
        start = time.perf_counter()
        try:
            results = monitored(self, fetches, feed_dict, *args, **kwargs)
        finally:
            observer.quiet -= 1
        if place is not None:
            observer.note_run(place, fetches, results, time.perf_counter() - start)
        return results

    monitored_session._MonitoredSession.run = run_monitored
    install_graph_optimizers(observer)


def install_graph_optimizers(observer: Observer) -> None:
    """Keeps the optimizers of a graph program."""
    from tensorflow.python.training import optimizer

    made = optimizer.Optimizer.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        observer.graph_optimizers.append(self)

    optimizer.Optimizer.__init__ = init


def note_graph_slots(observer: Observer) -> None:
    """Adds which variables are slots: of which variable, in which slot of which optimizer."""
    for number, optimizer in enumerate(observer.graph_optimizers):
        classes = [kind.__name__ for kind in type(optimizer).__mro__]
        for slot, held in getattr(optimizer, "_slots", {}).items():
            for key, variable in held.items():
                owner = key[1] if isinstance(key, tuple) else str(key)
                entry = {"k": "owner", "name": variable.name.partition(":")[0], "of": owner, "slot": slot}
                entry.update({"o": number, "classes": classes})
                observer.write(entry)


# Eager programs ---------------------------------------------------------------------------------------------


def install_eager(observer: Observer) -> None:
    """Keeps every variable and optimizer that an eager program makes."""
    from tensorflow.python.ops import resource_variable_ops

    made = resource_variable_ops.BaseResourceVariable.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        # What an assignment gives is no variable of its own.
        if len(observer.variables) < 20_000 and type(self).__name__ != "_UnreadVariable":
            observer.variables.append(self)
            if observer.identities:
                self._tf2codemod_first = first_identity(self)

    resource_variable_ops.BaseResourceVariable.__init__ = init


def first_identity(variable: Any) -> str:
    """The digest of a variable's first value, where it has one yet."""
    try:
        return identity(variable.numpy())
    except Exception:
        return ""


def install_keras(observer: Observer, parts: Any) -> None:
    """Keeps the variables of Keras 3 with their paths, and the optimizers of Keras 2 or 3."""
    observer.parts = parts
    base = parts.base_class()
    if base is not None:
        optimizer_init = base.__init__

        def init_optimizer(self: Any, *args: Any, **kwargs: Any) -> None:
            optimizer_init(self, *args, **kwargs)
            observer.optimizers.append(self)

        base.__init__ = init_optimizer
    try:
        from keras.src.backend.common import variables as common
    except ImportError:
        return
    common_init = common.Variable.__init__

    def init(self: Any, initializer: Any, *args: Any, **kwargs: Any) -> None:
        common_init(self, initializer, *args, **kwargs)
        observer.keras_variables.append(self)
        self.tf2codemod_first = drawn_identity(initializer, self.shape)

    common.Variable.__init__ = init


def drawn_identity(initializer: Any, shape: Any) -> str:
    """What tells the first value of a Keras variable: Keras 3 draws the same again for one seed and shape."""
    seed = getattr(initializer, "seed", None)
    if not isinstance(seed, int):
        return ""
    config = repr(sorted(initializer.get_config().items()))
    return hashlib.sha1(repr((type(initializer).__name__, config, seed, tuple(shape))).encode()).hexdigest()


def note_eager_state(observer: Observer) -> None:
    """Adds the variables of an eager program, those of optimizers apart."""
    slots: set[Any] = set()
    keras = {id(v._value): v for v in observer.keras_variables if v._value is not None}
    for optimizer in observer.optimizers:
        slots.update(observer.parts.key_of(v) for v in observer.parts.variables_of(optimizer))
    held = observer.holders.found() if observer.holders is not None else {}
    numbers: dict[Any, int] = {}
    for variable in observer.variables:
        key = observer.parts.key_of(variable)
        if key in slots:
            continue
        try:
            value = variable.numpy()
        except Exception:
            continue
        owner = keras.get(id(variable))
        name = owner.path if owner is not None else variable.name.partition(":")[0]
        if "seed_generator" in name:
            continue
        numbers[key] = len(numbers)
        entry = {"k": "variable", "name": name, "v": compact(value, VARIABLE_SAMPLE)}
        if key in held:
            entry["held"] = held[key]
        if observer.identities:
            drawn = getattr(owner, "tf2codemod_first", "")
            entry["id"] = drawn or getattr(variable, "_tf2codemod_first", "")
        observer.write(entry)
    for place, optimizer in enumerate(observer.optimizers):
        note_optimizer(observer, place, optimizer, numbers)


def note_optimizer(observer: Observer, place: int, optimizer: Any, numbers: dict[Any, int]) -> None:
    """Adds the slots of one optimizer, each with the number of the variable that it belongs to."""
    parts = observer.parts
    trained = [numbers.get(key, -1) for key in parts.trained_keys(optimizer)]
    for kind in parts.kind_names(optimizer):
        for number, variable in zip(trained, parts.slot_list(optimizer, kind)):  # noqa: B905 - Python 3.7
            entry = {"k": "slot", "of": number, "list": kind, "class": parts.class_of(optimizer), "o": place}
            entry["rate"] = parts.rate_of(optimizer)
            entry["v"] = compact(variable.numpy(), VARIABLE_SAMPLE)
            observer.write(entry)
