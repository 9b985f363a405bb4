"""What several functions compute becomes a function that they call, under names that stay apart."""

from __future__ import annotations

import ast
from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source


def converted(text: str) -> str:
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def body_of(text: str, name: str) -> str:
    found = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef) and n.name == name]
    assert len(found) == 1, text
    return "\n".join(ast.unparse(s) for s in found[0].body)


CLASS = """\
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.w = tf.Variable(tf.ones([3, 1]))
        h = tf.matmul(self.x, self.w)
        self.out = tf.nn.relu(h)
        {between}
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))
        self.train_op = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())
    def fit(self, x, y):
        return self.sess.run([self.loss, self.train_op], {{self.x: x, self.y: y}})[0]
    def predict(self, x):
        return self.sess.run(self.out, {{self.x: x}})
net = Net()
print(net.fit([[1., 2., 3.]], [[1.]]), net.predict([[1., 2., 3.]]))
"""


def test_a_method_that_computes_what_others_need_is_called_by_them() -> None:
    text = converted(CLASS.format(between="pass"))
    assert body_of(text, "out") == "h = tf.matmul(x, self.w)\nreturn tf.nn.relu(h)"
    assert "out = self.out(x)\n" in body_of(text, "train_step")
    assert "matmul" not in body_of(text, "train_step")


def test_a_local_name_that_is_bound_again_stays_apart() -> None:
    text = converted(CLASS.format(between="h = self.out * 2.; self.out = h + 1."))
    assert "h = tf.nn.relu" not in text
    again = CLASS.format(between="h = self.y * 2.").replace("self.out - self.y", "self.out - h")
    text = converted(again)
    assert body_of(text, "train_step").count("h = y * 2.0") == 1
    assert "out = self.out(x)" in body_of(text, "train_step")


SCRIPT = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 1]))
{lines}
sess = tf.Session()
sess.run(tf.global_variables_initializer())
feed = {{x: [[1., 2., 3.]]}}
{runs}
"""


def test_a_function_is_not_called_by_the_name_that_its_result_has_in_the_caller() -> None:
    lines = "h = tf.matmul(x, w)\nout = tf.nn.relu(h)\nbest = tf.reduce_max(out)"
    text = converted(SCRIPT.format(lines=lines, runs="print(sess.run(out, feed), sess.run(best, feed))"))
    assert "out = compute_out(x)" in body_of(text, "best")
    assert "print(compute_out([[1., 2., 3.]])" in text or "compute_out(" in text.split("feed =")[1]


def test_what_is_called_is_defined_first() -> None:
    lines = "h = tf.matmul(x, w)\nout = tf.nn.relu(h)"
    text = converted(SCRIPT.format(lines=lines, runs="print(sess.run([out, w], feed), sess.run(out, feed))"))
    names = [n.name for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
    assert names == ["compute_out", "out_and_w"]


def test_a_fed_value_that_is_changed_in_between_is_not_given_to_what_came_before() -> None:
    lines = "a = x * 2.\nb = a + 1.\nc = tf.reduce_sum(b)\nx2 = x * 3.\nd = tf.reduce_sum(x2) + c"
    text = converted(SCRIPT.format(lines=lines, runs="print(sess.run(c, feed), sess.run(d, feed))"))
    assert "c = compute_c(x)" in body_of(text, "d")


def test_two_lines_are_repeated_where_no_function_computes_just_them() -> None:
    lines = "h = tf.matmul(x, w)\nout = tf.nn.relu(h)\ntop = out + 1.\nlow = out - 1."
    text = converted(SCRIPT.format(lines=lines, runs="print(sess.run(top, feed), sess.run(low, feed))"))
    assert "matmul" in body_of(text, "top") and "matmul" in body_of(text, "low")
