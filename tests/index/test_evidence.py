"""What tells TensorFlow 1 from TensorFlow 2."""

from __future__ import annotations

import pytest

from tf2codemod.index.evidence import speaks_tensorflow_1


@pytest.mark.parametrize("symbol", ["tf.placeholder", "tf.Session", "tf.contrib.slim", "tf.layers.dense"])
def test_symbols_of_tensorflow_1(symbol: str) -> None:
    assert speaks_tensorflow_1(symbol)


@pytest.mark.parametrize("symbol", ["tf.keras.layers.Dense", "tf.data.Dataset.range", "tf.matmul"])
def test_symbols_of_both_versions(symbol: str) -> None:
    assert not speaks_tensorflow_1(symbol)
