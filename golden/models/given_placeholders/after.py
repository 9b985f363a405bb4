import numpy as np
import tensorflow as tf


class Net(object):
    """A network over given placeholders."""

    def __init__(self, num_classes):
        self.X = tf.TensorSpec([batch_size, 6], tf.float32)
        self.NUM_CLASSES = num_classes
        self.KEEP_PROB = tf.TensorSpec(None, tf.float32)
        self.create()
        self.compute_fc8 = tf.function(self.compute_fc8, input_signature=[self.X, self.KEEP_PROB])
        self.compute_fc8.get_concrete_function()  # builds the layers

    def compute_fc8(self, X, KEEP_PROB):
        fc6 = self.fc6(X)
        scaled6 = scaled(fc6, KEEP_PROB)
        return self.fc8(scaled6)

    def create(self):
        self.fc6 = Fc(6, 5)
        self.fc8 = Fc(5, self.NUM_CLASSES, relu=False)


class Fc(tf.Module):
    def __init__(self, num_in, num_out, relu=True):
        super().__init__()
        self.relu = relu
        self.weights_ = tf.Variable(tf.keras.initializers.GlorotUniform()([num_in, num_out]), trainable=True, name='weights')
        self.biases = tf.Variable(tf.keras.initializers.GlorotUniform()([num_out]), trainable=True, name='biases')

    def __call__(self, x):
        act = tf.nn.bias_add(tf.matmul(x, self.weights_), self.biases)
        if self.relu:
            return tf.nn.tanh(act)
        else:
            return act


def scaled(x, keep_prob):
    return x * keep_prob


batch_size, num_classes, train_layers = 4, 3, ['fc8']
y = tf.TensorSpec([batch_size, num_classes], tf.float32)

model = Net(num_classes)
var_list = model.fc8.trainable_variables

@tf.function
def loss(y, X, KEEP_PROB):
    y = tf.cast(y, tf.float32)
    X = tf.cast(X, tf.float32)
    KEEP_PROB = tf.cast(KEEP_PROB, tf.float32)
    fc8 = model.compute_fc8(X, KEEP_PROB)
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=fc8, labels=y))

optimizer = tf.keras.optimizers.SGD(0.1)

@tf.function
def train_step(y, X, KEEP_PROB):
    y = tf.cast(y, tf.float32)
    X = tf.cast(X, tf.float32)
    KEEP_PROB = tf.cast(KEEP_PROB, tf.float32)
    with tf.GradientTape() as tape:
        fc8 = model.compute_fc8(X, KEEP_PROB)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=fc8, labels=y))
    gradients = tape.gradient(loss, var_list)
    gradients = list(zip(gradients, var_list))
    optimizer.apply_gradients(gradients)

rng = np.random.RandomState(0)
for step in range(4):
    features = rng.rand(batch_size, 6)
    labels = np.eye(num_classes)[rng.randint(0, num_classes, batch_size)]
    train_step(labels, features, 0.8)
    print(loss(labels, features, 1.).numpy())
