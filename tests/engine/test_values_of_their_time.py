"""What building the graph did once, with the values of that moment, must not be done at each call.

Each program may come out at any level, but not with the text named, which computes or prints
something else than TensorFlow 1.15 did.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.model import Level, Options, Source

HEAD = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [])\n"
SHOW = "with tf.Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n"
TRAIN = (
    "import tensorflow as tf\nv = tf.Variable(2.0)\nloss = v * v\n"
    "train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
    "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
)
STATE = (
    "import tensorflow as tf\nv = tf.Variable(1.0)\nup = tf.assign_add(v, 1.0)\nsess = tf.Session()\n"
    "init = tf.global_variables_initializer()\n"
)


def case(*values: str, name: str) -> object:
    return pytest.param(*values, id=name)


def becomes_native_with(program: str, text: str) -> bool:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options())
    return result.level is Level.NATIVE and text in result.files[0].text


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        case(
            "k = 2.0\ny = x * k\nfor k in [3.0]:\n    pass\nprint(k)\n",
            "return x * k",
            name="a loop binds a name",
        ),
        case("m = [1.0]\ny = x * m\nm += [2.0]\n", "return x * m", name="a list grows in place"),
        case("m = [2.0]\ny = x * m[0]\nm[0] = 5.0\n", "return x * m[0]", name="an element is replaced"),
        case("m = [1.0]\ny = x * m\nm.append(2.0)\n", "return x * m\n", name="a list is appended to"),
        case("m = {'k': 2.0}\ny = x * m['k']\nm['k'] = 5.0\n", "m['k']\n\n", name="an item is replaced"),
        case("m = {'k': 2.0}\ny = x * m['k']\nm.update(k=5.0)\n", "m['k']\n\n", name="a dict is updated"),
        case(
            "class C: pass\nc = C()\nc.k = 2.0\ny = x * c.k\nc.k = 3.0\n",
            "return x * c.k",
            name="an attribute is replaced",
        ),
        case(
            "import numpy as np\nm = np.arange(3.0)\ny = x * m\nnp.random.shuffle(m)\n",
            "return x * m",
            name="a function changes its argument",
        ),
        case(
            "def bump(a):\n    a[0] = 9.0\nm = [1.0]\ny = x * m\nbump(m)\n",
            "return x * m\n",
            name="a function of the program changes its argument",
        ),
        case(
            "import os\nos.environ['K'] = '2'\ny = x * float(os.environ['K'])\nos.environ['K'] = '3'\n",
            "return x * float(",
            name="the environment changes",
        ),
    ],
)
def test_a_value_that_changes_later_is_not_read_at_the_call(body: str, wrong: str) -> None:
    assert not becomes_native_with(HEAD + body + SHOW, wrong)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        case(
            "import numpy as np\ny = x * np.random.rand()\n",
            "return x * np.random.rand()",
            name="NumPy draws",
        ),
        case("import random\ny = x * random.random()\n", "return x * random.random()", name="Python draws"),
        case(
            "items = iter([1.0, 2.0])\ny = x * next(items)\n",
            "return x * next(items)",
            name="an iterator moves on",
        ),
        case("todo = [1.0, 2.0]\ny = x * todo.pop()\n", "return x * todo.pop()", name="a list is popped"),
        case(
            (
                "seen = []\ndef scale(v):\n    seen.append(v)\n"
                "    return v * len(seen)\ny = scale(x)\nz = scale(x)\n"
            ),
            "return scale(x)",
            name="a helper keeps what it has seen",
        ),
        case(
            "def build(v):\n    print('building')\n    return v * 2\ny = build(x)\nprint('built')\n",
            "return build(x)",
            name="a helper prints before other code prints",
        ),
    ],
)
def test_an_effect_of_building_stays_where_it_was(body: str, wrong: str) -> None:
    assert not becomes_native_with(HEAD + body + SHOW, wrong)


def test_an_attribute_of_the_object_that_a_method_changes() -> None:
    program = (
        "import tensorflow as tf\nclass M:\n    def __init__(self):\n        self.k = 2.0\n"
        "        self.x = tf.placeholder(tf.float32, [])\n        self.y = self.x * self.k\n"
        "    def go(self, sess):\n        self.k += 1\n        return sess.run(self.y, {self.x: 1.0})\n"
        "m = M()\nwith tf.Session() as sess:\n    print(m.go(sess), m.go(sess))\n"
    )
    assert not becomes_native_with(program, "return x * self.k")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        case(
            (
                "def reset():\n    sess.run(init)\ndef work():\n"
                "    reset()\n    return sess.run(up)\nprint(work(), work())\n"
            ),
            "def reset():\n    pass",
            name="a function that runs the initializers is called twice",
        ),
        case(
            (
                "def job():\n    with tf.Session() as s:\n        s.run(init)\n"
                "        print(s.run(up))\njob()\njob()\n"
            ),
            "def job():\n    print(up().numpy())",
            name="each call has a session of its own",
        ),
    ],
)
def test_initializers_in_functions_that_are_called_twice(body: str, wrong: str) -> None:
    assert not becomes_native_with(STATE + body, wrong)


def test_variables_that_are_reset_after_training() -> None:
    body = "reset = tf.variables_initializer([v])\nsess.run(train)\nsess.run(reset)\nprint(sess.run(v))\n"
    assert not becomes_native_with(TRAIN + body, "train()\nprint(v.numpy())")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        case(
            "result = sess.run([train])\nprint(len(result))\n",
            "result = train()",
            name="a list of one training op",
        ),
        case(
            "a, l = sess.run([train, loss])\nprint(a, l)\n",
            "l = train().numpy()\nprint(a, l)",
            name="its None is used",
        ),
        case("print(sess.run((loss, v)) + (1,))\n", "print([value.numpy()", name="a tuple becomes a list"),
        case(
            "print(sess.run(v.assign(7.0)))\n",
            "print(v.assign(7.0))",
            name="an assignment gives the variable",
        ),
    ],
)
def test_results_have_the_form_that_the_run_gave_them(body: str, wrong: str) -> None:
    assert not becomes_native_with(TRAIN + body, wrong)


def test_one_optimizer_for_two_lists_of_variables() -> None:
    program = (
        "import tensorflow as tf\nu = tf.Variable(1.0)\n"
        "v = tf.Variable(2.0)\nopt = tf.train.AdamOptimizer(0.1)\n"
        "a = opt.minimize(tf.square(u * v), var_list=[u])\nb = opt.minimize(tf.square(u + v), var_list=[v])\n"
        "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\nsess.run(a)\nsess.run(b)\n"
    )
    assert not becomes_native_with(program, "Adam(0.1, beta_2=0.9990000129, epsilon=1e-8)\n\n\n@tf.function")


@pytest.mark.parametrize(
    ("program", "wrong"),
    [
        case(
            "import tensorflow as tf\na = tf.Variable(1.0)\nb = tf.Variable(2.0)\n"
            "with tf.control_dependencies([a.assign_add(1.0)]):\n"
            "    with tf.control_dependencies([b.assign(a * 2)]):\n        out = tf.no_op()\n"
            "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\nsess.run(out)\n"
            "print(sess.run(b))\n",
            "b = tf.Variable(2.0)\nprint(b.numpy())",
            name="updates that an op without effect depends on",
        ),
        case(
            "import tensorflow as tf\n"
            "w = tf.get_variable('w', [2], dtype='float64', initializer=tf.ones_initializer())\n"
            "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\nprint(sess.run(w).dtype)\n",
            "tf.ones_initializer()([2]), name='w')",
            name="the type of a variable is a string",
        ),
        case(
            "import tensorflow as tf\ndef build():\n    def inner(v, k=2.0):\n        return v * k\n"
            "    x = tf.placeholder(tf.float32, [])\n    return x, inner(x)\nx, y = build()\n" + SHOW,
            "    x, y = build()\n",
            name="a function that returns its placeholder with what it computes",
        ),
        case(
            "import tensorflow as tf\nw = tf.get_variable('w', 5)\nsess = tf.Session()\n"
            "sess.run(tf.global_variables_initializer())\nprint(sess.run(w))\n",
            "GlorotUniform()(5)",
            name="the shape of a variable is a number",
        ),
        case(
            "import tensorflow as tf\nw = tf.get_variable('w', [], dtype=tf.int32)\nsess = tf.Session()\n"
            "sess.run(tf.global_variables_initializer())\nprint(sess.run(w))\n",
            "GlorotUniform()([], tf.int32)",
            name="a variable of integers without an initializer",
        ),
        case(
            HEAD + "h = x + 1\ny = h * 2\ndel h\n" + SHOW,
            "\ndel h",
            name="a name that only functions bind is deleted",
        ),
        case(
            HEAD + "first = x\ny = x * 2\nx = tf.placeholder(tf.float32, [])\nz = x * 3 + y\n"
            "with tf.Session() as sess:\n    print(sess.run(z, {first: 1.0, x: 2.0}))\n",
            "def z(x, x):",
            name="two placeholders had one name in turn",
        ),
        case(
            "from tensorflow import *\nx = placeholder(float32, [])\ny = x * 2\n"
            "with Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n",
            "x = placeholder(float32, [])",
            name="everything is imported from tensorflow",
        ),
        case(
            HEAD + "y = x * 2\ndef key():\n    print('key')\n    return x\n"
            "with tf.Session() as sess:\n    print(sess.run(y, {key(): 1.0}))\n",
            "print(y(1.0).numpy())",
            name="the key of a feed has an effect",
        ),
        case(
            HEAD
            + "with tf.control_dependencies([tf.assert_positive(x)]):\n    y = tf.identity(x) * 2\n"
            + SHOW,
            "    return tf.identity(x) * 2",
            name="a check that a tensor depends on",
        ),
    ],
)
def test_nothing_is_lost_or_broken(program: str, wrong: str) -> None:
    assert not becomes_native_with(program, wrong)


def test_a_fed_value_that_no_fetch_needs_is_computed_all_the_same() -> None:
    program = (
        "import tensorflow as tf\na = tf.placeholder(tf.float32, [])\nb = tf.placeholder(tf.float32, [])\n"
        "y = a * 2\nz = a + b\nitems = iter([1.0, 2.0, 3.0])\nsess = tf.Session()\n"
        "print(sess.run(z, {a: 1.0, b: 2.0}))\n"
        "print(sess.run(y, {a: next(items), b: next(items)}), next(items))\n"
    )
    assert not becomes_native_with(program, "print(y(next(items)).numpy(), next(items))")


def compat(program: str) -> str:
    (result,) = engine.convert([Source(Path("program.py"), program)], Options(Level.COMPAT))
    return result.files[0].text


def test_graph_mode_is_switched_on_before_the_rest_of_the_line() -> None:
    text = compat(
        "import tensorflow as tf; x = tf.placeholder(tf.float32, [])\nprint(tf.Session().run(x, {x: 1.0}))\n"
    )
    assert text.index("disable_v2_behavior()") < text.index("tf.placeholder(")


def test_everything_imported_from_tensorflow_is_upgraded() -> None:
    text = compat(
        "from tensorflow import *\nx = placeholder(float32, [])\nprint(Session().run(x, {x: 1.0}))\n"
    )
    assert "compat.v1" in text


def test_a_file_without_a_name_for_tensorflow_is_upgraded_once() -> None:
    program = "from tensorflow import Session, placeholder, float32\nx = placeholder(float32)\ny = x * 2\n"
    program += "with Session() as sess:\n    print(sess.run(y, {x: 1.0}))\n"
    texts = [program]
    for _ in range(2):
        (result,) = engine.convert([Source(Path("program.py"), texts[-1])], Options())
        texts.append(result.files[0].text)
    assert texts[1] == texts[2]
