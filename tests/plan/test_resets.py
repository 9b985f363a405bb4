"""Which runs of initializers can be left out, and which would put variables back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = (
    "import tensorflow as tf\nv = tf.Variable(1.0)\nup = tf.assign_add(v, 1.0)\n"
    "saver = tf.train.Saver()\nsess = tf.Session()\ninit = tf.global_variables_initializer()\n"
)


def codes(program: str) -> set[str]:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    return set() if result.level is Level.NATIVE else {f.code for f in result.findings}


def text_of(program: str) -> str:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    assert result.level is Level.NATIVE, result.findings
    (file,) = result.files
    return file.text


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("sess.run(init)\nsess.run(up)\nsess.run(v.initializer)\nprint(sess.run(v))\n", 1),
        ("sess.run(init)\nsess.run(up)\nother = tf.Session()\nother.run(init)\nprint(other.run(up))\n", 1),
        ("for i in range(2):\n    sess.run(init)\n    print(sess.run(up))\n", 1),
        ("for i in range(2):\n    with tf.Session() as s:\n        s.run(init)\n        s.run(up)\n", 1),
        ("def go():\n    sess.run(init)\n    print(sess.run(up))\ngo()\ngo()\n", 1),
        (
            "def again():\n    init.run(session=sess)\n"
            "again()\nprint(sess.run(up))\nagain()\nprint(sess.run(v))\n",
            1,
        ),
        ("sess.run(init)\nprint(sess.run(up))\nsess.run(init)\n", 0),
    ],
)
def test_variables_that_are_put_back(body: str, lines: int) -> None:
    head = HEAD.replace("saver = tf.train.Saver()\n", "")
    assert text_of(head + body).count("v.assign(1.0)") == lines


@pytest.mark.parametrize(
    "body",
    [
        "other = tf.Session()\nsess.run(init)\nother.run(init)\nprint(sess.run(up))\nprint(other.run(up))\n",
        (
            "sess.run(init)\nfor i in range(2):\n    sess.run(up)\n    with tf.Session() as inner:\n"
            "        inner.run(init)\n        print(inner.run(up))\nprint(sess.run(v))\n"
        ),
        (
            "sess.run(init)\nprint(sess.run(up))\n"
            "sess.run(tf.variables_initializer(chosen()))\nprint(sess.run(v))\n"
        ),
    ],
)
def test_variables_that_cannot_be_put_back(body: str) -> None:
    assert "TF205" in codes(HEAD + body)


FOLDS = (
    "for fold in range(2):\n    with tf.Session() as sess:\n"
    "        sess.run(tf.global_variables_initializer())\n        sess.run(up)\n        print(sess.run(v))\n"
)


@pytest.mark.parametrize(
    ("made", "after"),
    [
        ("n = 2.0\nv = tf.Variable(tf.ones([2]) * n)", "    n = 3.0\n"),
        ("n = np.ones(2)\nv = tf.Variable(n)", "    n[0] = 3.0\n"),
        ("w = tf.Variable(tf.ones([2]))\nv = tf.Variable(w.initialized_value() * 2.0)", ""),
        ("v = tf.Variable(tf.constant(np.random.rand(2)))", ""),
        ("v = tf.Variable(tf.random_normal([2], seed=1))", ""),
        ("vs = []\nfor i in range(2):\n    vs.append(tf.Variable(tf.ones([2])))\nv = vs[1]", ""),
    ],
)
def test_first_values_that_are_not_the_same_later(made: str, after: str) -> None:
    head = f"import numpy as np\nimport tensorflow as tf\n{made}\nup = tf.assign_add(v, v)\n"
    assert "TF205" in codes(head + FOLDS + after)


def test_values_of_the_program_are_kept() -> None:
    """A first value that the program computed is part of the graph, not computed again."""
    made = "import numpy as np\nimport tensorflow as tf\nv = tf.Variable(np.random.rand(2))\n"
    text = text_of(made + "up = tf.assign_add(v, v)\n" + FOLDS)
    assert "v_initial = np.random.rand(2)\nv = tf.Variable(v_initial)\n" in text
    assert "    v.assign(v_initial)\n" in text


def test_draws_are_made_anew() -> None:
    made = "import tensorflow as tf\nv = tf.get_variable('v', [2])\nup = tf.assign_add(v, v)\n"
    assert "v.assign(tf.keras.initializers.GlorotUniform()([2]))" in text_of(made + FOLDS)


def test_sessions_with_one_seed_draw_the_same() -> None:
    made = (
        "import tensorflow as tf\ntf.set_random_seed(7)\nv = tf.Variable(tf.random_normal([2]))\n"
        "up = tf.assign_add(v, v)\n"
    )
    assert "    tf.random.set_seed(7)\n    v.assign(" in text_of(made + FOLDS)
    again = "sess = tf.Session()\nfor i in range(2):\n    sess.run(v.initializer)\n    print(sess.run(up))\n"
    assert text_of(made + again).count("set_seed") == 1


TRAINED = (
    "import tensorflow as tf\nstep = tf.Variable(0, trainable=False)\nv = tf.Variable([1.0])\n"
    "loss = tf.reduce_sum(tf.square(v))\nrate = tf.train.exponential_decay(0.1, step, 2, 0.5)\n"
)
PARTIAL = (
    "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
    "for i in range(2):\n    sess.run({})\n    sess.run(train)\nprint(sess.run(v))\n"
)


@pytest.mark.parametrize(
    ("optimizer", "reset", "wanted"),
    [
        ("GradientDescentOptimizer(rate)", "step.initializer", "optimizer.iterations.assign(0)"),
        ("GradientDescentOptimizer(rate)", "v.initializer", ""),
        ("GradientDescentOptimizer(0.1)", "tf.global_variables_initializer()", ""),
        ("AdamOptimizer(0.1)", "v.initializer", ""),
        ("AdagradOptimizer(0.1)", "tf.variables_initializer([v])", ""),
        ("AdamOptimizer(rate)", "tf.global_variables_initializer()", "tf.zeros_like(variable)"),
        ("MomentumOptimizer(0.1, 0.9)", "tf.global_variables_initializer()", "tf.zeros_like(variable)"),
        (
            "AdagradOptimizer(0.1)",
            "tf.global_variables_initializer()",
            "optimizer.build([v])\noptimizer_start = [variable.numpy() for variable in ",
        ),
    ],
)
def test_the_state_of_optimizers(optimizer: str, reset: str, wanted: str) -> None:
    train = f"train = tf.train.{optimizer}.minimize(loss, global_step=step)\n"
    text = text_of(TRAINED + train + PARTIAL.format(reset))
    assert wanted in text
    assert wanted or "optimizer.iterations" not in text


@pytest.mark.parametrize(
    ("optimizer", "reset"),
    [
        ("AdamOptimizer(rate)", "step.initializer"),
        ("AdamOptimizer(0.1)", "tf.variables_initializer(tf.global_variables())"),
        ("AdagradOptimizer(0.1)", "tf.variables_initializer([w for w in tf.global_variables() if w is v])"),
    ],
)
def test_state_of_optimizers_that_is_not_put_back(optimizer: str, reset: str) -> None:
    train = f"train = tf.train.{optimizer}.minimize(loss, global_step=step)\n"
    assert "TF205" in codes(TRAINED + train + PARTIAL.format(reset))


def test_variables_that_a_function_puts_back_in_several_calls() -> None:
    program = TRAINED + (
        "train = tf.train.AdamOptimizer(0.1).minimize(loss)\nsess = tf.Session()\n"
        "sess.run(tf.global_variables_initializer())\n"
        "def begin():\n    sess.run(tf.variables_initializer([v]))\nbegin()\n"
        "for i in range(2):\n    begin()\n    sess.run(train)\nprint(sess.run(v))\n"
    )
    assert "def begin():\n    initialize_v()\nbegin()\nfor" in text_of(program)


def test_objects_put_their_own_state_back() -> None:
    program = (
        "import tensorflow as tf\nclass Model:\n    def __init__(self, n):\n"
        "        self.x = tf.placeholder(tf.float32, [None, n])\n"
        "        self.v = tf.Variable(tf.ones([n, 1]))\n"
        "        self.loss = tf.reduce_mean(tf.matmul(self.x, self.v))\n"
        "        self.train = tf.train.AdamOptimizer(0.1).minimize(self.loss)\n"
        "        self.sess = tf.Session()\n    def fit(self, x):\n"
        "        self.sess.run(tf.global_variables_initializer())\n"
        "        self.sess.run(self.train, {self.x: x})\n        return self.sess.run(self.v)\n"
        "model = Model(2)\nfor i in range(2):\n    print(model.fit([[1.0, 2.0]]))\n"
    )
    text = text_of(program)
    assert "    def initialize_variables(self):\n        self.v.assign(tf.ones([self.n, 1]))\n" in text
    assert "        self.n = n\n" in text
    assert "        self.initialize_variables()\n" in text


@pytest.mark.parametrize(
    "body",
    [
        "sess.run(init)\nprint(sess.run(up))\n",
        "def go():\n    sess.run(init)\ngo()\nprint(sess.run(up))\n",
        (
            "sess.run(init)\nprint(sess.run(up))\nw = tf.Variable(2.0)\n"
            "sess.run(tf.variables_initializer([w]))\nprint(sess.run([v, w]))\n"
        ),
    ],
)
def test_variables_that_have_their_first_values(body: str) -> None:
    assert not codes(HEAD + body)


def test_functions_that_make_the_variables_that_they_initialize() -> None:
    program = (
        "import tensorflow as tf\ndef job(n):\n    with tf.Graph().as_default():\n"
        "        v = tf.Variable(1.0)\n        up = tf.assign_add(v, n)\n"
        "        with tf.Session() as sess:\n            sess.run(tf.global_variables_initializer())\n"
        "            print(sess.run(up))\njob(1.0)\njob(2.0)\n"
    )
    assert "TF205" not in codes(program)


NET = """\
import tensorflow as tf
class Net:
    def __init__(self, n):
        self.w = tf.Variable(tf.ones([n]))
        self.up = tf.assign_add(self.w, tf.ones([n]))
"""
TURNS = (
    "for i in range(2):\n    with tf.Session() as sess:\n"
    "        sess.run(tf.global_variables_initializer())\n"
)


def test_the_main_program_puts_objects_back() -> None:
    program = NET + "a = Net(2)\nb = Net(3)\n" + TURNS + "        print(sess.run(a.up), sess.run(b.up))\n"
    text = text_of(program)
    assert "    def initialize_variables(self):\n        self.w.assign(tf.ones([self.n]))\n" in text
    assert "    a.initialize_variables()\n    b.initialize_variables()\n" in text


def test_objects_that_lost_their_names() -> None:
    made = "a = Net(2)\nb = a\na = Net(3)\n"
    assert "TF205" in codes(NET + made + TURNS + "        print(sess.run(b.up), sess.run(a.up))\n")


LAYER = """\
import numpy as np
import tensorflow as tf
def layer(x, n, m):
    w = tf.Variable({})
    return tf.matmul(x, w)
x = tf.placeholder(tf.float32, [None, 3])
y = layer(layer(x, 3, 4), 4, 1)
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))
"""
STEPS = """\
        sess.run(train, {x: [[1.0, 2.0, 3.0]]})
        print(sess.run(y, {x: [[1.0, 2.0, 3.0]]}))
"""


def test_objects_of_functions_get_the_variables_of_new_ones() -> None:
    text = text_of(LAYER.format("tf.random_normal([n, m])") + TURNS + STEPS)
    assert "    assign_variables(layer, Layer(3, 4))\n    assign_variables(layer_1, Layer(4, 1))\n" in text


def test_values_that_a_function_drew_are_not_drawn_again() -> None:
    assert "TF205" in codes(LAYER.format("np.random.rand(n, m).astype('float32')") + TURNS + STEPS)


def test_layers_in_functions_are_put_back() -> None:
    program = (
        "import tensorflow as tf\ndef net(x, name):\n    with tf.variable_scope(name):\n"
        "        h = tf.layers.dense(x, 4, name='h')\n        return tf.layers.dense(h, 1, name='o')\n"
        "x = tf.placeholder(tf.float32, [None, 3])\ny = net(x, 'a') + net(x, 'b')\n"
        "train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_mean(y))\n"
    )
    text = text_of(program + TURNS + STEPS)
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("reset_weights(net")]
    assert lines == [f"reset_weights({net}.{part})" for net in ("net", "net_1") for part in ("h", "o")]


def test_metrics_begin_anew_with_the_local_variables() -> None:
    program = (
        "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None])\nmean = tf.metrics.mean(x)[1]\n"
        "sess = tf.Session()\nfor i in range(2):\n    sess.run(tf.local_variables_initializer())\n"
        "    print(sess.run(mean, {x: [1.0, i]}))\n"
    )
    assert "for i in range(2):\n    mean_metric.reset_state()\n" in text_of(program)
    assert "reset_state" not in text_of(program.replace("local_", "global_"))
