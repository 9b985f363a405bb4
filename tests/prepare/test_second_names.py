"""Functions of TensorFlow that modules give other names are called by their own."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

OPS = """\
import tensorflow as tf
image_summary = tf.summary.image
scalar_summary = tf.summary.scalar
{more}
"""
MAIN = """\
import tensorflow as tf
from ops import *
x = tf.placeholder(tf.float32, [None, 4, 4, 1])
{more}
shown = tf.summary.merge([image_summary("x", x), scalar_summary("mean", tf.reduce_mean(x))])
with tf.Session() as sess:
    writer = tf.summary.FileWriter("logs")
    writer.add_summary(sess.run(shown, {{x: [[[[1.0]] * 4] * 4]}}), 0)
"""


def converted(ops: str = "", main: str = "pass") -> ProgramResult:
    texts = {"ops.py": OPS.format(more=ops), "main.py": MAIN.format(more=main)}
    results = engine.convert([Source(Path(p), t) for p, t in texts.items()], Options())
    return next(r for r in results if any(f.source.path.name == "main.py" for f in r.files))


def test_the_second_names_go() -> None:
    result = converted()
    assert result.level is Level.NATIVE
    texts = {f.source.path.name: f.text for f in result.files}
    assert "scalar_summary" not in texts["ops.py"] + texts["main.py"]
    assert 'tf.summary.scalar("mean", ' in texts["main.py"]


def test_a_name_that_is_also_an_argument_stays() -> None:
    assert converted(ops="def show(image_summary):\n    return image_summary").level is Level.COMPAT


def test_a_name_that_is_bound_again_stays() -> None:
    assert converted(main="image_summary = tf.summary.image").level is Level.COMPAT
