"""Programs that ran eagerly under TensorFlow 1: names change, and what has no equal is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import numpy as np\nimport tensorflow as tf\ntfe = tf.contrib.eager\ntf.enable_eager_execution()\n"
STEP = (
    HEAD + "v = tfe.Variable(1.0)\nopt = tf.train.AdamOptimizer(0.1)\n"
    "grad = tfe.implicit_gradients(lambda x: v * x)\n"
)


def case(*values: str, name: str) -> object:
    return pytest.param(*values, id=name)


def native(program: str) -> str:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def codes(program: str) -> list[str]:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    return [] if result.level is Level.NATIVE else [f.code for f in result.findings]


@pytest.mark.parametrize(
    ("program", "text"),
    [
        case(
            HEAD + "print(tf.constant(1))\n",
            "import tensorflow as tf\nprint(tf.constant(1))\n",
            name="switch",
        ),
        case(HEAD + "v = tfe.Variable(1.0)\n", "v = tf.Variable(1.0)", name="variable"),
        case(HEAD + "it = tfe.Iterator(tf.data.Dataset.range(3))\n", "it = iter(tf.data", name="iterator"),
        case(
            HEAD + "it = tfe.Iterator(tf.data.Dataset.range(3))\nprint(it.next())\n", "next(it)", name="next"
        ),
        case(
            HEAD + "it = tf.data.Dataset.range(3).make_one_shot_iterator()\nprint(it.get_next())\n",
            "it = iter(tf.data.Dataset.range(3))\nprint(it.get_next())",
            name="one-shot iterator",
        ),
        case(STEP, "def implicit_gradients(f):", name="a function stands for what has no equal"),
        case(STEP + "opt.apply_gradients(grad(2.0))\n", "opt.apply_gradients(grad(2.0))", name="step"),
        case(
            STEP + "n = tf.Variable(0)\nopt.apply_gradients(grad(2.0), global_step=n)\n",
            "opt.apply_gradients(grad(2.0))\nn.assign_add(1)",
            name="a step that is counted",
        ),
        case(
            HEAD + "class Net(tfe.Network):\n    def __init__(self):\n        super(Net, self).__init__()\n"
            "        self.a = self.track_layer(tf.layers.Dense(2))\n",
            "class Net(tf.keras.Model):",
            name="network",
        ),
        case(
            HEAD + "class Net(tfe.Network):\n    def __init__(self):\n        super(Net, self).__init__()\n"
            "        self.a = self.track_layer(tf.layers.Dense(2))\nnet = Net()\n",
            "self.a = tf.keras.layers.Dense(2)",
            name="a layer of a network",
        ),
    ],
)
def test_names_become_native(program: str, text: str) -> None:
    assert text in native(program)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        case("a = tf.constant(1)\nprint(a == a)\n", "TF506", name="tensors are compared by identity"),
        case("a = tf.constant(1)\nprint({a: 1})\n", "TF506", name="a tensor is a key"),
        case("v = tf.get_variable('v', [2])\n", "TF506", name="a variable of the graph"),
        case(
            "v = tf.Variable(1.0)\ntf.train.AdamOptimizer().minimize(lambda: v)\n", "TF506", name="minimize"
        ),
        case(
            "d = tf.data.Dataset.range(3).shuffle(3)\n"
            "for e in range(2):\n    for x in d:\n        print(x)\n",
            "TF505",
            name="a shuffled dataset is begun again",
        ),
        case(
            "layer = tf.layers.Dense(2)\nprint(layer(np.ones([2, 2])))\n",
            "TF322",
            name="a layer over doubles",
        ),
        case(
            "print(tf.layers.dense(tf.ones([2, 2]), 2))\n", "TF110", name="a layer that is made at each call"
        ),
    ],
)
def test_what_has_no_equal_keeps_the_program(body: str, code: str) -> None:
    assert codes(HEAD + body) == [code]


def test_eager_execution_that_is_only_asked_for_in_some_cases() -> None:
    program = "import sys\nimport tensorflow as tf\nif sys.argv:\n    tf.enable_eager_execution()\n"
    assert codes(program + "print(tf.constant(1))\n") == ["TF506"]


def test_what_stays_at_compat_still_runs_eagerly() -> None:
    program = HEAD + "a = tf.constant(1)\nprint(a == a)\n"
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    text = result.files[0].text
    assert result.level is Level.COMPAT
    assert text.rindex("enable_eager_execution()") > text.rindex("disable_v2_behavior()")
