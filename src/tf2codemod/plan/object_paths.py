"""Says where a frame finds an object that a layer of its own holds."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from tf2codemod.interpret.trace import Frame
from tf2codemod.interpret.values import Node
from tf2codemod.plan.bindings import Bindings
from tf2codemod.plan.model import InstancePlan

OWN = "self."


def variable_path(
    variable: Node, homes: Collection[Frame], instances: Mapping[ast.Call, InstancePlan]
) -> str | None:
    """The expression for a variable that an object keeps under an attribute, where its class names it."""
    for run in variable.made.chain():
        site = run.frame.site
        instance = instances.get(site) if isinstance(site, ast.Call) else None
        if instance is None:
            continue
        names = Bindings(run.frame)
        kept = [
            attribute
            for statement in (*instance.plan.init, *instance.plan.build)
            for name, value in names.targets(statement)
            if value is variable and (attribute := instance.plan.attributes.get(name))
        ]
        object_ = path_of(_maker(instance, instances), homes, instances)
        return f"{object_}.{kept[0]}" if len(kept) == 1 and object_ is not None else None
    return None


def _maker(instance: InstancePlan, instances: Mapping[ast.Call, InstancePlan]) -> InstancePlan:
    """The plan of the call for which an object is made."""
    made = (i for i in instances.values() if i.name == instance.name and i.home is instance.home and i.makes)
    return next(made, instance)


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
