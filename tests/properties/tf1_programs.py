"""Strategies that write TensorFlow 1 programs: put together from parts, and spoilt."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = sorted(CORPUS.rglob("*.py"))

HEADS = (
    "import tensorflow as tf\n",
    "import tensorflow\ntf = tensorflow\n",
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n",
    "from __future__ import division\nimport numpy as np, tensorflow as tf\n",
    "from tensorflow import placeholder, Session\nimport tensorflow as tf\n",
)
GRAPHS = (
    "x = tf.placeholder(tf.float32, [None, 3])\nw = tf.Variable(tf.ones([3, 2]))\ny = tf.matmul(x, w)\n",
    "x = tf.placeholder(tf.float32)\ny = tf.reduce_sum(x, reduction_indices=[0], keep_dims=True)\n",
    "x = tf.placeholder_with_default([1., 2.], [2])\ny = x * tf.get_variable('v', [2])\n",
    "x = tf.placeholder(tf.float32, (None, 3), name='x')\n"
    "with tf.variable_scope('net', reuse=tf.AUTO_REUSE):\n    y = tf.layers.dense(x, 4, tf.nn.relu)\n",
    "def net(x):\n    return tf.layers.dense(x, 2, name='d')\n"
    "x = tf.placeholder('float', [None, 3])\ny = net(x)\n",
    "x = {'a': tf.placeholder(tf.int32, [])}['a']\ny = tf.cond(x > 0, lambda: x + 1, lambda: x - 1)\n",
    "x = tf.constant(1.)\ny = tf.random_normal([2]) + x\n",
)
TRAINING = (
    "loss = tf.reduce_mean(tf.square(tf.to_float(y)))\ntrain = tf.train.AdamOptimizer(1e-2).minimize(loss)\n",
    "loss = tf.nn.l2_loss(tf.to_float(y))\nrate = tf.placeholder(tf.float32)\n"
    "train = tf.train.MomentumOptimizer(rate, .9).minimize(loss, tf.Variable(0))\n",
    "loss = y\ntrain = tf.no_op()\n",
)
RUNS = (
    "with tf.Session() as sess:\n    sess.run(tf.global_variables_initializer())\n"
    "    for i in range(3):\n"
    "        _, l = sess.run([train, loss], feed_dict={x: data})\n        print(i, l)\n",
    "sess = tf.InteractiveSession()\n"
    "tf.initialize_all_variables().run()\nprint(y.eval({x: data}))\nsess.close()\n",
    "sess = tf.Session()\nfeed = {x: data}\nout = sess.run({'y': y, 'l': loss}, feed)\nprint(out['y'])\n",
    "def main(_):\n  with tf.Session() as s:\n    s.run(tf.global_variables_initializer())\n"
    "    print(s.run((y,), {x: data}))\nif __name__ == '__main__':\n  tf.app.run()\n",
    "class T:\n    def __init__(self):\n        self.s = tf.Session()\n"
    "    def go(self):\n        return self.s.run(y, {x: data})\nprint(T().go())\n",
)
HOST = (
    "data = [[1., 2., 3.]]\n",
    "data  =  [ [ 1. ,2. ,3. ] ]   # odd  spacing\t\n",
    "# a comment with \u4f60 and caf\u00e9\ndata = [[0.] * 3]\n\n\n",
)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Put a program together: imports, host data, graph, training, runs."""
    parts = [draw(st.sampled_from(part)) for part in (HEADS, HOST, GRAPHS, TRAINING, RUNS)]
    return "".join(parts)


@st.composite
def spoilt_programs(draw: st.DrawFn) -> str:
    """Take a program and drop, repeat, swap or alter lines and words of it."""
    whole = st.sampled_from(FILES).map(lambda file: file.read_text(encoding="utf-8"))
    lines = draw(st.one_of(programs(), whole)).split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["drop", "repeat", "swap", "indent", "word", "cut"]))
        if kind == "drop" and len(lines) > 1:
            del lines[at]
        elif kind == "repeat":
            lines.insert(other, lines[at])
        elif kind == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == "indent":
            lines[at] = draw(st.sampled_from(["    ", "\t", " "])) + lines[at]
        elif kind == "word":
            words = re.findall(r"\w+", lines[other]) or ["x"]
            lines[at] = re.sub(r"\w+", draw(st.sampled_from(words)), lines[at], count=1)
        elif kind == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return "\n".join(lines)
