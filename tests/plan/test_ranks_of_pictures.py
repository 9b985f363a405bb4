"""How many dimensions tensors have, which decides how pictures are resized."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

SINGLE = "tf.raw_ops.ResizeBilinear(images=tf.expand_dims({}, 0), size=[4, 4])[0]"


def converted(body: str) -> tuple[Level, str]:
    text = f"import tensorflow as tf\n{body}with tf.Session() as sess:\n    print(sess.run(out))\n"
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    "steps",
    [
        "",
        "x = tf.cast(x, tf.float32)\nx = tf.image.random_flip_left_right(x / 255.)\n",
        "x = tf.reshape(x, [8, 8, 3])\n",
        "x = tf.image.central_crop(x, 0.5)\n",
    ],
)
def test_a_picture_is_resized_by_itself(steps: str) -> None:
    body = f"x = tf.image.decode_png(tf.read_file('a.png'))\n{steps}out = tf.image.resize_images(x, [4, 4])\n"
    level, text = converted(body)
    assert level is Level.NATIVE
    assert SINGLE.format("x") in text or SINGLE.format("tf.reshape(x, [8, 8, 3])") in text


def test_the_method_may_be_a_constant_of_its_class() -> None:
    level, text = converted(
        "x = tf.image.decode_png(tf.read_file('a.png'))\n"
        "out = tf.image.resize_images(x, [4, 4], tf.image.ResizeMethod.NEAREST_NEIGHBOR)\n"
    )
    assert level is Level.NATIVE
    assert "tf.raw_ops.ResizeNearestNeighbor(images=tf.expand_dims(x, 0), size=[4, 4])[0]" in text


MAPPED = """\
def read(name):
    return tf.image.decode_png(tf.read_file(name))
def resize(x):
    return tf.image.resize_images(x, [4, 4])
data = tf.data.Dataset.from_tensor_slices(['a.png']).map(read){}.map(resize)
out = data.make_one_shot_iterator().get_next()
"""


def test_elements_are_like_what_a_function_gave() -> None:
    level, text = converted(MAPPED.format(".repeat()"))
    assert level is Level.NATIVE
    assert SINGLE.format("x") in text


def test_batches_have_one_more_dimension() -> None:
    level, text = converted(MAPPED.format(".batch(1)"))
    assert level is not Level.NATIVE
    assert "expand_dims" not in text


def test_the_rank_of_an_unknown_picture_is_not_guessed() -> None:
    body = "x = tf.image.decode_image(tf.read_file('a.png'))\nout = tf.image.resize_images(x, [4, 4])\n"
    assert "expand_dims" not in converted(body)[1]
