import numpy as np
import tensorflow as tf

X = tf.TensorSpec((None, 3), tf.float32, name="X")
y = tf.TensorSpec((None), tf.int32, name="y")


class NeuronLayer(tf.keras.layers.Layer):
    def __init__(self, n_neurons, activation=None):
        super().__init__()
        self.n_neurons = n_neurons
        self.activation = activation

    def build(self, input_shape):
        n_inputs = input_shape[1]
        stddev = 2 / np.sqrt(n_inputs)
        self.W = self.add_weight(shape=(n_inputs, self.n_neurons), initializer=tf.keras.initializers.TruncatedNormal(stddev=stddev), name="kernel")
        self.b = self.add_weight(shape=[self.n_neurons], initializer='zeros', name="bias")
        self.gain = self.add_weight(shape=[self.n_neurons], initializer=lambda shape, dtype: 1.0 + tf.random.uniform(shape, -1.0, 1.0) / n_inputs, name="gain")

    def call(self, X):
        Z = (tf.matmul(X, self.W) + self.b) * self.gain
        if self.activation is not None:
            return self.activation(Z)
        else:
            return Z


neuron_layer = NeuronLayer(5, activation=tf.nn.tanh)
neuron_layer_1 = NeuronLayer(2)


@tf.function(input_signature=[X])
def compute_logits(X):
    hidden1 = neuron_layer(X)
    return neuron_layer_1(hidden1)


@tf.function(input_signature=[X, y])
def loss(X, y):
    logits = compute_logits(X)
    xentropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
    return tf.reduce_mean(xentropy, name="loss")


optimizer = tf.keras.optimizers.SGD(0.1)


@tf.function(input_signature=[X, y])
def training_step(X, y):
    with tf.GradientTape() as tape:
        logits = compute_logits(X)
        xentropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits)
        loss = tf.reduce_mean(xentropy, name="loss")
    variables = neuron_layer.trainable_variables + neuron_layer_1.trainable_variables
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))


rows = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 0.0], [-1.0, 0.0, 2.0]])
for epoch in range(4):
    training_step(rows, [0, 1, 1])
    print(epoch, loss(rows, [0, 1, 1]).numpy())
Z = compute_logits(rows).numpy()
print(Z)
