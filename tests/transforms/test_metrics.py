"""Streaming metrics become objects of Keras."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.metrics import metric_class

MODULE = cst.Module([])


def split(symbol: str, arguments: str, tf: str = "tf") -> tuple[str, list[str]] | None:
    call = cst.parse_expression(f"{symbol}({arguments})")
    assert isinstance(call, cst.Call)
    found = metric_class(symbol, call, tf)
    if found is None:
        return None
    return MODULE.code_for_node(found.constructor), [MODULE.code_for_node(a.value) for a in found.arguments]


def test_a_mean() -> None:
    assert split("tf.metrics.mean", "loss") == ("tf.keras.metrics.Mean()", ["loss"])


def test_an_accuracy_compares_whole_predictions() -> None:
    found = split("tf.metrics.accuracy", "labels=a, predictions=b")
    assert found is not None
    assert found[0] == "tf.keras.metrics.Accuracy()"
    assert found[1] == ["a", "b"]


def test_the_name_of_tensorflow_is_the_one_of_the_file() -> None:
    assert split("tf.metrics.mean", "loss", "T") == ("T.keras.metrics.Mean()", ["loss"])


def test_names_and_collections_fall_away() -> None:
    assert split("tf.metrics.mean", "loss, name='m', updates_collections=None") == (
        "tf.keras.metrics.Mean()",
        ["loss"],
    )


@pytest.mark.parametrize(
    ("symbol", "arguments"),
    [
        ("tf.metrics.mean", "*arguments"),
        ("tf.metrics.mean", ""),
        ("tf.metrics.mean", "loss, unknown=1"),
        ("tf.reduce_mean", "loss"),
        ("tf.metrics.nothing", "loss"),
    ],
)
def test_what_is_not_known_is_left(symbol: str, arguments: str) -> None:
    assert split(symbol, arguments) is None
