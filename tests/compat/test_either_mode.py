"""Files that eager programs and graph programs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.compat.either_mode import serves_both_modes
from tf2codemod.compat.module import Module
from tf2codemod.model import Level, Options, Source

SHARED = "import tensorflow as tf\n\n\ndef half(x):\n    return tf.multiply(x, 0.5)\n"
USER = "import tensorflow as tf\nimport shared\nprint(shared.half(2.0))\n"


def serves(before: str, after: str | None = None, *users: str) -> bool:
    others = [Module(Source(Path(f"user{i}.py"), text)) for i, text in enumerate(users or (USER,))]
    return serves_both_modes(before, before if after is None else after, others)


def test_a_file_of_ops_serves_both() -> None:
    assert serves(SHARED)


def test_names_may_change() -> None:
    before = SHARED.replace("tf.multiply(x, 0.5)", "tf.log(x)")
    assert serves(before, before.replace("tf.log", "tf.math.log"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tf.multiply(x, 0.5)", "tf.Variable(x)"),
        ("tf.multiply(x, 0.5)", "tf.placeholder(tf.float32)"),
        ("tf.multiply(x, 0.5)", "tf.print(x)"),
        ("tf.multiply(x, 0.5)", "tf.assert_equal(x, 0.5)"),
        ("tf.multiply(x, 0.5)", "tf.gradients(x, x)"),
        ("tf.multiply(x, 0.5)", "tf.layers.dense(x, 2)"),
        ("def half", "HALF = tf.constant(0.5)\n\n\ndef half"),
        ("def half(x)", "def half(x=tf.constant(1.0))"),
    ],
)
def test_what_depends_on_the_mode_does_not(old: str, new: str) -> None:
    assert not serves(SHARED.replace(old, new))


def test_types_at_import_do_not_matter() -> None:
    assert serves(SHARED.replace("def half", "TYPE = tf.float32\n\n\ndef half"))


def test_a_changed_signature_does_not_serve_the_others() -> None:
    assert not serves(SHARED, SHARED.replace("half(x)", "half(x, training)"))


@pytest.mark.parametrize(
    "user",
    [
        "from shared import *\nprint(tf.constant(1))\n",
        "from shared import tf\n",
        "import shared\nshared.tf.constant(1)\n",
    ],
)
def test_a_file_that_hands_on_tensorflow_does_not_serve_graph_programs(user: str) -> None:
    assert not serves(SHARED, None, user)


DATA = SHARED.replace("tf.multiply(x, 0.5)", "tf.data.Dataset.from_tensor_slices(x)")


def test_data_sets_serve_both_where_functions_answer_for_both() -> None:
    known = "it = shared.half(x).make_one_shot_iterator()\n"
    assert serves(DATA, None, USER + known)
    assert serves(DATA, None, USER + "it = tf.data.Iterator.from_structure(d.output_types)\n")
    assert not serves(DATA, None, USER + "print(shared.half(x).output_types)\n")
    assert not serves(DATA, None, "import shared\n" + known)


# In the engine ---------------------------------------------------------------------------------------

NATIVE = (
    "import tensorflow as tf\nfrom shared import half\nx = tf.placeholder(tf.float32, [])\ny = half(x)\n"
    "with tf.Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n"
)
GRAPH = (
    "import tensorflow as tf\nimport shared\nq = tf.FIFOQueue(3, tf.float32)\nfill = q.enqueue(1.0)\n"
    "y = shared.half(q.dequeue())\nwith tf.Session() as sess:\n    sess.run(fill)\n    print(sess.run(y))\n"
)


def converted(files: dict[str, str]) -> tuple[dict[str, str], dict[str, Level]]:
    results = engine.convert([Source(Path(n), t) for n, t in files.items()], Options())
    new = {f.source.path.as_posix(): f.text for r in results for f in r.files}
    return new, {f.source.path.as_posix(): r.level for r in results for f in r.files}


def test_a_native_program_shares_a_file_with_one_that_stays_a_graph_program() -> None:
    shared = SHARED + "\n\ndef lines(path):\n    return tf.gfile.GFile(path).read()\n"
    files = {"graph.py": GRAPH, "native.py": NATIVE, "shared.py": shared}
    new, levels = converted(files)
    assert levels == {"graph.py": Level.COMPAT, "native.py": Level.NATIVE, "shared.py": Level.NATIVE}
    assert "tf.disable_v2_behavior()" in new["graph.py"] and "compat" not in new["shared.py"]
    assert "tf.io.gfile.GFile" in new["shared.py"] and "def y(x):" in new["native.py"]
    assert converted(new)[0] == new


def test_a_shared_file_with_variables_keeps_both_at_compat() -> None:
    shared = SHARED.replace("tf.multiply(x, 0.5)", "x * tf.Variable(0.5)")
    _, levels = converted({"graph.py": GRAPH, "native.py": NATIVE, "shared.py": shared})
    assert set(levels.values()) == {Level.COMPAT}
