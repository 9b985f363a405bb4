"""Reads the settings of a project from ``[tool.tf2codemod]`` of its pyproject.toml."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LEVELS = ("native", "hybrid", "compat")
_FORMATS = ("text", "json")


class SettingsError(ValueError):
    """A settings file that cannot be read, or a setting that means nothing."""


@dataclass(frozen=True)
class Settings:
    """What a project sets; None stands for what it leaves open."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    level: str | None = None
    jobs: int | None = None
    output_format: str | None = None


def read_settings(paths: Sequence[Path]) -> Settings:
    """Read the settings of the nearest pyproject.toml at or above what the paths have in common."""
    file = _nearest(paths)
    if file is None:
        return Settings()
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file}: {error}") from error
    if "tf2codemod" not in text:
        return Settings()
    toml: Any = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        table = toml.loads(text).get("tool", {}).get("tf2codemod", {})
    except ValueError as error:
        raise SettingsError(f"{file}: {error}") from error
    try:
        return parse_settings(table)
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error


def parse_settings(table: object) -> Settings:
    """Check a table of settings."""
    if not isinstance(table, dict):
        raise SettingsError("[tool.tf2codemod] must be a table")
    rest = dict(table)
    settings = Settings(
        select=_strings(rest, "select"),
        ignore=_strings(rest, "ignore"),
        exclude=_strings(rest, "exclude"),
        level=_choice(rest, "level", _LEVELS),
        jobs=_positive(rest, "jobs"),
        output_format=_choice(rest, "output-format", _FORMATS),
    )
    if rest:
        raise SettingsError(f"unknown setting {sorted(rest)[0]!r} in [tool.tf2codemod]")
    return settings


def _nearest(paths: Sequence[Path]) -> Path | None:
    folders = [path.resolve() if path.is_dir() else path.resolve().parent for path in paths]
    for folder in (folders[0], *folders[0].parents) if folders else ():
        if all(folder == other or folder in other.parents for other in folders):
            file = folder / "pyproject.toml"
            if file.is_file():
                return file
    return None


def _strings(table: dict[str, object], key: str) -> tuple[str, ...]:
    value = table.pop(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{key} must be a list of strings")
    return tuple(value)


def _choice(table: dict[str, object], key: str, choices: Sequence[str]) -> str | None:
    value = table.pop(key, None)
    if value is not None and value not in choices:
        raise SettingsError(f"{key} must be one of {', '.join(choices)}")
    return value if isinstance(value, str) else None


def _positive(table: dict[str, object], key: str) -> int | None:
    value = table.pop(key, None)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise SettingsError(f"{key} must be a whole number from 1")
    return value
