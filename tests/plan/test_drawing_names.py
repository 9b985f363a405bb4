"""What draws anew at each run moves into a function, and what works on files stays, under whatever name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.engine import convert
from tf2codemod.model import Level, Options, Source

DRAWING = """
tf.random_normal([2])
tf.random.normal([2])
tf.random.uniform([2])
tf.random.truncated_normal([2])
tf.random.gamma([2], 1.)
tf.random.poisson(1., [2])
tf.random.categorical([[1., 2.]], 3)
tf.image.sample_distorted_bounding_box([4, 4, 3], [[[0., 0., 1., 1.]]])[0]
tf.nn.fractional_max_pool(tf.ones([1, 8, 8, 1]), [1., 1.4, 1.4, 1.])[0]
tf.random.uniform_candidate_sampler([[1]], 1, 2, True, 10)[0]
tf.map_fn(lambda t: t + tf.random.normal([]), tf.ones([3]))
tf.timestamp()
tf.io.matching_files('*.py')
""".strip().split("\n")
EFFECTS = """
tf.random.set_random_seed(1)
tf.io.gfile.makedirs('folder')
tf.config.threading.set_intra_op_parallelism_threads(1)
""".strip().split("\n")


def native(text: str) -> str:
    """Return the text after a conversion, which has to be native."""
    (program,) = convert([Source(Path("program.py"), text)], Options())
    assert program.level is Level.NATIVE
    return program.files[0].text


@pytest.mark.parametrize("call", DRAWING)
def test_a_draw_is_made_at_each_run(call: str) -> None:
    text = f"import tensorflow as tf\n\nx = {call}\nwith tf.Session() as sess:\n    print(sess.run(x))\n"
    after = native(text)
    assert "@tf.function\ndef x():\n    return tf." in after


def test_what_is_no_draw_stays_where_it_is() -> None:
    call = "x = tf.random.stateless_normal([2], [1, 2])\n"
    after = native(f"import tensorflow as tf\n\n{call}with tf.Session() as sess:\n    print(sess.run(x))\n")
    assert after.endswith(f"{call}print(x.numpy())\n")


@pytest.mark.parametrize("call", EFFECTS)
def test_an_effect_on_the_host_stays(call: str) -> None:
    body = f"x = tf.placeholder(tf.float32, [1])\nif flag:\n    {call}\n"
    run = "with tf.Session() as sess:\n    print(sess.run(x * 2., {x: [1.]}))\n"
    after = native(f"import tensorflow as tf\nflag = True\n{body}{run}")
    assert f"if flag:\n    {call.replace('set_random_seed', 'set_seed')}\n" in after


def test_a_type_that_is_given_by_its_place_is_the_type() -> None:
    drawn = "tf.random_uniform([4], 0, 10, tf.int32)"
    after = native(
        f"import tensorflow as tf\n\nb = tf.div({drawn}, 2)\nwith tf.Session() as s:\n    print(s.run(b))\n"
    )
    assert "tf.math.floordiv(tf.random.uniform([4], 0, 10, tf.int32), 2)" in after
