"""Programs of several files, in which one file uses what a class of another becomes."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

MODEL = """\
import tensorflow as tf
class Model(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.matmul(self.x, w))
        tf.summary.scalar('loss', self.loss)
        self.summary = tf.summary.merge_all()
"""
RUN = """\
def run(model):
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter('logs')
        writer.add_summary(sess.run(model.summary, {model.x: [[1., 2.]]}), 1)
"""
NET = """\
import tensorflow as tf
class Net(object):
    def __init__(self, name, units):
        self.name = name
        self.units = units
    def __call__(self, x, reuse=False):
        with tf.variable_scope(self.name, reuse=reuse):
            return tf.layers.dense(x, self.units, name='out')
"""


def converted(**files: str) -> tuple[Level, dict[str, str]]:
    sources = [Source(Path(f"{name}.py"), text) for name, text in files.items()]
    results = engine.convert(sources, Options())
    texts = {f.source.path.stem: f.text for result in results for f in result.files}
    return min(result.level for result in results), texts


def test_what_writes_summaries_is_imported_from_the_file_of_the_class() -> None:
    main = f"import tensorflow as tf\nfrom model import Model\n{RUN}run(Model())\n"
    level, texts = converted(main=main, model=MODEL)
    assert level is Level.NATIVE
    assert "from model import write_summary\n" in texts["main"]
    assert "    write_summary(writer, model.summary([[1., 2.]]), 1)\n" in texts["main"]


def test_a_module_may_be_imported_as_a_whole() -> None:
    main = f"import tensorflow as tf\nimport model as m\n{RUN}run(m.Model())\n"
    level, texts = converted(main=main, model=MODEL)
    assert level is Level.NATIVE
    assert "from model import write_summary\n" in texts["main"]


def test_a_file_that_knows_only_the_object_imports_nothing() -> None:
    main = "from model import Model\nfrom trainer import run\nrun(Model())\n"
    level, texts = converted(main=main, model=MODEL, trainer=f"import tensorflow as tf\n{RUN}")
    assert level is Level.COMPAT
    assert "write_summary" not in texts["trainer"]


def test_the_class_that_a_method_becomes_is_imported() -> None:
    main = (
        "import tensorflow as tf\nfrom net import Net\nclass Pair(object):\n    def __init__(self):\n"
        "        self.f, self.g = Net('f', 3), Net('g', 2)\n"
        "        self.x = tf.placeholder(tf.float32, [None, 2])\n        self.y = self.g(self.f(self.x))\n"
        "pair = Pair()\nwith tf.Session() as sess:\n    sess.run(tf.global_variables_initializer())\n"
        "    print(sess.run(pair.y, {pair.x: [[1., 2.]]}))\n"
    )
    level, texts = converted(main=main, net=NET)
    assert level is Level.NATIVE
    assert "from net import NetLayer\n" in texts["main"]
    assert "        self.f_out = NetLayer(self.f.name, self.f.units)\n" in texts["main"]
