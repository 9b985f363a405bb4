"""Programs that stand or fall together, and those that were too large to be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.interpret import interpreter
from tf2codemod.model import Level, Options, Source
from tf2codemod.plan.program import Reading
from tf2codemod.prepare import program
from tf2codemod.prepare.program import prepared
from tf2codemod.ties import Ties

A, B, C, D = (Path(f"/p/{name}.py") for name in "abcd")
SHARED = "import tensorflow as tf\ndef build():\n    return tf.placeholder(tf.float32, name='x')\n"
REFUSED = (
    "import tensorflow as tf\nimport shared\nsess = tf.Session()\nx = shared.build()\n"
    "tf.train.start_queue_runners(sess)\nsess.run(x, {x: unknown()})\nsess.run(unknown())\n"
)
IN_OTHER_WORDS = (
    "import tensorflow as tf\nimport {module}\nsess = tf.Session()\nv = {module}.build()\n"
    "names = ['a', 'b']\nxs = [tf.placeholder(tf.float32, name=n) for n in names]\n"
    "print(sess.run(xs[0] + v, dict(zip(xs, [1.0, 2.0]))))\nprint(sess.run(unknown()))\n"
)


def test_programs_are_tied_through_files_that_bind_them() -> None:
    ties = Ties([(A, C), (A, B), (C, D), (B,)], (A, B, D).__contains__)
    ties.lose((B,))
    assert ties.lost((A, C))
    assert not ties.lost((C, D))
    assert not ties.lost((C,))


def converted(**files: str) -> dict[str, tuple[Level, list[str]]]:
    sources = [Source(Path(f"/p/{name}.py"), text) for name, text in files.items()]
    results = engine.convert(sources, Options())
    codes: dict[str, list[str]] = {}
    for finding in (f for r in results for f in r.findings):
        codes.setdefault(finding.path.stem, []).append(finding.code)
    levels = {f.source.path.stem: r.level for r in results for f in r.files}
    return {name: (level, codes.get(name, [])) for name, level in levels.items()}


def test_other_words_are_not_tried_where_another_program_cannot_be_native(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    def noted(reading: Reading, *rest: object) -> object:
        tried.append(reading.entry.path.stem)
        return prepared(reading, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(program, "prepared", noted)
    tied = converted(shared=SHARED, refused=REFUSED, user=IN_OTHER_WORDS.format(module="shared"))
    assert {level for level, _ in tied.values()} == {Level.COMPAT}
    assert tied["user"][1] and "user" not in tried
    converted(other=SHARED, user=IN_OTHER_WORDS.format(module="other"))
    assert "user" in tried


LARGE = "import tensorflow as tf\nimport shared\n" + "for i in range(9):\n    print(i)\n" * 9
ANY = "import tensorflow as tf\nsess = tf.Session()\nx = tf.constant(1.0)\nprint(sess.run(x))\n"


def test_a_program_that_is_too_large_ends_the_reading_of_those_that_it_is_tied_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[int] = []

    def noted(*given: object, **named: object) -> object:
        traces = interpreter.read_programs(*given, **named)  # type: ignore[arg-type]
        steps.extend(t.steps for t in traces)
        return traces

    monkeypatch.setattr(interpreter, "SMALLEST_SHARE", 10)
    monkeypatch.setattr(engine, "read_programs", lambda *a, **k: noted(*a, budget=60, **k))
    found = converted(large=LARGE, shared=SHARED, tied=LARGE, zz=ANY + "import os\n")
    assert found["large"] == (Level.COMPAT, ["TF922"])
    assert found["tied"] == (Level.COMPAT, [])
    assert found["shared"] == (Level.COMPAT, ["TF925"])
    assert found["zz"][0] is Level.NATIVE
    assert steps == [61, 11, 5]
