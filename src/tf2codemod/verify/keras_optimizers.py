"""What Keras 2 and Keras 3 call the parts of an optimizer.

This file is loaded by path inside a child process and must run on Python 3.7. It imports nothing of
this package.
"""

from __future__ import annotations

from typing import Any

SLOT_LISTS = (
    "_momentums",
    "momentums",
    "_velocities",
    "velocities",
    "_accumulators",
    "_accumulated_grads",
    "_accumulated_delta_vars",
    "_linears",
    "_average_gradients",
)

# What is subtracted from one at each step: by Keras in float64, by the kernels of TensorFlow 1 in float32.
RATES = ("beta_1", "beta_2", "rho")


def base_class() -> Any:
    """The class that all optimizers of the installed Keras come from; None without Keras."""
    try:
        from keras.src.optimizers.base_optimizer import BaseOptimizer as Base
    except ImportError:
        try:
            from keras.src.optimizers.optimizer import _BaseOptimizer as Base
        except ImportError:
            return None
    return Base


def applying_method(base: Any) -> tuple[Any, str]:
    """The class and the name of the method that applies gradients once all slots exist."""
    if hasattr(base, "_backend_apply_gradients"):
        return base, "_backend_apply_gradients"
    from keras.src.optimizers.optimizer import Optimizer

    return Optimizer, "_internal_apply_gradients"


def is_built(optimizer: Any) -> bool:
    """Whether an optimizer has its slots."""
    return bool(getattr(optimizer, "built", False) or getattr(optimizer, "_built", False))


def round_rates(base: Any) -> None:
    """Makes optimizers subtract their rates of decay from one with the digits of TensorFlow 1."""
    import numpy as np

    if base is None or not hasattr(base, "build"):
        return
    build = base.build

    def rounded(self: Any, *args: Any, **kwargs: Any) -> Any:
        for name in RATES:
            if isinstance(getattr(self, name, None), float):
                setattr(self, name, float(np.float32(getattr(self, name))))
        return build(self, *args, **kwargs)

    base.build = rounded


def key_of(variable: Any) -> Any:
    """What tells a variable, be it one of Keras 3 or what that holds."""
    variable = getattr(variable, "_value", variable)
    return getattr(variable, "_unique_id", None) or id(variable)


def trained_keys(optimizer: Any) -> list[Any]:
    """The variables that an optimizer trains, in the order of its slots."""
    held = getattr(optimizer, "_trainable_variables", None)
    if held is not None:
        return [key_of(variable) for variable in held]
    places = getattr(optimizer, "_index_dict", {})
    return sorted(places, key=lambda key: places[key])


def variables_of(optimizer: Any) -> list[Any]:
    """All variables of an optimizer."""
    held = optimizer.variables
    return list(held() if callable(held) and not isinstance(held, list) else held)


def slot_list(optimizer: Any, kind: str) -> list[Any]:
    """The slots of one kind, one for each trained variable."""
    for name in ("_" + kind, kind):
        held = getattr(optimizer, name, None)
        if isinstance(held, (list, tuple)) and held:
            return list(held)
    return []


def rate_of(optimizer: Any) -> float:
    """The learning rate of this moment; zero where it cannot be told."""
    try:
        return float(optimizer.learning_rate)
    except (TypeError, ValueError, AttributeError):
        return 0.0


def kind_names(optimizer: Any) -> list[str]:
    """The kinds of slots that an optimizer has."""
    kinds = dict.fromkeys(name.strip("_") for name in SLOT_LISTS)
    return [kind for kind in kinds if slot_list(optimizer, kind)]


def class_of(optimizer: Any) -> str:
    """The class of Keras that an optimizer is one of."""
    for kind in type(optimizer).__mro__:
        if kind.__module__.startswith("keras."):
            return str(kind.__name__)
    return type(optimizer).__name__
