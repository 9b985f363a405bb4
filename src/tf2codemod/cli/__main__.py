"""Runs the command line as ``python -m tf2codemod.cli``."""

from tf2codemod.cli import main

if __name__ == "__main__":
    main(prog_name="tf2codemod")
