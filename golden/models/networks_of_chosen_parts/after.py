"""A factorization machine with a deep part, whose parts, loss and normalization are settings of each object."""

import numpy as np
import tensorflow as tf


class FusedBatchNormalization(tf.keras.layers.BatchNormalization):
    """Batch normalization whose moving variance averages the unbiased variance of the batches."""

    def call(self, inputs, training=False, **kwargs):
        before = self.moving_variance + 0.0
        outputs = super().call(inputs, training=training, **kwargs)
        if training and not getattr(self, 'fused', False):
            axis = self.axis[0] if isinstance(self.axis, (list, tuple)) else self.axis
            count = tf.cast(tf.size(inputs) // tf.shape(inputs)[axis], tf.float32)
            kept = before * self.momentum
            self.moving_variance.assign(kept + (self.moving_variance - kept) * count / (count - 1.0))
        return outputs


class BatchNormLayer(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.batch_norm = FusedBatchNormalization(momentum=0.9, center=True, scale=True)

    def call(self, x, train_phase):
        bn_train = self.batch_norm(x, training=True)
        bn_inference = self.batch_norm(x, training=False)
        z = tf.cond(train_phase, lambda: bn_train, lambda: bn_inference)
        return z


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
        self.index = tf.TensorSpec([None, None], tf.int32, name="index")
        self.label = tf.TensorSpec([None, 1], tf.float32, name="label")
        self.train_phase = tf.TensorSpec([], tf.bool, name="train_phase")
        self.weights = self._initialize_weights()

        self.batch_norm_layers = [BatchNormLayer() for i in range(len(self.deep_layers))]

        self.optimizer = tf.keras.optimizers.Adam(learning_rate=0.01, beta_2=0.9990000129, epsilon=1e-8)
        self.train_step = tf.function(self.train_step, input_signature=[self.index, self.label, self.train_phase])
        self.out = tf.function(self.out, input_signature=[self.index, self.label, self.train_phase])

    def train_step(self, index, label, train_phase):
        with tf.GradientTape() as tape:
            # second order term
            embeddings = tf.nn.embedding_lookup(self.weights["embeddings"], index)
            summed = tf.square(tf.reduce_sum(embeddings, 1))
            second_order = 0.5 * tf.subtract(summed, tf.reduce_sum(tf.square(embeddings), 1))

            # deep part
            deep = tf.reshape(embeddings, shape=[-1, self.fields * 4])
            for i, batch_norm_layer in zip(range(len(self.deep_layers)), self.batch_norm_layers):
                deep = tf.matmul(deep, self.weights["layer_%d" % i])
                if self.batch_norm:
                    deep = batch_norm_layer(deep, train_phase=train_phase)
                deep = tf.nn.relu(deep)

            if self.use_fm and self.use_deep:
                parts = tf.concat([second_order, deep], axis=1)
            elif self.use_fm:
                parts = second_order
            elif self.use_deep:
                parts = deep
            out = tf.matmul(parts, self.weights["projection"])

            if self.loss_type == "logloss":
                out = tf.nn.sigmoid(out)
                loss = tf.reduce_mean(-label * tf.math.log(out + 1e-07) - (1 - label) * tf.math.log(1 - out + 1e-07))
            elif self.loss_type == "mse":
                loss = tf.nn.l2_loss(tf.subtract(label, out))
        variables = [
            *self.weights.values(),
            *[v for layer in self.batch_norm_layers for v in layer.trainable_variables],
        ]
        gradients = [g if g is None else tf.convert_to_tensor(g) for g in tape.gradient(loss, variables)]
        self.optimizer.apply_gradients(zip(gradients, variables))
        return loss

    def out(self, index, label, train_phase):
        # second order term
        embeddings = tf.nn.embedding_lookup(self.weights["embeddings"], index)
        summed = tf.square(tf.reduce_sum(embeddings, 1))
        second_order = 0.5 * tf.subtract(summed, tf.reduce_sum(tf.square(embeddings), 1))

        # deep part
        deep = tf.reshape(embeddings, shape=[-1, self.fields * 4])
        for i, batch_norm_layer in zip(range(len(self.deep_layers)), self.batch_norm_layers):
            deep = tf.matmul(deep, self.weights["layer_%d" % i])
            if self.batch_norm:
                deep = batch_norm_layer(deep, train_phase=train_phase)
            deep = tf.nn.relu(deep)

        if self.use_fm and self.use_deep:
            parts = tf.concat([second_order, deep], axis=1)
        elif self.use_fm:
            parts = second_order
        elif self.use_deep:
            parts = deep
        out = tf.matmul(parts, self.weights["projection"])

        if self.loss_type == "logloss":
            out = tf.nn.sigmoid(out)
            loss = tf.reduce_mean(-label * tf.math.log(out + 1e-07) - (1 - label) * tf.math.log(1 - out + 1e-07))
        elif self.loss_type == "mse":
            loss = tf.nn.l2_loss(tf.subtract(label, out))
        return out

    def _initialize_weights(self):
        weights = dict()
        weights["embeddings"] = tf.Variable(tf.random.normal([self.features, 4], 0.0, 0.5), name="embeddings")
        size = self.fields * 4
        for i in range(len(self.deep_layers)):
            weights["layer_%d" % i] = tf.Variable(tf.random.normal([size, self.deep_layers[i]], 0.0, 0.5))
            size = self.deep_layers[i]
        if self.use_fm and self.use_deep:
            size = 4 + self.deep_layers[-1]
        elif self.use_fm:
            size = 4
        weights["projection"] = tf.Variable(tf.random.normal([size, 1], 0.0, 0.5))
        return weights

    def fit(self, index, label):
        feed_dict = {'index': index, 'label': label, 'train_phase': True}
        loss = self.train_step(**feed_dict).numpy()
        return loss

    def predict(self, index):
        feed_dict = {'index': index, 'label': [[1]] * len(index), 'train_phase': True}
        return self.out(**feed_dict).numpy()


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
