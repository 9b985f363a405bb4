"""Every public name of TensorFlow 1.15 has a fate, and the recorded names of TensorFlow 2 bear it out."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest

from tf2codemod.facts.fates import KINDS, NATIVE, fate

NAMES = json.loads((Path(__file__).parent / "names_1_15.json").read_text())["first"]
OUTSIDE = ("tf.contrib.", "tf.keras.", "tf.app.flags.", "tf.flags.")


def test_no_name_is_without_a_fate_and_each_one_holds(check_fates: ModuleType) -> None:
    assert check_fates.problems() == []


def test_as_many_names_as_tensorflow_1_15_has() -> None:
    assert sum(not name.startswith(OUTSIDE) for name in NAMES) == 3203
    assert sum(name.startswith("tf.contrib.") for name in NAMES) == 3089


@pytest.mark.parametrize(
    ("name", "kind", "target"),
    [
        ("tf.nn.relu", "same", "tf.nn.relu"),
        ("tf.log", "moved", "tf.math.log"),
        ("tf.reduce_sum", "call", "tf.reduce_sum"),
        ("tf.nn.dropout", "explicit", "tf.nn.dropout"),
        ("tf.nn.rnn_cell.BasicLSTMCell", "written", "BasicLSTMCell"),
        ("tf.placeholder", "transform", "placeholder"),
        ("tf.ConfigProto", "eager", "tf.compat.v1.ConfigProto"),
        ("tf.train.Supervisor", "graph", "tf.compat.v1.train.Supervisor"),
        ("tf.keras.layers.CuDNNLSTM", "keras", "tf.compat.v1.keras.layers.CuDNNLSTM"),
        ("tf.contrib.slim.arg_scope", "slim", "tf_slim.arg_scope"),
        ("tf.estimator.Estimator", "stand-in", "Estimator"),
        ("tf.contrib.tensorboard.plugins.projector.visualize_embeddings", "package", ""),
        ("tf.estimator.DNNClassifier", "gone", ""),
    ],
)
def test_a_name_of_each_kind(name: str, kind: str, target: str) -> None:
    known = fate(name)
    assert known is not None
    assert (known.kind, known.target) == (kind, target or known.target)


def test_what_is_native_holds_for_both_ends_of_tensorflow_2() -> None:
    kinds = {name: fate(name) for name in NAMES}
    native = [known for known in kinds.values() if known is not None and known.kind in NATIVE]
    both = [known for known in native if known.versions == ("2.15", "2.21")]
    assert len(both) > 0.99 * len(native) > 0.8 * 3203


def test_every_kind_is_described_in_words() -> None:
    gone = fate("tf.contrib.crf.crf_binary_score")
    moved = fate("tf.log")
    assert gone is not None and gone.text.startswith(
        "tf.contrib.crf.crf_binary_score: TensorFlow 2 has nothing"
    )
    assert moved is not None and moved.text == (
        f"tf.log: {KINDS['moved']}: tf.math.log (TensorFlow 2.15, 2.21)."
    )
