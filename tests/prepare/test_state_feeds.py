"""The state of a recurrent cell that is fed part by part is fed whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

LAYERS = """\
import numpy as np
import tensorflow as tf
cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(4) for _ in range(2)])
x = tf.placeholder(tf.float32, [2, 3, 2])
s = cell.zero_state(2, tf.float32)
y, last = tf.nn.dynamic_rnn(cell, x, initial_state=s)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
v = sess.run(s)
for step in range(3):
    feed = {x: np.ones((2, 3, 2))}
"""
RUN = "    r, v = sess.run([y, last], feed)\n    print(r.sum(), v[0].c.sum())\n"
ONE = LAYERS.replace(
    "tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(4) for _ in range(2)])",
    "tf.nn.rnn_cell.BasicLSTMCell(4)",
)


def converted(body: str, head: str = LAYERS) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), head + body)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    "loop",
    [
        "for i, (c, h) in enumerate(s):\n        feed[c] = v[i].c\n        feed[h] = v[i].h",
        "for i, (c, h) in enumerate(s):\n        feed[h], feed[c] = v[i].h, v[i][0]",
        "for i, (c, h) in enumerate(s):\n        feed[c], feed[h] = v[i]",
        "for (c, h), (a, b) in zip(s, v):\n        feed[c] = a\n        feed[h] = b",
        "for i, part in enumerate(s):\n        feed[part] = v[i]",
        "for i in range(len(s)):\n        feed[s[i].c] = v[i].c\n        feed[s[i].h] = v[i].h",
    ],
)
def test_a_loop_over_all_parts_is_one_entry(loop: str) -> None:
    level, text = converted(f"    {loop}\n{RUN}")
    assert level is Level.NATIVE
    assert "    feed['s'] = v\n    r, v = y_and_last(**feed)\n" in text


@pytest.mark.parametrize(
    "loop",
    [
        "for i, (c, h) in enumerate(s):\n        feed[c] = v[i].h\n        feed[h] = v[i].c",
        "for i, (c, h) in enumerate(s):\n        feed[c] = v[i].c",
        "for i, (c, h) in enumerate(s):\n        feed[c] = v[1 - i].c\n        feed[h] = v[1 - i].h",
        "for i, (c, h) in enumerate(s):\n        feed[c] = v[0].c\n        feed[h] = v[0].h",
        "for i, (c, h) in enumerate(s):\n        feed[c] = v[i].c\n        feed[h] = w[i].h",
        "for i, (c, h) in enumerate(s):\n        feed[c] = v[i].c * 0.5\n        feed[h] = v[i].h",
        "for i, (h, c) in enumerate(s):\n        feed[c] = v[i].c\n        feed[h] = v[i].h",
        "for i, (c, h) in enumerate(s[:1]):\n        feed[c] = v[i].c\n        feed[h] = v[i].h",
        "for i in range(len(v)):\n        feed[s[i].c] = v[0].c\n        feed[s[i].h] = v[i].h",
    ],
)
def test_other_parts_are_refused(loop: str) -> None:
    level, _ = converted(f"    w = v\n    {loop}\n{RUN}")
    assert level is Level.COMPAT


def test_a_name_of_the_loop_may_be_that_of_a_loop_around_it() -> None:
    head = LAYERS.replace("for step in", "for i in")
    loop = "    for i, part in enumerate(s):\n        feed[part] = v[i]\n"
    level, text = converted(loop + RUN, head)
    assert level is Level.NATIVE
    assert "    feed['s'] = v\n" in text
    level, _ = converted(loop + RUN + "    print(i)\n", head)
    assert level is Level.COMPAT


def test_both_fields_of_one_cell_are_one_entry() -> None:
    level, text = converted("    feed[s.c] = v.c\n    feed[s.h] = v[1]\n" + RUN, ONE)
    assert level is Level.NATIVE
    assert "    feed['s'] = v\n" in text
    level, text = converted(RUN.replace("feed)", "{x: feed[x], s.h: v.h, s.c: v.c})"), ONE)
    assert level is Level.NATIVE
    assert "y_and_last(feed['x'], v)" in text or "y_and_last(" in text


def test_one_field_alone_is_refused() -> None:
    level, _ = converted("    feed[s.c] = v.c\n" + RUN, ONE)
    assert level is Level.COMPAT
    level, _ = converted("    feed[s.c] = v.h\n    feed[s.h] = v.c\n" + RUN, ONE)
    assert level is Level.COMPAT
