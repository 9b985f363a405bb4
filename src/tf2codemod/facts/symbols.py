"""Looking up one TensorFlow 1 symbol."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from tf2codemod.facts.patterns import matches
from tf2codemod.facts.reading import read_table

ROW_FILES = (
    *("ops", "nn", "image", "initializers", "regularizers", "losses", "metrics", "optimizers", "schedules"),
    *("layers", "contrib_layers", "rnn", "summaries", "eager", "program", "constants", "older", "aliases"),
    "distributions",
)


CHANGING = frozenset(
    {
        "form", "cases", "value", "add", "rename", "helper", "layer", "each", "whole",
    }
)  # fmt: skip
PROGRAM_STAGES = frozenset(
    {
        "placeholder", "variable", "cell", "saver", "iterator", "session", "summary", "writer",
        "action", "scope", "graph", "collection", "queue", "distribution", "moving_average",
        "layer_call",
    }
)  # fmt: skip
# The submodules whose signatures stand in a table of their own, which is read on demand.
REST = frozenset(
    {
        "app", "audio", "autograph", "bitwise", "config", "data", "debugging", "distribute",
        "distributions", "dtypes", "errors", "estimator", "experimental", "feature_column", "flags",
        "gfile", "graph_util", "io", "keras", "linalg", "logging", "lookup", "manip", "math",
        "metrics", "profiler", "python_io", "quantization", "ragged", "resource_loader",
        "saved_model", "sets", "signal", "sparse", "spectral", "strings", "summary", "sysconfig",
        "test", "tpu", "version", "xla",
    }
)  # fmt: skip


class Parameter(NamedTuple):
    """One parameter of a signature; ``default`` is its source, or None where an argument is required."""

    name: str
    default: str | None = None


@dataclass(frozen=True)
class Symbol:
    """A TensorFlow 1 name with its signature, what calling it makes, and its native counterpart.

    ``fate`` is ``same`` (name and arguments mean what they meant), ``changed`` (the call can be
    rewritten alone), ``program`` (the form depends on the program around it) or ``gone`` (none known).
    """

    name: str
    fate: str
    stage: str
    native: str | None
    parameters: tuple[Parameter, ...]
    native_parameters: tuple[Parameter, ...]
    row: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def params(self) -> tuple[str, ...]:
        """The positional parameters by name, as TensorFlow 1 orders them."""
        return tuple(parameter.name for parameter in self.parameters if not parameter.name.startswith("*"))

    def default(self, name: str) -> str | None:
        """Return the source of the default of a parameter."""
        return next((parameter.default for parameter in self.parameters if parameter.name == name), None)


@functools.cache
def table(name: str) -> Mapping[str, Any]:
    """Return one TOML table of the facts."""
    return read_table(name)


@functools.cache
def lookup(name: str) -> Symbol | None:
    """Return what is known about a TensorFlow 1 name, such as ``tf.layers.dense``, or None."""
    found = lookup_as_written(name)
    if found is not None and (found.native or found.row):
        return found
    other = another_spelling(name)
    target = lookup_as_written(other) if other else None
    if target is None or not (target.native or target.row):
        return found
    return _renamed(target, name, _signatures(name).get(name))


@functools.cache
def lookup_as_written(name: str) -> Symbol | None:
    """Return what is known about a name by itself."""
    row = _row(name)
    entry = _signatures(name).get(name)
    if row is not None and "alias" in row:
        target = lookup(row["alias"])
        return target and _renamed(target, name, entry)
    stage = _stage(name)
    if row is None and entry is None:
        moved = _elsewhere(name)
        if moved is not None:
            return moved
        return Symbol(name, "program", stage, None, (), ()) if stage else None
    kind, params, native, native_params = _split(entry)
    row = row or {}
    parameters = _parameters(row.get("params", params))
    target_name = row.get("to") or row.get("layer") or row.get("metric") or native
    if target_name is not None and target_name != native:
        natives = native_parameters(target_name)
    else:
        natives = parameters if native is None else _parameters(native_params or params)
    stage = row.get("stage") or stage or ("tensor" if kind in ("function", "") else "host")
    fate = _fate(row, name, stage, target_name, parameters, natives)
    return Symbol(name, fate, stage, target_name, parameters, natives, row)


@functools.cache
def native_parameters(name: str) -> tuple[Parameter, ...]:
    """Return the parameters of a TensorFlow 2 symbol that a row leads to."""
    return _parameters(table("natives").get(name, ""))


def _fate(
    row: Mapping[str, Any],
    name: str,
    stage: str,
    native: str | None,
    parameters: tuple[Parameter, ...],
    natives: tuple[Parameter, ...],
) -> str:
    if row.get("program") or (not row and stage in PROGRAM_STAGES):
        return "program"
    if any(key in row for key in CHANGING):
        return "changed"
    if native is None:
        return "gone"
    kept = [parameter.name for parameter in natives[: len(parameters)]]
    if native == name and kept == [parameter.name for parameter in parameters]:
        return "same"
    return "changed"


def _renamed(target: Symbol, name: str, entry: str | None) -> Symbol:
    """Give an alias the row of its canonical symbol, and its own spelling where TensorFlow 2 kept it."""
    _, params, native, native_params = _split(entry)
    if "params" in target.row:
        params = ""
    if "to" in target.row or native != name:
        fate = "changed" if target.fate == "same" and target.native != name else target.fate
        return replace(target, name=name, fate=fate, parameters=_parameters(params) or target.parameters)
    parameters = _parameters(params) or target.parameters
    natives = _parameters(native_params or params)
    return replace(target, name=name, native=name, parameters=parameters, native_parameters=natives)


def _elsewhere(name: str) -> Symbol | None:
    """Return the public symbol behind the name of a private or contributed module."""
    for prefix, others in table("modules")["prefixes"].items():
        if name.startswith(prefix):
            for other in others:
                found = lookup(other + name[len(prefix) :])
                if found is not None and (found.parameters or found.row or found.native):
                    fate = "changed" if found.fate == "same" else found.fate
                    return replace(found, name=name, fate=fate)
    return None


def _row(name: str) -> Mapping[str, Any] | None:
    """What the first table that knows a name says of it; a plain word is the name that it is an alias of."""
    row = next((rows[name] for rows in map(table, ROW_FILES) if name in rows), None)
    return {"alias": row} if isinstance(row, str) else row


def _signatures(name: str) -> Mapping[str, str]:
    if name.startswith("tf.contrib."):
        return table("signatures_contrib")
    second = name.split(".", 2)[1] if "." in name else ""
    return table("signatures_rest" if second in REST else "signatures")


def _split(entry: str | None) -> tuple[str, str, str | None, str]:
    """Take apart ``kind|parameters|native name|native parameters``."""
    if entry is None:
        return "", "", None, ""
    kind, params, native, native_params = entry.split("|")
    return kind, params, native or None, native_params


@functools.cache
def _parameters(text: str) -> tuple[Parameter, ...]:
    found = []
    for word in text.split(" ") if text else ():
        name, equals, default = word.partition("=")
        found.append(Parameter(name, default.replace("\u00a0", " ") if equals else None))
    return tuple(found)


@functools.cache
def _stages() -> tuple[Mapping[str, str], tuple[tuple[str, str], ...]]:
    exact: dict[str, str] = {}
    patterns: list[tuple[str, str]] = []
    for stage, names in table("stages").items():
        for name in names:
            if "*" in name:
                patterns.append((name, stage))
            else:
                exact[name] = stage
    return exact, tuple(patterns)


def another_spelling(name: str) -> str:
    """Return another name of the same object, of which more is known, or the empty string."""
    return str(table("spellings").get(name, ""))


def _stage(name: str) -> str:
    found = stage_as_written(name)
    return found or (stage_as_written(other) if (other := another_spelling(name)) else "")


def stage_as_written(name: str) -> str:
    """Return the stage that the table gives a name by itself."""
    exact, patterns = _stages()
    if name in exact:
        return exact[name]
    return next((stage for pattern, stage in patterns if matches(name, pattern)), "")
