"""``tf2codemod apply --verify``: the level at which the numbers agree."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from tf2codemod.model import Options


def verified(
    paths: tuple[Path, ...],
    options: Options,
    exclude: tuple[str, ...],
    entry: str | None,
    arguments: tuple[str, ...],
    quiet: bool,
) -> tuple[Options, tuple[Path, ...], int]:
    """What may be delivered: the options with the level that agrees, the paths, and an exit code."""
    from tf2codemod.sources.interrupts import terminating_signals_raise
    from tf2codemod.verify.delivery import choose_level
    from tf2codemod.verify.project import BadRequest

    if len(paths) != 1:
        raise click.UsageError("--verify takes one program at a time")
    try:
        with terminating_signals_raise():
            delivery = choose_level(
                paths[0], options=options, exclude=exclude, entry=entry, arguments=arguments
            )
    except BadRequest as error:
        raise click.UsageError(str(error)) from error
    for trial in delivery.trials:
        if not quiet or trial.outcome.verdict != "equal":
            click.echo(f"verify {trial.line}", err=True)
    if delivery.level is None:
        click.echo("Nothing was written: no level was shown to compute the same numbers.", err=True)
        return options, (), delivery.exit_code
    if delivery.exit_code:
        click.echo(f"Delivered at level {delivery.trials[-1].level}.", err=True)
    return dataclasses.replace(options, level=delivery.level), paths, delivery.exit_code
