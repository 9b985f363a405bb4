"""Which names TensorFlow 2 has, by the table that is generated from it."""

from __future__ import annotations

import functools

from tf2codemod.facts.symbols import table

# Modules that the table does not list: anything may be in them.
OPEN = ("tf.compat", "tf.core", "tf.tools", "tf.python", "tf.experimental.numpy", "tf.tsl", "tf.lite")
VERSION = "2.21"


@functools.cache
def _names(section: str) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """The names by module, and the modules with those above them."""
    rows = {module: frozenset(names.split(" ")) for module, names in table("names")[section].items()}
    above = {
        ".".join(parts[:end]) for parts in (m.split(".") for m in rows) for end in range(1, len(parts) + 1)
    }
    return rows, frozenset(above)


def absent(written: str) -> str:
    """Return the first part that TensorFlow 2 lacks of a name such as ``tensorflow.nn.rnn_cell``."""
    parts = written.split(".")
    if parts[0] != "tensorflow":
        return ""
    section, start = "native", 1
    if parts[1:3] == ["compat", "v1"]:
        section, start = "v1", 3
    elif parts[1:3] == ["compat", "v2"]:
        start = 3
    name = ".".join(["tf", *parts[start:]])
    if section == "native" and start == 1 and len(parts) > 1 and parts[1] in ("python", "core"):
        return _absent_private(name)
    if f"{name}.".startswith(tuple(f"{module}." for module in OPEN)):
        return ""
    rows, modules = _names(section)
    module = "tf"
    for part in parts[start:]:
        if part in rows.get(module, ()) or part.startswith("_"):
            return ""
        module = f"{module}.{part}"
        if module not in modules:
            return ".".join(["tensorflow", *parts[1:start], *module.split(".")[1:]])
    return ""


def _absent_private(name: str) -> str:
    """Return the part of a private name that its module of TensorFlow 1.15 had and that is gone."""
    rows, _ = _names("private_lost")
    parts = name.split(".")
    for end in range(2, len(parts)):
        if parts[end] in rows.get(".".join(parts[:end]), ()):
            return "tensorflow." + ".".join(parts[1 : end + 1])
    return ""


def needs_legacy_keras(name: str) -> bool:
    """Whether ``tf.compat.v1`` offers a name, such as ``tf.layers.dense``, only with the package tf_keras."""
    rows, _ = _names("legacy_keras")
    module, _, last = name.rpartition(".")
    return last in rows.get(module, ())
