"""Replaces TensorFlow's and Keras's random draws by fixed tables read by distribution and shape.

This file is loaded by path inside a child process and must run on Python 3.7: that is where
TensorFlow 1.15 lives. It imports nothing of this package.
"""

from __future__ import annotations

import inspect
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[str, Any, Any], Any]

# The references of the golden cases were recorded with tables of this size; another one gives other draws.
TABLE_SIZE = 1 << 18
TABLE_SEED = 20240229
# A uniform draw scaled by the nudge must stay below one: `floor(draw * span)` would leave its range.
BELOW_ONE = 0.9999999


def seed_host() -> None:
    """Seeds Python and NumPy, and makes later seeding and new generators without a seed repeatable."""
    import numpy as np

    def repeatable(seed: Any, default: int = 0) -> Any:
        return lambda value=None, *args, **kwargs: seed(default if value is None else value, *args, **kwargs)

    random.seed = repeatable(random.seed)
    random.seed(0)
    source: Any = np.random
    source.seed = repeatable(source.seed)
    source.seed(0)

    original = source.RandomState

    class Either(type):
        """A class that NumPy's own generator, which was made before, is an instance of too."""

        def __instancecheck__(cls, instance: Any) -> bool:
            return isinstance(instance, original)

    class RandomState(original, metaclass=Either):  # type: ignore[misc, valid-type]
        """NumPy's generator, with a fixed seed where the program gives none."""

        def __init__(self, seed: Any = None) -> None:
            super().__init__(0 if seed is None else seed)

        def seed(self, seed: Any = None) -> None:
            super().seed(0 if seed is None else seed)

        def __reduce__(self) -> Any:
            return source.RandomState, (), self.get_state()

    RandomState.__name__ = "RandomState"
    source.RandomState = RandomState
    if hasattr(source, "default_rng"):
        source.default_rng = repeatable(source.default_rng)
    random.tf2codemod_start = random.getstate()  # type: ignore[attr-defined]


def install(tf: Any, nudge: float = 0.0, size: int = TABLE_SIZE) -> None:
    """Patches an imported TensorFlow, 1.15 or 2.x, and the Keras that comes with it."""
    draw = make_draw(tf, nudge, size)
    functions = random_functions(tf, draw)
    replace_ops(tf, functions)
    replace_stateless(tf, functions)
    replace_candidates(tf)
    fix_seeds()
    replace_shuffling(tf)
    if not tf.__version__.startswith("1."):
        replace_dropout(tf, draw)
        replace_keras_draws(tf, draw)
    isolate_keras_seeds()


def install_seeds(tf: Any) -> None:
    """Gives every random op of TensorFlow a seed of its own, the same at every run of the program."""
    from tensorflow.python.framework import random_seed

    original = random_seed.get_seed
    counter = [0]

    def get_seed(op_seed: Any) -> Any:
        seeds = original(op_seed)
        if seeds[0] is None and seeds[1] is None:
            counter[0] += 1
            return TABLE_SEED, counter[0]
        return seeds

    random_seed.get_seed = get_seed
    if not tf.__version__.startswith("1."):
        tf.random.set_seed(TABLE_SEED)
    isolate_keras_seeds()


def isolate_keras_seeds() -> None:
    """Keeps Keras 3, which takes a layer's seed from Python's `random`, away from the program's own draws."""
    try:
        from keras.src.random import seed_generator
    except ImportError:
        return
    seed_generator.python_random = random.Random(0)


def make_tables(nudge: float, size: int) -> dict[str, Any]:
    """The fixed draws of each distribution, scaled by ``1 + nudge``."""
    import numpy as np

    source = np.random.RandomState(TABLE_SEED)
    scale = np.float32(1.0 + nudge)
    uniform = source.random_sample(size).astype("float32")
    normal = source.standard_normal(size).astype("float32")
    truncated: Any = np.resize(normal[np.abs(normal) < 2.0], size)
    return {
        "uniform": np.minimum(uniform * scale, np.float32(BELOW_ONE)),
        "normal": normal * scale,
        "truncated": truncated * scale,
    }


def make_draw(tf: Any, nudge: float, size: int) -> Draw:
    """A function that reads a tensor of a shape, static or dynamic, from the table of a distribution."""
    import numpy as np

    tables = make_tables(nudge, size)

    def draw(kind: str, shape: Any, dtype: Any) -> Any:
        dtype = tf.as_dtype(dtype)
        known = static_shape(tf, shape)
        if known is not None:
            values: Any = np.resize(tables[kind], int(np.prod(known))).reshape(known)
            return tf.constant(values, dtype=dtype)
        shape = tf.cast(tf.convert_to_tensor(shape), tf.int32)
        index = tf.range(tf.reduce_prod(shape)) % size
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

    def random_gamma(
        shape: Any, alpha: Any, beta: Any = None, dtype: Any = tf.float32, seed: Any = None, name: Any = None
    ) -> Any:
        alpha = tf.convert_to_tensor(alpha, dtype=dtype)
        rate = tf.ones_like(alpha) if beta is None else tf.convert_to_tensor(beta, dtype=dtype)
        alpha, rate = alpha + tf.zeros_like(rate), rate + tf.zeros_like(alpha)
        size = tf.concat([tf.reshape(tf.cast(shape, tf.int32), [-1]), tf.shape(alpha)], 0)
        # Wilson and Hilferty: the cube root of a gamma variable is nearly normal.
        root = 1 - 1 / (9 * alpha) + draw("normal", size, dtype) / (3 * tf.sqrt(alpha))
        return alpha * tf.maximum(root, tf.cast(1e-3, dtype)) ** 3 / rate

    def random_poisson(
        lam: Any, shape: Any, dtype: Any = tf.float32, seed: Any = None, name: Any = None
    ) -> Any:
        lam = tf.convert_to_tensor(lam)
        size = tf.concat([tf.reshape(tf.cast(shape, tf.int32), [-1]), tf.shape(lam)], 0)
        value = tf.floor(lam + tf.sqrt(lam) * tf.cast(draw("normal", size, tf.float32), lam.dtype) + 0.5)
        return tf.cast(tf.maximum(value, tf.zeros_like(value)), dtype)

    def random_poisson_v2(
        shape: Any, lam: Any, dtype: Any = tf.float32, seed: Any = None, name: Any = None
    ) -> Any:
        return random_poisson(lam, shape, dtype)

    return {
        "random_gamma": random_gamma,
        "random_poisson": random_poisson,
        "random_poisson_v2": random_poisson_v2,
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
    old = [random_ops, tf.compat.v1, tf.compat.v1.random]
    new = [tf, tf.random, tf.compat.v2, tf.compat.v2.random]
    if tf.__version__.startswith("1."):
        old, new = [*old, *new], []
    for home in [*old, *new]:
        for name, function in {**functions, **short}.items():
            # `tf.uniform` or `tf.shuffle` never existed, and must not begin to.
            if hasattr(home, name):
                setattr(home, name, function)
    for home in new:
        if hasattr(home, "poisson"):
            home.poisson = functions["random_poisson_v2"]


def replace_stateless(tf: Any, functions: dict[str, Callable[..., Any]]) -> None:
    """Replaces the draws that take their seed as an argument, by which Keras 2 draws too."""
    try:
        from tensorflow.python.ops import stateless_random_ops
    except ImportError:
        return

    def without_seed(function: Callable[..., Any]) -> Callable[..., Any]:
        def stateless(shape: Any, seed: Any = None, *args: Any, **kwargs: Any) -> Any:
            kwargs.pop("alg", None)
            return function(shape, *args, **kwargs)

        return stateless

    homes = [tf.random, tf.random.experimental, tf.compat.v1.random, tf.compat.v2.random]
    homes.append(stateless_random_ops)
    for name in ("random_normal", "truncated_normal", "random_uniform"):
        for stateless in {f"stateless_{name}", "stateless_" + name.replace("random_", "")}:
            for home in homes:
                if hasattr(home, stateless):
                    setattr(home, stateless, without_seed(functions[name]))


def replace_candidates(tf: Any) -> None:
    """Makes the samplers of candidate classes take the first classes, with the counts to be expected."""
    import numpy as np
    from tensorflow.python.ops import candidate_sampling_ops

    def log_uniform(ids: Any, size: Any) -> Any:
        return (tf.math.log(ids + 2.0) - tf.math.log(ids + 1.0)) / np.log(float(size) + 1.0)

    def uniform(ids: Any, size: Any) -> Any:
        return tf.ones_like(ids) / float(size)

    def sampler(probability: Callable[..., Any]) -> Callable[..., Any]:
        def sample(
            true_classes: Any,
            num_true: Any,
            num_sampled: Any,
            unique: Any,
            range_max: Any,
            seed: Any = None,
            name: Any = None,
        ) -> Any:
            ids = tf.range(num_sampled, dtype=tf.int64) % range_max
            true = tf.cast(true_classes, tf.float32)

            def expected(classes: Any) -> Any:
                return probability(classes, range_max) * float(num_sampled)

            return ids, expected(true), expected(tf.cast(ids, tf.float32))

        return sample

    samplers = {"log_uniform_candidate_sampler": log_uniform, "uniform_candidate_sampler": uniform}
    homes = [candidate_sampling_ops, tf.nn, tf.random, tf.compat.v1.nn, tf.compat.v1.random]
    for name, probability in samplers.items():
        for home in homes:
            if hasattr(home, name):
                setattr(home, name, sampler(probability))


def fix_seeds() -> None:
    """Gives a fixed seed to the kernels that draw by themselves."""
    from tensorflow.python.ops import gen_candidate_sampling_ops, gen_image_ops, gen_nn_ops

    def fixed(function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)

        def call(*args: Any, **kwargs: Any) -> Any:
            bound = signature.bind(*args, **kwargs)
            given = {"seed": 1, "seed2": 1, "deterministic": True}
            bound.arguments.update({k: v for k, v in given.items() if k in signature.parameters})
            return function(*bound.args, **bound.kwargs)

        return call

    for home, names in (
        (gen_nn_ops, ("fractional_max_pool", "fractional_avg_pool")),
        (gen_image_ops, ("sample_distorted_bounding_box", "sample_distorted_bounding_box_v2")),
        (
            gen_candidate_sampling_ops,
            ("fixed_unigram_candidate_sampler", "learned_unigram_candidate_sampler"),
        ),
    ):
        for name in names:
            if hasattr(home, name):
                setattr(home, name, fixed(getattr(home, name)))


def replace_shuffling(tf: Any) -> None:
    """Makes ``Dataset.shuffle`` and the queues that shuffle keep the order."""
    from tensorflow.python.ops import data_flow_ops

    class RandomShuffleQueue(data_flow_ops.FIFOQueue):  # type: ignore[misc]
        """A queue that gives its elements in the order in which it got them."""

        def __init__(
            self,
            capacity: Any,
            min_after_dequeue: Any,
            dtypes: Any,
            shapes: Any = None,
            names: Any = None,
            seed: Any = None,
            shared_name: Any = None,
            name: Any = "random_shuffle_queue",
        ) -> None:
            super().__init__(capacity, dtypes, shapes, names, shared_name, name)

    for home in (data_flow_ops, tf, tf.queue, tf.compat.v1, tf.compat.v1.queue):
        if hasattr(home, "RandomShuffleQueue"):
            home.RandomShuffleQueue = RandomShuffleQueue
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

    for home in (tf.nn, tf.compat.v2.nn):
        home.dropout = dropout
        # Keras 2 may ask with the seed as an argument.
        home.experimental.stateless_dropout = lambda x, rate, seed=None, rng_alg=None, noise_shape=None: (
            dropout(x, rate, noise_shape)
        )
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

    for function in (normal, truncated_normal, uniform, dropout):
        setattr(keras_random, function.__name__, function)
        if hasattr(backend, "random"):
            setattr(backend.random, function.__name__, function)
