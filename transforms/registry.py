"""The transforms in the order in which they act, each with the reason for its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Transform:
    """One kind of construct, the code that selects it, and why it stands where it stands."""

    code: str
    name: str
    reason: str


ORDER: tuple[Transform, ...] = ()
