"""``tf2codemod transforms``: list the transforms in the order in which they run."""

from __future__ import annotations

import importlib
import json
from typing import Any

import click


@click.command(short_help="List the transforms in order, with their reasons.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text")
def transforms(output_format: str) -> None:
    """List the transforms in the order in which they run, and why each stands where it does."""
    order = _order()
    if output_format == "json":
        rows = [{"code": item.code, "name": item.name, "reason": item.reason} for item in order]
        click.echo(json.dumps(rows, indent=2))
        return
    width = max((len(item.name) for item in order), default=0)
    for item in order:
        click.echo(f"{item.code}  {item.name:<{width}}  {item.reason}")


def _order() -> tuple[Any, ...]:
    registry: Any = importlib.import_module("tf2codemod.transforms.registry")
    return tuple(registry.ORDER)
