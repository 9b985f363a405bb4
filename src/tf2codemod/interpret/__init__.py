"""Reads a program as TensorFlow 1 would have run it: an abstract interpretation in execution order."""

from tf2codemod.interpret.interpreter import read_program, read_programs

__all__ = ["read_program", "read_programs"]
