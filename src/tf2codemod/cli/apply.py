"""``tf2codemod apply``: convert, or show what would be."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from tf2codemod.cli.options import engine_options, settings_for

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.command(short_help="Convert files and folders in place.")
@_PATHS
@click.option("--diff", is_flag=True, help="Print a patch for `git apply` instead of writing.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if anything would change or was found.")
@click.option(
    "--select", multiple=True, metavar="CODE", help="Act on these codes alone (TF110, or TF1 for all)."
)
@click.option("--ignore", multiple=True, metavar="CODE", help="Leave what these codes are about.")
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="Leave out files, in the patterns of .gitignore."
)
@click.option("--level", type=click.Choice(["native", "hybrid", "compat"]), help="The best level allowed.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes (default: as it pays)."
)
@click.option("--output-format", type=click.Choice(["text", "json"]), help="How findings are printed.")
@click.option("--verify", is_flag=True, help="Run old and new; write only what agrees.")
@click.option("--entry", metavar="FILE", help="With --verify: the program to run, where PATHS is a folder.")
@click.option("--verify-args", metavar="TEXT", default="", help="With --verify: arguments of the programs.")
@click.option("-q", "--quiet", is_flag=True, help="Print failures alone.")
@click.option("-v", "--verbose", is_flag=True, help="Print the remedy of each finding and each changed file.")
@click.pass_context
def apply(
    ctx: click.Context,
    paths: tuple[Path, ...],
    diff: bool,
    check: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    exclude: tuple[str, ...],
    level: str | None,
    jobs: int | None,
    output_format: str | None,
    verify: bool,
    entry: str | None,
    verify_args: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Convert the TensorFlow 1 programs in PATHS to TensorFlow 2, in place.

    Exit code: 0 when done or clean, 1 when --check found something to change or to tell, 2 for a usage
    error or a file that failed (every other file is handled all the same). With --verify also 1 where the
    numbers of the best level differ and a lower one is delivered, 2 where nothing could be compared.
    """
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose exclude each other")
    if not verify and (entry or verify_args):
        raise click.UsageError("--entry and --verify-args go with --verify")
    settings = settings_for(paths)
    options = engine_options(level or settings.level, select or settings.select, ignore or settings.ignore)

    from tf2codemod.api import convert_paths
    from tf2codemod.report import output
    from tf2codemod.report.progress import progress_bar
    from tf2codemod.sources.interrupts import terminating_signals_raise

    write = not (diff or check)
    code = 0
    if verify:
        from tf2codemod.cli.verified import verified

        arguments = tuple(shlex.split(verify_args))
        excluded = (*settings.exclude, *exclude)
        options, paths, code = verified(paths, options, excluded, entry, arguments, quiet)
        if not paths:
            ctx.exit(code)
    try:
        with terminating_signals_raise(), progress_bar(not quiet) as progress:
            conversion = convert_paths(
                paths,
                options=options,
                exclude=(*settings.exclude, *exclude),
                jobs=jobs or settings.jobs,
                write=write,
                progress=progress,
            )
    except KeyboardInterrupt:
        click.echo("Interrupted; every file is as it was or wholly converted.", err=True)
        ctx.exit(130)
    as_json = (output_format or settings.output_format) == "json"
    try:
        output.show(conversion, diff=diff, as_json=as_json, written=write, quiet=quiet, verbose=verbose)
        sys.stdout.flush()
    except BrokenPipeError:
        output.silence_stdout()
    if conversion.failures:
        ctx.exit(2)
    if code:
        ctx.exit(code)
    if check and (conversion.changes or conversion.findings):
        ctx.exit(1)
