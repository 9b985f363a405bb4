"""Collections and counts of a graph that grows: each state keeps what it had, at the cost of one step."""

from __future__ import annotations

from tf2codemod.interpret.trace import Trace
from tf2codemod.interpret.values import Collected, nodes_in

from .conftest import Read


def members(trace: Trace, name: str) -> list[str]:
    return [n.name for n in trace.collections[name]]


def test_a_collection_of_another_branch_has_not_the_members_of_the_first(read: Read) -> None:
    trace = read("""
        import sys
        a = tf.get_variable("a", [1])
        if len(sys.argv) > 1:
            b = tf.get_variable("b", [1])
            one = tf.trainable_variables()
        else:
            c = tf.get_variable("c", [1])
            two = tf.trainable_variables()
        every = tf.trainable_variables()
        """)
    held = trace.frames[0].cell.slots
    assert [n.name for n in nodes_in(held["one"])] == ["a", "b"]
    assert [n.name for n in nodes_in(held["two"])] == ["a", "c"]
    assert sorted(n.name for n in nodes_in(held["every"])) == ["a", "b", "c"]
    assert members(trace, "variables") == ["a", "b", "c"]


def test_an_older_state_of_a_collection_stays_what_it_was(read: Read) -> None:
    trace = read("\n".join(f'        v{i} = tf.get_variable("v{i}", [1])' for i in range(3)))
    one, two, three = (n for n in trace.nodes if n.kind == "variable")
    first = Collected.of([one])
    second = first.with_member(two)
    other = first.with_member(three)
    assert (first.members, second.members, other.members) == ((one,), (one, two), (one, three))
    assert (two in first, two in second, two in other, three in second) == (False, True, False, False)
    assert nodes_in(second) == (one, two)


def layer_names(trace: Trace) -> list[str]:
    return [n.name for n in trace.nodes if n.kind == "variable"]


def test_counts_begin_anew_in_each_pass_of_a_loop_and_after_reuse(read: Read) -> None:
    trace = read("""
        def layer(x):
            with tf.variable_scope(None, "part"):
                return tf.get_variable("w", [1]) + x
        total = 0.0
        for step in range(1000):
            total = layer(total)
        layer(total)
        with tf.variable_scope("outer"):
            layer(total)
        with tf.variable_scope("outer"):
            layer(total)
        """)
    found = layer_names(trace)
    assert found[0] == "part/w"
    assert [n for n in found if n.startswith("outer")] == ["outer/part/w"]


def test_a_range_that_python_refuses_is_no_fault_of_the_reading(read: Read) -> None:
    trace = read("""
        steps = list(range(0, 10, 0))
        many = range(10 ** 30)
        sess = tf.Session()
        sess.run(tf.constant(1.0))
        """)
    assert trace.nodes
    assert not trace.exhausted
