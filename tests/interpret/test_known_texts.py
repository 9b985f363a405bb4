"""Parts of texts that are known are known too."""

from __future__ import annotations

import pytest

from .conftest import Read, only_run, ops

PROGRAM = """
    x = tf.placeholder(tf.float32, name="x")
    name = "conv1_2"
    y = tf.nn.relu(x) if name{part} == "{text}" else tf.nn.tanh(x)
    tf.Session().run(y, {{x: 1.0}})
    """


@pytest.mark.parametrize(
    ("part", "text"), [("[:4]", "conv"), ("[4]", "1"), ("[-1]", "2"), ("[5:]", "_2"), ("[::2]", "cn12")]
)
def test_a_branch_on_a_part_is_decided(read: Read, part: str, text: str) -> None:
    assert ops(only_run(read(PROGRAM.format(part=part, text=text))).fetches) == ["tf.nn.relu"]
    assert ops(only_run(read(PROGRAM.format(part=part, text="no"))).fetches) == ["tf.nn.tanh"]


def test_a_branch_on_an_unknown_part_is_open(read: Read) -> None:
    text = PROGRAM.format(part="[:len(open('f').read())]", text="conv")
    assert set(ops(only_run(read(text)).fetches)) == {"tf.nn.relu", "tf.nn.tanh"}


def test_a_function_with_arguments_is_no_part_of_a_text(read: Read) -> None:
    text = PROGRAM.format(part="[functools.partial(len)]", text="conv")
    assert set(ops(only_run(read(f"    import functools{text}")).fetches)) == {"tf.nn.relu", "tf.nn.tanh"}
