import numpy as np
import tensorflow as tf


class Net(object):
    """A network over given placeholders."""

    def __init__(self, num_classes):
        self.X = tf.TensorSpec([batch_size, 8, 8, 2], tf.float32)
        self.NUM_CLASSES = num_classes
        self.KEEP_PROB = tf.TensorSpec([], tf.float32)
        self.create()
        self.compute_fc8 = tf.function(self.compute_fc8, input_signature=[self.X, self.KEEP_PROB])
        self.compute_fc8.get_concrete_function()  # builds the layers

    def compute_fc8(self, X, KEEP_PROB):
        conv1 = self.conv1(X)
        pool1 = max_pool(conv1, 2, 2, 2, 2, name='pool1')
        flattened = tf.reshape(pool1, [-1, 4*4*4])
        fc6 = self.fc6(flattened)
        dropout6 = dropout(fc6, KEEP_PROB)
        return self.fc8(dropout6, relu=False)

    def create(self):
        self.conv1 = Conv(3, 3, 4, 1, 1)
        self.fc6 = Fc(4*4*4, 16)
        self.fc8 = Fc(16, self.NUM_CLASSES)


class Conv(tf.keras.layers.Layer):
    def __init__(self, filter_height, filter_width, num_filters, stride_y, stride_x, padding='SAME'):
        super().__init__()
        self.filter_height = filter_height
        self.filter_width = filter_width
        self.num_filters = num_filters
        self.stride_y = stride_y
        self.stride_x = stride_x
        self.padding = padding

    def build(self, input_shape):
        input_channels = input_shape[-1]
        self.weights_ = self.add_weight(shape=[self.filter_height, self.filter_width, input_channels, self.num_filters], name='weights')
        self.biases = self.add_weight(shape=[self.num_filters], name='biases')

    def call(self, x):
        conv = tf.nn.conv2d(x, self.weights_, strides=[1, self.stride_y, self.stride_x, 1], padding=self.padding)
        bias = tf.reshape(tf.nn.bias_add(conv, self.biases), tf.shape(conv))
        relu = tf.nn.relu(bias)
        return relu


class Fc(tf.Module):
    def __init__(self, num_in, num_out):
        super().__init__()
        self.weights_ = tf.Variable(tf.keras.initializers.GlorotUniform()([num_in, num_out]), trainable=True, name='weights')
        self.biases = tf.Variable(tf.keras.initializers.GlorotUniform()([num_out]), trainable=True, name='biases')

    def __call__(self, x, relu=True):
        act = tf.nn.bias_add(tf.matmul(x, self.weights_), self.biases)
        if relu:
            relu = tf.nn.relu(act)
            return relu
        else:
            return act


def max_pool(x, filter_height, filter_width, stride_y, stride_x, name, padding='SAME'):
    return tf.nn.max_pool2d(x, ksize=[1, filter_height, filter_width, 1],
                          strides=[1, stride_y, stride_x, 1], padding=padding, name=name)


def dropout(x, keep_prob):
    return tf.nn.dropout(x, rate=1 - keep_prob)


batch_size, num_classes, train_layers = 4, 3, ['fc8', 'fc6']
y = tf.TensorSpec([batch_size, num_classes], tf.float32)

model = Net(num_classes)
var_list = model.fc6.trainable_variables + model.fc8.trainable_variables

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

@tf.function
def loss_and_accuracy(y, X, KEEP_PROB):
    y = tf.cast(y, tf.float32)
    X = tf.cast(X, tf.float32)
    KEEP_PROB = tf.cast(KEEP_PROB, tf.float32)
    fc8 = model.compute_fc8(X, KEEP_PROB)
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=fc8, labels=y))
    correct_pred = tf.equal(tf.argmax(fc8, 1), tf.argmax(y, 1))
    accuracy = tf.reduce_mean(tf.cast(correct_pred, tf.float32))
    return loss, accuracy

rng = np.random.RandomState(0)
for step in range(4):
    img = rng.rand(batch_size, 8, 8, 2)
    lab = np.eye(num_classes)[rng.randint(0, num_classes, batch_size)]
    train_step(lab, img, 1.0)
    print([value.numpy() for value in loss_and_accuracy(lab, img, 1.)])
