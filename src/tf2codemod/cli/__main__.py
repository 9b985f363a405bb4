"""Runs the command line as ``python -m tf2codemod.cli``."""

from tf2codemod.cli import run

if __name__ == "__main__":
    run()
