"""Which files a plan has anything to say about."""

from __future__ import annotations

from pathlib import Path

from tf2codemod.engine import read
from tf2codemod.index.project import parse_project
from tf2codemod.model import Source
from tf2codemod.plan.program import plan_program
from tf2codemod.rewrite.touched import Touched

MAIN = """
import tensorflow as tf
from data import load
from layers import double
x = tf.placeholder(tf.float32, [2])
with tf.Session() as sess:
    print(sess.run(double(x), {x: load()}))
"""
FILES = {
    "main.py": MAIN,
    "data.py": "def load():\n    return [1.0, 2.0]\n",
    "layers.py": "import tensorflow as tf\n\n\ndef double(x):\n    return tf.add(x, x)\n",
}


def test_a_plan_speaks_of_the_files_that_build_and_run_the_graph() -> None:
    (reading,) = read(parse_project([Source(Path(n), t) for n, t in FILES.items()]))
    touched = Touched(plan_program(reading).files[0])
    named = {str(p) for p, m in reading.modules.items() if m.tree in touched}
    assert named == {"main.py", "layers.py"}
