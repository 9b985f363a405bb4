"""Programs that stay graph programs: the code of the reason and its line."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Finding, Level, Options, ProgramResult, Source

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [])\nsess = tf.Session()\n"
STATE = "v = tf.Variable(1.0)\nup = tf.assign_add(v, 1.0)\ninit = tf.global_variables_initializer()\n"


def converted(text: str, options: Options | None = None) -> ProgramResult:
    """What becomes of a program of one file."""
    (result,) = engine.convert([Source(Path("program.py"), text)], options or Options())
    return result


def reasons(body: str, head: str = HEAD) -> list[tuple[str, int]]:
    """The codes that keep a program at the graph level, with their lines counted from its body."""
    result = converted(head + body)
    assert result.level is Level.COMPAT
    text = result.files[0].text
    ast.parse(text)
    assert "tensorflow.compat.v1" in text
    return [
        (f.code, f.line - head.count("\n")) for f in result.findings if f.code < "TF900" or f.code > "TF919"
    ]


def test_a_value_that_changes_after_it_was_built_in() -> None:
    body = "scale = 2.0\ny = x * scale\nscale += 3.0\nprint(sess.run(y, {x: 1.0}), scale)\n"
    assert reasons(body) == [("TF224", 3)]


def test_a_function_that_changes_a_value_with_global() -> None:
    body = (
        "k = 2.0\ny = x * k\n\ndef bump():\n    global k\n"
        "    k += 1\n\nbump()\nprint(sess.run(y, {x: 1.0}))\n"
    )
    assert reasons(body) == [("TF224", 6)]


def test_a_value_that_a_helper_reads_and_that_changes() -> None:
    body = "k = 2.0\ndef f(v):\n    return v * k\ny = f(x)\nk = 9.0\nprint(sess.run(y, {x: 1.0}))\n"
    assert reasons(body) == [("TF224", 5)]


def test_a_helper_that_is_defined_again() -> None:
    body = (
        "def f(v):\n    return v * 2\ny = f(x)\ndef f(v):\n    return v * 7\n"
        "z = f(x)\ndef f(v):\n    return v * 9\nprint(sess.run(y, {x: 1.0}), sess.run(z, {x: 1.0}))\n"
    )
    assert reasons(body) == [("TF224", 4)]


def test_a_loop_variable_that_is_used_again() -> None:
    loops = "for i in range(3):\n    pass\ny = x * i\nfor i in range(2):\n    print(sess.run(y, {x: i}))\n"
    body = loops + "print(i)\n"
    assert reasons(body) == [("TF224", 4)]


def test_an_array_that_is_written_to_after_it_was_built_in() -> None:
    body = "m = [1.0, 2.0]\ny = x * m\nm[0] = 7.0\nm += [1]\nprint(sess.run(y, {x: 1.0}))\n"
    assert [code for code, _ in reasons(body)] == ["TF224"]


def test_a_list_of_tensors_that_is_counted() -> None:
    body = (
        "outs = []\nh = x\nfor i in range(3):\n    h = h + i\n    outs.append(h)\n"
        "print(sess.run(outs, {x: 1.0}), len(outs))\n"
    )
    assert reasons(body) == [("TF232", 6)]


def test_a_counter_that_building_moves_on() -> None:
    body = (
        "count = 0\ndef layer(v):\n    global count\n    count += 1\n    return v * count\n"
        "y = layer(layer(x))\nprint(sess.run(y, {x: 1.0}), count)\n"
    )
    assert reasons(body) == [("TF232", 7)]


def test_a_variable_that_only_the_first_turn_makes_is_reset_at_the_others() -> None:
    head = "import sys\nimport tensorflow as tf\nmade = {}\n"
    body = (
        "def weight(name):\n"
        "    if name in made:\n"
        "        return made[name]\n"
        "    made[name] = tf.Variable(tf.random_normal([2]))\n"
        "    return made[name]\n"
        "def train():\n"
        "    w = weight('w')\n"
        "    step = tf.train.GradientDescentOptimizer(0.1).minimize(tf.nn.l2_loss(w))\n"
        "    with tf.Session() as sess:\n"
        "        sess.run(tf.global_variables_initializer())\n"
        "        sess.run(step)\n"
        "        return sess.run(w)\n"
        "for _ in sys.argv:\n"
        "    print(train())\n"
    )
    assert [code for code, _ in reasons(body, head)] == ["TF205"]


def test_a_helper_that_prints_while_it_builds() -> None:
    body = (
        "def build(v):\n    print('building')\n    return v * 2\ny = build(build(x))\n"
        "print(sess.run(y, {x: 1.0}))\n"
    )
    assert [code for code, _ in reasons(body)] == ["TF233"]


def test_a_placeholder_that_is_asked_for_beside_the_runs() -> None:
    body = "y = x * 2\nnames = str(x)\nprint(sess.run(y, {x: 1.0}), names)\n"
    assert reasons(body) == [("TF230", 2)]


def test_initializers_that_run_in_two_sessions() -> None:
    body = (
        STATE + "sess.run(init)\nother = tf.Session()\nother.run(init)\nprint(sess.run(up), other.run(v))\n"
    )
    assert reasons(body) == [("TF205", 7)]


def test_a_fetch_that_is_another_at_each_pass() -> None:
    body = (
        "ops = {'a': x * 2, 'b': x * 3}\nfor name in sorted(ops):\n    print(sess.run(ops[name], {x: 2.0}))\n"
    )
    assert reasons(body) == [("TF210", 3)]


def test_a_fetch_by_a_computed_name() -> None:
    body = "y = tf.multiply(x, 2, name='out')\nprint(sess.run(input(), {x: 2.0}))\n"
    assert reasons(body) == [("TF211", 2)]


def test_a_part_of_the_placeholders_in_a_list() -> None:
    body = (
        "xs = [tf.placeholder(tf.float32, []) for _ in range(2)]\ny = xs[0] * 2.0\n"
        "print(sess.run(y, {xs[0]: 1.0}))\n"
    )
    assert [code for code, _ in reasons(body)] == ["TF219"]


def test_a_session_that_a_property_makes() -> None:
    body = (
        "class A:\n    def __init__(self):\n"
        "        self.x = tf.placeholder(tf.float32, [])\n        self.y = self.x * 2\n"
        "    @property\n    def sess(self):\n        return tf.Session()\n"
        "    def go(self):\n        return self.sess.run(self.y, {self.x: 1.0})\nprint(A().go())\n"
    )
    assert reasons(body, "import tensorflow as tf\n") == [("TF203", 7)]


def test_a_queue_that_feeds_the_graph() -> None:
    body = "item = tf.train.batch([tf.constant(1)], 2)\nprint(sess.run(item))\n"
    assert reasons(body) == [("TF503", 1)]


def test_both_results_of_a_streaming_metric() -> None:
    body = "mean, update = tf.metrics.mean(x)\nsess.run(update, {x: 1.0})\nprint(sess.run(mean))\n"
    assert reasons(body) == [("TF421", 1)]


def test_a_decayed_rate_that_is_fetched_by_a_run_that_sets_its_step() -> None:
    body = (
        "step = tf.Variable(0, trainable=False)\nw = tf.Variable(3.0)\n"
        "rate = tf.train.exponential_decay(0.5, step, 2, 0.5)\n"
        "train = tf.train.GradientDescentOptimizer(rate).minimize(w * w, global_step=step)\n"
        "sess.run(tf.global_variables_initializer())\nprint(sess.run([tf.assign(step, 3), rate]))\n"
    )
    assert reasons(body) == [("TF416", 6)]


def test_layers_made_in_loops_within_loops() -> None:
    body = (
        "h = tf.placeholder(tf.float32, [None, 3])\nfed = h\n"
        "for n in [4, 5]:\n    for m in [3]:\n        h = tf.layers.dense(h, n + m)\n"
        "sess.run(tf.global_variables_initializer())\nprint(sess.run(h, {fed: [[1, 2, 3]]}))\n"
    )
    assert [code for code, _ in reasons(body)] == ["TF311"]


def test_an_average_of_a_tensor() -> None:
    body = (
        "average = tf.train.ExponentialMovingAverage(0.9)\nkeep = average.apply([x * 2.0])\n"
        "sess.run(tf.global_variables_initializer())\nsess.run(keep, {x: 1.0})\n"
    )
    assert [code for code, _ in reasons(body)] == ["TF422"]


def test_a_name_is_bound_again_in_a_loop_of_runs() -> None:
    body = (
        "w = tf.Variable(1.0)\ny = w * x\nsess.run(tf.global_variables_initializer())\n"
        "for _ in range(2):\n    print(sess.run(y, {x: 2.0}))\n    w = 3.0\n"
    )
    assert [code for code, _ in reasons(body)] == ["TF224"]


def test_a_file_without_a_name_for_tensorflow() -> None:
    head = "from tensorflow import Session, placeholder, float32\nx = placeholder(float32)\n"
    body = "y = x * 2\nwith Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n"
    assert [f.code for f in converted(head + body).findings] == ["TF101"]


def test_a_finding_says_where_and_what_to_do() -> None:
    body = "scale = 2.0\ny = x * scale\nscale += 3.0\nprint(sess.run(y, {x: 1.0}))\n"
    (finding,) = converted(HEAD + body).findings
    assert finding == Finding(
        Path("program.py"),
        6,
        1,
        "TF224",
        "'scale' is read by code that moves into a function, and changes later",
        "keep the value in a name of its own",
    )


@pytest.mark.parametrize("level", [Level.HYBRID, Level.COMPAT])
def test_a_lower_level_keeps_the_graph(level: Level) -> None:
    result = converted(HEAD + "print(sess.run(x * 2, {x: 1.0}))\n", Options(level))
    assert result.level is Level.COMPAT
    assert "sess.run(x * 2, {x: 1.0})" in result.files[0].text


FUNCTION = "y = x * 2.0\ndef f(v):\n    z = {op}\n    return sess.run(z, {{x: v}})\n"


@pytest.mark.parametrize(
    ("op", "after"),
    [
        ("tf.multinomial([[y]], 1)", "print(f(1.0))\n"),
        ("y * tf.exp(float(v))", "print(f(1.0))\n"),
        ("tf.exp(y)", "print(f(1.0))\ny = x * 3.0\nprint(f(1.0))\n"),
    ],
)
def test_ops_of_a_function_that_differ_from_call_to_call(op: str, after: str) -> None:
    assert "TF216" in [code for code, _ in reasons(FUNCTION.format(op=op) + after)]


def test_a_name_that_an_op_of_a_function_shares_with_the_module() -> None:
    result = converted(HEAD + FUNCTION.format(op="tf.exp(y)") + "z = 3\nprint(f(1.0), z)\n")
    assert result.level is Level.NATIVE
    assert "def z_1(x):" in result.files[0].text and "\nz = 3\n" in result.files[0].text


def test_a_function_with_state_that_is_given_to_a_loop_over_a_tensor() -> None:
    body = (
        "def cell(h, i):\n    w = tf.get_variable('w', [], initializer=tf.ones_initializer())\n"
        "    return h * w + i\ny = tf.scan(cell, tf.stack([x, x]), initializer=0.0)\n"
        "sess.run(tf.global_variables_initializer())\nprint(sess.run(y, {x: 1.0}))\n"
    )
    assert reasons(body) == [("TF313", 4)]


def test_an_optimizer_of_one_object_that_treats_embeddings_apart() -> None:
    body = (
        "class Model(object):\n    def __init__(self, name):\n"
        "        self.ids = tf.placeholder(tf.int32, [None])\n"
        "        with tf.variable_scope(name):\n            self.rows = tf.get_variable('rows', [3, 2])\n"
        "        self.loss = tf.reduce_sum(tf.nn.embedding_lookup(self.rows, self.ids))\n"
        "        self.train = self.optimizer(name).minimize(self.loss)\n"
        "    def optimizer(self, name):\n        if name == 'adam':\n"
        "            return tf.train.AdamOptimizer(0.1)\n        return tf.train.RMSPropOptimizer(0.1)\n"
        "for name in ['adam', 'rmsprop']:\n    model = Model(name)\n    with tf.Session() as sess:\n"
        "        sess.run(tf.global_variables_initializer())\n"
        "        sess.run(model.train, {model.ids: [0, 1]})\n"
    )
    assert reasons(body) == [("TF415", 7)]
