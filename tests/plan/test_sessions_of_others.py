"""Sessions that are defaults of parameters, and TensorFlow that a file has from another one."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

MODEL = """\
class Model(object):
    def __init__(self, rate, session=tf.Session()):
        self._x = tf.placeholder(tf.float32, [None, 2])
        self._w = tf.Variable(tf.ones([2, 1]))
        self._y = tf.matmul(self._x, self._w) * rate
        self._sess = session
        self._sess.run(tf.global_variables_initializer())

    def predict(self, x):
        return self._sess.run(self._y, feed_dict={self._x: x})
"""
MAIN = """\
import tensorflow as tf
from model import Model
with tf.Session() as sess:
    print(Model(2.0, session=sess).predict([[1., 2.]]))
"""


def test_the_default_of_a_session_goes_with_its_parameter() -> None:
    sources = [
        Source(Path("main.py"), MAIN),
        Source(Path("model.py"), "from ops import *\n" + MODEL),
        Source(Path("ops.py"), "import tensorflow as tf\n"),
    ]
    results = engine.convert(sources, Options())
    assert [r.level for r in results] == [Level.NATIVE]
    text = {f.source.path.name: f.text for f in results[0].files}
    assert "def __init__(self, rate):" in text["model.py"]
    assert "from ops import *\n" in text["model.py"] and "tf.TensorSpec" in text["model.py"]
