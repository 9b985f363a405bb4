"""Lists that are fetched beside other things, and what runs record."""

from __future__ import annotations

from pathlib import Path

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = """\
import tensorflow as tf
x = tf.placeholder(tf.float32, [2])
y = x * 2.
parts = [y + 1., y * 3.]
sess = tf.Session()
d = [1., 2.]
"""


def converted(body: str) -> tuple[Level, str, set[str]]:
    (result,) = engine.convert([Source(Path("program.py"), HEAD + body)], Options())
    codes = {f.code for f in result.findings if not "TF900" <= f.code <= "TF919"}
    return result.level, result.files[0].text, codes


def test_a_list_of_the_program_is_one_result() -> None:
    level, text, _ = converted(
        "w = tf.Variable(1.)\nt = w.assign_add(1.)\nv, p, _ = sess.run([y, parts, t], {x: d})\n"
    )
    assert level is Level.NATIVE
    assert "p = [value.numpy() for value in p]" in text or "[value.numpy() for value in p]" in text


def test_options_of_a_run_are_taken_out_and_told() -> None:
    level, text, codes = converted(
        "m = tf.RunMetadata()\nfor i in range(2):\n"
        "    o = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)\n"
        "    print(sess.run(y, {x: d}, options=o, run_metadata=m))\n"
    )
    assert level is Level.NATIVE
    assert codes == {"TF521"}
    assert "Run" not in text


def test_what_a_run_recorded_is_not_lost() -> None:
    level, _, codes = converted(
        "m = tf.RunMetadata()\nsess.run(y, {x: d}, run_metadata=m)\nprint(m.step_stats)\n"
    )
    assert level is Level.COMPAT
    assert codes == {"TF203"}


def test_placeholders_of_a_module_feed_the_methods_of_a_class() -> None:
    body = (
        "class M(object):\n    def __init__(self):\n        self.z = x * 2.\n"
        "m = M()\nprint(sess.run(m.z, {x: d}))\n"
    )
    level, text, _ = converted(body)
    assert level is Level.NATIVE
    assert "input_signature=[x])" in text
