"""``tf2codemod explain``: print the page of a diagnostic code."""

from __future__ import annotations

import sys

import click

from tf2codemod.diagnostics import known_codes, read_page
from tf2codemod.facts.fates import fate


@click.command(short_help="Explain a diagnostic code, or a name of TensorFlow 1.")
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Print what CODE does, why, an example, when it is left alone and how it was checked.

    CODE may also be a public name of TensorFlow 1.15, such as tf.log. Without CODE, list all codes.
    """
    if code is None:
        for each in known_codes():
            page = read_page(each)
            click.echo(f"{each}  {page.title if page else ''}")
        return
    if code.startswith("tf."):
        known = fate(code)
        if known is None:
            raise click.UsageError(f"TensorFlow 1.15 has no public name {code}")
        click.echo(known.text)
        return
    page = read_page(code.upper())
    if page is None:
        raise click.UsageError(f"no such code: {code}; `tf2codemod explain` lists them all")
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(page.text))
    else:
        click.echo(page.text, nl=False)
