"""Looking up TensorFlow 1 names."""

from __future__ import annotations

import pytest

from tf2codemod.facts import lookup, table
from tf2codemod.facts.symbols import ROW_FILES

KEYS = """
    to params native_params rename drop value add form helper cases hybrid program stage code why remedy alias
    layer scope variables stateless call call_defaults fused refuse positional activation normalizer map none
    also extra ranks inputs refuse_true each whole cast smooth squeeze same defaults collects metric update
    construct state step imports dense_gradients reference passed_on keyword uses session like scalar external
    makes members
"""


@pytest.mark.parametrize(
    ("name", "fate", "stage", "native"),
    [
        ("tf.nn.relu", "same", "tensor", "tf.nn.relu"),
        ("tf.log", "changed", "tensor", "tf.math.log"),
        ("tf.math.argmax", "changed", "tensor", "tf.math.argmax"),
        ("tf.placeholder", "program", "placeholder", None),
        ("tf.contrib.slim.conv2d", "changed", "layer_call", "tf.keras.layers.Conv2D"),
        ("tf.python.ops.math_ops.square", "changed", "tensor", "tf.square"),
        ("tf.contrib.layers.python.layers.initializers.xavier_initializer", "changed", "initializer",
         "tf.keras.initializers.GlorotUniform"),
        ("tf.train.AdamOptimizer", "changed", "optimizer", "tf.keras.optimizers.Adam"),
        ("tf.mul", "changed", "tensor", "tf.multiply"),
        ("tf.float32", "same", "host", "tf.float32"),
        ("tf.contrib.rnn.BasicLSTMCell", "changed", "cell", None),
        ("tf.split", "changed", "tensors", "tf.split"),
    ],
)  # fmt: skip
def test_symbols(name: str, fate: str, stage: str, native: str | None) -> None:
    found = lookup(name)
    assert found is not None
    assert (found.fate, found.stage, found.native) == (fate, stage, native)


def test_parameters_are_those_of_tensorflow_1() -> None:
    found = lookup("tf.layers.dense")
    assert found is not None
    assert found.params[:3] == ("inputs", "units", "activation")
    assert found.default("use_bias") == "True"


def test_unknown_names_are_not_found() -> None:
    assert lookup("tf.no_such_function") is None
    assert lookup("np.mean") is None


def test_rows_use_known_keys() -> None:
    known = set(KEYS.split())
    unknown = {
        (name, key)
        for file in ROW_FILES
        if file not in ("aliases", "older")
        for name, row in table(file).items()
        for key in row
        if key not in known
    }
    assert not unknown


def test_every_canonical_name_of_an_alias_has_a_row() -> None:
    rows = {name for file in ROW_FILES if file != "aliases" for name in table(file)}
    assert set(table("aliases").values()) <= rows


def test_helpers_are_there() -> None:
    used = set()
    for file in ROW_FILES:
        for row in table(file).values():
            if isinstance(row, dict):
                used.update(part["helper"] for part in [row, *row.get("cases", ())] if "helper" in part)
                used.update([row["fused"]["helper"]] if "fused" in row else [])
    assert used <= set(table("helpers"))
    for helper in table("helpers").values():
        compile(helper["source"], "helper", "exec")
        assert set(helper.get("needs", ())) <= set(table("helpers"))
