"""Branches that a program always takes one way."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
class Model(object):
    def __init__(self, kind='adam', training=True):
        self.kind = kind
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.w = tf.get_variable('w', [3, 1])
        self.out = tf.matmul(self.x, self.w)
        self.loss = tf.reduce_mean(tf.square(self.out))
"""
END = """\
model = Model()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
print(sess.run([model.loss, model.train_op], {model.x: [[1., 2., 3.]]})[0])
"""


def converted(body: str, end: str = END) -> tuple[Level, str, set[str]]:
    """What becomes of a class with some more statements in its constructor."""
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body + end)], Options())
    codes = {f.code for f in result.findings if not "TF900" <= f.code <= "TF919"}
    return result.level, result.files[0].text, codes


def test_optimizers_stay_in_their_branch_and_the_step_comes_after_it() -> None:
    level, text, codes = converted(
        "        if kind == 'adam':\n"
        "            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
        "        else:\n"
        "            self.train_op = tf.train.GradientDescentOptimizer(.1).minimize(self.loss)\n"
    )
    assert level is Level.NATIVE and not codes
    assert (
        " self.optimizer = tf.keras.optimizers.Adam(.1, beta_2=0.9990000129, epsilon=1e-8)\n        else:\n"
        in text
    )
    assert "            self.optimizer = tf.keras.optimizers.SGD(.1)\n" in text
    assert text.count("apply_gradients") == 1


def test_variables_and_host_work_stay_in_their_branch() -> None:
    level, text, _ = converted(
        "        if training:\n            # slow\n"
        "            self.rate = tf.Variable(0.1, trainable=False)\n"
        "            print('training')\n"
        "            self.train_op = tf.train.GradientDescentOptimizer(self.rate).minimize(self.loss)\n"
    )
    assert level is Level.NATIVE
    assert "        if training:\n            # slow\n            self.rate = tf.Variable(0.1" in text
    assert "            print('training')\n            self.optimizer = tf.keras.optimizers.SGD(0.0)" in text


def test_a_value_computed_anew_keeps_its_condition() -> None:
    level, text, _ = converted(
        "        if training:\n            self.loss = self.loss + 0.1 * tf.nn.l2_loss(self.w)\n"
        "            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
    )
    assert level is Level.NATIVE
    assert (
        "            if self.training:\n                loss = loss + 0.1 * tf.nn.l2_loss(self.w)\n" in text
    )
    assert "        if training:\n            self.optimizer = " in text


def test_a_way_that_trains_otherwise_is_left_out_and_told() -> None:
    level, text, codes = converted(
        "        if kind == 'adam':\n"
        "            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
        "        else:\n            opt = tf.train.GradientDescentOptimizer(.1)\n"
        "            pairs = opt.compute_gradients(self.loss)\n"
        "            self.train_op = opt.apply_gradients([(g * 2., v) for g, v in pairs])\n"
    )
    assert level is Level.NATIVE
    assert "TF934" in codes
    assert 'raise NotImplementedError("this branch was not converted")' in text


def test_a_method_that_ends_early_is_read_as_it_runs() -> None:
    level, text, codes = converted(
        "        self.finish(training)\n    def finish(self, training):\n        if not training:\n"
        "            self.train_op = tf.no_op()\n            return\n"
        "        self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
    )
    assert level is Level.NATIVE
    assert "TF934" in codes
    assert "        if not training:\n            raise NotImplementedError" in text


def test_host_code_that_reads_what_moves_keeps_the_program_a_graph() -> None:
    level, _, codes = converted(
        "        if training:\n            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
        "            print(self.train_op.name)\n"
    )
    assert level is Level.COMPAT
    assert "TF923" in codes


def test_a_branch_that_may_go_either_way_is_not_parted() -> None:
    end = END.replace("Model()", "Model(input())")
    level, _, _ = converted(
        "        if kind == 'adam':\n"
        "            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
        "        else:\n            self.train_op = tf.no_op()\n",
        end,
    )
    assert level is Level.COMPAT


OTHER = "other = Model('sgd')\nsess.run(other.train_op, {other.x: [[1., 2., 3.]]})\n"


def test_two_objects_that_go_different_ways_have_their_own_optimizers() -> None:
    level, text, codes = converted(
        "        if kind == 'adam':\n"
        "            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
        "        else:\n"
        "            self.train_op = tf.train.GradientDescentOptimizer(.1).minimize(self.loss)\n",
        END + OTHER,
    )
    assert level is Level.NATIVE
    assert "TF934" not in codes
    assert "        else:\n            self.optimizer = tf.keras.optimizers.SGD(.1)\n" in text


def test_two_objects_that_train_otherwise_are_not_parted() -> None:
    level, _, codes = converted(
        "        if kind == 'adam':\n"
        "            self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
        "        else:\n"
        "            self.train_op = tf.train.GradientDescentOptimizer(.1).minimize(self.loss * 2.)\n",
        END + OTHER,
    )
    assert level is Level.COMPAT
    assert "TF934" not in codes


def test_a_way_whose_rate_differs_is_left_out() -> None:
    level, text, codes = converted(
        "        rate = tf.Variable(0.1, trainable=False)\n        if kind == 'adam':\n"
        "            opt = tf.train.AdamOptimizer(rate)\n        else:\n"
        "            opt = tf.train.GradientDescentOptimizer(0.5)\n"
        "        self.train_op = opt.minimize(self.loss)\n"
    )
    assert level is Level.NATIVE
    assert "TF934" in codes
    assert "SGD" not in text


def test_local_counters_of_methods_are_kept() -> None:
    level, text, _ = converted(
        "        step = tf.Variable(0, trainable=False)\n"
        "        self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss, global_step=step)\n"
    )
    assert level is Level.NATIVE
    assert "self.step.assign_add(1)" in text
    assert "self.step = tf.Variable(0" in text


def test_arguments_that_are_bound_again_are_kept_as_they_are_then() -> None:
    level, text, _ = converted(
        "        if kind is None:\n            kind = 2.\n        else:\n            kind = 3.\n"
        "        self.twice = self.out * kind\n"
        "        self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n",
        END + "print(sess.run(model.twice, {model.x: [[1., 2., 3.]]}))\n",
    )
    assert level is Level.NATIVE
    kept = text.split("self.twice")[0]
    assert "self.kind = 3." in kept or "self.kind_1 = 3." in kept


def test_ways_that_are_not_taken_go_along_in_their_place() -> None:
    level, text, codes = converted(
        "        if kind == 'sgd':\n            self.loss = self.loss * 2.\n"
        "        self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
    )
    assert level is Level.NATIVE and not codes
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if "if self.kind == 'sgd':" in line)
    assert lines[at - 1].startswith("            loss = ") and "loss = loss * 2." in lines[at + 1]


def test_a_way_that_reads_what_is_not_there_is_told() -> None:
    level, text, codes = converted(
        "        self.more = tf.placeholder(tf.float32, [])\n"
        "        if kind == 'sgd':\n            self.loss = self.loss * self.more\n"
        "        self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n"
    )
    assert level is Level.NATIVE
    assert codes == {"TF934"}
    assert "kind == 'sgd'" not in text


def test_the_rest_of_a_method_that_may_return_early() -> None:
    level, text, _ = converted(
        "        if not training:\n            return\n"
        "        self.rate = tf.placeholder(tf.float32, [])\n        self.twice = self.rate * 2.\n"
        "        self.train_op = tf.train.AdamOptimizer(.1).minimize(self.loss)\n",
        END + "print(sess.run(model.twice, {model.rate: 2.}))\n",
    )
    assert level is Level.NATIVE
    assert "        if training:\n            self.optimizer = " in text


def test_an_optimizer_that_two_objects_are_given() -> None:
    given = HEAD.replace("kind='adam', training=True", "opt, kind='adam'")
    end = "opt = tf.train.AdamOptimizer(.1)\n" + END.replace("Model()", "Model(opt)")
    body = "        self.train_op = opt.minimize(self.loss, var_list=[self.w])\n"
    two = end + "other = Model(opt)\nsess.run(other.train_op, {other.x: [[1., 2., 3.]]})\n"
    for last, expected in ((end, Level.NATIVE), (two, Level.COMPAT)):
        text = (given + body + last).replace("tf.get_variable('w', [3, 1])", "tf.Variable(tf.ones([3, 1]))")
        (result,) = engine.convert([Source(Path("program.py"), text)], Options())
        assert result.level is expected


def test_an_optimizer_does_not_stay_before_the_rate_that_is_computed() -> None:
    text = (
        "import tensorflow as tf\n"
        "x = tf.placeholder(tf.float32, [None, 2])\n"
        "w = tf.Variable(tf.ones([2, 1]))\n"
        "n = tf.Variable(0, trainable=False)\n"
        "if True:\n"
        "    rate = tf.train.exponential_decay(0.1, n, 3, 0.5)\n"
        "    loss = tf.reduce_sum(tf.matmul(x, w))\n"
        "    train = tf.train.GradientDescentOptimizer(rate * 2.0).minimize(loss, global_step=n)\n"
        "sess = tf.Session()\n"
        "sess.run(tf.global_variables_initializer())\n"
        "print(sess.run([train, loss], {x: [[1.0, 2.0]]})[1])\n"
    )
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    new = result.files[0].text
    assert result.level is Level.COMPAT or new.index("rate =") < new.index("optimizer =")
