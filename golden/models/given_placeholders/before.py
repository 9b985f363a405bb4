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
        fc6 = fc(self.X, 6, 5, name='fc6')
        scaled6 = scaled(fc6, self.KEEP_PROB)
        self.fc8 = fc(scaled6, 5, self.NUM_CLASSES, relu=False, name='fc8')


def fc(x, num_in, num_out, name, relu=True):
    with tf.variable_scope(name) as scope:
        weights = tf.get_variable('weights', shape=[num_in, num_out], trainable=True)
        biases = tf.get_variable('biases', [num_out], trainable=True)
        act = tf.nn.xw_plus_b(x, weights, biases, name=scope.name)
    if relu:
        return tf.nn.tanh(act)
    else:
        return act


def scaled(x, keep_prob):
    return x * keep_prob


batch_size, num_classes, train_layers = 4, 3, ['fc8']
x = tf.placeholder(tf.float32, [batch_size, 6])
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

rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(4):
        features = rng.rand(batch_size, 6)
        labels = np.eye(num_classes)[rng.randint(0, num_classes, batch_size)]
        sess.run(train_op, feed_dict={x: features, y: labels, keep_prob: 0.8})
        print(sess.run(loss, feed_dict={x: features, y: labels, keep_prob: 1.}))
