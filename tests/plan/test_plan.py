"""The plan of a program: what each statement and each run becomes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tf2codemod import engine
from tf2codemod.index.project import parse_project
from tf2codemod.model import Level, Source
from tf2codemod.plan.model import FilePlan, FunctionPlan, Role, RunPlan
from tf2codemod.plan.program import plan_program

X = "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None], name='x')\n"
TRAINED = (
    X + "w = tf.Variable(1.0)\nb = tf.Variable(0.0)\nloss = tf.reduce_mean(tf.square(x * w + b))\n"
    "opt = tf.train.AdamOptimizer(0.1)\ntrain = opt.minimize(loss)\n"
    "init = tf.global_variables_initializer()\n"
    "sess = tf.Session()\nsess.run(init)\n"
)


def planned(text: str) -> FilePlan:
    """The plan of a program of one file that can be native."""
    path = Path("program.py")
    plan = plan_program(engine.read(parse_project([Source(path, text)]))[0])
    assert plan.level is Level.NATIVE, plan.findings
    (file,) = plan.files
    return file


def functions(text: str) -> dict[str, FunctionPlan]:
    return {function.name: function for function in planned(text).functions}


def runs(text: str) -> list[RunPlan]:
    """The runs in the order of their lines."""
    return sorted(planned(text).runs.values(), key=lambda run: (run.call.lineno, run.call.col_offset))


def roles(text: str) -> dict[str, Role]:
    """The role of each statement of the program, by its source."""
    return {ast.unparse(statement).split("\n")[0]: role for statement, role in planned(text).roles.items()}


def body(function: FunctionPlan) -> list[str]:
    return [ast.unparse(statement) for statement in function.body]


def parameters(function: FunctionPlan) -> list[str]:
    return [parameter.name for parameter in function.parameters]


def returns(function: FunctionPlan) -> list[str]:
    return [leaf.expression for leaf in function.returns]


# Slices and parameters ---------------------------------------------------------------------------------


def test_a_function_holds_the_statements_that_its_fetch_needs() -> None:
    found = functions(X + "a = x + 1\nb = a * 2\nc = x - 1\nsess = tf.Session()\nsess.run(b, {x: [1]})\n")
    assert list(found) == ["b"]
    assert body(found["b"]) == ["a = x + 1", "b = a * 2"]
    assert parameters(found["b"]) == ["x"]
    assert returns(found["b"]) == ["b"]


def test_each_set_of_fetches_has_its_function() -> None:
    text = (
        X + "a = x + 1\nb = x * 2\nsess = tf.Session()\nsess.run(a, {x: [1]})\nsess.run([a, b], {x: [1]})\n"
    )
    found = functions(text)
    assert {name: body(f) for name, f in found.items()} == {
        "a": ["a = x + 1"],
        "a_and_b": ["a = x + 1", "b = x * 2"],
    }


def test_runs_of_the_same_fetches_share_a_function() -> None:
    text = X + "a = x + 1\nsess = tf.Session()\nsess.run(a, {x: [1]})\nsess.run(a, {x: [2]})\n"
    first, second = runs(text)
    assert first.function == second.function
    assert len(planned(text).functions) == 1


def test_parameters_stand_in_the_order_of_their_placeholders() -> None:
    text = (
        "import tensorflow as tf\na = tf.placeholder(tf.float32, [])\nb = tf.placeholder(tf.float32, [])\n"
        "y = b - a\nsess = tf.Session()\nsess.run(y, {b: 1.0, a: 2.0})\n"
    )
    assert parameters(functions(text)["y"]) == ["a", "b"]
    (run,) = runs(text)
    assert {name: ast.unparse(value) for name, value in run.feeds.items()} == {"b": "1.0", "a": "2.0"}


def test_a_placeholder_that_the_fetch_does_not_need_is_no_parameter() -> None:
    text = X + (
        "k = tf.placeholder(tf.float32, [])\ny = x * 2\nz = x * k\nsess = tf.Session()\n"
        "sess.run(y, {x: [1], k: 1.0})\nsess.run(z, {x: [1], k: 1.0})\n"
    )
    found = functions(text)
    assert parameters(found["y"]) == ["x"]
    assert parameters(found["z"]) == ["x", "k"]


def test_a_function_of_placeholders_has_a_signature() -> None:
    function = functions(X + "y = x * 2\nsess = tf.Session()\nsess.run(y, {x: [1]})\n")["y"]
    assert function.has_signature
    assert [p.spec for p in function.parameters] == ["x"]


def test_a_fed_dictionary_is_passed_whole() -> None:
    (run,) = runs(X + "y = x * 2\nfeed = {x: [1]}\nsess = tf.Session()\nsess.run(y, feed)\n")
    assert run.feeds == {}
    assert run.feed_dict is not None
    assert ast.unparse(run.feed_dict) == "feed"
    assert run.all_fed


def test_the_keys_of_a_fed_dictionary_become_names() -> None:
    plan = planned(X + "y = x * 2\nfeed = {x: [1]}\nsess = tf.Session()\nsess.run(y, feed)\n")
    assert {ast.unparse(key): name for key, name in plan.fed_names.items()} == {"x": "x"}


@pytest.mark.parametrize(
    ("fetch", "names"),
    [
        ("a", ["a"]),
        ("[a]", ["a"]),
        ("(a, b)", ["a", "b"]),
        ("[a] + [b]", ["a", "b"]),
        ("[t for t in (a, b)]", ["a", "b"]),
    ],
)
def test_the_leaves_of_a_fetch(fetch: str, names: list[str]) -> None:
    (run,) = runs(X + f"a = x + 1\nb = x * 2\nsess = tf.Session()\nsess.run({fetch}, {{x: [1]}})\n")
    assert [leaf.expression for leaf in run.leaves] == names


@pytest.mark.parametrize("fetch", ["{'p': a, 'q': b}", "[a, [b, a]]"])
def test_nested_fetches_are_returned_as_they_are_nested(fetch: str) -> None:
    (run,) = runs(X + f"a = x + 1\nb = x * 2\nsess = tf.Session()\nsess.run({fetch}, {{x: [1]}})\n")
    assert run.structure
    assert run.function is not None
    assert body(run.function) == ["a = x + 1", "b = x * 2"]


def test_evaluating_a_tensor_is_a_run() -> None:
    (run,) = runs(X + "y = x * 2\nwith tf.Session():\n    y.eval({x: [1]})\n")
    assert run.function is not None
    assert run.function.name == "y"


def test_a_run_of_a_variable_needs_no_function() -> None:
    text = (
        "import tensorflow as tf\nv = tf.Variable(1.0)\nsess = tf.Session()\n"
        "sess.run(tf.global_variables_initializer())\nsess.run(v)\n"
    )
    initial, read = runs(text)
    assert initial.dropped
    assert read.function is None
    assert planned(text).functions == ()


def test_a_name_that_is_taken_is_not_used_twice() -> None:
    text = X + "y = x * 2\nsess = tf.Session()\nfor i in range(2):\n    y_ = sess.run(y, {x: [i]})\n"
    assert list(functions(text)) == ["y"]
    rebound = text.replace("y_ =", "y =").replace("range(2)", "range(1)")
    assert list(functions(rebound)) == ["compute_y"]


# Roles ----------------------------------------------------------------------------------------------------


def test_what_becomes_of_each_statement() -> None:
    found = roles(TRAINED + "for i in range(3):\n    sess.run(train, {x: [1.0]})\nprint(sess.run(w))\n")
    assert found["w = tf.Variable(1.0)"] is Role.KEEP
    assert found["loss = tf.reduce_mean(tf.square(x * w + b))"] is Role.MOVE
    assert found["init = tf.global_variables_initializer()"] is Role.DROP
    assert found["sess = tf.Session()"] is Role.DROP
    assert found["print(sess.run(w))"] is Role.KEEP


def test_a_session_block_gives_its_place_to_its_statements() -> None:
    found = roles(X + "y = x * 2\nwith tf.Session() as sess:\n    print(sess.run(y, {x: [1]}))\n")
    assert found["with tf.Session() as sess:"] is Role.UNWRAP


def test_host_code_stays() -> None:
    found = roles(X + "data = [1.0]\ny = x * 2\nsess = tf.Session()\nprint(sess.run(y, {x: data}))\n")
    assert found["data = [1.0]"] is Role.KEEP
    assert found["y = x * 2"] is Role.MOVE


def test_ops_that_no_run_needs_are_in_no_function() -> None:
    plan = planned(X + "never = tf.reshape(x, [7])\ny = x * 2\nsess = tf.Session()\nsess.run(y, {x: [1]})\n")
    assert [body(f) for f in plan.functions] == [["y = x * 2"]]


# Training -------------------------------------------------------------------------------------------------


def test_a_training_run_has_a_step() -> None:
    function = functions(TRAINED + "sess.run(train, {x: [1.0]})\n")["train"]
    (step,) = function.trains
    assert (step.optimizer, step.loss, step.variables) == ("opt", "loss", "[w, b]")
    assert body(function)[0] == "loss = tf.reduce_mean(tf.square(x * w + b))"
    assert returns(function) == []


def test_what_is_fetched_beside_the_step_is_returned() -> None:
    function = functions(TRAINED + "_, value = sess.run([train, loss], {x: [1.0]})\n")["train"]
    assert returns(function) == ["loss"]


def test_the_named_variables_are_trained_alone() -> None:
    text = TRAINED.replace("minimize(loss)", "minimize(loss, var_list=[b])")
    assert functions(text + "sess.run(train, {x: [1.0]})\n")["train"].trains[0].variables == "[b]"


def test_variables_that_are_not_trainable_are_left_out() -> None:
    text = TRAINED.replace("tf.Variable(0.0)", "tf.Variable(0.0, trainable=False)")
    assert functions(text + "sess.run(train, {x: [1.0]})\n")["train"].trains[0].variables == "[w]"


def test_two_training_ops_of_one_run_are_one_step() -> None:
    text = TRAINED.replace(
        "init =", "cost = tf.square(b)\nsecond = tf.train.AdamOptimizer(0.2).minimize(cost)\ninit ="
    )
    (function,) = planned(text + "sess.run([train, second], {x: [1.0]})\n").functions
    assert [t.loss for t in function.trains] == ["loss", "cost"]


def test_an_optimizer_without_a_name_gets_one() -> None:
    text = TRAINED.replace("opt = tf.train.AdamOptimizer(0.1)\n", "").replace(
        "opt.minimize", "tf.train.AdamOptimizer(0.1).minimize"
    )
    plan = planned(text + "sess.run(train, {x: [1.0]})\n")
    assert list(plan.optimizers.values()) == ["optimizer"]


# Layers, metrics, collections -------------------------------------------------------------------------------


def test_layers_are_named_as_tensorflow_named_them() -> None:
    plan = planned(
        "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 3])\nh = tf.layers.dense(x, 4)\n"
        "y = tf.layers.dense(h, 1)\nsess = tf.Session()\nsess.run(tf.global_variables_initializer())\n"
        "sess.run(y, {x: [[1, 2, 3]]})\n"
    )
    found = sorted(plan.layers.items(), key=lambda item: item[0].lineno)
    assert [(layer.name, layer.makes) for _, layer in found] == [("dense", True), ("dense_1", True)]


def test_layers_of_one_scope_are_made_once() -> None:
    plan = planned(
        "import tensorflow as tf\nx = tf.placeholder(tf.float32, [None, 3])\n"
        "a = tf.layers.dense(x, 3, name='d')\nb = tf.layers.dense(a, 3, name='d', reuse=True)\n"
        "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\nsess.run(b, {x: [[1, 2, 3]]})\n"
    )
    found = sorted(plan.layers.items(), key=lambda item: item[0].lineno)
    assert [(layer.name, layer.makes) for _, layer in found] == [("d", True), ("d", False)]


def test_a_function_with_variables_becomes_a_class() -> None:
    plan = planned(
        "import tensorflow as tf\ndef net(v, n, reuse=False):\n"
        "    with tf.variable_scope('net', reuse=reuse):\n"
        "        w = tf.get_variable('w', [2, n], initializer=tf.ones_initializer())\n"
        "        return tf.matmul(v, w)\n"
        "a = tf.placeholder(tf.float32, [None, 2])\nb = tf.placeholder(tf.float32, [None, 2])\n"
        "p = net(a, 3)\nq = net(b, 3, reuse=True)\nsess = tf.Session()\n"
        "sess.run(tf.global_variables_initializer())\nsess.run(p, {a: [[1, 2]]})\n"
        "sess.run(q, {b: [[1, 2]]})\n"
    )
    (made,) = plan.classes.values()
    assert made.name == "Net"
    assert made.init_parameters == ("n",)
    assert made.call_parameters == ("v",)
    assert made.dropped == {"reuse"}
    instances = sorted(plan.instances.items(), key=lambda item: item[0].lineno)
    assert [(i.name, i.makes) for _, i in instances] == [("net", True), ("net", False)]


def test_a_streaming_metric_becomes_an_object() -> None:
    plan = planned(
        X + "mean = tf.metrics.mean(x)[1]\nsess = tf.Session()\n"
        "sess.run(tf.local_variables_initializer())\nprint(sess.run(mean, {x: [1]}))\n"
    )
    assert len(plan.metrics) == 1


def test_the_list_that_a_collection_was() -> None:
    plan = planned(
        "import tensorflow as tf\nwith tf.variable_scope('a'):\n"
        "    v = tf.get_variable('v', [], initializer=tf.ones_initializer())\n"
        "w = tf.get_variable('w', [], initializer=tf.ones_initializer())\n"
        "mine = tf.trainable_variables('a')\nup = [tf.assign_add(m, 1.0) for m in mine]\n"
        "sess = tf.Session()\n"
        "sess.run(tf.global_variables_initializer())\nsess.run(up)\n"
    )
    assert list(plan.collections.values()) == ["[v]"]


# Objects and sessions ------------------------------------------------------------------------------------


OBJECT = (
    "import tensorflow as tf\nclass Model:\n    def __init__(self):\n"
    "        self.x = tf.placeholder(tf.float32, [None])\n        self.y = self.x * 2\n"
    "    def run(self, sess, data):\n        return sess.run(self.y, {self.x: data})\n"
    "model = Model()\nwith tf.Session() as sess:\n    print(model.run(sess, [1]))\n"
)


def test_what_an_object_holds_becomes_a_method() -> None:
    plan = planned(OBJECT)
    (function,) = plan.functions
    assert function.name == "y"
    assert function.receiver == "self"
    assert parameters(function) == ["x"]


def test_a_session_leaves_signatures_and_calls() -> None:
    plan = planned(OBJECT)
    assert list(plan.gone_parameters.values()) == [{"sess"}]
    assert frozenset((0,)) in plan.gone_arguments.values()


def test_tensors_that_several_functions_need_are_computed_by_a_shared_function() -> None:
    plan = planned(
        X + "w = tf.Variable(1.0)\nh = x * w\nh2 = tf.nn.relu(h)\nh3 = h2 + 1\nlogits = tf.exp(h3) - 1\n"
        "top = tf.reduce_max(logits)\nloss = tf.reduce_mean(logits)\n"
        "train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)\n"
        "sess = tf.Session()\nsess.run(tf.global_variables_initializer())\nsess.run(train, {x: [1]})\n"
        "sess.run(top, {x: [1]})\nsess.run(loss, {x: [1]})\n"
    )
    assert plan.blocks
    block = plan.blocks[0]
    assert "h = x * w" in [ast.unparse(s) for s in block.body]
    assert block.inputs == ("x",)
