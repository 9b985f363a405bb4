"""Runs that fetch from several objects."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
class Net(object):
    def __init__(self, rate):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.w = tf.get_variable('w', [3, 1]) if rate > 1. else tf.Variable(tf.ones([3, 1]))
        self.noise = tf.random_normal([])
        self.loss = tf.reduce_mean(tf.matmul(self.x, self.w))
        self.train = tf.train.GradientDescentOptimizer(rate).minimize(self.loss, var_list=[self.w])
a, b = Net(.1), Net(.2)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
d = [[1., 2., 3.]]
"""


def converted(body: str, head: str = HEAD) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), head + body)], Options())
    return result.level, result.files[0].text


def test_each_object_is_run_on_its_own_inputs() -> None:
    level, text = converted(
        "_, _, la, lb = sess.run([a.train, b.train, a.loss, b.loss], {a.x: d, b.x: d})\nprint(la, lb)\n"
    )
    assert level is Level.NATIVE
    assert "la = a.train(d).numpy()\nlb = b.train(d).numpy()\n" in text


def test_results_within_an_expression_are_kept_in_names() -> None:
    level, text = converted("print(sess.run([b.loss, a.loss], {a.x: d, b.x: d}))\n")
    assert level is Level.NATIVE
    assert "print([loss_value, loss_value_1])" in text
    assert text.index("loss_value = b.loss(d)") < text.index("loss_value_1 = a.loss(d)")


def test_what_is_fed_by_a_call_is_computed_once() -> None:
    level, text = converted("la, lb = sess.run([a.loss, b.loss], {a.x: next(it), b.x: next(it)})\n",
                            HEAD + "it = iter([d, d])\n")  # fmt: skip
    assert level is Level.NATIVE
    assert text.count("next(it)") == 2


def test_objects_that_share_what_they_train_stay_in_one_run() -> None:
    more = "b.train = tf.train.AdamOptimizer().minimize(a.loss)\nsess = tf"
    shared = HEAD.replace("sess = tf", more)
    level, _ = converted("sess.run([a.train, b.train], {a.x: d})\n", shared)
    assert level is Level.COMPAT


def test_one_draw_for_both_stays_one() -> None:
    shared = HEAD.replace("sess = tf", "a.mixed = a.loss + a.noise\nb.mixed = b.loss + a.noise\nsess = tf")
    level, _ = converted("print(sess.run([a.mixed, b.mixed], {a.x: d, b.x: d}))\n", shared)
    assert level is Level.COMPAT
