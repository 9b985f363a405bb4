"""Which transforms a plan needs, and whether the user lets them act."""

from __future__ import annotations

from tf2codemod.model import Options
from tf2codemod.plan.model import FilePlan


def needed_transforms(plan: FilePlan) -> frozenset[str]:
    """The codes of the transforms that carry out a plan."""
    parts = {
        "TF201": plan.specs,
        "TF202": plan.runs,
        "TF206": plan.gone_parameters,
        "TF301": plan.variables,
        "TF302": plan.layers,
        "TF303": plan.classes,
        "TF401": plan.optimizers or any(f.trains for f in plan.functions),
        "TF403": plan.metrics,
        "TF404": plan.assigns,
        "TF110": plan.symbols,
    }
    return frozenset(code for code, part in parts.items() if part)


def switched_off(plan: FilePlan, options: Options) -> tuple[str, ...]:
    """The needed transforms that the user's choice leaves out."""
    needed = sorted(needed_transforms(plan))
    return tuple(c for c in needed if (options.select and c not in options.select) or c in options.ignore)
