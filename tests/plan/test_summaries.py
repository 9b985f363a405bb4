"""Summaries become functions that write what a run returned."""

from __future__ import annotations

import textwrap

from tf2codemod.api import convert_source

HEAD = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]), name='w')
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
"""
RUN = """
writer = tf.summary.FileWriter('logs', sess.graph)
for i in range(3):
    _, summary = sess.run([train_op, merged], {x: [[1., 2.]]})
    writer.add_summary(summary, i)
"""


def conversion(program: str) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source((HEAD + textwrap.dedent(program)).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_a_merge_becomes_a_function_that_writes_the_returned_values() -> None:
    program = (
        "tf.summary.scalar('loss', loss)\ntf.summary.histogram('w', w)\nmerged = tf.summary.merge_all()\n"
    )
    text, codes = conversion(program + RUN)
    assert (
        "def write_merged(writer, values, step):\n"
        "    loss, w = values\n"
        "    with writer.as_default(step):\n"
        "        tf.summary.scalar('loss', loss)\n"
        "        tf.summary.histogram('w', w)\n"
    ) in text
    assert "return loss, w.read_value()" in text
    assert "    summary = train_step([[1., 2.]])\n    write_merged(writer, summary, i)\n" in text
    assert "writer = tf.summary.create_file_writer('logs')" in text
    assert codes == ["TF520"]


def test_a_single_summary_is_written_from_its_value() -> None:
    text, _ = conversion("merged = tf.summary.scalar('loss', loss)\n" + RUN)
    assert "def write_merged(writer, loss, step):\n    with writer.as_default(step):\n" in text


def test_the_scope_stands_before_the_tag() -> None:
    program = """
    with tf.name_scope('train'):
        tf.summary.scalar('loss', loss)
    merged = tf.summary.merge_all()
    """
    text, _ = conversion(textwrap.dedent(program) + RUN)
    assert "tf.summary.scalar('train/loss', loss)" in text


def test_a_helper_keeps_its_scope_and_is_called_when_writing() -> None:
    program = """
    def describe(value):
        with tf.name_scope('summaries'):
            tf.summary.scalar('mean', tf.reduce_mean(value))
            tf.summary.histogram('values', value)

    describe(w)
    merged = tf.summary.merge_all()
    """
    text, _ = conversion(textwrap.dedent(program) + RUN)
    assert "    with writer.as_default(step):\n        describe(w)\n" in text
    assert "    with tf.name_scope('summaries'):\n" in text


def test_a_helper_that_is_called_twice_under_one_scope_is_left() -> None:
    program = """
    def describe(value):
        with tf.name_scope('summaries'):
            tf.summary.scalar('mean', tf.reduce_mean(value))

    describe(w)
    describe(loss)
    merged = tf.summary.merge_all()
    """
    text, codes = conversion(textwrap.dedent(program) + RUN)
    assert codes == ["TF512"]
    assert "tensorflow.compat.v1" in text


def test_a_writer_of_the_graph_alone_asks_for_no_package() -> None:
    program = """
    writer = tf.summary.FileWriter('logs', sess.graph)
    writer.add_graph(sess.graph)
    print(sess.run(loss, {x: [[1., 2.]]}))
    writer.close()
    """
    text, codes = conversion(program)
    assert "writer = tf.summary.create_file_writer('logs')" in text
    assert "add_graph" not in text
    assert codes == []


def test_images_are_scaled_as_tensorflow_1_did() -> None:
    program = "tf.summary.image('x', tf.reshape(x, [-1, 1, 2, 1]), 2)\nmerged = tf.summary.merge_all()\n"
    text, _ = conversion(program + RUN)
    assert "tf.summary.image('x', scaled_images(tf.reshape(x, [-1, 1, 2, 1])), max_outputs=2)" in text
    assert "def scaled_images(images):" in text


INSIDE = """
def layer(x, name):
    with tf.name_scope(name):
        h = tf.matmul(x, w)
        tf.summary.histogram('before', h)
        y = tf.nn.relu(h)
    return y

a = layer(x, 'a')
b = layer(x, 'b')
total = tf.reduce_sum(a) + tf.reduce_sum(b)
merged = tf.summary.merge_all()
"""


def test_a_function_returns_the_tensors_that_its_summaries_show() -> None:
    text, codes = conversion(INSIDE + RUN)
    assert "    return y, h\n" in text
    assert "    a, h = layer(x, 'a')\n" in text and "    b, h_1 = layer(x, 'b')\n" in text
    assert "tf.summary.histogram('a/before', h)\n" in text
    assert "tf.summary.histogram('b/before', h_1)\n" in text
    assert codes == ["TF520"]


def test_a_call_within_an_expression_takes_the_first_result() -> None:
    program = INSIDE + "c = tf.square(layer(x, 'c'))\nprint(sess.run(c, {x: [[1., 2.]]}))\n"
    text, codes = conversion(program + RUN)
    assert "tf.square(layer(x, 'c')[0])" in text
    assert codes == ["TF520"]


def test_a_tensor_whose_name_is_taken_again_is_not_returned() -> None:
    _, codes = conversion(INSIDE.replace("y = ", "h = ").replace("return y", "return h") + RUN)
    assert "TF511" in codes


def test_a_function_called_in_a_loop_does_not_return_more() -> None:
    program = INSIDE.replace("b = layer(x, 'b')", "for i in range(2):\n    b = layer(x, 'b')")
    _, codes = conversion(program + RUN)
    assert "TF511" in codes


def test_a_function_that_ends_twice_does_not_return_more() -> None:
    program = INSIDE.replace("    return y", "    if name == 'a':\n        return h\n    return y")
    _, codes = conversion(program + RUN)
    assert "TF511" in codes


def test_two_summaries_of_one_name_are_left() -> None:
    program = "tf.summary.scalar('loss', loss)\ntf.summary.scalar('loss', loss * 2)\n"
    _, codes = conversion(program + "merged = tf.summary.merge_all()\n" + RUN)
    assert "TF512" in codes


def test_gradients_shown_in_a_loop_are_returned_as_their_list() -> None:
    program = """
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    grads = tf.gradients(loss, [w])
    grads = list(zip(grads, [w]))
    train_op = optimizer.apply_gradients(grads)
    for g, v in grads:
        tf.summary.histogram(v.op.name[:1] + 'gradient', g)
    merged = tf.summary.merge_all()
    """
    text, codes = conversion(textwrap.dedent(program).replace("v.op.name[:1] + ", "") + RUN)
    assert "for (g, _), v in zip(grads, [w]):" in text
    assert codes == ["TF520"]


def test_a_writer_that_another_package_is_given_keeps_the_graph() -> None:
    program = """
    from tensorboard.plugins import projector
    merged = tf.summary.scalar('loss', loss)
    writer = tf.summary.FileWriter('logs')
    projector.visualize_embeddings(writer, projector.ProjectorConfig())
    """
    _, codes = conversion(textwrap.dedent(program) + RUN)
    assert "TF514" in codes


SCOPED = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
with tf.name_scope('layer'):
    w = tf.Variable(tf.ones([2, 1]), name='w')
{more}
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
optimizer = tf.train.GradientDescentOptimizer(0.1)
pairs = optimizer.compute_gradients(loss, [w])
train_op = optimizer.apply_gradients(pairs)
shown = []
for g, v in pairs:
    if g is not None:
        histogram = tf.summary.histogram('{{}}/grad'.format(v.name), g)
        shown.append(histogram)
merged = tf.summary.merge(shown)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
"""


def scoped(more: str = "") -> tuple[str, list[str]]:
    """A program whose tags are made from the names of variables, after conversion."""
    result = convert_source((SCOPED.format(more=more) + RUN).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_a_variable_whose_name_is_a_tag_keeps_its_scope() -> None:
    text, codes = scoped()
    assert codes == ["TF520"]
    assert "name='layer/w')" in text
    assert "tf.summary.histogram('{}/grad'.format(v.name.replace(':', '_')), g)" in text


def test_a_list_that_only_gathers_summaries_goes() -> None:
    text, _ = scoped()
    assert "shown" not in text


def test_a_name_that_tensorflow_1_numbered_is_no_tag() -> None:
    text, codes = scoped("with tf.name_scope('layer/'):\n    other = tf.Variable(1., name='w')\n")
    assert codes == ["TF512"]
    assert "tensorflow.compat.v1" in text
