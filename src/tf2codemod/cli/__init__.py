"""The command line."""

from __future__ import annotations

import importlib
from typing import Any

import click

from tf2codemod import __version__
from tf2codemod.collector import rest_to_the_end

# A command is imported when it is called: starting must not cost more than a small conversion.
_COMMANDS = {
    "apply": "tf2codemod.cli.apply:apply",
    "plan": "tf2codemod.cli.plan:plan",
    "verify": "tf2codemod.cli.verify:verify",
    "checkpoint": "tf2codemod.cli.checkpoint:checkpoint",
    "explain": "tf2codemod.cli.explain:explain",
    "transforms": "tf2codemod.cli.transforms:transforms",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: Any = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tf2codemod")
def main() -> None:
    """Rewrite TensorFlow 1.x programs into native TensorFlow 2."""


def run() -> None:
    """Run the command line as a process of its own."""
    rest_to_the_end()
    main(prog_name="tf2codemod")
