"""``tf2codemod checkpoint``: turn a checkpoint of TensorFlow 1 into one of the converted program."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command(short_help="Turn a TensorFlow 1 checkpoint into one that the converted program restores.")
@click.argument("old", type=click.Path(path_type=Path), metavar="OLD.ckpt")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="NEW_DIR")
@click.argument("arguments", nargs=-1, metavar="[-- ARGS]")
@click.option(
    "--plan",
    "plan_file",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="What `tf2codemod plan --output-format json` printed before the conversion.",
)
@click.option(
    "--program",
    type=click.Path(path_type=Path, exists=True),
    metavar="PATH",
    help="The converted program (default: the file that the plan names).",
)
@click.option("--entry", metavar="FILE", help="The program to run, where --program is a folder.")
@click.option("--python", metavar="PYTHON", help="A Python with TensorFlow 2.")
@click.option("--seconds", type=float, default=300.0, help="Time until the program must have begun.")
@click.pass_context
def checkpoint(
    ctx: click.Context,
    old: Path,
    folder: Path,
    arguments: tuple[str, ...],
    plan_file: Path,
    program: Path | None,
    entry: str | None,
    python: str | None,
    seconds: float,
) -> None:
    """Read OLD.ckpt, which a tf.train.Saver wrote, and write its values into NEW_DIR.

    The converted program is started in a scratch copy, and ended as soon as its checkpoint and its
    optimizers exist. Exit code: 0 where every variable of the new program has its old value, 1 where
    some are missing or have another shape (they are listed), 2 where nothing could be written.
    """
    from tf2codemod.sources.interrupts import terminating_signals_raise
    from tf2codemod.verify.checkpoints import CheckpointFailure, convert_checkpoint
    from tf2codemod.verify.project import BadRequest

    try:
        plan = json.loads(plan_file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.UsageError(f"{plan_file} is no JSON: {error}") from error
    try:
        with terminating_signals_raise():
            converted = convert_checkpoint(
                old,
                folder,
                plan,
                program=program,
                entry=entry,
                arguments=arguments,
                python=python,
                seconds=seconds,
            )
    except BadRequest as error:
        raise click.UsageError(str(error)) from error
    except CheckpointFailure as error:
        click.echo(f"Nothing was written: {error}", err=True)
        ctx.exit(2)
    for line in converted.lines:
        click.echo(line)
    click.echo(f"Wrote {converted.prefix}", err=True)
    ctx.exit(0 if converted.complete else 1)
