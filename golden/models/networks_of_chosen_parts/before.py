"""A factorization machine with a deep part, whose parts, loss and normalization are settings of each object."""

import numpy as np
import tensorflow as tf
from tensorflow.contrib.layers.python.layers import batch_norm as batch_norm


class DeepMachine(object):
    def __init__(self, name, features, fields, deep_layers=(8, 4), batch_norm=1, use_fm=True, use_deep=True, loss_type="logloss"):
        assert use_fm or use_deep
        self.name = name
        self.features = features
        self.fields = fields
        self.deep_layers = deep_layers
        self.batch_norm = batch_norm
        self.use_fm = use_fm
        self.use_deep = use_deep
        self.loss_type = loss_type
        self._init_graph()

    def _init_graph(self):
        self.graph = tf.Graph()
        with self.graph.as_default(), tf.variable_scope(self.name):
            self.index = tf.placeholder(tf.int32, shape=[None, None], name="index")
            self.label = tf.placeholder(tf.float32, shape=[None, 1], name="label")
            self.train_phase = tf.placeholder(tf.bool, name="train_phase")
            self.weights = self._initialize_weights()

            # second order term
            self.embeddings = tf.nn.embedding_lookup(self.weights["embeddings"], self.index)
            summed = tf.square(tf.reduce_sum(self.embeddings, 1))
            self.second_order = 0.5 * tf.subtract(summed, tf.reduce_sum(tf.square(self.embeddings), 1))

            # deep part
            self.deep = tf.reshape(self.embeddings, shape=[-1, self.fields * 4])
            for i in range(len(self.deep_layers)):
                self.deep = tf.matmul(self.deep, self.weights["layer_%d" % i])
                if self.batch_norm:
                    self.deep = self.batch_norm_layer(self.deep, train_phase=self.train_phase, scope_bn="bn_%d" % i)
                self.deep = tf.nn.relu(self.deep)

            if self.use_fm and self.use_deep:
                parts = tf.concat([self.second_order, self.deep], axis=1)
            elif self.use_fm:
                parts = self.second_order
            elif self.use_deep:
                parts = self.deep
            self.out = tf.matmul(parts, self.weights["projection"])

            if self.loss_type == "logloss":
                self.out = tf.nn.sigmoid(self.out)
                self.loss = tf.losses.log_loss(self.label, self.out)
            elif self.loss_type == "mse":
                self.loss = tf.nn.l2_loss(tf.subtract(self.label, self.out))

            self.optimizer = tf.train.AdamOptimizer(learning_rate=0.01).minimize(self.loss)
            self.sess = tf.Session()
            self.sess.run(tf.global_variables_initializer())

    def _initialize_weights(self):
        weights = dict()
        weights["embeddings"] = tf.Variable(tf.random_normal([self.features, 4], 0.0, 0.5), name="embeddings")
        size = self.fields * 4
        for i in range(len(self.deep_layers)):
            weights["layer_%d" % i] = tf.Variable(tf.random_normal([size, self.deep_layers[i]], 0.0, 0.5))
            size = self.deep_layers[i]
        if self.use_fm and self.use_deep:
            size = 4 + self.deep_layers[-1]
        elif self.use_fm:
            size = 4
        weights["projection"] = tf.Variable(tf.random_normal([size, 1], 0.0, 0.5))
        return weights

    def batch_norm_layer(self, x, train_phase, scope_bn):
        bn_train = batch_norm(x, decay=0.9, center=True, scale=True, updates_collections=None,
                              is_training=True, reuse=None, trainable=True, scope=scope_bn)
        bn_inference = batch_norm(x, decay=0.9, center=True, scale=True, updates_collections=None,
                                  is_training=False, reuse=True, trainable=True, scope=scope_bn)
        z = tf.cond(train_phase, lambda: bn_train, lambda: bn_inference)
        return z

    def fit(self, index, label):
        feed_dict = {self.index: index, self.label: label, self.train_phase: True}
        loss, opt = self.sess.run((self.loss, self.optimizer), feed_dict=feed_dict)
        return loss

    def predict(self, index):
        feed_dict = {self.index: index, self.label: [[1]] * len(index), self.train_phase: True}
        return self.sess.run(self.out, feed_dict=feed_dict)


rng = np.random.RandomState(0)
index = rng.randint(0, 12, (16, 3))
label = rng.randint(0, 2, (16, 1))
both = DeepMachine("both", 12, 3)
for step in range(3):
    print(step, both.fit(index, label))
print(both.predict(index[:4]).ravel())
flat = DeepMachine("flat", 12, 3, use_deep=False, batch_norm=0, loss_type="mse")
for step in range(3):
    print(step, flat.fit(index, label))
print(flat.predict(index[:4]).ravel())
