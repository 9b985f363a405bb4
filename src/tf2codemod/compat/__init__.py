"""Upgrade a program that stays a graph program to ``tf.compat.v1``."""

from tf2codemod.compat.convert import convert

__all__ = ["convert"]
