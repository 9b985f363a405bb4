"""Savers become checkpoints, or checkpoint managers where files are numbered."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tf2codemod.api import convert_source
from tf2codemod.model import Level
from tf2codemod.plan.paths import split_path

HEAD = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]), name='w')
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
train_op = tf.train.AdamOptimizer(0.1).minimize(loss)
"""


def conversion(program: str, head: str = HEAD) -> tuple[str, list[str]]:
    """The program after conversion, and the codes of the findings."""
    result = convert_source((head + textwrap.dedent(program)).encode())
    return result.programs[0].files[0].after.decode(), [finding.code for finding in result.findings]


def test_files_without_a_number_are_written_and_read() -> None:
    program = """
    saver = tf.train.Saver()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train_op, {x: [[1., 2.]]})
        print(saver.save(sess, './model'))
        saver.restore(sess, './model')
    """
    text, codes = conversion(program)
    assert "saver = tf.train.Checkpoint(w=w, optimizer=optimizer)" in text
    assert "print(saver.write('./model'))" in text
    assert "saver.read('./model').assert_existing_objects_matched()" in text
    assert codes == []


def test_numbered_files_are_kept_by_a_manager() -> None:
    program = """
    saver = tf.train.Saver(max_to_keep=2)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(3):
            sess.run(train_op, {x: [[1., 2.]]})
            saver.save(sess, 'ckpt/model', global_step=i)
        print(saver.last_checkpoints)
        saver.restore(sess, tf.train.latest_checkpoint('ckpt'))
    """
    text, _ = conversion(program)
    manager = "tf.train.CheckpointManager(tf.train.Checkpoint(w=w, optimizer=optimizer), 'ckpt', "
    assert manager + "max_to_keep=2, checkpoint_name='model')" in text
    assert "saver.save(checkpoint_number=i)" in text
    assert "print(saver.checkpoints)" in text
    assert (
        "saver.checkpoint.restore(tf.train.latest_checkpoint('ckpt')).assert_existing_objects_matched()"
        in text
    )


def test_a_list_of_variables_saves_no_optimizer() -> None:
    program = """
    saver = tf.train.Saver([w])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train_op, {x: [[1., 2.]]})
        saver.save(sess, './model')
    """
    assert "saver = tf.train.Checkpoint(w=w)" in conversion(program)[0]


def test_layers_are_built_before_they_are_restored() -> None:
    head = """
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
loss = tf.reduce_mean(tf.square(tf.layers.dense(x, 3)))
train_op = tf.train.AdamOptimizer(0.1).minimize(loss)
"""
    program = """
    saver = tf.train.Saver()
    with tf.Session() as sess:
        saver.restore(sess, './model')
        sess.run(train_op, {x: [[1., 2.]]})
    """
    text, _ = conversion(program, head)
    assert (
        "saver = tf.train.Checkpoint(dense=dense, optimizer=optimizer)\ntrain_step.get_concrete_function()\n"
        in text
    )


def test_an_initializer_before_a_restore_of_everything_goes() -> None:
    program = """
    init = tf.global_variables_initializer()
    saver = tf.train.Saver()
    with tf.Session() as sess:
        sess.run(init)
        sess.run(train_op, {x: [[1., 2.]]})
        saver.save(sess, './model')
    with tf.Session() as sess:
        sess.run(init)
        saver.restore(sess, './model')
        sess.run(train_op, {x: [[1., 2.]]})
    """
    text, codes = conversion(program)
    assert codes == []
    assert "compat" not in text


def test_a_directory_that_only_a_function_is_given_is_managed_there() -> None:
    program = """
    saver = tf.train.Saver(max_to_keep=3)

    def save(sess, folder, step):
        folder = folder + '/run'
        saver.save(sess, os.path.join(folder, 'model'), global_step=step)

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train_op, {x: [[1., 2.]]})
        save(sess, FOLDER, 1)
        save(sess, FOLDER, 2)
    """
    same = conversion("\n    import os" + program.replace("FOLDER", "'./a'"))
    assert same[1] == []
    assert "tf.train.CheckpointManager(saver, folder, max_to_keep=3, checkpoint_name='model')" in same[0]
    other = program.replace("FOLDER", "'./a'", 1).replace("FOLDER", "'./b'")
    assert conversion("\n    import os" + other)[1] == ["TF533"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("saver.save(sess, './a')\n    saver.save(sess, './a', global_step=1)", "TF532"),
        ("saver.save(sess, './a')\n    saver.restore(sess, tf.train.latest_checkpoint('b'))", "TF536"),
        ("saver.save(sess, name)\n    saver.restore(sess, tf.train.latest_checkpoint('.'))", "TF536"),
        (
            "saver.save(sess, './a')\n    saver.save(sess, './b')\n"
            "    saver.restore(sess, tf.train.latest_checkpoint('.'))",
            "TF533",
        ),
        ("saver.save(sess, './a', global_step=1)\n    saver.save(sess, './b', global_step=1)", "TF533"),
        ("for name in 'ab':\n        saver.save(sess, name + '/m', global_step=1)", "TF533"),
        ("saver.export_meta_graph('./a')", "TF534"),
    ],
)
def test_what_a_checkpoint_cannot_do_is_told(lines: str, code: str) -> None:
    program = f"""
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train_op, {{x: [[1., 2.]]}})
    {lines}
"""
    assert conversion(program)[1] == [code]


def test_the_newest_of_one_file_is_that_file() -> None:
    text, codes = conversion("""
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train_op, {x: [[1., 2.]]})
    saver.save(sess, 'm/a.ckpt')
    found = tf.train.latest_checkpoint('m')
    if found:
        saver.restore(sess, found)
    saver.restore(sess, tf.train.latest_checkpoint('./m/'))
""")
    assert not codes
    assert "found = 'm/a.ckpt' if tf.io.gfile.exists('m/a.ckpt.index') else None\n" in text
    assert "saver.read(found)" in text and "saver.read('./m/a.ckpt')" in text


@pytest.mark.parametrize(
    ("path", "directory", "name"),
    [
        ("'model'", "''", "'model'"),
        ("'./model.ckpt'", "'.'", "'model.ckpt'"),
        ("'a/b/model'", "'a/b'", "'model'"),
        ("folder + '/model'", "folder", "'model'"),
        ("folder + '/run/model'", "folder + '/run'", "'model'"),
        ("os.path.join(folder, 'model')", "folder", "'model'"),
        ("os.path.join(a, b, 'model')", "os.path.join(a, b)", "'model'"),
        ("path", "os.path.dirname(path)", "os.path.basename(path)"),
        ("folder + name", "os.path.dirname(folder + name)", "os.path.basename(folder + name)"),
    ],
)
def test_a_path_is_taken_apart(path: str, directory: str, name: str) -> None:
    assert split_path(ast.parse(path, mode="eval").body)[:2] == (directory, name)


OBJECTS = """
import tensorflow as tf


class Net(object):
    def __init__(self, name, path=None):
        self.x = tf.placeholder(tf.float32, [None, 3])
        h = tf.layers.dense(self.x, 4, name=name)
        self.loss = tf.reduce_mean(tf.square(h))
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.saver = tf.train.Saver()


sess = tf.Session()
a = Net('a')
{between}
b = Net('b')
sess.run(tf.global_variables_initializer())
for net in (a, b):
    print(sess.run([net.loss, net.train], {{net.x: [[1., 2., 3.]]}})[0])
print(sess.run([b.loss, b.train], {{b.x: [[1., 2., 3.]]}})[0])
b.saver.save(sess, './model')
"""


def test_a_saver_of_an_object_does_not_name_another_one() -> None:
    text, _ = conversion("", OBJECTS.format(between="tf.reset_default_graph()\nsess = tf.Session()"))
    assert "tf.train.Checkpoint(a=self.a, optimizer=self.optimizer)" in text


def test_a_saver_that_saves_two_objects_is_refused() -> None:
    _, codes = conversion("", OBJECTS.format(between="").replace("for net in (a, b):", "for net in (b,):"))
    assert "TF531" in codes


FED = """
import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, data):
        dataset = tf.data.Dataset.from_tensor_slices((data, data)).batch(2)
        self.iterator = {iterator}
        a, b = self.iterator.get_next()
        {rebound}
        h = tf.layers.dense(a, 3, name='h')
        self.loss = tf.reduce_mean(tf.square(h - b))
        self.train = tf.train.AdamOptimizer(0.1).minimize(self.loss)


net = Net(np.ones((4, 3), np.float32))
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(net.{start})
    print(sess.run([net.loss, net.train])[0])
    saver.save(sess, './model')
"""
STRUCTURE = "tf.data.Iterator.from_structure(dataset.output_types, dataset.output_shapes)"


@pytest.mark.parametrize(
    ("iterator", "rebound", "start"),
    [
        ("dataset.make_initializable_iterator()", "", "iterator.initializer"),
        (STRUCTURE, "self.start = self.iterator.make_initializer(dataset)", "start"),
    ],
)
def test_layers_are_built_from_what_an_iterator_gives(iterator: str, rebound: str, start: str) -> None:
    text, codes = conversion("", FED.format(iterator=iterator, rebound=rebound, start=start))
    assert codes == []
    assert "self.train.get_concrete_function(*self.dataset.element_spec)" in text


def test_a_data_set_whose_name_changes_does_not_say_how_layers_are_built() -> None:
    rebound = "self.start = self.iterator.make_initializer(dataset)\n        dataset = dataset.repeat()"
    _, codes = conversion("", FED.format(iterator=STRUCTURE, rebound=rebound, start="start"))
    assert "TF535" in codes


SAVED = """
import os
import tensorflow as tf

class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.matmul(self.x, self.w))
        self.train_op = tf.train.AdamOptimizer(0.1).minimize(self.loss)

def train(folder):
    net = Net()
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    saver = tf.train.Saver({variables})
    for i in range(2):
        sess.run(net.train_op, {{net.x: [[1., 2.]]}})
        path = os.path.join(folder, 'model.ckpt')
        saver.save(sess, path, global_step=i)

train('out')
"""


def saved(variables: str) -> tuple[Level, str]:
    result = convert_source(SAVED.format(variables=variables).encode())
    return result.programs[0].level, result.programs[0].files[0].after.decode()


def test_a_path_that_is_joined_after_the_saver_is_made_is_written_out() -> None:
    level, text = saved("")
    assert level is Level.NATIVE
    assert ", folder, max_to_keep=5, checkpoint_name='model.ckpt')" in text


@pytest.mark.parametrize("variables", ["", "tf.global_variables()", "tf.global_variables(), max_to_keep=5"])
def test_all_variables_of_a_graph_have_the_slots_of_optimizers_among_them(variables: str) -> None:
    assert "optimizer=net.optimizer" in saved(variables)[1]


@pytest.mark.parametrize("variables", ["tf.trainable_variables()", "[net.w]"])
def test_a_list_of_variables_has_no_slots(variables: str) -> None:
    level, text = saved(variables)
    assert level is Level.NATIVE
    assert "optimizer=net" not in text
