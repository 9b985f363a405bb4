"""Distributions become classes of the file, as far as these have what the program asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
a = tf.placeholder(tf.float32, [None, 2])
mu = tf.layers.dense(x, 2)
pi = {made}
y = {asked}
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run(y, {{x: [[1., 2., 3.]], a: [[1., 2.]]}}))
"""


def converted(made: str, asked: str) -> tuple[Level, str]:
    (result,) = engine.convert([Source(Path("program.py"), TEXT.format(made=made, asked=asked))], Options())
    return result.level, result.files[0].text


@pytest.mark.parametrize(
    "made",
    [
        "tf.distributions.Normal(mu, tf.exp(mu))",
        "tf.contrib.distributions.Normal(loc=mu, scale=tf.exp(mu))",
        "tf.distributions.Normal(mu, tf.exp(mu), validate_args=False)",
    ],
)
@pytest.mark.parametrize(
    "asked", ["pi.log_prob(a)", "pi.prob(a) + pi.entropy()", "pi.sample([2]) + pi.loc", "a - pi.mean()"]
)
def test_a_normal_distribution_is_written_out(made: str, asked: str) -> None:
    level, text = converted(made, asked)
    assert level is Level.NATIVE
    assert "class Normal(object):" in text and "    pi = Normal(" in text and asked in text
    compile(text, "program.py", "exec")


def test_a_categorical_distribution_is_written_out() -> None:
    level, text = converted("tf.distributions.Categorical(logits=mu)", "pi.log_prob(tf.argmax(a, 1))")
    assert level is Level.NATIVE and "class Categorical(object):" in text


def test_divergences_are_methods() -> None:
    asked = "tf.distributions.kl_divergence(pi, tf.distributions.Normal(a, tf.ones_like(a)))"
    level, text = converted("tf.distributions.Normal(mu, tf.exp(mu))", asked)
    assert level is Level.NATIVE and "pi.kl_divergence(Normal(a, tf.ones_like(a)))" in text


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        ("tf.distributions.Normal(mu, tf.exp(mu))", "pi.cdf(a)"),
        ("tf.distributions.Normal(mu, tf.exp(mu))", "pi.log_prob(a, name='p')"),
        ("tf.distributions.Normal(mu, tf.exp(mu), validate_args=True)", "pi.log_prob(a)"),
        ("tf.distributions.Bernoulli(logits=mu)", "pi.log_prob(a)"),
        ("tf.distributions.Categorical(logits=mu, dtype=tf.int64)", "pi.sample()"),
    ],
)
def test_what_the_classes_do_not_have_is_left(made: str, asked: str) -> None:
    assert converted(made, asked)[0] is Level.COMPAT
