"""Recurrent cells and the loops over them."""

from __future__ import annotations

import libcst as cst
import pytest

from tf2codemod.transforms.symbols import CallContext, cell_class, helper_sources, native_call

MODULE = cst.Module([])


def parsed(source: str) -> cst.Call:
    call = cst.parse_expression(source)
    assert isinstance(call, cst.Call)
    return call


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tf.contrib.rnn.BasicLSTMCell(64, state_is_tuple=True)", "BasicLSTMCell(64)"),
        ("tf.nn.rnn_cell.LSTMCell(64, num_proj=32)", "LSTMCell(64, num_proj=32)"),
        ("tf.nn.rnn_cell.MultiRNNCell([a, b])", "MultiRNNCell([a, b])"),
        (
            "tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, sequence_length=n, scope='r')",
            "dynamic_rnn(cell, x, sequence_length=n)",
        ),
    ],
)
def test_cells_and_loops(before: str, after: str) -> None:
    call = parsed(before)
    native = cell_class(MODULE.code_for_node(call.func), call, CallContext())
    assert native is not None and native.node is not None
    assert MODULE.code_for_node(native.node) == after
    assert native.helpers == (after.partition("(")[0],)


def test_a_cell_is_not_rewritten_without_its_owner() -> None:
    assert (
        native_call("tf.nn.rnn_cell.GRUCell", parsed("tf.nn.rnn_cell.GRUCell(3)"), CallContext()).node is None
    )


def test_states_that_are_one_tensor_are_left() -> None:
    call = parsed("tf.nn.rnn_cell.BasicLSTMCell(3, state_is_tuple=False)")
    native = cell_class("tf.nn.rnn_cell.BasicLSTMCell", call, CallContext())
    assert native is not None and native.node is None
    assert native.findings


def test_helpers_stand_after_those_they_need() -> None:
    sources, imports = helper_sources(("BasicLSTMCell", "bidirectional_dynamic_rnn"))
    assert list(sources) == ["LSTMStateTuple", "BasicLSTMCell", "dynamic_rnn", "bidirectional_dynamic_rnn"]
    assert imports == ("import collections", "import tensorflow as tf")
