"""How far two numbers may be apart and still count as one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tolerance:
    """Two numbers agree when they differ by no more than ``atol + rtol * larger``."""

    rtol: float = 1e-4
    atol: float = 1e-6

    def allows(self, old: float, new: float) -> bool:
        """Whether the two numbers count as one."""
        if math.isnan(old) or math.isnan(new):
            return math.isnan(old) and math.isnan(new)
        if math.isinf(old) or math.isinf(new):
            return old == new
        return old == new or abs(old - new) <= self.atol + self.rtol * max(abs(old), abs(new))

    def widened(self, factor: float) -> Tolerance:
        """The tolerance after steps whose rounding errors add up."""
        return Tolerance(self.rtol * factor, self.atol * factor)

    def for_sizes_up_to(self, peak: float) -> Tolerance:
        """The tolerance of a quantity that never exceeds a size: its absolute part may not cover it."""
        return Tolerance(self.rtol, min(self.atol, max(SMALL_SHARE * peak, NOISE))) if peak else self

    def __str__(self) -> str:
        return f"{self.rtol:.3g} relative, {self.atol:.3g} absolute"


# The absolute tolerance is at most this share of the largest value that a quantity takes.
SMALL_SHARE = 0.01
# What rounding leaves of a difference of numbers of size one in float32.
NOISE = 5e-8
EXACT = Tolerance(0.0, 0.0)
DEFAULTS = {
    "float16": Tolerance(1e-2, 1e-3),
    "bfloat16": Tolerance(2e-2, 1e-2),
    "float32": Tolerance(1e-4, 1e-6),
    "float64": Tolerance(1e-6, 1e-9),
    "complex64": Tolerance(1e-4, 1e-6),
    "complex128": Tolerance(1e-6, 1e-9),
}
# After this many optimizer steps the tolerance is twice as wide as before the first.
STEPS_TO_DOUBLE = 50
WIDEST = 10.0


@dataclass(frozen=True)
class Tolerances:
    """The tolerance of each dtype, wider the more optimizer steps lie behind a value."""

    by_dtype: Mapping[str, Tolerance] = field(default_factory=lambda: dict(DEFAULTS))

    @classmethod
    def given(cls, rtol: float | None, atol: float | None) -> Tolerances:
        """The defaults, with what the user set in their place for every floating dtype."""
        return cls(
            {
                dtype: Tolerance(
                    tolerance.rtol if rtol is None else rtol, tolerance.atol if atol is None else atol
                )
                for dtype, tolerance in DEFAULTS.items()
            }
        )

    def of(self, dtype: str, steps: int = 0) -> Tolerance:
        """The tolerance of a dtype after some optimizer steps; whole numbers and words are exact."""
        return self.by_dtype.get(dtype, EXACT).widened(min(WIDEST, 1 + steps / STEPS_TO_DOUBLE))
