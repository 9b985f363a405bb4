"""Files that run a graph and do not import TensorFlow themselves."""

from __future__ import annotations

import ast
from pathlib import Path

import libcst as cst

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source
from tf2codemod.rewrite.expressions import Needs
from tf2codemod.rewrite.module import lacks_import, with_needs

MODEL = """import tensorflow as tf


class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.matmul(self.x, self.w))
        self.step = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
"""
TRAINER = '''"""Trains."""
import numpy as np


class Trainer(object):
    def __init__(self, sess, model):
        self.sess = sess
        self.model = model

    def train(self, x):
        _, loss = self.sess.run([self.model.step, self.model.loss], {self.model.x: x})
        return np.float32(loss)
'''
MAIN = """import tensorflow as tf
from model import Model
from trainer import Trainer

with tf.Session() as sess:
    model, other = Model(), Model()
    sess.run(tf.global_variables_initializer())
    print(Trainer(sess, model).train([[1.0, 2.0]]))
"""


def converted(trainer: str) -> tuple[Level, dict[str, str]]:
    files = {"main.py": MAIN, "model.py": MODEL, "trainer.py": trainer}
    results = engine.convert([Source(Path(n), t) for n, t in files.items()], Options())
    return results[-1].level, {f.source.path.as_posix(): f.text for r in results for f in r.files}


def test_a_trainer_calls_the_model() -> None:
    level, new = converted(TRAINER)
    assert level is Level.NATIVE
    assert "loss = self.model.step(x).numpy()" in new["trainer.py"]
    assert "tensorflow" not in new["trainer.py"]


def test_another_meaning_of_the_name_stays() -> None:
    level, new = converted(TRAINER.replace("import numpy as np", "import numpy as np\n\ntf = 3"))
    assert level is Level.NATIVE
    assert "import numpy as np\n\ntf = 3\n" in new["trainer.py"]


def test_new_code_imports_what_it_speaks_of() -> None:
    text = "import numpy as np\n\nprint(tf.add(1, 2))\n"
    module = cst.parse_module(text)
    old = ast.parse("print(3)")
    assert lacks_import(module, text, old)
    assert not lacks_import(module, "import tensorflow as tf\n" + text, old)
    assert not lacks_import(module, text, ast.parse("tf = 3"))
    new = with_needs(module, Needs(), "tf", lacks_import=True).code
    assert new == "import numpy as np\nimport tensorflow as tf\n\nprint(tf.add(1, 2))\n"
