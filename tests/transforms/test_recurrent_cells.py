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
        ("tf.contrib.rnn.BasicLSTMCell(n, 0.5, True, tf.tanh)", "BasicLSTMCell(n, 0.5, activation=tf.tanh)"),
        ("tf.contrib.rnn.BasicLSTMCell(n, reuse=False, name='a')", "BasicLSTMCell(n, name='a')"),
        ("tf.contrib.rnn.LSTMCell(num_units=64)", "LSTMCell(num_units=64)"),
        ("tf.contrib.rnn.LSTMCell(64, False, initializer=i)", "LSTMCell(64, initializer=i)"),
        ("tf.nn.rnn_cell.LSTMCell(64, num_proj=32)", "PeepholeLSTMCell(64, num_proj=32)"),
        ("tf.nn.rnn_cell.LSTMCell(64, use_peepholes=p)", "PeepholeLSTMCell(64, use_peepholes=p)"),
        ("tf.nn.rnn_cell.GRUCell(n, tf.nn.relu)", "GRUCell(n, tf.nn.relu)"),
        ("tf.nn.rnn_cell.MultiRNNCell([a, b])", "MultiRNNCell([a, b])"),
        ("tf.contrib.rnn.MultiRNNCell(cells, state_is_tuple=True)", "MultiRNNCell(cells)"),
        (
            "tf.contrib.rnn.DropoutWrapper(cell, output_keep_prob=keep)",
            "DropoutWrapper(cell, output_keep_prob=keep)",
        ),
        ("tf.nn.rnn_cell.LSTMStateTuple(c, h)", "LSTMStateTuple(c, h)"),
        (
            "tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, sequence_length=n, scope='r')",
            "dynamic_rnn(cell, x, sequence_length=n)",
        ),
        ("tf.nn.dynamic_rnn(cell, x, n, state)", "dynamic_rnn(cell, x, n, state)"),
        ("tf.contrib.rnn.static_rnn(lstm_cell, x, dtype=tf.float32)", "static_rnn(lstm_cell, x)"),
        (
            "tf.nn.static_rnn(cell, x, None, tf.float32, n)",
            "static_rnn(cell, x, None, sequence_length=n)",
        ),
        (
            "tf.contrib.rnn.static_bidirectional_rnn(\n    forth, back, x,\n    dtype=tf.float32)",
            "static_bidirectional_rnn(\n    forth, back, x)",
        ),
    ],
)
def test_cells_and_loops(before: str, after: str) -> None:
    call = parsed(before)
    native = native_call(MODULE.code_for_node(call.func), call, CallContext())
    assert native.node is not None, native.findings
    assert MODULE.code_for_node(native.node) == after
    assert native.helpers[-1] == after.partition("(")[0]


def test_the_name_of_the_module_does_not_matter() -> None:
    native = native_call(
        "tf.contrib.rnn.BasicLSTMCell", parsed("rnn.BasicLSTMCell(n)"), CallContext("tensorflow")
    )
    assert native.node is not None
    assert MODULE.code_for_node(native.node) == "BasicLSTMCell(n)"
    assert native.helpers == ("LSTMStateTuple", "BasicLSTMCell")
    assert native.imports == ("import collections",)


@pytest.mark.parametrize(
    "before",
    [
        "tf.contrib.rnn.BasicLSTMCell(n, state_is_tuple=paired)",
        "tf.contrib.rnn.GRUCell(n, reuse=tf.AUTO_REUSE)",
        "tf.contrib.rnn.BasicLSTMCell(n, reuse=not is_training)",
        "tf.contrib.rnn.MultiRNNCell(cells, state_is_tuple=False)",
        "tf.contrib.rnn.DropoutWrapper(cell, 0.5, seed=3)",
        "tf.contrib.rnn.DropoutWrapper(cell, 0.5, variational_recurrent=True, dtype=tf.float32)",
        "tf.contrib.rnn.UGRNNCell(n)",
        "tf.contrib.seq2seq.sequence_loss(a, b, c, softmax_loss_function=f)",
        "tf.nn.raw_rnn(cell, loop)",
        "tf.nn.dynamic_rnn(cell, x, dtype=tf.float64)",
    ],
)
def test_left_with_a_finding(before: str) -> None:
    call = parsed(before)
    native = native_call(MODULE.code_for_node(call.func), call, CallContext())
    assert native.node is None
    assert native.findings


def test_states_that_are_one_tensor_are_left() -> None:
    call = parsed("tf.nn.rnn_cell.BasicLSTMCell(3, state_is_tuple=False)")
    native = cell_class("tf.nn.rnn_cell.BasicLSTMCell", call, CallContext())
    assert native is not None and native.node is None
    assert native.findings


def test_helpers_stand_after_those_they_need() -> None:
    sources, imports = helper_sources(("BasicLSTMCell", "bidirectional_dynamic_rnn"))
    assert list(sources) == ["LSTMStateTuple", "BasicLSTMCell", "dynamic_rnn", "bidirectional_dynamic_rnn"]
    assert imports == ("import collections", "import tensorflow as tf")
