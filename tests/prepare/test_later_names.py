"""Names that mean something else after the graph was built with what they meant before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """import numpy as np
import tensorflow as tf
x = tf.placeholder(tf.float32, [None])
rate = 0.5


def act(value):
    return tf.nn.relu(value)


y = act(x) * rate
sess = tf.Session()
{more}
"""
RUN = "print(sess.run(y, {x: np.ones(2)}))"


def converted(more: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM.format(more=more))], Options())
    return result.level, result.files[0].text


def test_a_loop_has_a_name_of_its_own() -> None:
    level, text = converted(f"for rate in np.linspace(0, 1, 3):\n    print(rate)\n    {RUN}\n")
    assert level is Level.NATIVE
    assert "for rate_now in np.linspace(0, 1, 3):\n    print(rate_now)\n" in text
    assert "act(x) * rate\n" in text


def test_a_function_has_a_name_of_its_own() -> None:
    again = "def act(value):\n    return value + 1\n\n\nz = act(x)\nprint(sess.run(z, {x: np.ones(2)}))\n"
    level, text = converted(f"{RUN}\n\n\n{again}")
    assert level is Level.NATIVE
    assert "def act_1(value):" in text and "act_1(x)" in text
    assert "return act(x) * rate" in text


@pytest.mark.parametrize(
    "more",
    [
        f"for rate in np.linspace(0, 1, 3):\n    {RUN}\nprint(rate)\n",
        f"def show():\n    print(rate)\n\n\nfor rate in np.linspace(0, 1, 3):\n    show()\n    {RUN}\n",
        f"for i in range(2):\n    rate = i\n    {RUN}\nprint(rate)\n",
    ],
)
def test_a_name_that_others_read_stays(more: str) -> None:
    level, text = converted(more)
    assert "rate_now" not in text
    assert level is Level.COMPAT
