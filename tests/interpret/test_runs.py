"""What runs fetch and feed."""

from __future__ import annotations

from tf2codemod.interpret.values import NONE, Items, Mapping, Unknown, options_of

from .conftest import Read, fed, only_run, ops


def test_fetches_and_feeds_of_a_script(read: Read) -> None:
    site = only_run(
        read("""
        x = tf.placeholder(tf.float32, [None], name="x")
        y = tf.square(x)
        with tf.Session() as sess:
            sess.run([y, tf.reduce_sum(y)], feed_dict={x: [1.0]})
        """)
    )
    assert ops(site.fetches) == ["tf.square", "tf.reduce_sum"]
    assert list(fed(site)) == ["x"]


def test_eval_of_a_tensor_is_a_run(read: Read) -> None:
    site = only_run(read("with tf.Session():\n    tf.constant(1).eval()\n"))
    assert (site.kind, ops(site.fetches)) == ("eval", ["tf.constant"])


def test_run_of_an_op_of_a_tensor(read: Read) -> None:
    site = only_run(read("v = tf.Variable(1)\nv.assign_add(1).op.run(session=tf.Session())\n"))
    assert ops(site.fetches) == ["tf.assign_add"]


def test_feeds_are_kept_as_they_were_at_the_run(read: Read) -> None:
    trace = read("""
        a, b = tf.placeholder(tf.float32, name="a"), tf.placeholder(tf.float32, name="b")
        sess = tf.Session()
        feed = {a: 1}
        sess.run(a + 1, feed)
        feed[b] = 2
        sess.run(a + b, feed)
        """)
    assert [list(fed(s)) for s in trace.runs] == [["a"], ["a", "b"]]


def test_either_of_two_feed_dicts(read: Read) -> None:
    site = only_run(
        read("""
        import os
        a, b = tf.placeholder(tf.float32, name="a"), tf.placeholder(tf.float32, name="b")
        feed = {a: 1} if os.path.exists("x") else {b: 1}
        tf.Session().run(a, feed)
        """)
    )
    assert site.feeds is not None
    assert all(isinstance(o, Mapping) for o in options_of(site.feeds))
    assert len(options_of(site.feeds)) == 2


def test_placeholders_zipped_with_values_are_fed(read: Read) -> None:
    site = only_run(
        read("""
        import numpy as np
        held = [tf.placeholder(tf.float32, name="h%d" % i) for i in range(3)]
        tf.Session().run(tf.add_n(held), dict(zip(held, np.load("values.npy"))))
        """)
    )
    assert list(fed(site)) == ["h0", "h1", "h2"]
    assert isinstance(site.feeds, Mapping)
    assert site.feeds.rest is None


def test_unmodelled_call_gives_an_unknown(read: Read) -> None:
    site = only_run(
        read("""
        import helpers
        x = tf.placeholder(tf.float32)
        tf.Session().run(helpers.network(x))
        """)
    )
    assert isinstance(site.fetches, Unknown)
    assert "helpers.network" in site.fetches.reason


def test_tensor_looked_up_by_name_is_unknown(read: Read) -> None:
    trace = read("""
        sess = tf.Session()
        sess.run(sess.graph.get_tensor_by_name("x:0"))
        """)
    assert isinstance(only_run(trace).fetches, Unknown)


def test_run_of_a_session_that_is_not_known_is_recorded(read: Read) -> None:
    trace = read("""
        def evaluate(sess, fetch, feed):
            return sess.run(fetch, feed)
        """)
    (site,) = trace.runs
    assert not site.reached
    assert isinstance(site.fetches, Unknown)


def test_nested_fetches(read: Read) -> None:
    site = only_run(
        read("""
        a, b = tf.constant(1), tf.constant(2)
        tf.Session().run({"both": (a, b), "sum": [a + b]})
        """)
    )
    assert ops(site.fetches) == ["tf.constant", "tf.constant", "operator.Add"]


def test_fetches_that_may_be_none(read: Read) -> None:
    site = only_run(
        read("""
        import sys
        summary = tf.summary.scalar("s", tf.constant(1.0)) if sys.argv[1:] else None
        tf.Session().run([tf.constant(2), summary])
        """)
    )
    assert isinstance(site.fetches, Items)
    assert NONE in options_of(site.fetches.prefix[1])


def test_turns_of_a_training_loop_are_alike(read: Read) -> None:
    trace = read("""
        x = tf.placeholder(tf.float32, name="x")
        sess = tf.Session()
        def step(i):
            return sess.run(x, {x: i})
        for i in range(50):
            step(i)
        """)
    assert 0 < len(trace.runs) < 10
    assert {s.call.lineno for s in trace.runs} == {6}


def test_test_cases_are_run(read: Read) -> None:
    trace = read("""
        class ModelTest(tf.test.TestCase):
            def setUp(self):
                self.x = tf.constant(1)
            def test_value(self):
                with self.test_session() as sess:
                    sess.run(self.x)
        if __name__ == "__main__":
            tf.test.main()
        """)
    assert ops(only_run(trace).fetches) == ["tf.constant"]
