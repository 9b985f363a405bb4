"""The limits of a walk."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2codemod.index.project import Project
from tf2codemod.interpret import interpreter, read_programs
from tf2codemod.interpret.machine import STEPS_BEFORE_REMEMBERING, ParsedModule
from tf2codemod.interpret.memory import MOST_MEMORIES_OF_ONE_CALL

from .conftest import Read, only_run, ops

HOST_WORK = """
    def pad(rows, size):
        out = []
        for row in rows:
            out.append(row + [0] * (size - len(row)))
        return out
    x = tf.placeholder(tf.float32, name="x")
    sess = tf.Session()
    data = [[1]] * 40
    for i in range(60):
        for j in range(60):
            pad(data, 3)
    sess.run(x, {x: pad(data, 3)})
    """


def test_a_walk_over_budget_says_so(read: Read) -> None:
    assert read("for i in range(60):\n    tf.constant(i)\n", budget=20).exhausted


def test_host_functions_are_recalled(read: Read) -> None:
    trace = read(HOST_WORK)
    assert not trace.exhausted
    assert trace.steps < 20_000
    assert ops(only_run(trace).fetches) == ["tf.placeholder"]


def test_a_call_that_was_seen_often_is_recalled_in_small_programs_too(read: Read) -> None:
    trace = read("""
        def text_of(value):
            if value is None:
                return ""
            return str(value)
        x = tf.placeholder(tf.float32)
        for i in range(3):
            for j in range(10):
                text_of(load)
                text_of(x.name)
        tf.Session().run(x, {x: text_of("a")})
        """)
    assert trace.steps < STEPS_BEFORE_REMEMBERING
    assert sum(f.function is not None for f in trace.frames) < 2 * MOST_MEMORIES_OF_ONE_CALL + 2


DEAD = """
    def work(n):
        if DEBUG:
            first = n + 1
            second = first + 1
            third = second + 1
            {dead}
        return str(n) + str(NAMES)
    DEBUG = False
    NAMES = []
    x = tf.placeholder(tf.float32)
    for i in range(60):
        for j in range(60):
            for k in ("a", "b", "c", "d"):
                NAMES.append(work(k + str(i) + str(j)))
    tf.Session().run(x, {{x: 1}})
    """


def test_dead_host_code_is_walked_once_in_a_large_program(read: Read) -> None:
    calls = 5_000
    text = DEAD.replace("range(60)", "range(4)").replace('("a", "b", "c", "d")', "NUMBERS")
    text = text.replace("NAMES = []", f"NAMES = []\n    NUMBERS = {list(range(50))}")
    trace = read(text.format(dead="fourth = third + 1"))
    assert 1_500 + 3 * calls > trace.steps
    (dead,) = {n for f in trace.frames for n in f.by_node if getattr(n, "lineno", 0) == 6}
    activations = [f for f in trace.frames if f.function is not None and f.function.name == "work"]
    walked = [f for f in activations if dead in f.by_node]
    assert 0 < len(walked) < len(activations)


def test_dead_code_of_the_graph_is_walked_each_time(read: Read) -> None:
    text = DEAD.replace("range(60)", "range(4)").replace('("a", "b", "c", "d")', "NUMBERS")
    text = text.replace("NAMES = []", f"NAMES = []\n    NUMBERS = {list(range(50))}")
    trace = read(text.format(dead="tf.Session().run(tf.square(x))"))
    activations = [f for f in trace.frames if f.function is not None and f.function.name == "work"]
    (dead,) = {n for f in activations for n in f.by_node if getattr(n, "lineno", 0) == 7}
    assert all(dead in f.by_node for f in activations)


AROUND = """
    held = None
    def inner(name):
        return held
    def outer(name):
        return inner(name)
    def work(n):
        return str(n)
    LINES
    inner("x")
    inner("x")
    outer("x")
    held = tf.placeholder(tf.float32)
    y = outer("x")
    tf.Session().run(y, {y: 1.0})
    """


def test_a_call_around_a_recalled_one_sees_what_changed(read: Read) -> None:
    lines = "\n    ".join(f"work({n})" for n in range(STEPS_BEFORE_REMEMBERING))
    fetched = [ops(r.fetches) for r in read(AROUND.replace("LINES", lines)).runs]
    assert fetched == [["tf.placeholder"]]


def test_a_recalled_call_sees_what_changed(read: Read) -> None:
    trace = read("""
        table = {}
        def look(key):
            return table.get(key, 0)
        for i in range(60):
            for j in range(60):
                look("a")
        table["a"] = tf.constant(1)
        tf.Session().run(look("a"))
        """)
    assert ops(only_run(trace).fetches) == ["tf.constant"]


def test_a_recalled_call_gives_back_the_object_that_it_was_given() -> None:
    source = """
import tensorflow as tf
class Holder:
    pass
def same(value):
    if isinstance(value, Holder):
        return value
    return str(value)
holder = Holder()
for i in range(60):
    for j in range(60):
        for k in range(60):
            same(holder)
same(holder).x = tf.constant(1)
tf.Session().run(holder.x)
"""
    path = Path("/p/main.py")
    module = ParsedModule(path, "main", ast.parse(source))
    (trace,) = read_programs([module], Project({path: module}).resolve)
    assert ops(only_run(trace).fetches) == ["tf.constant"]


def test_frames_beneath_a_frame(read: Read) -> None:
    trace = read("""
        def inner():
            return 1
        def outer():
            return inner() + inner()
        inner()
        outer()
        """)
    (module, *_) = trace.frames
    (outer,) = [f for f in trace.frames if f.function is not None and f.function.name == "outer"]
    assert [f.function.name for f in trace.beneath(outer) if f.function] == ["inner", "inner"]
    assert trace.beneath(module) == trace.frames[1:]


def test_a_function_called_by_another_program_is_not_walked_as_uncalled() -> None:
    files = {
        "shared": "import tensorflow as tf\ndef build():\n    return tf.constant(1)\n",
        "train": "import shared\nshared.build()\n",
        "other": "import shared\n",
    }
    paths = {n: Path(f"/p/{n}.py") for n in files}
    project = Project({paths[n]: ParsedModule(paths[n], n, ast.parse(t)) for n, t in files.items()})
    entries = [project.modules[paths[n]] for n in ("other", "train")]
    other, train = read_programs(entries, project.resolve)
    assert (len(train.nodes), len(other.nodes)) == (1, 0)
    assert not other.uncalled


def test_what_a_module_does_as_a_script_is_read_in_its_own_program_alone() -> None:
    script = (
        "import tensorflow as tf\ndef build():\n    return tf.constant(1)\n"
        "if __name__ == '__main__':\n    tf.Session().run(build())\n"
    )
    files = {"script": script, "user": "import script\nscript.build()\n"}
    paths = {n: Path(f"/p/{n}.py") for n in files}
    project = Project({paths[n]: ParsedModule(paths[n], n, ast.parse(t)) for n, t in files.items()})
    entries = [project.modules[path] for path in project.entries()]
    own, importing = read_programs(entries, project.resolve, read_elsewhere=project.guards())
    assert (len(own.runs), own.left_out) == (1, False)
    assert (len(importing.runs), importing.left_out) == (0, True)
    (whole,) = read_programs(entries[1:], project.resolve)
    assert [site.reached for site in whole.runs] == [False]


UNCALLED = """
    def never(n):
        for i in range(40):
            tf.constant(i)
    x = tf.placeholder(tf.float32, name="x")
    tf.Session().run(x, {x: 1})
    """


def test_code_that_nothing_calls_has_a_bound_of_its_own(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "MOST_UNCALLED", 20)
    trace = read(UNCALLED)
    assert trace.exhausted and trace.ran_whole and trace.steps < 30
    assert ops(only_run(trace).fetches) == ["tf.placeholder"]
    assert not read(UNCALLED.replace("\n    x =", "\n    never(1)\n    x =")).exhausted


def test_what_the_program_calls_is_read_to_its_end_first(read: Read) -> None:
    trace = read(UNCALLED.replace("\n    x =", "\n    never(1)\n    x ="), budget=20)
    assert trace.exhausted and not trace.ran_whole
