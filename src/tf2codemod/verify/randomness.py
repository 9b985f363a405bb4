"""Replaces TensorFlow's and Keras's random draws by fixed tables read by distribution and shape.

This file is loaded by path inside a child process and must run on Python 3.7: that is where
TensorFlow 1.15 lives. It imports nothing of this package.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[str, Any, Any], Any]

TABLE_SIZE = 1 << 18
TABLE_SEED = 20240229
# A uniform draw scaled by the nudge must stay below one: `floor(draw * span)` would leave its range.
BELOW_ONE = 0.9999999


def seed_host() -> None:
    """Seeds Python and NumPy, and makes later calls of ``seed()`` without a value repeatable."""
    import numpy as np

    random.seed(0)
    source: Any = np.random
    seed = source.seed
    source.seed = lambda value=None: seed(0 if value is None else value)
    source.seed(0)


def install(tf: Any) -> None:
    """Patches an imported TensorFlow, 1.15 or 2.x, and the Keras that comes with it."""
    draw = make_draw(tf)
    functions = random_functions(tf, draw)
    replace_ops(tf, functions)
    replace_shuffling()
    if not tf.__version__.startswith("1."):
        replace_dropout(tf, draw)
        replace_keras_draws(tf, draw)


def make_tables(nudge: float) -> dict[str, Any]:
    """The fixed draws of each distribution, scaled by ``1 + nudge``."""
    import numpy as np

    source = np.random.RandomState(TABLE_SEED)
    scale = np.float32(1.0 + nudge)
    uniform = source.random_sample(TABLE_SIZE).astype("float32")
    normal = source.standard_normal(TABLE_SIZE).astype("float32")
    truncated: Any = np.resize(normal[np.abs(normal) < 2.0], TABLE_SIZE)
    return {
        "uniform": np.minimum(uniform * scale, np.float32(BELOW_ONE)),
        "normal": normal * scale,
        "truncated": truncated * scale,
    }


def make_draw(tf: Any) -> Draw:
    """A function that reads a tensor of a shape, static or dynamic, from the table of a distribution."""
    import numpy as np

    tables = make_tables(float(os.environ.get("TF2CODEMOD_NUDGE", "0")))

    def draw(kind: str, shape: Any, dtype: Any) -> Any:
        dtype = tf.as_dtype(dtype)
        known = static_shape(tf, shape)
        if known is not None:
            values: Any = np.resize(tables[kind], int(np.prod(known))).reshape(known)
            return tf.constant(values, dtype=dtype)
        shape = tf.cast(tf.convert_to_tensor(shape), tf.int32)
        index = tf.range(tf.reduce_prod(shape)) % TABLE_SIZE
        return tf.cast(tf.reshape(tf.gather(tf.constant(tables[kind]), index), shape), dtype)

    return draw


def static_shape(tf: Any, shape: Any) -> list[int] | None:
    """The dimensions as integers, or None where they are only known when the op runs."""
    import numpy as np

    if hasattr(shape, "as_list"):
        shape = shape.as_list()
    try:
        return [int(size) for size in np.asarray(shape).reshape(-1).tolist()]
    except Exception:  # a symbolic tensor, alone or inside a list: each TensorFlow refuses in its own way
        known = tf.get_static_value(tf.convert_to_tensor(shape))
        return None if known is None else [int(size) for size in np.asarray(known).reshape(-1)]


def random_functions(tf: Any, draw: Draw) -> dict[str, Callable[..., Any]]:
    """The replacements, by the names that TensorFlow 1.x gave them."""

    def random_normal(
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = tf.float32,
        seed: Any = None,
        name: Any = None,
    ) -> Any:
        return draw("normal", shape, dtype) * tf.cast(stddev, dtype) + tf.cast(mean, dtype)

    def truncated_normal(
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = tf.float32,
        seed: Any = None,
        name: Any = None,
    ) -> Any:
        return draw("truncated", shape, dtype) * tf.cast(stddev, dtype) + tf.cast(mean, dtype)

    def random_uniform(
        shape: Any,
        minval: Any = 0,
        maxval: Any = None,
        dtype: Any = tf.float32,
        seed: Any = None,
        name: Any = None,
    ) -> Any:
        dtype = tf.as_dtype(dtype)
        maxval = 1 if maxval is None else maxval
        if dtype.is_integer:
            low = tf.cast(minval, tf.float32)
            span = tf.cast(maxval, tf.float32) - low
            return tf.cast(tf.floor(draw("uniform", shape, tf.float32) * span) + low, dtype)
        low = tf.cast(minval, dtype)
        return draw("uniform", shape, dtype) * (tf.cast(maxval, dtype) - low) + low

    def random_shuffle(value: Any, seed: Any = None, name: Any = None) -> Any:
        return tf.identity(value)

    def categorical(
        logits: Any,
        num_samples: Any,
        dtype: Any = None,
        seed: Any = None,
        name: Any = None,
        output_dtype: Any = None,
    ) -> Any:
        logits = tf.convert_to_tensor(logits)
        shape = tf.stack([tf.shape(logits)[0], num_samples, tf.shape(logits)[1]])
        noise = tf.cast(draw("uniform", shape, tf.float32), logits.dtype)
        gumbel = -tf.math.log(-tf.math.log(noise + 1e-9) + 1e-9)
        chosen = tf.argmax(tf.expand_dims(logits, 1) + gumbel, 2)
        return tf.cast(chosen, dtype or output_dtype or tf.int64)

    return {
        "random_normal": random_normal,
        "truncated_normal": truncated_normal,
        "random_uniform": random_uniform,
        "random_shuffle": random_shuffle,
        "multinomial": categorical,
        "categorical": categorical,
    }


def replace_ops(tf: Any, functions: dict[str, Callable[..., Any]]) -> None:
    """Puts the replacements where TensorFlow's own code and a program's code look them up."""
    from tensorflow.python.ops import random_ops

    short = {name.replace("random_", ""): function for name, function in functions.items()}
    homes = [random_ops, tf, tf.random, tf.compat.v1, tf.compat.v1.random]
    for home in homes:
        for name, function in {**functions, **short}.items():
            # `tf.uniform` or `tf.shuffle` never existed, and must not begin to.
            if hasattr(home, name):
                setattr(home, name, function)


def replace_shuffling() -> None:
    """Makes ``Dataset.shuffle`` keep the order."""
    from tensorflow.python.data.ops import dataset_ops

    for name in ("DatasetV1", "DatasetV2"):
        if hasattr(dataset_ops, name):
            getattr(dataset_ops, name).shuffle = lambda self, *args, **kwargs: self


def replace_dropout(tf: Any, draw: Draw) -> None:
    """Gives TensorFlow 2's dropout the formula of 1.15, with the mask read from the table."""
    from tensorflow.python.ops import nn_ops

    def dropout(x: Any, rate: Any, noise_shape: Any = None, seed: Any = None, name: Any = None) -> Any:
        x = tf.convert_to_tensor(x)
        if isinstance(rate, (int, float)) and rate == 0:
            return x
        rate = tf.cast(rate, x.dtype)
        shape = noise_shape
        if shape is None:
            shape = x.shape if x.shape.is_fully_defined() else tf.shape(x)
        return tf.where(draw("uniform", shape, x.dtype) >= rate, x / (1 - rate), tf.zeros_like(x))

    tf.nn.dropout = dropout
    nn_ops.dropout_v2 = dropout


def replace_keras_draws(tf: Any, draw: Draw) -> None:
    """Patches the random functions of Keras 3's TensorFlow backend; Keras 2 draws through TensorFlow."""
    try:
        import keras
    except ImportError:
        return
    if not keras.__version__.startswith("3"):
        return
    from keras.src import backend
    from keras.src.backend.tensorflow import random as keras_random
    from keras.src.random import seed_generator

    def normal(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None) -> Any:
        dtype = dtype or backend.floatx()
        return draw("normal", shape, dtype) * tf.cast(stddev, dtype) + tf.cast(mean, dtype)

    def truncated_normal(
        shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
    ) -> Any:
        dtype = dtype or backend.floatx()
        return draw("truncated", shape, dtype) * tf.cast(stddev, dtype) + tf.cast(mean, dtype)

    def uniform(shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None) -> Any:
        dtype = dtype or backend.floatx()
        low, high = tf.cast(minval, dtype), tf.cast(maxval, dtype)
        return draw("uniform", shape, dtype) * (high - low) + low

    def dropout(inputs: Any, rate: Any, noise_shape: Any = None, seed: Any = None) -> Any:
        return tf.nn.dropout(inputs, rate, noise_shape=noise_shape)

    # Keras takes a layer's seed from Python's `random`: it must not use up the program's own draws.
    seed_generator.python_random = random.Random(0)
    for function in (normal, truncated_normal, uniform, dropout):
        setattr(keras_random, function.__name__, function)
        if hasattr(backend, "random"):
            setattr(backend.random, function.__name__, function)
