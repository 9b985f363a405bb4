"""What several commands take from the command line and from the settings of the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tf2codemod.config import Settings, SettingsError, read_settings
from tf2codemod.diagnostics import expand_codes
from tf2codemod.model import Level, Options


def split_codes(values: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of options that may be repeated or hold commas."""
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


def settings_for(paths: Sequence[Path]) -> Settings:
    """Return the settings of the project; what is wrong with them is a usage error."""
    try:
        return read_settings(paths)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error


def engine_options(level: str | None, select: Sequence[str], ignore: Sequence[str]) -> Options:
    """Check the codes and return what the engine takes."""
    return Options(
        level=Level[(level or "native").upper()],
        select=_codes("--select", split_codes(select)),
        ignore=_codes("--ignore", split_codes(ignore)),
    )


def _codes(option: str, wanted: tuple[str, ...]) -> frozenset[str]:
    if not wanted:
        return frozenset()
    codes, unknown = expand_codes(wanted)
    if unknown:
        raise click.UsageError(
            f"{option}: no code is or begins with {unknown[0]!r}; see `tf2codemod explain`"
        )
    return codes
