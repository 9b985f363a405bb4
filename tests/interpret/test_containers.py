"""Containers, loops, joins and imports."""

from __future__ import annotations

import ast

import pytest

from tf2codemod.interpret.comprehensions import TURNS_TOLD_APART
from tf2codemod.interpret.interpreter import Interpreter
from tf2codemod.interpret.values import Unknown, Value

from .conftest import Read, only_run, ops


def test_lists_built_in_a_known_loop(read: Read) -> None:
    site = only_run(
        read("""
        layers = []
        x = tf.placeholder(tf.float32)
        for i, act in enumerate([tf.nn.relu, tf.tanh]):
            x = act(x)
            layers.append(x)
        layers += [tf.square(x)]
        tf.Session().run(layers[1:])
        """)
    )
    assert ops(site.fetches) == ["tf.tanh", "tf.square"]


def test_a_list_filled_in_a_branch_keeps_its_order(read: Read) -> None:
    site = only_run(
        read("""
        made = []
        if flag():
            made.append(tf.constant(1))
            made.append(tf.zeros([2]))
        else:
            made.append(tf.ones([2]))
            made.append(tf.range(3))
        tf.Session().run(made)
        """)
    )
    assert ops(site.fetches) == ["tf.constant", "tf.ones", "tf.zeros", "tf.range"]


def test_dicts_comprehensions_and_unpacking(read: Read) -> None:
    site = only_run(
        read("""
        made = {name: tf.placeholder(tf.float32, name=name) for name in ("a", "b", "c")}
        made.update(d=tf.constant(1.0))
        first, *others = [made[k] for k in ("a", "b", "d")]
        tf.Session().run([first] + others)
        """)
    )
    assert ops(site.fetches) == ["tf.placeholder", "tf.placeholder", "tf.constant"]


def test_turns_of_a_comprehension_that_are_alike_are_not_walked_one_by_one(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound: list[str] = []
    bind = Interpreter.bind

    def counted(self: Interpreter, target: ast.expr, value: Value) -> None:
        bound.append(ast.unparse(target))
        bind(self, target, value)

    monkeypatch.setattr(Interpreter, "bind", counted)
    site = only_run(
        read("""
        import numpy as np
        table = np.load("table.npy")
        x = tf.placeholder(tf.float32)
        rows = [table[i] for i in range(50)]
        tf.Session().run([x, len(rows)], {x: rows})
        """)
    )
    assert ops(site.fetches) == ["tf.placeholder"]
    assert bound == ["i"] * (TURNS_TOLD_APART + 1)


def test_one_turn_of_a_comprehension_that_differs_is_seen(read: Read) -> None:
    site = only_run(
        read("""
        x = tf.constant(1.0)
        made = [x if i == 40 else i for i in range(50)]
        tf.Session().run(made[40])
        """)
    )
    assert ops(site.fetches) == ["tf.constant"]


def test_namedtuples_have_fields(read: Read) -> None:
    site = only_run(
        read("""
        import collections
        Model = collections.namedtuple("Model", "x y")
        model = Model(x=tf.constant(1), y=tf.zeros([1]))
        tf.Session().run([model.y, model[0]])
        """)
    )
    assert ops(site.fetches) == ["tf.zeros", "tf.constant"]


def test_loop_of_unknown_length_keeps_both_values(read: Read) -> None:
    site = only_run(
        read("""
        import sys
        x = tf.constant(1.0)
        while len(sys.argv) > 3:
            x = tf.square(x)
        tf.Session().run(x)
        """)
    )
    assert sorted(ops(site.fetches)) == ["tf.constant", "tf.square"]


def test_known_condition_takes_one_branch(read: Read) -> None:
    site = only_run(
        read("""
        USE = "relu"
        x = tf.constant(1.0)
        if USE == "relu":
            y = tf.nn.relu(x)
        else:
            y = tf.tanh(x)
        tf.Session().run(y)
        """)
    )
    assert ops(site.fetches) == ["tf.nn.relu"]


def test_several_outputs_are_picked_and_not_sliced(read: Read) -> None:
    trace = read("""
        mean, variance = tf.nn.moments(tf.placeholder(tf.float32), [0])
        top = tf.nn.top_k(mean, 2)
        tf.Session().run([variance, top[1], top.values, mean[0]])
        """)
    assert ops(only_run(trace).fetches) == ["part", "part", "part", "tf.strided_slice"]


def test_names_deleted_or_never_bound_are_unknown(read: Read) -> None:
    site = only_run(read("x = tf.constant(1)\ndel x\ntf.Session().run([tf.constant(2), x])\n"))
    assert isinstance(site.fetches.prefix[1], Unknown)  # type: ignore[attr-defined]


def test_type_questions_about_graph_objects(read: Read) -> None:
    site = only_run(
        read("""
        class Wrapped(object):
            def get(self):
                return tf.zeros([1])
        def unwrap(x):
            return x.get() if issubclass(type(x), Wrapped) else x
        tf.Session().run([unwrap(Wrapped()), unwrap(tf.constant(1))])
        """)
    )
    assert ops(site.fetches) == ["tf.zeros", "tf.constant"]


def test_modules_of_the_project(read: Read) -> None:
    site = only_run(
        read(
            """
            from model import Model, helper as make
            import layers
            from settings import *
            m = Model(SIZE)
            tf.Session().run([m.y, make(m.y), layers.act(m.x)])
            """,
            model="""
            import layers
            def helper(x):
                return layers.act(x)
            class Model:
                def __init__(self, size):
                    self.x = tf.placeholder(tf.float32, [size])
                    self.y = tf.square(self.x)
            """,
            layers="act = tf.nn.relu\n",
            settings="SIZE = 3\n",
        )
    )
    assert ops(site.fetches) == ["tf.square", "tf.nn.relu", "tf.nn.relu"]


def test_names_of_tensorflow(read: Read) -> None:
    trace = read("""
        from tensorflow.contrib import layers as L
        import tensorflow.contrib.slim as slim
        from tensorflow.compat import v1
        nn = tf.nn
        tf.Session().run([nn.relu(1.0), slim.flatten(v1.zeros([2])), L.flatten(v1.ones([2]))])
        """)
    assert ops(only_run(trace).fetches) == [
        "tf.nn.relu",
        "tf.contrib.slim.flatten",
        "tf.contrib.layers.flatten",
    ]


def test_everything_of_tensorflow_by_its_bare_name(read: Read) -> None:
    trace = read("""
        from tensorflow import *
        x = placeholder(float32, name="x")
        Session().run(square(x), {x: 1.0})
        """)
    assert ops(only_run(trace).fetches) == ["tf.square"]


def test_options_always_stand_in_the_same_order(read: Read) -> None:
    text = """
        import sys
        y = tf.constant(1)
        for act in [tf.zeros, tf.ones, tf.square, tf.sqrt]:
            if sys.argv[1:]:
                y = act(y)
        tf.Session().run(y)
        """
    expected = ["tf.sqrt", "tf.square", "tf.ones", "tf.zeros", "tf.constant"]
    assert all(ops(only_run(read(text)).fetches) == expected for _ in range(3))
