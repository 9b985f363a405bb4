"""Methods that make other layers or variables at each call."""

from __future__ import annotations

from tests.plan.test_layer_methods import HEAD, codes, converted

TWICE = (
    "        self.a = self._build_net(self.x, 'one', 2)\n"
    "        self.b = self._build_net(self.z, 'two', 3, trainable=False)\n"
)
RUN = (
    "net = Net()\n"
    "sess = tf.Session()\n"
    "sess.run(tf.global_variables_initializer())\n"
    "print(sess.run(net.a, {net.x: np.ones((2, 3))}))\n"
    "print(sess.run(net.b, {net.z: np.ones((2, 3))}))\n"
)
METHOD = (
    "    def _build_net(self, x, scope, out, trainable=True):\n"
    "        with tf.variable_scope(scope):\n"
    "            h = tf.layers.dense(x, self.n, name='h', trainable=trainable)\n"
    "            w = tf.get_variable('w', [self.n, out])\n"
    "            return tf.matmul(h, w) * self.n\n"
)


def test_the_method_is_a_class_above_its_own() -> None:
    text = converted(HEAD + TWICE + METHOD + RUN)
    assert text.index("class NetLayer(tf.keras.layers.Layer):") < text.index("class Net(object):")
    assert "    def __init__(self, n, out, trainable=True):\n" in text
    assert "        self.n = n\n" in text
    assert "tf.keras.layers.Dense(n, trainable=trainable)" in text
    assert "        self.one = NetLayer(self.n, 2)\n" in text
    assert "        self.two = NetLayer(self.n, 3, trainable=False)\n" in text
    assert "_build_net" not in text


def test_a_later_call_with_reuse_shares_the_object() -> None:
    method = METHOD.replace("(scope)", "(scope, reuse=tf.AUTO_REUSE)")
    text = converted(
        HEAD
        + TWICE.replace("(self.z, 'two', 3, trainable=False)", "(self.z, 'two', 3)")
        + "        self.c = self._build_net(self.z, 'one', 2)\n"
        + method
        + RUN
        + "print(sess.run(net.c, {net.z: np.ones((2, 3))}))\n"
    )
    assert text.count("self.one = ") == 1
    assert "return self.one(z)\n" in text


def test_what_belongs_to_the_object_itself() -> None:
    other = METHOD.replace("tf.matmul(h, w)", "self.more(h)") + "    def more(self, h):\n        return h\n"
    assert "class More" not in converted(HEAD + TWICE + other + RUN)  # it makes nothing: a function
    tensor = METHOD.replace("tf.matmul(h, w)", "tf.matmul(h, w) + tf.reduce_sum(self.x)")
    assert "TF215" in codes(HEAD + TWICE + tensor + RUN)  # a run needs an input that it does not feed
    assert "TF315" in codes(HEAD + TWICE + METHOD + RUN + "print(net._build_net)\n")


def test_a_fed_tensor_has_the_shape_that_a_layer_gave_it() -> None:
    run = RUN.replace("net.b, {net.z: np.ones((2, 3))}", "net.c, {net.a: np.ones((2, 4))}")
    run += "print(sess.run(net.d, {net.z: np.ones((2, 3))}))\n"
    build = (
        "        self.a = self.first(self.x)\n"
        "        with tf.variable_scope('second'):\n"
        "            self.c = self.head(self.a)\n"
        "        with tf.variable_scope('third'):\n"
        "            self.d = self.head(self.z)\n"
        "    def first(self, x):\n"
        "        return tf.layers.dense(x, self.n, name='f') * 2.0\n"
        "    def head(self, x):\n"
        "        return tf.layers.dense(x, 1, name='h')\n"
    )
    assert "tf.TensorSpec([None, self.n], tf.float32)" in converted(HEAD + build + run)
    assert "tf.TensorSpec([None, self.n]" in converted(
        HEAD + build.replace("* 2.0", "* np.arange(4.0)") + run
    )
    unknown = build.replace("* 2.0", "+ tf.ones([2, 4])")
    assert "TF329" in codes(HEAD + unknown + run)
