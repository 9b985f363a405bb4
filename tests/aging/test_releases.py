"""Tests of TensorFlow's version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod.aging.releases import Answers, decided

PATH = Path("program.py")
HEAD = "import tensorflow as tf\n"


def answer(test: str, more: str = "") -> bool | None:
    """What TensorFlow 1.15 answers to a test."""
    import ast

    tree = ast.parse(f"{HEAD}{more}x = ({test})\n")
    return Answers(tree).of(tree.body[-1].value)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("tf.__version__.startswith('1.')", True),
        ("tf.VERSION < '1.4'", True),
        ("tf.version.VERSION[0] == '2'", False),
        ("int(tf.__version__.split('.')[1]) < 12 and int(tf.__version__.split('.')[0]) < 1", False),
        ("LooseVersion(tf.__version__) >= LooseVersion('1.10')", True),
        ("version.parse(tf.__version__) > version.parse('1.15.0')", True),
        ("StrictVersion('1.15.5') == StrictVersion(tf.__version__)", True),
        ("tuple(map(int, tf.__version__.split('.')[:2])) >= (1, 4)", True),
        ("[int(p) for p in tf.__version__.split('.')][0] == 1", True),
        ("not '1.1' <= tf.__version__ <= '1.2'", False),
        ("tf.__version__ in ['1.15.5', '1.14.0']", True),
        ("float(tf.__version__[:3]) < 1.0", False),
        ("flag and tf.__version__ < '1.0'", False),
        ("flag or tf.__version__ > '1.0'", True),
        ("flag and tf.__version__ > '1.0'", None),
        ("flag", None),
        ("'concat_v2' in dir(tf)", False),
        ("hasattr(tf.nn, 'relu')", True),
        ("hasattr(tf, 'layers')", True),
        ("hasattr(tf, 'compat')", None),
        ("hasattr(tf, name)", None),
        ("hasattr(model, 'relu')", None),
        ("compare(tf.__version__)", None),
        ("np.__version__ > '1.0'", None),
        ("tf.__version__ < 3", None),
    ],
)
def test_answers(test: str, expected: bool | None) -> None:
    assert answer(test) is expected


def test_the_name_of_a_part_of_tensorflow_is_known() -> None:
    assert answer("v.__version__ < '1.4'", "from tensorflow.compat import v1 as v\n") is True


def test_a_name_for_the_version_is_followed_if_it_means_one_thing() -> None:
    assert answer("major < 2", "major = int(tf.__version__.split('.')[0])\n") is True
    assert answer("major < 2", "major = int(tf.__version__[0])\nmajor = 3\n") is None


def text_of(body: str, head: str = HEAD) -> str | None:
    found = decided(PATH, head + body)
    return found[0].text.removeprefix(head) if found is not None else None


def test_each_way_through_a_branch() -> None:
    first = "if tf.__version__ < '1':\n    a = 1\nelif flag:\n    a = 2\n"
    chain = first + "elif tf.__version__ < '2':\n    a = 3\nelse:\n    a = 4\n"
    assert text_of(chain) == "if flag:\n    a = 2\nelse:\n    a = 3\n"
    assert text_of("if tf.__version__ < '1':\n    a = 1\nb = 2\n") == "b = 2\n"
    assert text_of("if tf.__version__ > '1':\n    # why\n    a = '''\nx'''\n") == "# why\na = '''\nx'''\n"
    assert text_of("def f():\n    if tf.__version__ < '1':\n        return 1\n") == "def f():\n    pass\n"
    assert text_of("a = 1 if tf.__version__ < '1' else 2\n") == "a = 2\n"
    assert text_of("assert tf.__version__[0] == '1'\nb = 2\n") == "b = 2\n"


def test_a_condition_over_several_lines_stays_whole() -> None:
    body = "if tf.__version__ < '1':\n    a = 1\nelif (flag and\n        other):\n    a = 2\n"
    assert text_of(body) == "if (flag and\n        other):\n    a = 2\n"


def test_branches_within_branches() -> None:
    body = (
        "if tf.__version__ > '1':\n    if tf.__version__ > '1.1':\n        a = 1\n    else:\n        a = 2\n"
    )
    assert text_of(body) == "a = 1\n"


def test_what_is_not_answered_is_left_alone() -> None:
    assert text_of("if flag:\n    a = 1\nprint(tf.__version__)\n") is None
    assert text_of("assert tf.__version__ == '1.4'\n") is None
    assert text_of("if tf.__version__ < '1':  # tf2codemod: ignore[TF936]\n    a = 1\n") is None
    assert decided(PATH, "import tensorflow as tf\nif tf.__version__ <\n") is None


def test_a_program_that_knows_both_releases_is_left_alone() -> None:
    both = (
        "if tf.__version__[0] == '2':\n    import tensorflow.compat.v1 as tf\n    tf.disable_v2_behavior()\n"
    )
    assert text_of(both) is None


def test_imports_that_only_read_versions_go() -> None:
    head = "from distutils.version import LooseVersion\nimport tensorflow as tf\n"
    test = "if LooseVersion(tf.__version__) < '1':\n    a = 1\n"
    assert text_of(test, head) == "import tensorflow as tf\n"
    assert "LooseVersion" in (text_of(test + "b = LooseVersion('1')\n", head) or "")


def test_lines_are_those_of_the_text_as_it_was() -> None:
    found = decided(PATH, HEAD + "if tf.__version__ < '1':\n    a = 1\nelse:\n    b = 1\nc = 1\n")
    assert found is not None
    edited, findings = found
    assert edited.text == HEAD + "b = 1\nc = 1\n"
    assert [edited.before(n) for n in (1, 2, 3)] == [1, 5, 6]
    assert [(f.line, f.code) for f in findings] == [(2, "TF936")]


def test_what_fails_on_tensorflow_1_15_is_not_tried() -> None:
    program = "try:\n    y = tf.nn.relu(x)\nexcept:\n    y = tf.nn.relu(HOW)\n"
    text = HEAD + program.replace("HOW", "x, targets=1")
    assert text_of(text) == HEAD + "y = tf.nn.relu(x)\n"
    assert text_of(HEAD + program.replace("HOW", "x, name='y'")) is None
    assert text_of(HEAD + program.replace("relu(HOW)", "no_such_name(x)")) == HEAD + "y = tf.nn.relu(x)\n"
    assert text_of(HEAD + program.replace("tf.nn.relu(HOW)", "other(x, targets=1)")) is None


@pytest.mark.parametrize("caught", ["", " Exception", " AttributeError"])
def test_what_is_tried_is_left_out_where_tensorflow_1_15_has_not_got_it(caught: str) -> None:
    program = (
        f"try:\n    merge = tf.merge_summary\n    a = 1\nexcept{caught}:\n    merge = tf.summary.merge\n"
    )
    assert text_of(HEAD + program) == HEAD + "merge = tf.summary.merge\n"


@pytest.mark.parametrize(
    ("tried", "caught"),
    [
        ("tf.summary.merge", ""),  # TensorFlow 1.15 has it
        ("tf.merge_summary", " ValueError"),  # the program stops
        ("lambda: tf.merge_summary", ""),  # nothing is read yet
        ("tf.__none__", ""),
    ],
)
def test_what_may_be_tried_is_kept(tried: str, caught: str) -> None:
    program = f"try:\n    merge = {tried}\nexcept{caught}:\n    merge = tf.summary.merge\n"
    assert text_of(HEAD + program) is None
