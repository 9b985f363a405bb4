"""Programs that iterators feed: who draws an element, when, and what the end of the data does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import numpy as np\nimport tensorflow as tf\n"
RANGE = HEAD + "dataset = tf.data.Dataset.range(6).batch(2)\n"
ONE_SHOT = RANGE + "iterator = dataset.make_one_shot_iterator()\nx = iterator.get_next()\ny = x * 2\n"
BEGUN = RANGE + "iterator = dataset.make_initializable_iterator()\nx = iterator.get_next()\ny = x * 2\n"
SESSION = "sess = tf.Session()\n"
PAIRS = (
    HEAD + "dataset = tf.data.Dataset.from_tensor_slices((np.arange(4.), np.ones(4))).batch(2)\n"
    "iterator = dataset.make_one_shot_iterator()\na, b = iterator.get_next()\n"
)
FED = (
    HEAD + "p = tf.placeholder(tf.float32, [None])\n"
    "dataset = tf.data.Dataset.from_tensor_slices(p)\ndataset = dataset.batch(2)\n"
    "iterator = dataset.make_initializable_iterator()\nx = iterator.get_next()\ny = x * 2\n"
)
UNTIL = (
    "    try:\n        while True:\n            print(sess.run(y))\n"
    "    except tf.errors.OutOfRangeError:\n        pass\n"
)


def case(*values: str, name: str) -> object:
    return pytest.param(*values, id=name)


def native(program: str) -> str:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    assert result.level is Level.NATIVE, result.findings
    return result.files[0].text


def codes(program: str) -> list[str]:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    return [] if result.level is Level.NATIVE else [f.code for f in result.findings]


@pytest.mark.parametrize(
    ("program", "text"),
    [
        case(ONE_SHOT + SESSION + "print(sess.run(y))\n", "print(y(next(iterator)).numpy())", name="whole"),
        case(ONE_SHOT + SESSION + "print(sess.run(x))\n", "print(next(iterator).numpy())", name="element"),
        case(ONE_SHOT + SESSION + "sess.run(x)\n", "\nnext(iterator)\n", name="an element that is skipped"),
        case(PAIRS + "s = a + b\n" + SESSION + "print(sess.run(s))\n", "s(*next(iterator))", name="unpacked"),
        case(PAIRS + SESSION + "print(sess.run(b))\n", "next(iterator)[1].numpy()", name="a part"),
        case(PAIRS + "s = b * 2\n" + SESSION + "sess.run(s)\n", "s(next(iterator)[1])", name="of a part"),
        case(
            PAIRS + SESSION + "u, v = sess.run([a, b])\n",
            "u, v = [value.numpy() for value in next(iterator)]",
            name="all parts",
        ),
        case(
            PAIRS + "s = a + b\n" + SESSION + "sess.run(s, {a: [1.], b: [2.]})\n",
            "s([1.], [2.])",
            name="nothing is drawn where all parts are fed",
        ),
        case(
            PAIRS + "s = a + b\n" + SESSION + "sess.run(s, {a: [1., 1.]})\n",
            "s([1., 1.], next(iterator)[1])",
            name="one part is fed, the other drawn",
        ),
        case(
            HEAD + "x = tf.data.Dataset.range(3).make_one_shot_iterator().get_next()\n"
            "y = x + 1\nsess = tf.Session()\nprint(sess.run(y))\n",
            "iterator = iter(tf.data.Dataset.range(3))",
            name="an iterator without a name",
        ),
        case(
            HEAD + "def data(n):\n    it = tf.data.Dataset.range(n).make_one_shot_iterator()\n"
            "    return it.get_next()\nx = data(3)\ny = x + 1\nsess = tf.Session()\nprint(sess.run(y))\n",
            "    return it\niterator = data(3)",
            name="a function that reads the iterator gives the iterator",
        ),
        case(
            BEGUN + SESSION + "for e in range(2):\n    sess.run(iterator.initializer)\n" + UNTIL,
            "for e in range(2):\n    for x in dataset:\n        print(y(x).numpy())\n",
            name="a loop until the end goes through the data set",
        ),
        case(
            BEGUN + SESSION + "sess.run(iterator.initializer)\nsess.run(x)\nif True:\n" + UNTIL,
            "    for x in iterator:\n",
            name="a loop over what is left",
        ),
        case(
            FED + SESSION + "sess.run(iterator.initializer, {p: [1, 2]})\nprint(sess.run(y))\n",
            "iterator = iter(make_dataset([1, 2]))",
            name="a data set of fed values",
        ),
        case(
            FED + SESSION + "sess.run(iterator.initializer, {p: [1, 2]})\nprint(sess.run(y))\n",
            "p = tf.cast(p, tf.float32)",
            name="fed values get the type of their placeholder",
        ),
        case(
            RANGE.replace(".batch(2)", ".shuffle(6, seed=1)")
            + "iterator = dataset.make_initializable_iterator()\nx = iterator.get_next()\ny = x * 2\n"
            + SESSION
            + "for e in range(2):\n    sess.run(iterator.initializer)\n"
            + UNTIL,
            "for x in make_dataset():",
            name="a seeded order is begun anew",
        ),
    ],
)
def test_elements_are_drawn_where_the_runs_were(program: str, text: str) -> None:
    assert text in native(program)


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        case("        break\n    n = 1\n", "except StopIteration:", name="an error that ends a counted loop"),
        case("        raise SystemExit\n", "except StopIteration:", name="an error that ends the program"),
    ],
)
def test_the_end_of_the_data_is_stop_iteration(ending: str, text: str) -> None:
    body = (
        "for step in range(9):\n    try:\n        print(sess.run(y))\n"
        f"    except tf.errors.OutOfRangeError:\n{ending}"
    )
    assert text in native(ONE_SHOT + SESSION + body)


@pytest.mark.parametrize(
    "body",
    [
        case(
            "def g():\n    while True:\n        yield sess.run(y)\nfor v in g():\n    print(v)\n",
            name="generator",
        ),
        case("print(list(map(lambda _: sess.run(y), range(3))))\n", name="a callback of map"),
        case("print(list(sess.run(y) for _ in range(3)))\n", name="a generator expression"),
        case(
            "other = iter([1])\ntry:\n    next(other)\n    sess.run(y)\n"
            "except tf.errors.OutOfRangeError:\n    pass\n",
            name="another iterator that ends",
        ),
        case(
            "try:\n    sess.run(y)\nexcept tf.errors.OpError:\n    print('end')\n",
            name="a handler of all errors",
        ),
        case(
            "try:\n    sess.run(y)\nexcept tf.errors.OutOfRangeError as e:\n    print(type(e))\n",
            name="the error is looked at",
        ),
    ],
)
def test_where_stop_iteration_would_mean_something_else_the_error_stays(body: str) -> None:
    program = ONE_SHOT + SESSION + body
    assert codes(program) or ("get_next()" in native(program) and "StopIteration" not in native(program))


@pytest.mark.parametrize(
    ("program", "code"),
    [
        case(
            ONE_SHOT + "z = iterator.get_next() + x\n" + SESSION + "print(sess.run(z))\n",
            "TF504",
            name="one run reads twice",
        ),
        case(
            ONE_SHOT.replace(
                "y = x", "if np.arange(2).sum():\n    iterator = dataset.make_one_shot_iterator()\ny = x"
            )
            + SESSION
            + "print(sess.run(y))\n",
            "TF504",
            name="a name of two iterators",
        ),
        case(
            RANGE + "it = dataset.make_one_shot_iterator()\nfor i in range(2):\n    x = it.get_next()\n"
            "print(tf.Session().run(x))\n",
            "TF923",
            name="read in a loop",
        ),
        case(
            BEGUN + SESSION + "sess.run([tf.group(iterator.initializer, tf.no_op())])\nprint(sess.run(y))\n",
            "TF504",
            name="an initializer in a group",
        ),
        case(
            BEGUN.replace("dataset = ", "tf.set_random_seed(3)\ndataset = ").replace(
                ".batch(2)", ".shuffle(3)"
            )
            + SESSION
            + "for e in range(2):\n    sess.run(iterator.initializer)\n    print(sess.run(y))\n",
            "TF505",
            name="a seed of the graph",
        ),
        case(
            BEGUN + "print(iterator)\n" + SESSION + "sess.run(iterator.initializer)\nprint(sess.run(y))\n",
            "TF504",
            name="an iterator that is handed about",
        ),
        case(
            ONE_SHOT + "print(x)\nsess = tf.Session()\nprint(sess.run(y))\n",
            "TF231",
            name="printed",
        ),
        case(
            HEAD + "h = tf.placeholder(tf.string)\n"
            "it = tf.data.Iterator.from_string_handle(h, tf.int64, [])\nx = it.get_next()\n"
            "d = tf.data.Dataset.range(3).make_one_shot_iterator()\nsess = tf.Session()\n"
            "print(sess.run(x, {h: sess.run(d.string_handle())}))\n",
            "TF504",
            name="an iterator chosen by a handle",
        ),
    ],
)
def test_what_is_not_sure_keeps_the_program_as_a_graph(program: str, code: str) -> None:
    assert codes(program) == [code]


def test_a_loop_that_is_left_early_does_not_do_what_its_end_does() -> None:
    body = (
        "sess.run(iterator.initializer)\ntry:\n    while True:\n        v = sess.run(y)\n"
        "        if v[0] > 2:\n            break\nexcept tf.errors.OutOfRangeError:\n    print('end')\n"
    )
    text = native(BEGUN + SESSION + body)
    assert "else:\n    print('end')" in text


def test_what_stands_before_the_run_in_a_loop_is_done_once_more_at_the_end() -> None:
    body = (
        "n = 0\nsess.run(iterator.initializer)\ntry:\n    while True:\n"
        "        n += 1\n        print(sess.run(y))\n"
        "except tf.errors.OutOfRangeError:\n    print(n)\n"
    )
    text = native(BEGUN + SESSION + body)
    assert "while True:" in text and "except StopIteration:" in text


def test_an_iterator_that_a_function_begins_is_that_of_the_module() -> None:
    body = "def begin():\n    sess.run(iterator.initializer)\nbegin()\nprint(sess.run(y))\n"
    text = native(BEGUN + SESSION + body)
    assert "    global iterator\n    iterator = iter(dataset)" in text


def test_the_functions_of_a_data_set_stay_where_they_are() -> None:
    program = (
        HEAD + "def scale(v):\n    w = tf.to_float(v)\n    return w / 2.\n"
        "x = tf.data.Dataset.range(3).map(scale).make_one_shot_iterator().get_next()\n"
        "y = tf.reduce_sum(x)\nsess = tf.Session()\nprint(sess.run(y))\n"
    )
    assert "def scale(v):\n    w = tf.cast(v, tf.float32)\n    return w / 2." in native(program)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (".shuffle(8, seed=3).repeat(2)", True),
        (".shuffle(8, 3).repeat()", True),
        (".apply(tf.contrib.data.shuffle_and_repeat(8, seed=3))", True),
        (".shuffle(8).repeat(2)", False),
        (".shuffle(8, None).repeat(2)", False),
        (".repeat(2).shuffle(8, seed=3)", False),
        (".shuffle(8, seed=3).batch(2).repeat(2)", False),
        (".shuffle(8, seed=3, reshuffle_each_iteration=False).repeat(2)", False),
    ],
)
def test_a_seeded_order_that_changes_is_told(steps: str, told: bool) -> None:
    program = (ONE_SHOT + SESSION + "print(sess.run(y))\n").replace(".batch(2)", steps)
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    assert result.level is Level.NATIVE
    assert [f.code for f in result.findings] == (["TF507"] if told else [])
