"""Methods that make layers or variables and are called several times."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = (
    "import numpy as np\n"
    "import tensorflow as tf\n"
    "class Net(object):\n"
    "    def __init__(self):\n"
    "        self.n = 4\n"
    "        self.x = tf.placeholder(tf.float32, [None, 3], 'x')\n"
    "        self.z = tf.placeholder(tf.float32, [None, 3], 'z')\n"
)
RUN = (
    "net = Net()\n"
    "with tf.Session() as sess:\n"
    "    sess.run(tf.global_variables_initializer())\n"
    "    print(sess.run(net.a, {net.x: np.ones((2, 3))}))\n"
    "    print(sess.run(net.b, {net.z: np.ones((2, 3))}))\n"
)
TWICE = "        self.a = self.layer(self.x)\n        self.b = self.layer(self.z, reuse=True)\n"


def converted(text: str) -> str:
    """The native form of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def codes(text: str) -> set[str]:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.COMPAT
    return {f.code for f in result.findings}


def test_layers_are_made_once_before_the_first_call() -> None:
    text = converted(
        HEAD
        + TWICE
        + "    def layer(self, x, reuse=False):\n"
        + "        with tf.variable_scope('s', reuse=reuse):\n"
        + "            return tf.layers.dense(x, self.n * 2, name='fc')\n"
        + RUN
    )
    assert text.count("self.fc = tf.keras.layers.Dense(self.n * 2)\n") == 1
    assert "    def layer(self, x):\n        return self.fc(x)\n" in text
    assert "return self.layer(z)\n" in text


def test_a_name_that_is_an_attribute_is_not_taken() -> None:
    text = converted(
        HEAD
        + "        self.fc = 7\n"
        + TWICE
        + "    def layer(self, x, reuse=False):\n"
        + "        with tf.variable_scope('s', reuse=reuse):\n"
        + "            return tf.layers.dense(x, self.n, name='fc')\n"
        + RUN
        + "print(net.fc)\n"
    )
    assert "self.fc_1 = tf.keras.layers.Dense(self.n)\n" in text


def test_variables_become_attributes() -> None:
    text = converted(
        HEAD
        + TWICE
        + "    def layer(self, x, k=2, reuse=False):\n"
        + "        m = self.n + k\n"
        + "        with tf.variable_scope('s') as scope:\n"
        + "            if reuse:\n"
        + "                scope.reuse_variables()\n"
        + "            w = tf.get_variable('w', [3, m * 2], initializer=tf.zeros_initializer())\n"
        + "            return tf.matmul(x, w)\n"
        + RUN
    )
    assert "self.w = tf.Variable(tf.zeros_initializer()([3, (self.n + 2) * 2]), name='s/w')\n" in text
    assert "    def layer(self, x):\n        return tf.matmul(x, self.w)\n" in text


def test_another_method_uses_the_same_layers() -> None:
    text = converted(
        HEAD
        + "        self.a = self.generator(self.x)\n"
        + "        self.b = self.sampler(self.z)\n"
        + "    def generator(self, x):\n"
        + "        with tf.variable_scope('g'):\n"
        + "            return tf.nn.relu(tf.layers.dense(x, 2, name='fc'))\n"
        + "    def sampler(self, x):\n"
        + "        with tf.variable_scope('g', reuse=True):\n"
        + "            return tf.layers.dense(x, 2, name='fc')\n"
        + RUN
    )
    assert text.count("tf.keras.layers.Dense(2)") == 1
    assert "return tf.nn.relu(self.fc(x))" in text
    assert "        return self.fc(x)\n" in text


def test_other_arguments_at_a_later_call_are_refused() -> None:
    assert "TF311" in codes(
        HEAD
        + "        self.a = self.layer(self.x, tf.nn.relu)\n"
        + "        self.b = self.layer(self.z, tf.nn.tanh, reuse=True)\n"
        + "    def layer(self, x, act, reuse=False):\n"
        + "        with tf.variable_scope('s', reuse=reuse):\n"
        + "            return tf.layers.dense(x, 2, activation=act, name='fc')\n"
        + RUN
    )


def test_an_attribute_that_changes_between_the_calls_is_refused() -> None:
    method = (
        "    def layer(self, x, reuse=False):\n"
        "        with tf.variable_scope('s', reuse=reuse):\n"
        "            return tf.layers.dense(x, 2, activation=self.act, name='fc')\n"
    )
    first, second = TWICE.splitlines(keepends=True)
    changed = "        self.act = tf.nn.relu\n" + first + "        self.act = tf.nn.tanh\n" + second
    assert "TF311" in codes(HEAD + changed + method + RUN)
    set_inside = method.replace("        with", "        self.act = tf.nn.tanh\n        with")
    assert "TF315" in codes(HEAD + "        self.act = tf.nn.relu\n" + TWICE + set_inside + RUN)


def test_update_ops_of_one_scope_are_those_of_its_layers() -> None:
    build = (
        "        self.a = self.layer(self.x, True)\n"
        "        loss = tf.reduce_mean(tf.square(self.a - 1.0))\n"
        "        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS, scope='{scope}')):\n"
        "            self.train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
        "        self.b = self.layer(self.z, False, reuse=True)\n"
        "    def layer(self, x, training, reuse=False):\n"
        "        with tf.variable_scope('s', reuse=reuse):\n"
        "            return tf.layers.batch_normalization(x, training=training, name='bn')\n"
    )
    run = RUN.replace("net.a, {net.x", "net.train, {net.x")
    assert "momentum=1.0" not in converted(HEAD + build.format(scope="s") + run)
    assert "momentum=1.0" in converted(HEAD + build.format(scope="other") + run)


def test_a_method_that_changes_its_object_is_refused() -> None:
    method = (
        "    def layer(self, x, reuse=False):\n"
        "        {change}\n"
        "        with tf.variable_scope('s', reuse=reuse):\n"
        "            return tf.layers.dense(x, 2, name='fc')\n"
    )
    for change in ("self.calls += 1", "self.inputs.append(x)"):
        begun = "        self.calls = 0\n        self.inputs = []\n"
        assert "TF315" in codes(HEAD + begun + TWICE + method.format(change=change) + RUN)
    assert "self.last" not in converted(HEAD + TWICE + method.format(change="self.last = x") + RUN)
