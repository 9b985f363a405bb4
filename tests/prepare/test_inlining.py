"""Functions that make training ops for their callers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 4])\n"
LOSS = "w = tf.Variable(tf.ones([4, 1]))\nloss = tf.reduce_mean(tf.matmul(x, w))\n"
END = (
    "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
    "for i in range(2):\n    print(sess.run([train_op, loss], {x: [[1., 2., 3., 4.]]}))\n"
)


def converted(function: str, call: str = "train_op = training(loss, 0.1)\n") -> tuple[Level, str]:
    """The level and the text of a program whose training op a function makes."""
    (result,) = engine.convert([Source(Path("program.py"), HEAD + function + LOSS + call + END)], Options())
    return result.level, result.files[0].text


def test_a_training_op_of_a_function() -> None:
    level, text = converted(
        "def training(loss, rate):\n    '''Trains.'''\n    # plain descent\n"
        "    optimizer = tf.train.GradientDescentOptimizer(rate)\n    return optimizer.minimize(loss)\n"
    )
    assert level is Level.NATIVE
    assert "def training" not in text
    assert "# plain descent\noptimizer = tf.keras.optimizers.SGD(0.1)\n" in text


def test_local_names_stay_apart_from_those_of_the_caller() -> None:
    level, text = converted(
        "def training(loss, rate):\n    w = rate * 2\n"
        "    return tf.train.GradientDescentOptimizer(w).minimize(loss)\n"
    )
    assert level is Level.NATIVE
    assert "w_1 = 0.1 * 2\n" in text
    assert "SGD(w_1)" in text


def test_a_parameter_that_changes() -> None:
    level, text = converted(
        "def training(loss, rate=0.5):\n    rate = rate / 2\n"
        "    op = tf.train.GradientDescentOptimizer(rate).minimize(loss)\n    return op\n",
        "train_op = training(loss)\n",
    )
    assert level is Level.NATIVE
    assert "rate = 0.5\nrate = rate / 2\n" in text


@pytest.mark.parametrize(
    ("function", "call"),
    [
        pytest.param(
            "def training(loss, rate):\n    if rate:\n"
            "        return tf.train.GradientDescentOptimizer(rate).minimize(loss)\n    return None\n",
            "train_op = training(loss, 0.1)\n",
            id="two returns",
        ),
        pytest.param(
            "def training(loss, rate):\n    return tf.train.GradientDescentOptimizer(rate).minimize(loss)\n",
            "train_op = training(loss, 0.1)\nprint(training.__name__)\n",
            id="named again",
        ),
        pytest.param(
            "def training(loss, *rest):\n"
            "    return tf.train.GradientDescentOptimizer(rest[0]).minimize(loss)\n",
            "train_op = training(loss, 0.1)\n",
            id="any arguments",
        ),
    ],
)
def test_what_is_left(function: str, call: str) -> None:
    level, text = converted(function, call)
    assert level is Level.COMPAT
    assert "def training" in text


OTHER = (
    "import tensorflow as tf\n\n\ndef training(loss, rate):\n    # plain descent\n"
    "    optimizer = tf.train.GradientDescentOptimizer(rate)\n    return optimizer.minimize(loss)\n\n\n"
    "def double(x):\n    return x * 2\n"
)


def of_two_files(other: str, head: str, call: str) -> tuple[Level, dict[str, str]]:
    files = {"other.py": other, "program.py": HEAD.replace("\n", f"\n{head}\n", 1) + LOSS + call + END}
    results = engine.convert([Source(Path(n), t) for n, t in files.items()], Options())
    return results[-1].level, {f.source.path.name: f.text for r in results for f in r.files}


def test_a_function_of_another_module() -> None:
    level, texts = of_two_files(OTHER, "import other", "train_op = other.training(loss, 0.1)\n")
    assert level is Level.NATIVE
    assert "def training" not in texts["other.py"] and "def double" in texts["other.py"]
    assert "# plain descent\noptimizer = tf.keras.optimizers.SGD(0.1)\n" in texts["program.py"]


@pytest.mark.parametrize(
    ("other", "head", "call"),
    [
        # the import of the name would be left behind
        (OTHER, "from other import training", "train_op = training(loss, 0.1)\n"),
        # a name of the other module
        (
            OTHER.replace("GradientDescentOptimizer(rate)", "GradientDescentOptimizer(rate * RATE)")
            + "RATE = 2\n",
            "import other",
            "train_op = other.training(loss, 0.1)\n",
        ),
        # a builtin that the caller calls otherwise
        (
            OTHER.replace("GradientDescentOptimizer(rate)", "GradientDescentOptimizer(abs(rate))"),
            "import other\nabs = None",
            "train_op = other.training(loss, 0.1)\n",
        ),
    ],
)
def test_a_function_that_means_something_else_here(other: str, head: str, call: str) -> None:
    level, texts = of_two_files(other, head, call)
    assert level is Level.COMPAT
    assert "def training" in texts["other.py"]
