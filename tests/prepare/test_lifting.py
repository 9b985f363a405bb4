"""Inner functions that leave the functions which define them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.engine import read
from tf2codemod.index.project import parse_project
from tf2codemod.model import Level, Options, Source
from tf2codemod.plan.obstacles import Obstacle
from tf2codemod.prepare.edits import Edits
from tf2codemod.prepare.lifting import lift_inner_functions

PATH = Path("program.py")
METHOD = """\
import tensorflow as tf


# A model.
class Model(object):
    def __init__(self, n_in, hidden=6):
        self.x = tf.placeholder(tf.float32, [None, n_in])
        self.keep = 0.5

        def layer(inp, n, name):
            # One layer.
            with tf.variable_scope(name):
                w = tf.get_variable('w', [inp.get_shape()[1].value, n])
                return {result}

        self.out = layer(layer(self.x, hidden, 'h1'), 1, 'out')


model = Model(4)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(model.out, {{model.x: [[1., 2., 3., 4.]]}}))
"""


def converted(text: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(PATH, text)], Options())
    return result.level, result.files[0].text


def lifted(text: str) -> str | None:
    """The text with the inner functions of ``build`` lifted, as if the plan had stopped in it."""
    (reading,) = read(parse_project([Source(PATH, text)]))
    tree = reading.modules[PATH].tree
    code = next(
        n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in ("build", "__init__")
    )
    edits = {PATH: Edits(text)}
    done = lift_inner_functions(reading.trace, {PATH: tree}, edits, Obstacle("TF317", "", "", code.body[-1]))
    return edits[PATH].apply().text if done else None


BUILD = """\
import tensorflow as tf
def build(x, n):
    scale = 2.0
    def twice(h):
        return h * scale
    def both(h, more=1.0):
        return twice(h) + more + n
    return both(x)
print(tf.Session().run(build(tf.constant(1.0), 3)))
"""


def test_a_layer_of_a_method_is_defined_beside_its_class() -> None:
    level, text = converted(METHOD.format(result="tf.matmul(inp, w)"))
    assert level is Level.NATIVE
    assert text.index("class Layer(tf.keras.layers.Layer):") < text.index("# A model.\nclass Model(object):")
    assert converted(text) == (level, text)


def test_what_reads_the_object_becomes_a_method() -> None:
    text = lifted(METHOD.format(result="tf.matmul(inp, w) * self.keep"))
    assert text is not None
    assert "class Model(object):\n    def layer(self, inp, n, name):\n        # One layer.\n" in text
    assert "self.out = self.layer(self.layer(self.x, hidden, 'h1'), 1, 'out')" in text


def test_what_is_read_of_the_function_is_given() -> None:
    assert (
        lifted(BUILD)
        == """\
import tensorflow as tf
def twice(scale, h):
    return h * scale


def both(n, scale, h, more=1.0):
    return twice(scale, h) + more + n


def build(x, n):
    scale = 2.0
    return both(n, scale, x)
print(tf.Session().run(build(tf.constant(1.0), 3)))
"""
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return both(x)", "return tf.map_fn(both, x)"),
        ("def twice(h):\n        ", "def twice(h):\n        nonlocal scale\n        "),
        ("more=1.0):", "more=n * 1.0):"),
        ("def twice(h)", "@tf.contrib.framework.add_arg_scope\n    def twice(h)"),
        ("return twice(h) + more + n", "scale = 1.0\n        return twice(h) + more + n + scale"),
        ("scale = 2.0\n", "scale = 2.0\n    print(locals())\n"),
    ],
)
def test_what_depends_on_its_place_stays(old: str, new: str) -> None:
    assert old in BUILD
    assert lifted(BUILD.replace(old, new)) is None
