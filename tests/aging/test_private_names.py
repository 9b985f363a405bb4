"""What comes from private modules of TensorFlow is called by its public name; everything else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.aging import modernised
from tf2codemod.model import Source

HERE = Path("program.py")
TF = "import tensorflow as tf\n"


def published(text: str, *others: str) -> str:
    sources = [Source(HERE, text), *(Source(Path(f"other{i}.py"), t) for i, t in enumerate(others))]
    return modernised(HERE, text, sources).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            TF + "from tensorflow.python.framework import ops\nops.reset_default_graph()\n",
            TF + "tf.reset_default_graph()\n",
        ),
        (
            TF + "from tensorflow.python.ops.nn_ops import softmax as s\ny = s(x)  # why\n",
            TF + "y = tf.nn.softmax(x)  # why\n",
        ),
        (
            TF + "from tensorflow.python.ops import rnn_cell, math_ops as m\n"
            "c = rnn_cell.GRUCell(2)\nd = m.no_public_name(c)\n",
            TF + "from tensorflow.python.ops import math_ops as m\n"
            "c = tf.nn.rnn_cell.GRUCell(2)\nd = m.no_public_name(c)\n",
        ),
        (
            TF + "from tensorflow.python.ops.nn_ops import softmax\n"
            "def f(x, softmax=1):\n    return x * softmax\ndef g(x):\n    return softmax(x)\n",
            TF + "def f(x, softmax=1):\n    return x * softmax\ndef g(x):\n    return tf.nn.softmax(x)\n",
        ),
        (
            "from tensorflow.python.framework import ops, dtypes\nk = ops.GraphKeys.LOSSES, dtypes.int64\n",
            TF + "k = tf.GraphKeys.LOSSES, tf.int64\n",
        ),
        (
            TF + "import tensorflow.python.ops.array_ops as ao\nx = [ao.concat(v, 1) for v in w]\n",
            TF + "x = [tf.concat(v, 1) for v in w]\n",
        ),
        (
            "import tensorflow\nimport tensorflow.python.platform\n"
            "x = tensorflow.python.ops.array_ops.stack(v)\n",
            "import tensorflow\nimport tensorflow.python.platform\nx = tensorflow.stack(v)\n",
        ),
        (
            TF + "from tensorflow.contrib.layers.python.layers import batch_norm as bn\ny = bn(x)\n",
            TF + "y = tf.contrib.layers.batch_norm(x)\n",
        ),
        (
            TF + "from tensorflow.core.framework import summary_pb2\ns = summary_pb2.Summary.Value(tag=t)\n",
            TF + "s = tf.Summary.Value(tag=t)\n",
        ),
    ],
)
def test_private_names_become_public(before: str, after: str) -> None:
    assert published(before) == after


@pytest.mark.parametrize(
    "text",
    [
        TF + "from tensorflow.python.framework import ops\nops = 3\nprint(ops)\n",
        TF + "from tensorflow.python.framework import ops\ndef f(ops):\n    return ops.Graph()\n",
        TF + "from tensorflow.python.ops.rnn_cell import *\nc = GRUCell(2)\n",
        TF + "from tensorflow.python.framework import ops\nops.reset_default_graph()  # tf2codemod: ignore\n",
        "tf = 3\nfrom tensorflow.python.framework import ops\nops.reset_default_graph()\n",
        "from tensorflow.python.ops import not_known\nnot_known.f()\n",
        "# tensorflow.python\nimport tensorflow as tf\n",
    ],
)
def test_what_means_something_else_stays(text: str) -> None:
    assert published(text) == text


def test_an_import_that_other_modules_read_stays() -> None:
    text = TF + "from tensorflow.python.framework import ops\nops.reset_default_graph()\n"
    kept = text.replace("ops.reset", "tf.reset")
    assert published(text, "from program import *\nops.Graph()\n") == kept
    assert published(text, "import program\nprogram.ops.Graph()\n") == kept
    assert published(text, "from program import *\nprint(3)\n") != kept
    assert published(text, "ops = 3\n") != kept


def test_an_import_that_may_fail_stays() -> None:
    text = (
        TF + "try:\n    from tensorflow.python.ops import rnn_cell\n"
        "except ImportError:\n    from tensorflow.contrib import rnn as rnn_cell\nc = rnn_cell.GRUCell(2)\n"
    )
    assert published(text) == text


def test_lines_keep_their_numbers_in_findings() -> None:
    text = TF + "from tensorflow.python.framework import ops\nops.reset_default_graph()\nx = 1\n"
    aged = modernised(HERE, text, ())
    assert [aged.before(n) for n in (1, 2, 3)] == [1, 3, 4]
