"""What tells TensorFlow 1 from TensorFlow 2."""

from __future__ import annotations

import ast

import pytest

from tf2codemod.index.evidence import module_speaks_tensorflow_1, speaks_tensorflow_1


@pytest.mark.parametrize("symbol", ["tf.placeholder", "tf.Session", "tf.contrib.slim", "tf.layers.dense"])
def test_symbols_of_tensorflow_1(symbol: str) -> None:
    assert speaks_tensorflow_1(symbol)


@pytest.mark.parametrize("symbol", ["tf.keras.layers.Dense", "tf.data.Dataset.range", "tf.matmul"])
def test_symbols_of_both_versions(symbol: str) -> None:
    assert not speaks_tensorflow_1(symbol)


@pytest.mark.parametrize(
    "text",
    [
        "import tensorflow as tf\nx = tf.placeholder(tf.float32)\n",
        "import tensorflow\ntensorflow.Session()\n",
        "from tensorflow.contrib import layers as L\n",
        "import tensorflow.contrib.slim as slim\n",
        "from tensorflow.compat import v1\nv1.layers.dense(x, 1)\n",
    ],
)
def test_modules_of_tensorflow_1(text: str) -> None:
    assert module_speaks_tensorflow_1(ast.parse(text))


@pytest.mark.parametrize(
    "text",
    ["import tensorflow as tf\ntf.keras.layers.Dense(1)\n", "import numpy as tf\ntf.placeholder\n"],
)
def test_modules_of_both_versions(text: str) -> None:
    assert not module_speaks_tensorflow_1(ast.parse(text))
