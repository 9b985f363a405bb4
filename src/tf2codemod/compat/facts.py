"""The tables of the compat level, read once from TOML."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from tf2codemod.facts.reading import read_table

T = TypeVar("T")


class Helper(NamedTuple):
    """A function or class that is written into a file in place of a name that is gone."""

    name: str
    code: str
    uses: tuple[str, ...]
    imports: tuple[str, ...]


class Accepts(NamedTuple):
    """The arguments with which a call may take a core name."""

    positional: int
    keywords: frozenset[str]
    rename: Mapping[str, str]


class Shaped(NamedTuple):
    """The argument that gave the result of a call its static shape."""

    place: int
    argument: str


class Left(NamedTuple):
    """Why a name is left for a person, and what to do about it."""

    code: str
    reason: str
    remedy: str


class Names(NamedTuple):
    """Facts about names outside ``tf.contrib``."""

    legacy_keras: tuple[str, ...]
    unversioned: frozenset[str]
    renamed: Mapping[str, str]
    swapped: Mapping[str, tuple[str, ...]]
    keywords: Mapping[str, tuple[str, ...]]
    shaped: Mapping[str, Shaped]
    left: Mapping[str, Left]


class Contrib(NamedTuple):
    """Facts about names in ``tf.contrib``."""

    paths: Mapping[str, str]
    core: Mapping[str, str]
    arguments: Mapping[str, Accepts]
    helpers: Mapping[str, str]
    modules: Mapping[str, str]
    slim: Mapping[str, str]
    slim_only: Mapping[str, frozenset[str]]
    slim_lacks: Mapping[str, frozenset[str]]
    slim_repaired: frozenset[str]
    left: Mapping[str, Left]


def _left(rows: Mapping[str, Mapping[str, str]], code: str) -> dict[str, Left]:
    return {k: Left(v.get("code", code), v["reason"], v["remedy"]) for k, v in rows.items()}


@functools.cache
def names() -> Names:
    """The facts of ``compat_names.toml``."""
    rows = read_table("compat_names")
    return Names(
        tuple(rows["legacy_keras"]),
        frozenset(rows["unversioned"]),
        rows["renamed"],
        {k: tuple(v) for k, v in rows["swapped"].items()},
        {k: tuple(v) for k, v in rows["keywords"].items()},
        {k: Shaped(v["place"], v["argument"]) for k, v in rows["shaped"].items()},
        _left(rows["left"], "TF907"),
    )


@functools.cache
def contrib() -> Contrib:
    """The facts of ``compat_contrib.toml``."""
    rows = read_table("compat_contrib")
    return Contrib(
        rows["paths"],
        rows["core"],
        {
            k: Accepts(v["positional"], frozenset(v.get("keywords", ())), v.get("rename", {}))
            for k, v in rows["arguments"].items()
        },
        rows["helpers"],
        rows["modules"],
        rows["slim"],
        {k: frozenset(v) for k, v in rows["slim_only"].items()},
        {k: frozenset(v) for k, v in rows["slim_lacks"].items()},
        frozenset(rows["slim_repaired"]),
        _left(rows["left"], "TF901"),
    )


@functools.cache
def helpers() -> Mapping[str, Helper]:
    """The facts of ``compat_helpers.toml``."""
    rows = read_table("compat_helpers")
    return {
        k: Helper(k, v["code"].strip("\n"), tuple(v.get("uses", ())), tuple(v.get("imports", ())))
        for k, v in rows.items()
    }


def longest(table: Mapping[str, T], name: str) -> tuple[str, T] | None:
    """The row of the longest leading part of a dotted name, with that part."""
    part = name
    while part:
        if part in table:
            return part, table[part]
        part = part.rpartition(".")[0]
    return None
