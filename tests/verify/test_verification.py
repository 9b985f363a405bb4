"""Whole verifications, of programs that are right, wrong, restless or broken, beside tf.compat.v1."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tf2codemod.api import convert_paths
from tf2codemod.cli import main

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# A Python with TensorFlow 2, where the one that runs the tests has none.
PYTHON = os.environ.get("TF2CODEMOD_PYTHON", sys.executable)
pytestmark = pytest.mark.skipif(
    sys.executable == PYTHON and importlib.util.find_spec("tensorflow") is None,
    reason="TensorFlow is not installed",
)
PROGRAM = """import random
import sys
import time
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
h = tf.layers.dense(x, 4, tf.nn.relu, name='hidden')
out = tf.layers.dense(tf.nn.dropout(h, 0.8), 1, name='out')
loss = tf.reduce_mean(tf.square(out - 1.0))
step = tf.train.AdamOptimizer(0.01, name='mine').minimize(loss)
clock = tf.placeholder(tf.float32, [])
later = clock * 2.0
data = np.random.rand(8, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(int(sys.argv[1])):
        value, _ = sess.run([loss, step], {x: data * random.random()})
        print(i, value)
        restless = sess.run(later, {clock: time.time() % 1000})
    with open('../losses.txt', 'a') as file:
        file.write('%r\\n' % value)
    print(len(open('../losses.txt').readlines()))
"""


def write(folder: Path, text: str) -> Path:
    folder.mkdir()
    path = folder / "train.py"
    path.write_text(text, encoding="utf-8")
    return path


def verify(*words: Any) -> tuple[Result, dict[str, Any]]:
    options = ["--python", PYTHON, "--reference", "compat", "--output-format", "json"]
    result = CliRunner().invoke(main, ["verify", *options, *map(str, words)])
    try:
        return result, json.loads(result.stdout)
    except ValueError:
        return result, {}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A program and its conversion."""
    folder = tmp_path_factory.mktemp("programs")
    old, new = write(folder / "old", PROGRAM), write(folder / "new", PROGRAM)
    assert str(convert_paths([new]).programs[0].level) == "native"
    return old, new


@pytest.fixture(scope="module")
def verified(programs: tuple[Path, Path]) -> tuple[dict[str, Any], str, Path]:
    """What comes of it, the page, and what was recorded of the old side."""
    old, new = programs
    page, record = old.parent.parent / "page.html", old.parent.parent / "old.json"
    result, outcome = verify(old, new, "--html", page, "--record", record, "--", "5")
    assert result.exit_code == 0, result.output
    return outcome, page.read_text(encoding="utf-8"), record


def test_a_right_conversion_has_the_same_numbers(
    verified: tuple[dict[str, Any], str, Path], programs: tuple[Path, Path]
) -> None:
    outcome, _, _ = verified
    found = {(q["kind"], q["name"]): q for q in outcome["quantities"]}
    assert outcome["verdict"] == "equal"
    assert "tf.compat.v1 in graph mode: not TensorFlow 1 itself" in outcome["old"]["runner"]
    assert found["fetch", "loss"]["steps"] == 5
    for name in ("hidden/kernel", "hidden/bias", "out/kernel", "out/bias"):
        assert found["variable", name]["status"] == "equal"
        # An optimizer with a name of its own names its slots by it.
        assert {found["slot", f"{name}/mine{n}"]["status"] for n in ("", "_1")} == {"equal"}
    assert outcome["old"]["seconds_per_step"] > 0
    assert outcome["new"]["seconds_per_step"] > 0
    # What a run writes beside its project is not there for the next one.
    assert not (programs[0].parent.parent / "losses.txt").exists()
    assert found["printed", "numbers"]["status"] == "equal"


def test_what_is_not_compared_is_told_beside_same_numbers(verified: tuple[dict[str, Any], str, Path]) -> None:
    outcome, _, _ = verified
    assert [q["name"] for q in outcome["quantities"] if q["status"] == "unsteady"] == ["later"]
    assert any("Python's `random`" in note for note in outcome["notes"])


def test_the_page_has_both_curves_of_same_numbers(verified: tuple[dict[str, Any], str, Path]) -> None:
    _, page, _ = verified
    chart = page[page.index("<h3>loss") :]
    assert all(f"<path class='{name}' d='M" in chart for name in ("old", "new"))


def test_recorded_and_not_the_same_numbers(
    verified: tuple[dict[str, Any], str, Path], programs: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = programs
    text = new.read_text(encoding="utf-8").replace("Adam(0.01", "Adam(0.02")
    wrong = write(tmp_path / "wrong", text)
    result, outcome = verify(old, wrong, "--recorded", verified[2], "--", "5")
    assert result.exit_code == 1, result.output
    assert outcome["headline"] == "differs: first fetch loss at train.py:18"
    first = outcome["quantities"][0]
    assert (first["name"], first["departure"]["step"]) == ("loss", 2)


def test_identical_weights_with_the_same_numbers(tmp_path: Path) -> None:
    rows = tomllib.loads((Path(__file__).parent / "wrong.toml").read_text(encoding="utf-8"))["wrong"]
    (row,) = (row for row in rows if row.get("twins"))
    folder = Path(__file__).parent / "programs" / row["in"]
    right = (folder / "after.py").read_text(encoding="utf-8")
    assert row["replace"] in right
    old = write(tmp_path / "old", (folder / "before.py").read_text(encoding="utf-8"))
    new = write(tmp_path / "new", right.replace(row["replace"], row["by"]))
    result, outcome = verify(old, new, "--repeats", "0")
    assert result.exit_code == 1, result.output
    assert [q["kind"] for q in outcome["quantities"] if q["status"] == "differs"] == ["weights"]


def test_a_revision_without_the_same_numbers(programs: tuple[Path, Path], tmp_path: Path) -> None:
    path = write(tmp_path / "project", PROGRAM)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "old"]):
        subprocess.run(["git", "-C", str(path.parent), *words], check=True, capture_output=True)
    path.write_text(programs[1].read_text(encoding="utf-8") + "raise ValueError('broken')\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path.parent)
        result, outcome = verify("--git", "HEAD", "--entry", "train.py", "--repeats", "0", "--", "2")
    assert result.exit_code == 2, result.output
    assert outcome["headline"] == "new side failed: exit status 1: ValueError: broken"
    assert outcome["old"]["program"] == "HEAD"


def test_a_device_that_is_not_there(programs: tuple[Path, Path]) -> None:
    result, _ = verify(*programs, "--device", "gpu:7")
    assert result.exit_code == 2
    assert "there is no such device: gpu:7" in result.output


# Keras's Adam goes six millionths less far than that of TensorFlow 1.
BRINK = """import tensorflow as tf
x = tf.placeholder(tf.float32, [])
w = tf.Variable(0.0)
step = tf.train.AdamOptimizer(1.0).minimize(w * x)
far = tf.cast(w < -0.999997, tf.int32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: 1.0})
    print(sess.run(far))
"""


def test_rounding_of_keras_alone_is_told_from_other_numbers(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", BRINK), write(tmp_path / "new", BRINK)
    convert_paths([new])
    result, outcome = verify(old, new)
    assert result.exit_code == 0, result.output
    text = new.read_text(encoding="utf-8")
    assert "beta_2=0.9990000129, " in text
    new.write_text(text.replace("beta_2=0.9990000129, ", ""), encoding="utf-8")
    result, outcome = verify(old, new)
    assert result.exit_code == 1, result.output
    assert outcome["headline"] == "differs: first fetch far at train.py:9"
    assert [n for n in outcome["notes"] if " agrees once the optimizers of Keras round" in n]
    new.write_text(new.read_text(encoding="utf-8").replace("epsilon=1e-8", "epsilon=1e-2"), encoding="utf-8")
    result, outcome = verify(old, new)
    assert outcome["headline"] == "differs: first fetch far at train.py:9"
    assert not outcome["notes"]
