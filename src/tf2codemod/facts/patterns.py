"""Patterns of names in the tables of the facts."""

from __future__ import annotations


def matches(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern, in which at most one ``*`` stands for any characters."""
    head, star, tail = pattern.partition("*")
    if not star:
        return name == head
    return len(name) >= len(head) + len(tail) and name.startswith(head) and name.endswith(tail)
