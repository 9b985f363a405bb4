"""Programs that share files and call different parts of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

MODEL = """import tensorflow as tf


class Model(object):
    def __init__(self, sess, trains):
        self.sess = sess
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.y = tf.matmul(self.x, self.w)
        self.saver = tf.train.Saver()
        if trains:
            self.loss = tf.reduce_mean(tf.square(self.y))
            self.step = tf.train.AdamOptimizer(0.1).minimize(self.loss)

    def fit(self, x):
        self.sess.run(tf.global_variables_initializer())
        for _ in range(3):
            _, loss = self.sess.run([self.step, self.loss], {self.x: x})
            print(loss)
        self.saver.save(self.sess, "model")

    def predict(self, x):
        self.saver.restore(self.sess, "model")
        return self.sess.run(self.y, {self.x: x})
"""
FIT = """import tensorflow as tf
from model import Model

with tf.Session() as sess:
    Model(sess, True).fit([[1.0, 2.0]])
"""
PREDICT = """import tensorflow as tf
from model import Model

with tf.Session() as sess:
    print(Model(sess, False).predict([[1.0, 2.0]]))
"""


def converted(files: dict[str, str]) -> tuple[dict[str, str], set[Level]]:
    results = engine.convert([Source(Path(n), t) for n, t in files.items()], Options())
    return {f.source.path.as_posix(): f.text for r in results for f in r.files}, {r.level for r in results}


def test_programs_that_call_different_methods_become_native_together() -> None:
    files = {"fit.py": FIT, "model.py": MODEL, "predict.py": PREDICT}
    new, levels = converted(files)
    assert levels == {Level.NATIVE}
    assert "loss = self.step(x).numpy()" in new["model.py"]
    assert "return self.y(x).numpy()" in new["model.py"]
    assert "tf.train.Checkpoint(w=self.w)" in new["model.py"]  # the optimizer is made after the saver
    assert "NotImplementedError" not in new["model.py"]
    assert converted(new) == (new, {Level.NATIVE})


def test_the_one_that_trains_decides_the_form() -> None:
    files = {"a_predict.py": PREDICT, "fit.py": FIT, "model.py": MODEL}
    first, _ = converted({"fit.py": FIT, "model.py": MODEL, "predict.py": PREDICT})
    assert converted(files)[0]["model.py"] == first["model.py"]


# The second program would see what the first left in a module.
LEAVES = MODEL.replace("        self.sess = sess\n", "        self.sess = sess\n        made.append(sess)\n")
LEAVES = LEAVES.replace("\n\nclass", "\nmade = []\n\n\nclass")
# Importing the module adds to a graph, and each program has its own.
ADDS = MODEL.replace("\n\nclass", "\nscale = tf.Variable(2.0)\n\n\nclass")
ADDS = ADDS.replace("tf.matmul(self.x, self.w)", "tf.matmul(self.x, self.w) * scale")


@pytest.mark.parametrize("shared", [LEAVES, ADDS])
def test_programs_that_would_see_each_other_are_not_read_as_one(shared: str) -> None:
    _, levels = converted({"fit.py": FIT, "model.py": shared, "predict.py": PREDICT})
    assert levels == {Level.COMPAT}


def test_an_entry_that_another_imports_is_not_read_as_one_with_it() -> None:
    both = PREDICT.replace("from model import Model\n", "import fit\nfrom model import Model\n")
    new, _ = converted({"fit.py": FIT, "model.py": MODEL, "predict.py": both})
    assert set(new) == {"fit.py", "model.py", "predict.py"}
