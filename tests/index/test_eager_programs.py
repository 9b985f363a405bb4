"""Programs of TensorFlow 2 that call ``tf.compat.v1`` are no graph programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.engine import convert
from tf2codemod.index.preamble import plain_imports
from tf2codemod.model import Level, Options, Source

TAPE = """\
v = tf.Variable(1.0)
with tf.GradientTape() as tape:
    loss = v * v
optimizer.apply_gradients([(tape.gradient(loss, v), v)])
"""
TF2 = "import tensorflow as tf\n"
EAGER = [
    f"{TF2}tf.compat.v1.logging.set_verbosity(40)\noptimizer = tf.keras.optimizers.SGD(0.1)\n{TAPE}",
    f"{TF2}optimizer = tf.compat.v1.train.GradientDescentOptimizer(0.1)\n{TAPE}",
    "import tensorflow.compat.v1 as tf\ntf.enable_v2_behavior()\n"
    f"optimizer = tf.keras.optimizers.SGD(0.1)\n{TAPE}",
    f"{TF2}print(tf.compat.v1.to_float(tf.constant([1, 2])).numpy())\n",
    f"{TF2}loss = tf.losses.MeanSquaredError()\nprint(loss([1.0], [2.0]).numpy())\n",
    f"{TF2}print(tf.nn.max_pool(tf.ones([1, 4, 4, 1]), 2, 2, 'SAME').numpy())\n",
]
GRAPH = [
    "import tensorflow.compat.v1 as tf\ntf.disable_v2_behavior()\n",
    "import tensorflow.compat.v1 as tf\ntf.disable_eager_execution()\n",
    "from tensorflow.compat import v1 as tf\ntf.disable_v2_behavior()\n",
    "import tensorflow as tf\ntf.compat.v1.disable_eager_execution()\ntf = tf.compat.v1\n",
    "try:\n    import tensorflow.compat.v1 as tf\n    tf.disable_v2_behavior()\n"
    "except ImportError:\n    import tensorflow as tf\n",
    "import tensorflow as tf\nif tf.__version__.startswith('2'):\n    tf = tf.compat.v1\n"
    "    tf.disable_v2_behavior()\n",
    "import tensorflow as tf\nif int(tf.__version__.split('.')[0]) > 1:\n"
    "    import tensorflow.compat.v1 as tf\n\n    tf.disable_v2_behavior()\n"
    "else:\n    import tensorflow as tf\n",
]
RUN = """\
x = tf.placeholder(tf.float32, [None])
y = tf.log(x) * 2.0
with tf.Session() as sess:
    print(sess.run(y, {x: [1.0, 2.0]}))
"""
UPGRADED = """\
import tensorflow as tf
tf.compat.v1.disable_eager_execution()
x = tf.compat.v1.placeholder(tf.float32, [None])
y = tf.math.log(x) * 2.0
with tf.compat.v1.Session() as sess:
    print(sess.run(y, {x: [1.0, 2.0]}))
"""


def outcome(text: str) -> tuple[Level, str]:
    (program,) = convert((Source(Path("model.py"), text),), Options())
    return program.level, program.files[0].text


@pytest.mark.parametrize("text", EAGER)
def test_eager_code_is_left_as_it_is(text: str) -> None:
    assert outcome(text) == (Level.NATIVE, text)


@pytest.mark.parametrize("text", [*(head + RUN for head in GRAPH), UPGRADED])
def test_a_graph_program_on_compat_v1_becomes_native(text: str) -> None:
    level, after = outcome(text)
    assert level is Level.NATIVE
    assert "v1" not in after and "disable" not in after
    assert "return tf.math.log(x) * 2.0" in after


def test_a_helper_with_names_of_tensorflow_1_alone_is_converted() -> None:
    text = "import tensorflow as tf\n\n\ndef f(x):\n    return tf.to_float(x)\n"
    assert outcome(text) == (Level.NATIVE, text.replace("tf.to_float(x)", "tf.cast(x, tf.float32)"))


def test_a_finding_points_at_the_line_as_it_was() -> None:
    text = GRAPH[4] + "x = tf.placeholder(tf.float32, [None])\nprint(x.shape)\n" + "y = tf.nn.gone(x)\n"
    (program,) = convert((Source(Path("model.py"), text),), Options())
    assert program.level is Level.COMPAT
    assert {(finding.code, finding.line) for finding in program.findings} == {("TF230", 8)}


@pytest.mark.parametrize(
    "head",
    [
        "try:\n    import tensorflow.compat.v1 as tf\n    import horovod\n"
        "except ImportError:\n    import tensorflow as tf\n",
        "import tensorflow as tf\nif tf.__version__ > '2':\n    tf = tf.compat.v1\n    print('old')\n",
        "x = 1; import tensorflow as tf; tf = tf.compat.v1\n",
    ],
)
def test_a_preamble_that_does_more_stays(head: str) -> None:
    assert plain_imports(head).removed == ()


def test_paths_through_compat_v1_are_written_plainly() -> None:
    text = UPGRADED.replace("tf.math.log(x) * 2.0", "tf.reduce_sum(x, axis=tf.compat.v1.constant(0))")
    level, after = outcome(text)
    assert level is Level.NATIVE
    assert "return tf.reduce_sum(x, axis=tf.constant(0))" in after


def test_a_line_that_is_to_stay_keeps_its_path() -> None:
    text = "tf.compat.v1.log(1)  # tf2codemod: ignore\ntf.compat.v1.log(2)\n"
    assert plain_imports(text).text == text.replace("tf.compat.v1.log(2)", "tf.log(2)")
