"""States of recurrent cells that are fed become arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.api import convert_source
from tf2codemod.model import Level, Options, Source

HEAD = """\
import numpy as np
import tensorflow as tf
cell = tf.nn.rnn_cell.{cell}(4)
x = tf.placeholder(tf.float32, [2, 3, 2])
s = cell.zero_state(2, tf.float32)
y, last = tf.nn.dynamic_rnn(cell, x, initial_state={state})
sess = tf.Session()
sess.run(tf.global_variables_initializer())
d = np.ones((2, 3, 2))
"""


def converted(body: str, cell: str = "GRUCell", state: str = "s", more: str = "") -> tuple[Level, str]:
    text = HEAD.format(cell=cell, state=state).replace("y, last", f"{more}y, last") + body
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text


def test_a_state_that_is_always_fed_is_a_parameter() -> None:
    level, text = converted("v = np.zeros((2, 4))\nr, v = sess.run([y, last], {x: d, s: v})\n")
    assert level is Level.NATIVE
    assert "@tf.function(input_signature=[x, tf.TensorSpec.from_tensor(s)])\n" in text
    assert "def y_and_last(x, s):\n" in text
    assert "r, v = y_and_last(d, v)\n" in text


@pytest.mark.parametrize(
    "feeds",
    [
        "    feed = {x: d} if i == 0 else {x: d, s: v}\n",
        "    feed = {x: d}\n    if i:\n        feed[s] = v\n",
        "    if i == 0:\n        feed = {x: d}\n    else:\n        feed = {x: d, s: v}\n",
    ],
)
def test_a_state_that_is_sometimes_fed_has_the_first_one_as_default(feeds: str) -> None:
    level, text = converted(f"for i in range(3):\n{feeds}    r, v = sess.run([y, last], feed)\n")
    assert level is Level.NATIVE
    assert "def y_and_last(x, s=s):\n" in text
    assert "y_and_last(**feed)" in text


def test_a_state_of_several_parts_is_what_a_run_gave() -> None:
    body = "v = sess.run(s)\nfor i in range(3):\n    r, v = sess.run([y, last], {x: d, s: v})\n"
    level, text = converted(body, "BasicLSTMCell")
    assert level is Level.NATIVE
    assert "tf.nest.map_structure(tf.TensorSpec.from_tensor, s)" in text
    level, _ = converted(body.replace("sess.run(s)", "(d[:, 0], d[:, 0])"), "BasicLSTMCell")
    assert level is Level.COMPAT


def test_a_state_read_by_another_name_is_refused() -> None:
    level, _ = converted("print(sess.run(last, {x: d, s: d[:, 0]}))\n", state="t", more="t = s\n")
    assert level is Level.COMPAT
    level, _ = converted("print(sess.run(last, {x: d, s: d[:, 0]}))\n", state="t[0]", more="t = [s]\n")
    assert level is Level.COMPAT


def test_runs_that_do_not_feed_it_begin_with_the_first_state() -> None:
    level, text = converted("print(sess.run(last, {x: d}), sess.run(y, {x: d, s: np.ones((2, 4))}))\n")
    assert level is Level.NATIVE
    assert "def last(x):\n" in text
    assert "def y(x, s):\n" in text


def test_a_state_beside_what_is_not_needed_is_refused_where_it_may_be_missing() -> None:
    body = "    feed = {x: d, z: 1.}\n    if i:\n        feed[s] = v\n    v = sess.run(last, feed)\n"
    level, _ = converted(f"for i in range(3):\n{body}", more="z = tf.placeholder(tf.float32, [])\n")
    assert level is Level.COMPAT


STATES = """
import numpy as np
import tensorflow as tf

class Model(object):
    def __init__(self):
        self.cell = cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(3) for _ in range(2)])
        self.x = tf.placeholder(tf.float32, [2, 4, 3])
        self.initial_state = cell.zero_state(2, tf.float32)
        outputs, last = tf.nn.dynamic_rnn(cell, self.x, initial_state=self.initial_state)
        self.cost = tf.reduce_mean(outputs)
        self.final_state = last

    def sample(self, sess):
        state = sess.run(self.initial_state)
        feed = {self.x: np.ones((2, 4, 3)), self.initial_state: state}
        return sess.run([self.final_state], feed)

model = Model()
sess = tf.Session()
sess.run(tf.global_variables_initializer())
saver = tf.train.Saver(tf.global_variables())
state = sess.run(model.initial_state)
for i in range(2):
    feed = {model.x: np.ones((2, 4, 3))}
    for i, (c, h) in enumerate(model.initial_state):
        feed[c] = state[i].c
        feed[h] = state[i].h
    cost, state = sess.run([model.cost, model.final_state], feed)
    print(cost)
saver.save(sess, 'out/model', global_step=1)
"""


def test_states_are_fed_by_names_of_displays_and_cells_saved_under_their_attribute() -> None:
    result = convert_source(STATES.encode())
    assert result.programs[0].level is Level.NATIVE
    assert "cell=model.cell" in result.programs[0].files[0].after.decode()
