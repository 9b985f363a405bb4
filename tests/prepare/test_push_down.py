"""Methods that a class inherits from one in another file, and that build a part of its graph."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

BASE = """import tensorflow as tf
import math


class Base(object):
    def __init__(self, rate):
        self.rate = rate

    # Trains with plain descent.
    def add_training(self):
        rate = math.sqrt(self.rate)
        self.step = tf.train.GradientDescentOptimizer(rate).minimize(self.loss)

    def report(self, loss):
        print('loss', loss)
"""
HEIR = """import tensorflow as tf
from base import Base


class Model(Base):
    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.matmul(self.x, self.w))
        self.add_training()

    def train(self, sess, x):
        _, loss = sess.run([self.step, self.loss], {self.x: x})
        self.report(loss)
"""
MAIN = """import tensorflow as tf
from heir import Model

model = Model(0.25)
model.build()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    model.train(sess, [[1.0, 2.0]])
"""


def converted(base: str = BASE, heir: str = HEIR, main: str = MAIN) -> tuple[Level, dict[str, str]]:
    files = {"base.py": base, "heir.py": heir, "main.py": main}
    results = engine.convert([Source(Path(n), t) for n, t in files.items()], Options())
    return results[-1].level, {f.source.path.as_posix(): f.text for r in results for f in r.files}


def test_a_method_moves_with_its_comment_and_its_imports() -> None:
    level, new = converted()
    assert level is Level.NATIVE
    assert "add_training" not in new["base.py"] and "def report" in new["base.py"]
    assert "    # Trains with plain descent.\n    def add_training(self):" in new["heir.py"]
    assert "import math\n" in new["heir.py"]
    assert "plain descent" not in new["base.py"]
    assert converted(new["base.py"], new["heir.py"], new["main.py"]) == (Level.NATIVE, new)


def test_a_base_of_two_classes_keeps_its_methods() -> None:
    level, new = converted(heir=HEIR + "\n\nclass Other(Base):\n    pass\n")
    assert level is Level.COMPAT
    assert "def add_training" in new["base.py"]


def test_a_base_with_objects_of_its_own_keeps_its_methods() -> None:
    level, new = converted(main=MAIN + "    from base import Base\n    Base(1.0).report(2.0)\n")
    assert level is Level.COMPAT
    assert "def add_training" in new["base.py"]


def test_a_name_that_means_something_else_there() -> None:
    level, _ = converted(heir=HEIR.replace("import tensorflow", "math = None\nimport tensorflow", 1))
    assert level is Level.COMPAT
