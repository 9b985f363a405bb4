"""Losses, steps and optimizers that settings choose, where it is not known which way a branch takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import argparse
import sys
import tensorflow as tf
parser = argparse.ArgumentParser()
parser.add_argument('--kind', default='a')
args = parser.parse_args()
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
out = tf.matmul(x, w)
"""
LOSS = "loss = tf.reduce_mean(tf.square(out))\n"
STEP = "train_op = tf.train.AdamOptimizer(0.1).minimize(loss)\n"
RUN = """\
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([train_op, loss], {x: [[1., 2.]]})[1])
"""


def converted(text: str) -> tuple[Level, str, list[str]]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, [f.code for f in result.findings]


def test_a_loss_that_is_chosen_is_computed_in_the_step() -> None:
    chosen = (
        "if args.kind == 'a':\n    loss = tf.reduce_mean(tf.square(out))\n"
        "elif args.kind == 'b':\n    d = tf.abs(out)\n    loss = tf.reduce_mean(d)\n"
        "else:\n    raise ValueError(args.kind)\n"
    )
    level, text, codes = converted(HEAD + chosen + STEP + RUN)
    assert level is Level.NATIVE, codes
    assert "        elif args.kind == 'b':\n            d = tf.abs(out)\n" in text
    assert "identity" not in text and text.count("loss = ") == 2


@pytest.mark.parametrize("more", ["loss += tf.nn.l2_loss(w)", "loss = loss + tf.nn.l2_loss(w)"])
def test_what_a_setting_adds_to_a_loss_is_added_in_the_step(more: str) -> None:
    level, text, codes = converted(HEAD + LOSS + f"if args.kind:\n    {more}\n" + STEP + RUN)
    assert level is Level.NATIVE, codes
    assert f"        if args.kind:\n            {more}\n" in text
    assert "chosen" not in text


def test_an_optimizer_that_is_chosen_stays_in_its_branch() -> None:
    chosen = (
        "if args.kind == 'a':\n    train_op = tf.train.AdamOptimizer(0.1).minimize(loss)\n"
        "elif args.kind == 'b':\n    train_op = tf.train.GradientDescentOptimizer(0.2).minimize(loss)\n"
        "else:\n    sys.exit(1)\n"
    )
    level, text, codes = converted(HEAD + LOSS + chosen + RUN)
    assert level is Level.NATIVE, codes
    assert "if args.kind == 'a':\n    optimizer = tf.keras.optimizers.Adam(0.1" in text
    assert "elif args.kind == 'b':\n    optimizer = tf.keras.optimizers.SGD(0.2)" in text
    assert text.count("apply_gradients") == 1


def test_ways_that_minimize_other_losses_are_not_taken_together() -> None:
    chosen = (
        "if args.kind == 'a':\n    train_op = tf.train.AdamOptimizer(0.1).minimize(loss)\n"
        "else:\n    train_op = tf.train.GradientDescentOptimizer(0.2).minimize(2 * loss)\n"
    )
    assert converted(HEAD + LOSS + chosen + RUN)[0] is Level.COMPAT


def test_optimizers_whose_rates_differ_as_tensors_are_left() -> None:
    chosen = (
        "rate = tf.placeholder(tf.float32)\n"
        "if args.kind == 'a':\n    opt = tf.train.AdamOptimizer(rate)\n"
        "else:\n    opt = tf.train.GradientDescentOptimizer(0.2)\n"
        "train_op = opt.minimize(loss)\n"
    )
    run = RUN.replace("2.]]}", "2.]], rate: 0.1}")
    level, _, codes = converted(HEAD + LOSS + chosen + run)
    assert (level, codes) == (Level.COMPAT, ["TF411"])


CLIPPED = """\
opt = tf.train.AdamOptimizer(0.1)
if args.kind:
    {computed} = {call}
    {clipped}
    train_op = opt.apply_gradients({applied})
else:
    train_op = opt.minimize(loss)
"""
PAIRS = CLIPPED.format(
    computed="gvs",
    call="opt.compute_gradients(loss)",
    clipped="capped = [(tf.clip_by_value(g, -1., 1.), v) for g, v in gvs]",
    applied="capped",
)
APART = CLIPPED.format(
    computed="grads, vs",
    call="zip(*opt.compute_gradients(loss))",
    clipped="grads, norm = tf.clip_by_global_norm(grads, 5.0)",
    applied="zip(grads, vs)",
)


def test_gradients_are_clipped_in_one_way_and_applied_in_both() -> None:
    level, text, codes = converted(HEAD + LOSS + PAIRS + RUN)
    assert level is Level.NATIVE, codes
    assert "    else:\n        capped = gvs\n    opt.apply_gradients(capped)\n" in text
    level, text, codes = converted(HEAD + LOSS + APART + RUN)
    assert level is Level.NATIVE, codes
    assert (
        "    if args.kind:\n        grads, norm = tf.clip_by_global_norm(grads, 5.0)\n"
        "    opt.apply_gradients(zip(grads, vs))\n"
    ) in text


def test_a_run_that_fetches_one_of_two_steps_does_not_lose_it() -> None:
    other = PAIRS.replace("minimize(loss)", "minimize(2 * loss)")
    level, _, codes = converted(HEAD + LOSS + other + RUN)
    assert (level, codes) == (Level.COMPAT, ["TF210"])


def test_another_step_counter_is_not_taken_for_the_same() -> None:
    other = PAIRS.replace("minimize(loss)", "minimize(loss, global_step=n)")
    assert converted(HEAD + "n = tf.Variable(0, trainable=False)\n" + LOSS + other + RUN)[0] is Level.COMPAT


def test_gradients_of_embeddings_may_be_missing_where_a_loss_is_chosen() -> None:
    text = (
        "table = tf.Variable(tf.ones([3, 2]))\n"
        "loss = tf.reduce_mean(tf.square(out))\n"
        "if args.kind:\n    loss += tf.reduce_sum(tf.nn.embedding_lookup(table, [0, 1]))\n"
    )
    level, text, codes = converted(HEAD + text + STEP + RUN)
    assert level is Level.NATIVE, codes
    assert "gradients = [g if g is None else tf.convert_to_tensor(g) for g in tape.gradient(" in text


@pytest.mark.parametrize(("setting", "level"), [("args.kind", Level.NATIVE), ("'args' + name", Level.COMPAT)])
def test_text_that_is_a_setting_may_be_evaluated(setting: str, level: Level) -> None:
    chosen = (
        f"name = '.kind'\nunits = eval({setting})\n"
        "if args.kind == 'a':\n    train_op = tf.train.AdamOptimizer(0.1).minimize(loss)\n"
        "else:\n    train_op = tf.train.GradientDescentOptimizer(0.2).minimize(loss)\n"
    )
    assert converted(HEAD + LOSS + chosen + RUN)[0] is level


OBJECTS = """\
import tensorflow as tf
class Net(object):
    def __init__(self, kind):
        self.kind = kind
        with tf.Graph().as_default():
            self.x = tf.placeholder(tf.float32, [None, 2])
            out = tf.layers.dense(self.x, 1)
            if self.kind == 'log':
                self.out = tf.sigmoid(out)
                self.loss = tf.reduce_mean(tf.log(self.out))
            elif self.kind == 'square':
                self.out = tf.identity(out)
                self.loss = tf.reduce_mean(tf.square(out))
            self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
            self.sess = tf.Session()
            self.sess.run(tf.global_variables_initializer())
    def fit(self, x):
        return self.sess.run([self.loss, self.train], {self.x: x})[0]
    def predict(self, x):
        return self.sess.run(self.out, {self.x: x})
first, second = Net('log'), Net('square')
print(first.fit([[1., 2.]]), second.fit([[1., 2.]]))
print(first.predict([[1., 2.]]), second.predict([[1., 2.]]))
"""


def test_each_object_has_what_its_setting_chose() -> None:
    level, text, codes = converted(OBJECTS)
    assert level is Level.NATIVE, codes
    assert text.count("elif self.kind == 'square':") == 2
    assert "identity(self" not in text


def test_what_only_one_way_binds_is_not_taken_for_chosen() -> None:
    text = OBJECTS.replace("                self.out = tf.identity(out)\n", "")
    assert converted(text)[0] is Level.COMPAT
