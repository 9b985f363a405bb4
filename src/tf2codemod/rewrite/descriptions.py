"""Says what a tensor is, of which nothing is computed, by the function that computes it when it is traced."""

from __future__ import annotations

import libcst as cst

from tf2codemod.plan.model import RunPlan
from tf2codemod.plan.obstacles import Obstacle

ASKED = {"symbol": "outputs[0]", "shape": "output_shapes"}


def description(run: RunPlan, call: cst.Call, tf: str) -> cst.BaseExpression:
    """The symbolic tensor that a function gives, or its static shape."""
    if run.function is not None:
        if run.resets or not run.function.has_signature:
            raise Obstacle(
                "TF231",
                "a tensor is described that a function gives whose arguments are not known",
                "print what a run gives",
                run.call,
            )
        own = run.function.name
        name = run.callee or (f"{run.receiver}.{own}" if run.receiver else own)
    else:
        assert isinstance(call.func, cst.Attribute)
        written = cst.Module([]).code_for_node(call.func.value)
        name = f"{tf}.function(lambda: {written})"
    return cst.parse_expression(f"{name}.get_concrete_function().{ASKED[run.sites[0].kind]}")


__all__ = ["description"]
