"""The families of calls that tf_upgrade_v2 converts come out native, with the numbers of TensorFlow 1.15."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent
DATA = tomllib.loads((FOLDER / "calls.toml").read_text())
CHECKED = json.loads((FOLDER / "checked.json").read_text())["calls"]

# TensorFlow 2 gives these only through tf.compat.v1, or where more is known about the arguments.
THROUGH_COMPAT = (
    "tf.batch_gather(x, tf.constant([[0], [1], [2]]))",
    "tf.clip_by_average_norm(x, 1.0)",
    "tf.sparse_to_dense([[0, 1]], [2, 3], [2.0])",
    "tf.select(c1, x, y)",
)


@pytest.mark.parametrize("family", [*DATA["families"], "older"])
def test_a_family_is_native_with_equal_numbers(family: str) -> None:
    calls = DATA["older"] if family == "older" else DATA["families"][family]
    outcome = {call: CHECKED.get(call, (None, "was not evaluated")) for call in calls}
    assert {call: found for call, found in outcome.items() if found[1] != "equal"} == {}
    through_compat = {call for call, (native, *_) in outcome.items() if "compat.v1" in native}
    assert through_compat <= set(THROUGH_COMPAT)
