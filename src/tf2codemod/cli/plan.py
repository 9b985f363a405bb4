"""``tf2codemod plan``: print what was read from the programs and what would be made of them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tf2codemod.cli.options import settings_for


@click.command(short_help="Print how the programs were read and what they would become.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="Leave out files, in the patterns of .gitignore."
)
@click.option("--output-format", type=click.Choice(["text", "json"]), help="Text for people, or JSON.")
@click.pass_context
def plan(
    ctx: click.Context, paths: tuple[Path, ...], exclude: tuple[str, ...], output_format: str | None
) -> None:
    """Print the placeholders, state, functions and runs of the programs in PATHS; nothing is written."""
    settings = settings_for(paths)

    from tf2codemod.api import plan_paths
    from tf2codemod.report.text import finding_lines

    planned = plan_paths(paths, exclude=(*settings.exclude, *exclude))
    if (output_format or settings.output_format) == "json":
        click.echo(json.dumps([report.to_json_data() for report in planned.reports], indent=2))
    else:
        for report in planned.reports:
            click.echo(report.to_text())
    for line in finding_lines(planned.failures):
        click.echo(line, err=True)
    if planned.failures:
        ctx.exit(2)
