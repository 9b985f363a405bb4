"""Variables, scopes, collections and graphs."""

from __future__ import annotations

from .conftest import Read, names, only_run, ops


def test_scopes_and_reuse(read: Read) -> None:
    trace = read("""
        def layer(x, name, reuse=None):
            with tf.variable_scope(name, reuse=reuse):
                return x * tf.get_variable("w", [1])
        x = tf.placeholder(tf.float32)
        layer(x, "a"), layer(x, "b"), layer(x, "a", reuse=True)
        """)
    assert names(trace) == ["a/w", "b/w"]


def test_auto_reuse_and_reuse_variables(read: Read) -> None:
    trace = read("""
        def layer(x):
            with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
                return x * tf.get_variable("w", [1])
        layer(1.0), layer(2.0)
        with tf.variable_scope("other") as scope:
            tf.get_variable("v", [1])
            scope.reuse_variables()
            tf.get_variable("v", [1])
        """)
    assert names(trace) == ["net/w", "other/v"]


def test_current_scope_as_an_object(read: Read) -> None:
    trace = read("""
        with tf.variable_scope("a"):
            with tf.variable_scope(tf.get_variable_scope(), reuse=False):
                tf.get_variable("w", [1])
        """)
    assert names(trace) == ["a/w"]


def test_layers_are_numbered(read: Read) -> None:
    trace = read("""
        x = tf.placeholder(tf.float32, [None, 2])
        with tf.variable_scope("net"):
            tf.layers.dense(tf.layers.dense(x, 3), 1, name="out")
            tf.layers.dense(x, 3)
        """)
    assert names(trace) == [
        "net/dense/kernel",
        "net/dense/bias",
        "net/out/kernel",
        "net/out/bias",
        "net/dense_1/kernel",
        "net/dense_1/bias",
    ]


def test_a_second_pass_of_a_loop_makes_no_second_layer(read: Read) -> None:
    trace = read("""
        import sys
        x = tf.placeholder(tf.float32, [None, 2])
        for size in map(int, sys.argv[1:]):
            x = tf.layers.dense(x, size)
        """)
    assert names(trace) == ["dense/kernel", "dense/bias"]


def test_variables_made_on_a_dead_branch_are_not_of_the_graph(read: Read) -> None:
    site = only_run(
        read("""
        if False:
            dead = tf.get_variable("dead", [1])
        tf.get_variable("live", [1])
        tf.Session().run(tf.trainable_variables())
        """)
    )
    assert [n.name for n in site.fetches.prefix] == ["live"]  # type: ignore[attr-defined]


def test_collections_with_scopes(read: Read) -> None:
    site = only_run(
        read("""
        for name in ["gen", "dis", "genus"]:
            with tf.variable_scope(name):
                tf.get_variable("w", [1])
        sess = tf.Session()
        sess.run(tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope="gen"))
        """)
    )
    assert [n.name for n in site.fetches.prefix] == ["gen/w", "genus/w"]  # type: ignore[attr-defined]


def test_own_collections(read: Read) -> None:
    site = only_run(
        read("""
        tf.add_to_collection("losses", tf.constant(1.0))
        tf.add_to_collection("losses", tf.zeros([]))
        tf.Session().run(tf.add_n(tf.get_collection("losses")))
        """)
    )
    assert [n.op for n in site.fetches.inputs] == ["tf.constant", "tf.zeros"]  # type: ignore[attr-defined]


def test_collection_by_a_name_that_is_not_known_is_inexact(read: Read) -> None:
    site = only_run(
        read("""
        import sys
        with tf.variable_scope("a"):
            tf.get_variable("w", [1])
        tf.Session().run(tf.trainable_variables(sys.argv[1]))
        """)
    )
    assert site.fetches.rest is not None  # type: ignore[attr-defined]


def test_another_graph_has_variables_of_its_own(read: Read) -> None:
    trace = read("""
        with tf.Graph().as_default():
            tf.get_variable("w", [1])
        with tf.Graph().as_default():
            tf.get_variable("w", [1])
            tf.Session().run(tf.trainable_variables())
        """)
    assert names(trace) == ["w", "w"]
    assert len(only_run(trace).fetches.prefix) == 1  # type: ignore[attr-defined]


def test_a_reset_graph_is_empty(read: Read) -> None:
    trace = read("""
        tf.get_variable("w", [1])
        tf.reset_default_graph()
        tf.get_variable("w", [1])
        """)
    assert names(trace) == ["w", "w"]


def test_name_scopes_name_variables_but_not_those_got_by_name(read: Read) -> None:
    trace = read("""
        for _ in range(2):
            with tf.name_scope("layer"):
                tf.Variable(1.0, name="v")
        with tf.name_scope("ignored"):
            tf.get_variable("w", [1])
        """)
    assert names(trace) == ["layer/v", "layer_1/v", "w"]


def test_train_op_trains_what_the_loss_needs(read: Read) -> None:
    trace = read("""
        a, b = tf.Variable(1.0, name="a"), tf.Variable(1.0, name="b")
        train = tf.train.AdamOptimizer(0.1).minimize(tf.square(a))
        tf.Session().run(train)
        """)
    action = only_run(trace).fetches
    assert [n.name for n in action.arguments["trained"].prefix] == ["a"]  # type: ignore[attr-defined]


def test_moving_average_belongs_to_its_variable(read: Read) -> None:
    site = only_run(
        read("""
        w = tf.Variable(1.0, name="w")
        ema = tf.train.ExponentialMovingAverage(0.9)
        update = ema.apply([w])
        tf.Session().run(ema.average(w))
        """)
    )
    assert ops(site.fetches) == ["moving average"]
    assert site.fetches.made.node.lineno == 5  # type: ignore[attr-defined]
