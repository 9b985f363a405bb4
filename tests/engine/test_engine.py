"""The engine as a whole: levels, several files, switched-off transforms, and programs that need nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, ProgramResult, Source

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = sorted(GOLDEN.glob("*/*/before.py"))
DOUBLE = (
    "import tensorflow as tf\nx = tf.placeholder(tf.float32, [])\ny = x * 2\n"
    "with tf.Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n"
)
UNSTABLE = DOUBLE.replace("y = x * 2\n", "k = 2\ny = x * k\nfor k in [3]:\n    pass\nprint(k)\n")


def convert(files: dict[str, str], options: Options | None = None) -> tuple[ProgramResult, ...]:
    """What becomes of files of one folder."""
    return engine.convert([Source(Path(name), text) for name, text in files.items()], options or Options())


def texts(results: tuple[ProgramResult, ...]) -> dict[str, str]:
    return {file.source.path.as_posix(): file.text for result in results for file in result.files}


def levels(results: tuple[ProgramResult, ...]) -> dict[str, Level]:
    return {file.source.path.as_posix(): result.level for result in results for file in result.files}


def codes(results: tuple[ProgramResult, ...]) -> list[tuple[str, str]]:
    return [(f.path.as_posix(), f.code) for result in results for f in result.findings]


# Programs that need nothing --------------------------------------------------------------------------

NATIVE = (
    "import tensorflow as tf\n\n\n@tf.function\ndef step(x):\n    return tf.reduce_sum(x * 2.0, axis=0)\n\n\n"
    "print(step(tf.constant([1.0, 2.0])).numpy())\n"
)
KERAS = (
    "import tensorflow as tf\n\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"
    "model.compile(optimizer='sgd', loss='mse')\nmodel.fit([[1.0]], [[2.0]])\n"
)
HOST = "import numpy as np\n\nprint(np.zeros(3))\n"
EAGER = (
    "import tensorflow as tf\n\nv = tf.Variable(1.0)\noptimizer = tf.keras.optimizers.SGD(0.1)\n"
    "with tf.GradientTape() as tape:\n    loss = v * v\n"
    "optimizer.apply_gradients([(tape.gradient(loss, v), v)])\n"
)


@pytest.mark.parametrize("program", [NATIVE, KERAS, HOST, EAGER, ""])
def test_a_program_of_tensorflow_2_is_left_alone(program: str) -> None:
    results = convert({"program.py": program})
    assert texts(results) == {"program.py": program}
    assert codes(results) == []


def test_functions_imported_from_tf_slim() -> None:
    assert texts(convert({"program.py": "from tf_slim import conv2d\n"})) == {
        "program.py": "from tf_slim import conv2d\n"
    }


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.parent.relative_to(GOLDEN).as_posix())
def test_a_second_run_changes_nothing(case: Path) -> None:
    source = case.read_text(encoding="utf-8")
    first = texts(convert({"program.py": source}))
    compile(first["program.py"], case.name, "exec")
    assert texts(convert(first)) == first


# Levels and switches -----------------------------------------------------------------------------------


def test_the_best_level_is_native() -> None:
    assert levels(convert({"program.py": DOUBLE})) == {"program.py": Level.NATIVE}


def test_a_program_is_upgraded_as_a_graph_where_only_that_is_allowed() -> None:
    results = convert({"program.py": DOUBLE}, Options(Level.COMPAT))
    assert levels(results) == {"program.py": Level.COMPAT}
    text = texts(results)["program.py"]
    assert "import tensorflow.compat.v1 as tf\n" in text
    assert "sess.run(y, {x: 1.0})" in text


@pytest.mark.parametrize("code", ["TF201", "TF202"])
def test_a_program_that_needs_a_transform_that_is_switched_off(code: str) -> None:
    results = convert({"program.py": DOUBLE}, Options(ignore=frozenset((code,))))
    assert levels(results) == {"program.py": Level.COMPAT}
    (finding,) = results[0].findings
    assert finding.code == "TF927"
    assert code in finding.message


def test_a_transform_that_the_program_does_not_need_may_be_switched_off() -> None:
    results = convert({"program.py": DOUBLE}, Options(ignore=frozenset(("TF403",))))
    assert levels(results) == {"program.py": Level.NATIVE}


def test_a_line_that_is_to_be_left_alone_keeps_the_graph() -> None:
    marked = DOUBLE.replace("[])\n", "[])  # tf2codemod: ignore\n")
    results = convert({"program.py": marked})
    assert codes(results) == [("program.py", "TF928")]
    assert results[0].findings[0].line == 2


def test_an_unchanged_line_may_be_marked() -> None:
    marked = DOUBLE.replace(
        "import tensorflow as tf\n", "import os  # tf2codemod: ignore\nimport tensorflow as tf\n"
    )
    assert levels(convert({"program.py": marked})) == {"program.py": Level.NATIVE}


def test_a_fault_of_the_planner_leaves_a_graph_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(reading: engine.Reading) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(engine, "plan_program", broken)
    results = convert({"program.py": DOUBLE})
    assert levels(results) == {"program.py": Level.COMPAT}
    assert codes(results) == [("program.py", "TF929")]


# Several files -----------------------------------------------------------------------------------------

LAYERS = "import tensorflow as tf\n\n\ndef double(v):\n    return tf.multiply(v, 2.0)\n"
MAIN = (
    "import tensorflow as tf\nfrom layers import double\n\n"
    "x = tf.placeholder(tf.float32, [])\ny = double(x)\n"
    "with tf.Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n"
)


def test_a_helper_of_another_file_stays_a_helper() -> None:
    results = convert({"main.py": MAIN, "layers.py": LAYERS})
    assert set(levels(results).values()) == {Level.NATIVE}
    after = texts(results)
    assert after["layers.py"] == LAYERS
    assert "def y(x):\n    return double(x)\n" in after["main.py"]
    assert "from layers import double\n" in after["main.py"]


def test_a_helper_of_another_file_is_rewritten_there() -> None:
    helper = "import tensorflow as tf\n\n\ndef total(v):\n    return tf.reduce_sum(v, keep_dims=True)\n"
    main = MAIN.replace("layers import double", "layers import total").replace("double(x)", "total(x)")
    after = texts(convert({"main.py": main, "layers.py": helper}))
    assert after["layers.py"] == helper.replace("keep_dims", "keepdims")


def test_a_module_imported_under_another_name() -> None:
    main = MAIN.replace("from layers import double", "import layers as L").replace("double(x)", "L.double(x)")
    results = convert({"main.py": main, "layers.py": LAYERS})
    assert set(levels(results).values()) == {Level.NATIVE}
    assert "    return L.double(x)\n" in texts(results)["main.py"]


def test_everything_imported_from_a_module_of_the_program() -> None:
    main = MAIN.replace("from layers import double", "from layers import *")
    assert "    return double(x)\n" in texts(convert({"main.py": main, "layers.py": LAYERS}))["main.py"]


def test_a_module_of_a_package_imported_relatively() -> None:
    files = {
        "pack/__init__.py": "",
        "pack/layers.py": LAYERS,
        "pack/model.py": "from .layers import double\n\n\ndef network(v):\n    return double(double(v))\n",
        "main.py": MAIN.replace("layers import double", "pack.model import network").replace(
            "double(x)", "network(x)"
        ),
    }
    results = convert(files)
    assert set(levels(results).values()) == {Level.NATIVE}
    assert texts(results)["pack/model.py"] == files["pack/model.py"]
    assert "    return network(x)\n" in texts(results)["main.py"]


def test_files_without_tensorflow_stay_as_they_are() -> None:
    host = "def batches():\n    return [1.0, 2.0]\n"
    main = (
        "import tensorflow as tf\nfrom data import batches\n\nx = tf.placeholder(tf.float32, [])\ny = x * 2\n"
        "with tf.Session() as sess:\n    for b in batches():\n        print(sess.run(y, {x: b}))\n"
    )
    after = texts(convert({"main.py": main, "data.py": host}))
    assert after["data.py"] == host
    assert "for b in batches():\n    print(y(b).numpy())\n" in after["main.py"]


def test_programs_that_share_nothing_are_delivered_apart() -> None:
    results = convert({"good.py": DOUBLE, "bad.py": UNSTABLE})
    assert levels(results) == {"good.py": Level.NATIVE, "bad.py": Level.COMPAT}
    assert codes(results) == [("bad.py", "TF224")]


def test_a_program_that_shares_a_file_with_one_that_keeps_its_graph() -> None:
    bad = MAIN.replace("y = double(x)\n", "k = 2\ny = double(x) * k\nfor k in [3]:\n    pass\nprint(k)\n")
    layers = LAYERS.replace("\n\n\ndef", "\nTWO = tf.constant(2.0)\n\n\ndef").replace(", 2.0", ", TWO")
    results = convert({"main.py": MAIN, "bad.py": bad, "layers.py": layers})
    assert set(levels(results).values()) == {Level.COMPAT}
    assert {code for _, code in codes(results)} == {"TF224", "TF925"}
    for text in texts(results).values():
        ast.parse(text)


def test_a_script_that_imports_others_has_names_of_its_own() -> None:
    main = MAIN.replace("y = double(x)\n", "k = 2\ny = double(x) * k\nk = 3\n") + "print(k)\n"
    results = convert({"main.py": main, "layers.py": LAYERS})
    assert set(levels(results).values()) == {Level.NATIVE}
    assert "    return double(x) * k\n" in texts(results)["main.py"]
    results = convert({"main.py": main, "layers.py": LAYERS, "user.py": "import main\n\nprint(main.k)\n"})
    assert levels(results)["user.py"] is Level.COMPAT


def test_two_programs_that_agree_on_a_shared_file() -> None:
    results = convert({"one.py": MAIN, "two.py": MAIN.replace("1.0", "5.0"), "layers.py": LAYERS})
    assert set(levels(results).values()) == {Level.NATIVE}


def test_what_an_imported_module_does_as_a_script_is_rewritten_too() -> None:
    script = (
        "import tensorflow as tf\n\n\ndef double(x):\n    return 2 * x\n\n\n"
        "if __name__ == '__main__':\n    x = tf.placeholder(tf.float32, [])\n"
        "    with tf.Session() as sess:\n        print(sess.run(double(x), {x: 1.0}))\n"
    )
    user = "import script\n\nprint(script.double(2))\n"
    results = convert({"script.py": script, "user.py": user})
    assert set(levels(results).values()) == {Level.NATIVE}
    assert "placeholder" not in texts(results)["script.py"]


def test_no_file_is_lost_or_given_twice() -> None:
    files = {"main.py": MAIN, "layers.py": LAYERS, "good.py": DOUBLE, "bad.py": UNSTABLE, "host.py": HOST}
    results = convert(files)
    delivered = [file.source.path.as_posix() for result in results for file in result.files]
    assert sorted(delivered) == sorted(files)
