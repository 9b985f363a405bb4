"""Distributions, which are made where a graph is built, and asked for tensors."""

from __future__ import annotations

from tf2codemod.interpret.models import model_of
from tf2codemod.interpret.values import Node

# What distributions are made from; what else is read of them are methods.
PARAMETERS = frozenset(("loc", "scale", "logits", "probs"))


def is_distribution(node: Node) -> bool:
    """Whether a graph object is a distribution rather than a tensor."""
    return "istributions" in node.op and model_of(node.op) == "distribution"


__all__ = ["PARAMETERS", "is_distribution"]
