"""Functions of imported modules that nobody calls are no reason to keep a program as a graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

MAIN = (
    "import tensorflow as tf\nimport helper\nx = tf.placeholder(tf.float32, [])\ny = helper.double(x)\n"
    "with tf.Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n"
)
NATIVE = Options()
HELPER = "import tensorflow as tf\ndef double(x):\n    return x * 2\n"


def converted(helper: str, main: str = MAIN, options: Options = NATIVE) -> tuple[ProgramResult, ...]:
    sources = [Source(Path("main.py"), main), Source(Path("helper.py"), HELPER + helper)]
    return engine.convert(sources, options)


def test_a_function_with_names_that_only_compat_has_makes_the_program_hybrid() -> None:
    helper = "def weights(name):\n    return tf.layers.dense(name, 2)\n"
    (result,) = converted(helper)
    assert result.level is Level.HYBRID
    text = next(f.text for f in result.files if f.source.path.name == "helper.py")
    assert "return tf.compat.v1.layers.dense(name, 2)" in text
    assert [f.code for f in result.findings] == ["TF932"]


@pytest.mark.parametrize(
    ("best", "level"),
    [(Level.NATIVE, Level.HYBRID), (Level.HYBRID, Level.HYBRID), (Level.COMPAT, Level.COMPAT)],
)
def test_a_program_comes_out_at_the_best_level_that_is_allowed(best: Level, level: Level) -> None:
    helper = "def weights(name):\n    return tf.layers.dense(name, 2)\n"
    (result,) = converted(helper, options=Options(best))
    assert result.level is level


def test_a_function_that_runs_what_it_is_given_stays_as_it_is() -> None:
    (result,) = converted("def evaluate(sess, op):\n    return sess.run(op)\n")
    assert result.level is Level.NATIVE
    assert "return sess.run(op)" in next(f.text for f in result.files if f.source.path.name == "helper.py")


def test_what_compat_does_not_have_either_keeps_the_program() -> None:
    (result,) = converted("def odd(x):\n    return tf.contrib.nothing.at_all(x)\n")
    assert result.level is Level.COMPAT


def test_a_function_that_is_called_is_not_left() -> None:
    helper = "def weights(name):\n    return tf.contrib.nothing.at_all(name)\n"
    (result,) = converted(helper, MAIN.replace("y = ", "helper.weights('w')\ny = "))
    assert result.level is Level.COMPAT


def test_a_function_that_may_be_looked_up_by_its_name_is_not_left() -> None:
    helper = "def weights(name):\n    return tf.layers.dense(name, 2)\n"
    dynamic = MAIN.replace("y = ", "import sys\nf = getattr(helper, sys.argv[0], None)\ny = ")
    named = MAIN.replace("y = ", "f = 'weights'\ny = ")
    assert [r.level for r in converted(helper, dynamic)] == [Level.COMPAT]
    assert [r.level for r in converted(helper, named)] == [Level.COMPAT]


def test_functions_of_the_program_itself_are_not_left() -> None:
    main = MAIN + "def weights(name):\n    return tf.layers.dense(name, 2)\n"
    (result,) = converted("", main)
    assert result.level is Level.COMPAT


def test_a_second_run_changes_nothing() -> None:
    helper = "def weights(name):\n    return tf.layers.dense(name, 2)\n"
    (result,) = converted(helper)
    again = engine.convert([Source(f.source.path, f.text) for f in result.files], Options())
    assert {f.text for r in again for f in r.files} == {f.text for f in result.files}
