"""Methods that take graph objects and return what they build."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\nclass Net(object):\n    def __init__(self, n):\n"
PLACE = "        self.x = tf.placeholder(tf.float32, [None, 3])\n"
END = (
    "        self.sess = tf.Session()\n        self.sess.run(tf.global_variables_initializer())\n"
    "    def get(self, x):\n        return self.sess.run(self.y, {self.x: x})\n"
)
LAYER = (
    "    def layer(self, x, n):\n        W = tf.get_variable('W', [3, n])\n"
    "        h = tf.matmul(x, W)\n        return h\n"
)


def converted(text: str) -> tuple[Level, str, set[str]]:
    """What becomes of a program of one file: its level, its text, the codes of its findings."""
    (result,) = engine.convert(
        [Source(Path("program.py"), text + "print(Net(2).get([[1., 2., 3.]]))\n")], Options()
    )
    codes = {f.code for f in result.findings if not "TF900" <= f.code <= "TF919"}
    return result.level, result.files[0].text, codes


def test_what_is_returned_stays_with_the_object() -> None:
    level, text, _ = converted(HEAD + PLACE + "        self.y = self.layer(self.x, n)\n" + END + LAYER)
    assert level is Level.NATIVE
    assert "        self.W = tf.Variable(" in text
    assert "    def y(self, x):\n        return self.layer(x)\n" in text
    assert "    def layer(self, x):\n        h = tf.matmul(x, self.W)\n        return h\n" in text


def test_a_local_name_holds_what_is_returned() -> None:
    body = "        h = self.layer(self.x, n)\n        self.y = tf.nn.relu(h)\n"
    level, text, _ = converted(HEAD + PLACE + body + END + LAYER)
    assert level is Level.NATIVE
    assert "        h = self.layer(x)\n        return tf.nn.relu(h)\n" in text


def test_several_results_with_expressions_among_them() -> None:
    body = "        self.y, self.z = self.both(self.x)\n"
    method = (
        "    def both(self, x):\n        W = tf.get_variable('W', [3, 2])\n        h = tf.matmul(x, W)\n"
        "        return tf.nn.relu(h), h\n"
    )
    level, text, _ = converted(HEAD + PLACE + body + END + method)
    assert level is Level.NATIVE
    assert "        y, z = self.both(x)\n        return y\n" in text
    assert "        h = tf.matmul(x, self.W)\n        return tf.nn.relu(h), h\n" in text


def test_a_method_of_a_base_class_that_only_names_it() -> None:
    base = (
        "import tensorflow as tf\nclass Base(object):\n    def layer(self, x, n):\n"
        "        raise NotImplementedError\nclass Net(Base):\n    def __init__(self, n):\n"
    )
    level, text, _ = converted(base + PLACE + "        self.y = self.layer(self.x, n)\n" + END + LAYER)
    assert level is Level.NATIVE
    assert "    def layer(self, x, n):\n        raise NotImplementedError\n" in text
    assert "    def layer(self, x):\n        h = tf.matmul(x, self.W)\n" in text


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(
            LAYER.replace("        return h", "        if n:\n            return h\n        return x"),
            id="two returns",
        ),
        pytest.param(LAYER + "    def set(self, k, v):\n        setattr(self, k, v)\n", id="by text"),
    ],
)
def test_a_method_stays_a_method(method: str) -> None:
    level, text, _ = converted(HEAD + PLACE + "        self.y = self.layer(self.x, n)\n" + END + method)
    assert level is Level.NATIVE
    assert "return self.layer(x" in text


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param("self.y = self.f(self.y, n) if n == 3 else self.f(self.y, 4)", "TF315", id="handed on"),
        pytest.param("for f in [self.f]: self.y = f(self.y, n)", "TF315", id="in a loop"),
    ],
)
def test_what_is_left(more: str, code: str) -> None:
    body = "        self.y = self.layer(self.x, n)\n        self.f = self.layer\n"
    scope = f"        with tf.variable_scope('more'):\n            {more}\n"
    level, _, codes = converted(
        HEAD + PLACE + body + scope + END + LAYER.replace("[3,", "[x.shape[1].value,")
    )
    assert (level, codes) == (Level.COMPAT, {code})


def test_a_parameter_and_a_local_of_one_name() -> None:
    body = (
        "        W = tf.get_variable('W', [3, n])\n        self.y = tf.matmul(self.x, W) * n\n"
        "        self.z = self.more(self.y)\n"
    )
    method = (
        "    def more(self, y):\n        n = 7\n        v = tf.get_variable('v', [n])\n"
        "        return y + tf.reduce_sum(v) * n\n"
    )
    end = END.replace("self.y, {", "[self.y, self.z], {")
    level, text, _ = converted(HEAD + PLACE + body + end + method)
    assert level is Level.NATIVE
    assert "self.n = n\n" in text
    assert "        n = 7\n        return y + tf.reduce_sum(self.v) * n\n" in text
    assert "        y = tf.matmul(x, self.W) * self.n\n" in text


@pytest.mark.parametrize("order", ["layer inner", "inner layer"])
def test_a_method_that_calls_another_one(order: str) -> None:
    methods = {
        "layer": "    def layer(self, x):\n        h = x * 2.\n        g = self.inner(h)\n"
        "        return h, g\n",
        "inner": "    def inner(self, h):\n        v = tf.get_variable('v', [3])\n        return h * v\n",
    }
    body = "        self.y, self.z = self.layer(self.x)\n"
    text = HEAD + PLACE + body + END.replace("self.y, {", "[self.y, self.z], {")
    level, written, _ = converted(text + "".join(methods[n] for n in order.split()))
    assert level is Level.NATIVE
    assert "        y, z = self.layer(x)\n        return y, z\n" in written
    assert "        h = x * 2.\n        g = self.inner(h)\n        return h, g\n" in written
    assert "        return h * self.v\n" in written


def test_a_second_name_of_a_placeholder() -> None:
    level, text, _ = converted(
        HEAD + PLACE + "        inp = self.x\n        self.y = tf.nn.relu(inp) * 2\n" + END
    )
    assert level is Level.NATIVE
    assert "return tf.nn.relu(x) * 2" in text


def test_a_second_attribute_of_a_placeholder_is_left() -> None:
    level, _, codes = converted(
        HEAD + PLACE + "        self.a = self.x\n        self.y = tf.nn.relu(self.a)\n" + END
    )
    assert (level, codes) == (Level.COMPAT, {"TF219"})


def test_a_method_that_binds_its_argument_anew_stays_a_function_of_it() -> None:
    body = (
        "        self.y = self.net()\n"
        "    def net(self):\n        W = tf.get_variable('W', [3, 2])\n        h = tf.matmul(self.x, W)\n"
        "        out = self.shift(h)\n        return tf.nn.relu(out)\n"
        "    def shift(self, x):\n        x = tf.split(x, 2, 1)\n        return tf.concat(list(x), 1)\n"
        "    def start(self):\n"
    )
    level, text, _ = converted(HEAD + PLACE + body + END)
    assert level is Level.NATIVE
    assert "        out = self.shift(h)\n        return tf.nn.relu(out)\n" in text
