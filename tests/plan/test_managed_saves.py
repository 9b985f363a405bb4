"""Savers without numbers become managers where the program asks for what was written last."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

TEXT = """\
import os
import sys
import tensorflow as tf
path = sys.argv[1]
w = tf.Variable(tf.zeros([2]), name='w')
add = w.assign_add([1., 2.])
saver = tf.train.Saver(max_to_keep=3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    ckpt = tf.train.get_checkpoint_state(path)
    if ckpt:
        saver.restore(sess, {restored})
{steps}
"""
NEWEST = "ckpt.model_checkpoint_path"
LOOP = "    for i in range(3):\n        sess.run(add)\n        saver.save(sess, {})"


def converted(steps: str, restored: str = NEWEST) -> tuple[Level, str, set[str]]:
    text = TEXT.format(steps=steps, restored=restored)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    return result.level, result.files[0].text, {f.code for f in result.findings}


@pytest.mark.parametrize(
    "named",
    [
        "path + '/model-' + str(i) + '.ckpt'",
        "path + '/model-%d.ckpt' % i",
        "path + '/model-{}.ckpt'.format(i)",
        "path + '/model_' + str(i)",
    ],
)
def test_a_number_in_a_name_is_the_number_of_the_file(named: str) -> None:
    level, text, codes = converted(LOOP.format(named))
    assert level is Level.NATIVE and codes == {"TF536"}
    assert "path, max_to_keep=3, checkpoint_name='model')" in text
    assert "saver.save(checkpoint_number=i)" in text


def test_names_that_stay_what_they_are_need_no_word() -> None:
    level, text, codes = converted(LOOP.format("os.path.join(path, 'model-' + str(i))"))
    assert level is Level.NATIVE and not codes
    assert "saver.save(checkpoint_number=i)" in text


def test_files_of_one_name_are_counted() -> None:
    level, text, codes = converted(LOOP.format("os.path.join(path, 'model')"))
    assert level is Level.NATIVE and codes == {"TF536"}
    assert "path, max_to_keep=1, checkpoint_name='model')" in text and "saver.save()" in text


@pytest.mark.parametrize("restored", ["path + '/model-2.ckpt'", "sys.argv[2]"])
def test_a_file_that_is_restored_by_its_name_keeps_it(restored: str) -> None:
    level, _, codes = converted(LOOP.format("path + '/model-' + str(i) + '.ckpt'"), restored)
    assert level is Level.COMPAT and "TF532" in codes


def test_what_is_no_integer_is_no_number() -> None:
    steps = LOOP.format("path + '/model-' + str(i) + '.ckpt'").replace("range(3)", "['a', 'b']")
    level, text, _ = converted(steps)
    assert level is Level.COMPAT or "checkpoint_number=i" not in text


def test_a_checkpoint_names_what_is_bound_before_it() -> None:
    steps = LOOP.format("path + '/model-' + str(i) + '.ckpt'")
    text = TEXT.format(steps=steps, restored=NEWEST).replace("with tf", "every = [w]\nwith tf", 1)
    (result,) = engine.convert([Source(Path("program.py"), text)], Options())
    assert result.level is Level.NATIVE and "Checkpoint(w=w)" in result.files[0].text
