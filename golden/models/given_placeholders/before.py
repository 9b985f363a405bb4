import numpy as np
import tensorflow as tf


class Net(object):
    """A network over given placeholders."""

    def __init__(self, x, keep_prob, num_classes):
        self.X = x
        self.NUM_CLASSES = num_classes
        self.KEEP_PROB = keep_prob
        self.create()

    def create(self):
        conv1 = conv(self.X, 3, 3, 4, 1, 1, name='conv1')
        pool1 = max_pool(conv1, 2, 2, 2, 2, name='pool1')
        flattened = tf.reshape(pool1, [-1, 4*4*4])
        fc6 = fc(flattened, 4*4*4, 16, name='fc6')
        dropout6 = dropout(fc6, self.KEEP_PROB)
        self.fc8 = fc(dropout6, 16, self.NUM_CLASSES, relu=False, name='fc8')


def conv(x, filter_height, filter_width, num_filters, stride_y, stride_x, name, padding='SAME'):
    input_channels = int(x.get_shape()[-1])
    with tf.variable_scope(name) as scope:
        weights = tf.get_variable('weights', shape=[filter_height, filter_width, input_channels, num_filters])
        biases = tf.get_variable('biases', shape=[num_filters])
    conv = tf.nn.conv2d(x, weights, strides=[1, stride_y, stride_x, 1], padding=padding)
    bias = tf.reshape(tf.nn.bias_add(conv, biases), tf.shape(conv))
    relu = tf.nn.relu(bias, name=scope.name)
    return relu


def fc(x, num_in, num_out, name, relu=True):
    with tf.variable_scope(name) as scope:
        weights = tf.get_variable('weights', shape=[num_in, num_out], trainable=True)
        biases = tf.get_variable('biases', [num_out], trainable=True)
        act = tf.nn.xw_plus_b(x, weights, biases, name=scope.name)
    if relu:
        relu = tf.nn.relu(act)
        return relu
    else:
        return act


def max_pool(x, filter_height, filter_width, stride_y, stride_x, name, padding='SAME'):
    return tf.nn.max_pool(x, ksize=[1, filter_height, filter_width, 1],
                          strides=[1, stride_y, stride_x, 1], padding=padding, name=name)


def dropout(x, keep_prob):
    return tf.nn.dropout(x, keep_prob)


batch_size, num_classes, train_layers = 4, 3, ['fc8', 'fc6']
x = tf.placeholder(tf.float32, [batch_size, 8, 8, 2])
y = tf.placeholder(tf.float32, [batch_size, num_classes])
keep_prob = tf.placeholder(tf.float32)

model = Net(x, keep_prob, num_classes)
score = model.fc8
var_list = [v for v in tf.trainable_variables() if v.name.split('/')[0] in train_layers]

with tf.name_scope("cross_ent"):
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=score, labels=y))

with tf.name_scope("train"):
    gradients = tf.gradients(loss, var_list)
    gradients = list(zip(gradients, var_list))
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.apply_gradients(grads_and_vars=gradients)

with tf.name_scope("accuracy"):
    correct_pred = tf.equal(tf.argmax(score, 1), tf.argmax(y, 1))
    accuracy = tf.reduce_mean(tf.cast(correct_pred, tf.float32))

rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        img = rng.rand(batch_size, 8, 8, 2)
        lab = np.eye(num_classes)[rng.randint(0, num_classes, batch_size)]
        sess.run(train_op, feed_dict={x: img, y: lab, keep_prob: 1.0})
        print(sess.run([loss, accuracy], feed_dict={x: img, y: lab, keep_prob: 1.}))
