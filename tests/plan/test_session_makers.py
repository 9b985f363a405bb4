"""Functions that only make a session go; others stay graph programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

PROGRAM = """\
import os
import tensorflow as tf
def get_session(fraction=0.3):
    options = tf.GPUOptions(per_process_gpu_memory_fraction=fraction)
%s    return tf.Session(config=tf.ConfigProto(gpu_options=options))
v = tf.Variable(2.0)
y = v * 2
sess = get_session()
sess.run(tf.global_variables_initializer())
print(sess.run(y))
"""


def converted(line: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), PROGRAM % line)], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    "line",
    ["", "    threads = os.environ.get('T')\n", "    if fraction:\n        return tf.Session()\n"],
)
def test_a_function_that_only_makes_a_session_goes(line: str) -> None:
    level, text = converted(line)
    assert level is Level.NATIVE and "session" not in text.lower()


@pytest.mark.parametrize(
    "line", ["    print('a session')\n", "    options.count = open('count').read()\n    os.remove('count')\n"]
)
def test_what_a_function_does_besides_is_kept(line: str) -> None:
    _, text = converted(line)
    assert line.strip().partition("\n")[0] in text
