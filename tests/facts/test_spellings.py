"""A function is read alike under each of the names that TensorFlow 1.15 has for it."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from tf2codemod.facts import lookup, table
from tf2codemod.interpret.models import model_of

SAME = json.loads((Path(__file__).parent / "same_1_15.json").read_text())


def test_the_table_is_as_it_would_be_generated(generate_spellings: ModuleType) -> None:
    assert dict(table("spellings")) == generate_spellings.spellings()


def test_all_names_of_a_core_function_have_one_model() -> None:
    core = [[n for n in names if not n.startswith(("tf.contrib.", "tf.keras."))] for names in SAME]
    models = {names[0]: {n: model_of(n) for n in names} for names in core if names}
    assert {name: own for name, own in models.items() if len(set(own.values())) > 1} == {}


@pytest.mark.parametrize(
    ("name", "other", "model"),
    [
        ("tf.random.set_random_seed", "tf.set_random_seed", "host"),
        ("tf.io.parse_single_sequence_example", "tf.parse_single_sequence_example", "several_outputs"),
        ("tf.contrib.eager.custom_gradient", "tf.custom_gradient", "call_functions"),
        ("tf.contrib.stateless.stateless_random_normal", "tf.random.stateless_normal", "operation"),
    ],
)
def test_other_spellings(name: str, other: str, model: str) -> None:
    found, known = lookup(name), lookup(other)
    assert model_of(name) == model_of(other) == model
    assert found is not None and known is not None
    assert (found.native, found.stage) == (known.native, known.stage)


def test_names_that_are_written_lead_to_names_that_are_written() -> None:
    deep = {name: other for name, other in table("spellings").items() if other.count(".") > 3}
    assert not {name for name in deep if name.startswith(("tf.contrib.layers.", "tf.contrib.framework."))}
    assert model_of("tf.contrib.slim.one_hot_encoding") == "operation"
    assert model_of("tf.contrib.layers.softmax") == "operation"
