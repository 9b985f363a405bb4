"""Programs run in forks of one child; a stand-in for TensorFlow is enough to see how."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

from tf2codemod.verify.runner import Program, run_programs

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
needs_tensorflow = pytest.mark.skipif(
    sys.executable == PYTHON and importlib.util.find_spec("tensorflow") is None,
    reason="TensorFlow is not installed",
)


def write(folder: Path, name: str, text: str) -> Program:
    path = folder / name
    path.write_text(text)
    return Program(path, seconds=20)


@needs_tensorflow
def test_programs_do_not_see_each_other(tmp_path: Path) -> None:
    first = write(
        tmp_path, "first.py", "import tensorflow as tf\ntf.mark = 1\nopen('here', 'w').close()\nprint('done')"
    )
    second = write(
        tmp_path,
        "second.py",
        "import os, sys, tensorflow as tf\n"
        "print(hasattr(tf, 'mark'), os.listdir('.'), sys.argv[1:], __name__)",
    )
    fails = write(tmp_path, "fails.py", "import sys\nprint('so far', flush=True)\nsys.exit(3)")
    slow = Program(write(tmp_path, "slow.py", "import time\ntime.sleep(30)").path, seconds=0.5)
    second = Program(second.path, ("--a",))
    runs = run_programs(PYTHON, [first, second, fails, slow])
    assert [run.code for run in runs] == [0, 0, 3, 124]
    assert [run.out for run in runs[:3]] == ["done\n", "False [] ['--a'] __main__\n", "so far\n"]


@needs_tensorflow
def test_draws_are_read_from_tables_by_shape(tmp_path: Path) -> None:
    program = write(
        tmp_path,
        "draws.py",
        """
import numpy as np
import tensorflow as tf
print(np.array_equal(tf.random.normal([3]), tf.random.normal([3])))
glorot = tf.keras.initializers.GlorotUniform
print(np.array_equal(glorot()([2, 2]), glorot()([2, 2])))
spec = tf.TensorSpec([None], tf.float32)
dynamic = tf.function(lambda x: tf.random.uniform(tf.shape(x)), input_signature=[spec])
print(np.array_equal(dynamic(tf.ones([4])), tf.random.uniform([4])))
print(float(tf.reduce_max(tf.random.uniform([1000]))) < 1, np.random.rand() < 1)
print(int(tf.reduce_max(tf.random.uniform([100], 0, 3, tf.int32))))
print(isinstance(np.random.mtrand._rand, np.random.RandomState), np.random.RandomState(3).rand() < 1)
""",
    )
    (run,) = run_programs(PYTHON, [program])
    assert run.out.split() == ["True"] * 5 + ["2"] + ["True"] * 2, run.err


def test_a_child_that_cannot_start_fails_every_program(tmp_path: Path) -> None:
    (tmp_path / "tensorflow.py").write_text("raise ImportError('no TensorFlow here')")
    program = write(tmp_path, "program.py", "print(1)")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", path)
        (run,) = run_programs(sys.executable, [program])
    assert run.code == 1
    assert "no TensorFlow here" in run.err
