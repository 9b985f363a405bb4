"""Loops and branches that make variables and compute with them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 4])\nh = x\n"
END = (
    "y = tf.reduce_sum(h)\nsess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
    "print(sess.run(y, {x: [[1., 2., 3., 4.]]}))\n"
)


def converted(body: str) -> tuple[Level, str, set[str]]:
    """What becomes of a program of one file: its level, its text, the codes of its findings."""
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body + END)], Options())
    codes = {f.code for f in result.findings if not "TF900" <= f.code <= "TF919"}
    return result.level, result.files[0].text, codes


def test_variables_of_a_loop_come_first() -> None:
    level, text, _ = converted(
        "for i in range(2):\n    w = tf.Variable(tf.ones([4, 4]), name='w%d' % i)\n    h = tf.matmul(h, w)\n"
    )
    assert level is Level.NATIVE
    made = "ws = []\nfor i in range(2):\n    ws.append(tf.Variable(tf.ones([4, 4]), name='w%d' % i))\n"
    assert made in text
    assert "    for i, w in zip(range(2), ws):\n        h = tf.matmul(h, w)\n" in text


def test_a_comment_after_the_head_of_a_block_stays_with_the_rest() -> None:
    level, text, _ = converted(
        "for i in range(2):  # layers\n    # one layer\n"
        "    w = tf.Variable(tf.ones([4, 4]), name='w%d' % i)\n    h = tf.matmul(h, w)\n"
    )
    assert level is Level.NATIVE
    assert "for i in range(2):\n    ws.append(" in text
    assert "    for i, w in zip(range(2), ws):  # layers\n        # one layer\n        h = tf.matmul" in text


def test_a_counted_loop_keeps_its_count() -> None:
    level, text, _ = converted(
        "for i, n in enumerate([4, 4]):\n    w = tf.Variable(tf.ones([4, n]))\n    h = tf.matmul(h, w) + i\n"
    )
    assert level is Level.NATIVE
    assert "for i, (n, w) in enumerate(zip([4, 4], ws)):" in text


def test_a_list_of_the_program_is_used() -> None:
    level, text, _ = converted(
        "weights = []\nfor i in range(2):\n    w = tf.Variable(tf.ones([4, 4]))\n    weights.append(w)\n"
        "    h = tf.matmul(h, w)\n"
    )
    assert level is Level.NATIVE
    assert "for i, w in zip(range(2), weights):" in text
    assert "ws" not in text


def test_what_the_rounds_leave_to_each_other_stays_with_the_variables() -> None:
    level, text, _ = converted(
        "last = 4\nfor n in [4, 4]:\n    w = tf.Variable(tf.ones([last, n]))\n    last = n\n"
        "    h = tf.matmul(h, w)\n"
    )
    assert level is Level.NATIVE
    assert text.count("last = n") == 1


def test_a_branch() -> None:
    level, text, _ = converted(
        "bias = True\nif bias:\n    b = tf.Variable(tf.ones([4]))\n    h = h + b\nelse:\n    h = h * 2\n"
    )
    assert level is Level.NATIVE
    assert "if bias:\n    b = tf.Variable(tf.ones([4]))\n" in text
    assert "    if bias:\n        h = h + b\n    else:\n        h = h * 2\n" in text


def test_scopes_only_give_names() -> None:
    level, text, _ = converted(
        "for i in range(2):\n    with tf.variable_scope('l%d' % i):\n"
        "        w = tf.get_variable('w', [4, 4])\n        h = tf.matmul(h, w)\n"
    )
    assert level is Level.NATIVE
    assert "    with tf.name_scope('l%d' % i):\n        ws.append(tf.Variable(" in text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(
            "for i in range(2):\n    with tf.variable_scope('l', reuse=tf.AUTO_REUSE):\n"
            "        w = tf.get_variable('w', [4, 4])\n        h = tf.matmul(h, w)\n",
            "TF331",
            id="shared",
        ),
        pytest.param(
            "last = 4\nfor n in [4, 4]:\n    w = tf.Variable(tf.ones([last, n]))\n"
            "    h = tf.matmul(h, w) * last\n    last = n\n",
            "TF923",
            id="read in both",
        ),
        pytest.param(
            "ws = []\nfor n in [4, 4]:\n    ws.append(tf.Variable(tf.ones([4, n])))\n"
            "    h = tf.matmul(h, ws[-1])\n",
            "TF923",
            id="last of a list",
        ),
        pytest.param(
            "for n in iter([4, 4]):\n    w = tf.Variable(tf.ones([4, n]))\n    h = tf.matmul(h, w)\n",
            "TF923",
            id="gone through once",
        ),
        pytest.param(
            "for n in [4, 4]:\n    w = tf.Variable(tf.ones([4, n]))\n    h = tf.matmul(h, w)\n"
            "    if n > 9:\n        break\n",
            "TF923",
            id="left early",
        ),
    ],
)
def test_what_is_left(body: str, code: str) -> None:
    level, _, codes = converted(body)
    assert (level, codes) == (Level.COMPAT, {code})
