"""Functions, closures, classes and the states that calls leave behind."""

from __future__ import annotations

from tf2codemod.interpret.values import NONE, options_of

from .conftest import Read, fed, only_run, ops


def test_parameters_defaults_and_tuple_returns(read: Read) -> None:
    site = only_run(
        read("""
        def build(x, *more, scale=2.0, **options):
            y = tf.multiply(x, scale)
            return y, options["act"](y)
        x = tf.placeholder(tf.float32, name="x")
        y, z = build(x, act=tf.nn.relu)
        tf.Session().run([y, z], {x: 1})
        """)
    )
    assert ops(site.fetches) == ["tf.multiply", "tf.nn.relu"]


def test_closures_and_lambdas(read: Read) -> None:
    site = only_run(
        read("""
        def outer():
            x = tf.placeholder(tf.float32, name="x")
            def inner():
                return tf.square(x)
            return x, inner, lambda t: tf.sqrt(t)
        x, inner, root = outer()
        tf.Session().run(root(inner()), {x: 1})
        """)
    )
    assert ops(site.fetches) == ["tf.sqrt"]
    assert [n.op for n in site.fetches.inputs] == ["tf.square"]  # type: ignore[attr-defined]


def test_what_a_call_did_before_an_early_return_stays(read: Read) -> None:
    site = only_run(
        read("""
        import os
        class Model:
            def build(self):
                if os.path.exists("a"):
                    self.y = tf.constant(1)
                    return
                self.y = tf.zeros([1])
        model = Model()
        model.build()
        tf.Session().run(model.y)
        """)
    )
    assert sorted(ops(site.fetches)) == ["tf.constant", "tf.zeros"]


def test_a_return_that_is_never_reached_adds_nothing(read: Read) -> None:
    site = only_run(
        read("""
        def build(kind):
            if kind == "a":
                return tf.constant(1)
            return tf.zeros([1])
        tf.Session().run(build("b"))
        """)
    )
    assert ops(site.fetches) == ["tf.zeros"]


def test_code_after_a_return_is_read_but_changes_nothing(read: Read) -> None:
    trace = read("""
        class Box: pass
        box = Box()
        box.y = tf.constant(1)
        def build():
            return
            box.y = tf.zeros([1])
            tf.Session().run(box.y)
        build()
        tf.Session().run(box.y)
        """)
    assert [s.reached for s in trace.runs] == [False, True]
    assert ops(only_run(trace).fetches) == ["tf.constant"]


def test_attributes_are_kept_per_instance(read: Read) -> None:
    trace = read("""
        class Model(object):
            def __init__(self, name):
                self.x = tf.placeholder(tf.float32, name=name)
                self.y = self.double()
            def double(self):
                return self.x * 2
            def run(self, sess):
                return sess.run(self.y, {self.x: 1})
        sess = tf.Session()
        Model("a").run(sess)
        Model("b").run(sess)
        """)
    assert [list(fed(s)) for s in trace.runs] == [["a"], ["b"]]


def test_inheritance_super_and_properties(read: Read) -> None:
    site = only_run(
        read("""
        class Base(object):
            def __init__(self):
                self.x = tf.placeholder(tf.float32, name="x")
                self.build()
            @property
            def loss(self):
                return tf.reduce_mean(self.y)
        class Child(Base):
            def __init__(self):
                super(Child, self).__init__()
            def build(self):
                self.y = tf.square(self.x)
        model = Child()
        tf.Session().run(model.loss, {model.x: 1})
        """)
    )
    assert ops(site.fetches) == ["tf.reduce_mean"]


def test_attribute_that_is_never_set_is_unknown(read: Read) -> None:
    site = only_run(
        read("""
        class Model(object):
            pass
        tf.Session().run([tf.constant(1), Model().loss])
        """)
    )
    assert "'loss' is not set" in site.fetches.prefix[1].reason  # type: ignore[attr-defined]


def test_getattr_setattr_and_decorators(read: Read) -> None:
    site = only_run(
        read("""
        import functools
        def lazy(function):
            name = "_" + function.__name__
            @functools.wraps(function)
            def wrapper(self):
                if not hasattr(self, name):
                    setattr(self, name, function(self))
                return getattr(self, name)
            return wrapper
        class Model(object):
            @lazy
            def output(self):
                return tf.constant(1)
        tf.Session().run(Model().output())
        """)
    )
    assert set(ops(site.fetches)) == {"tf.constant"}


def test_handler_may_find_any_part_of_the_attempt(read: Read) -> None:
    site = only_run(
        read("""
        y = tf.zeros([1])
        try:
            y = tf.constant(1)
            open("x")
        except IOError:
            pass
        tf.Session().run(y)
        """)
    )
    assert sorted(ops(site.fetches)) == ["tf.constant", "tf.zeros"]


def test_recursion_ends(read: Read) -> None:
    site = only_run(
        read("""
        def tower(x, n):
            return x if n == 0 else tower(tf.nn.relu(x), n - 1)
        tf.Session().run(tower(tf.constant(1.0), 2))
        """)
    )
    assert ops(site.fetches) == ["tf.nn.relu"]


def test_functions_that_nothing_calls_are_listed(read: Read) -> None:
    trace = read("def unused(x):\n    return tf.square(x)\n")
    assert [f.name for f in trace.uncalled] == ["unused"]


def test_one_of_several_functions_is_called(read: Read) -> None:
    site = only_run(
        read("""
        import sys
        acts = {"relu": tf.nn.relu, "tanh": tf.tanh}
        def get(name):
            return acts[name]
        tf.Session().run(get(sys.argv[1])(tf.constant(1.0)))
        """)
    )
    assert sorted(ops(site.fetches)) == ["tf.nn.relu", "tf.tanh"]
    assert NONE not in options_of(site.fetches)
