"""``tf2codemod verify``: run the old program and the new one, and compare what they compute."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command(
    short_help="Run old and new programs and compare what they compute.",
    context_settings={"ignore_unknown_options": False},
)
@click.argument("words", nargs=-1, metavar="OLD NEW [-- ARGS]")
@click.option("--entry", metavar="FILE", help="The program to run, where OLD and NEW are project folders.")
@click.option("--git", "revision", metavar="REV", help="Old = this revision, new = the working tree.")
@click.option("--cwd", metavar="DIR", help="Where the program runs, relative to its project.")
@click.option("--python-path", multiple=True, metavar="DIR", help="Folders of the project to import from.")
@click.option("--tf1-python", metavar="PYTHON", help="A Python with TensorFlow 1.15, for the old side.")
@click.option("--python", metavar="PYTHON", help="A Python with TensorFlow 2, for the new side.")
@click.option(
    "--reference",
    type=click.Choice(["auto", "tf1", "compat"]),
    default="auto",
    help="What runs the old side: TensorFlow 1, or tf.compat.v1 (auto: the best there is).",
)
@click.option(
    "--record", type=click.Path(path_type=Path), metavar="FILE", help="Write what the old side did."
)
@click.option(
    "--recorded",
    type=click.Path(path_type=Path, exists=True),
    metavar="FILE",
    help="Compare with what --record wrote.",
)
@click.option("--device", default="cpu", metavar="DEVICE", help="cpu, gpu or gpu:N.")
@click.option(
    "--randomness",
    type=click.Choice(["tables", "seeds", "off"]),
    default="tables",
    help="Fixed tables in place of random draws, seeds alone, or nothing.",
)
@click.option("--repeats", type=click.IntRange(min=0), default=1, help="Further runs of the old side.")
@click.option("--seconds", type=float, default=300.0, help="Time for each run.")
@click.option("--memory", type=float, default=8.0, metavar="GIB", help="Memory for each run.")
@click.option("--printed", type=float, default=16.0, metavar="MIB", help="How much a run may print.")
@click.option("--rtol", type=float, help="Relative tolerance of all floating dtypes.")
@click.option("--atol", type=float, help="Absolute tolerance of all floating dtypes.")
@click.option("--ignore", multiple=True, metavar="NAME", help="Set quantities aside by name (* and ? match).")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as a page.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def verify(
    ctx: click.Context,
    words: tuple[str, ...],
    entry: str | None,
    revision: str | None,
    cwd: str | None,
    python_path: tuple[str, ...],
    tf1_python: str | None,
    python: str | None,
    reference: str,
    record: Path | None,
    recorded: Path | None,
    device: str,
    randomness: str,
    repeats: int,
    seconds: float,
    memory: float,
    printed: float,
    rtol: float | None,
    atol: float | None,
    ignore: tuple[str, ...],
    html: Path | None,
    output_format: str,
) -> None:
    """Run the programs OLD and NEW under TensorFlow and compare fetched values, variables and printing.

    What follows `--` is given to both programs. Exit code: 0 where everything compared is equal,
    1 where something differs, 2 where there is nothing to compare because a side failed.
    """
    paths, arguments = split_arguments(words, 0 if revision is not None else 2)
    check_device(device)

    from tf2codemod.sources.interrupts import terminating_signals_raise
    from tf2codemod.verify.project import BadRequest
    from tf2codemod.verify.references import UnreadableReference
    from tf2codemod.verify.runner import Limits
    from tf2codemod.verify.show_text import show
    from tf2codemod.verify.tolerances import Tolerances
    from tf2codemod.verify.verification import Request
    from tf2codemod.verify.verification import verify as run

    request = Request(
        old=paths[0] if paths else Path(),
        new=paths[1] if len(paths) > 1 else None,
        entry=entry,
        revision=revision,
        arguments=arguments,
        cwd=cwd,
        python_path=python_path,
        tf1_python=tf1_python,
        python=python,
        reference=reference,
        device=device,
        randomness=randomness,
        repeats=repeats,
        ignore=ignore,
        limits=Limits(seconds, int(memory * 2**30), int(printed * 2**20)),
        tolerances=Tolerances.given(rtol, atol),
        record_to=record,
        recorded=recorded,
    )
    try:
        with terminating_signals_raise():
            outcome = run(request)
    except (BadRequest, UnreadableReference) as error:
        raise click.UsageError(str(error)) from error
    if html is not None:
        from tf2codemod.verify.show_html import page

        html.write_text(page(outcome), encoding="utf-8")
    if output_format == "json":
        click.echo(json.dumps(outcome.to_json_data(), indent=2))
    else:
        click.echo(show(outcome, colour=sys.stdout.isatty()), nl=False)
    ctx.exit(outcome.exit_code)


def split_arguments(words: tuple[str, ...], count: int) -> tuple[list[Path], tuple[str, ...]]:
    """The paths, and the arguments of the programs behind them."""
    if len(words) < count:
        raise click.UsageError("two programs are needed, OLD and NEW, or --git REV")
    return [Path(word) for word in words[:count]], tuple(words[count:])


def check_device(device: str) -> None:
    """Refuses a device that has no meaning."""
    name, _, number = device.partition(":")
    if device != "cpu" and not (name == "gpu" and (not number or number.isdigit())):
        raise click.UsageError(f"--device is cpu, gpu or gpu:N, not {device!r}")
