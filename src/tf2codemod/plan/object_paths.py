"""Says where a frame finds an object that a layer of its own holds."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from tf2codemod.interpret.trace import Frame
from tf2codemod.plan.model import InstancePlan

OWN = "self."


def path_of(
    instance: InstancePlan, homes: Collection[Frame], instances: Mapping[ast.Call, InstancePlan]
) -> str | None:
    """The expression for an object in frames that make it, or that make the object whose part it is."""
    path = ""
    while instance.home not in homes:
        outer = instance.home.site
        above = instances.get(outer) if isinstance(outer, ast.Call) else None
        if above is None or not instance.name.startswith(OWN) or instance.loop is not None:
            return None
        path = f".{instance.name.removeprefix(OWN)}{path}"
        instance = above
    return instance.name + path if instance.loop is None else None
