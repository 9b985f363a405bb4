import numpy as np
import tensorflow as tf


class Siamese(object):
    """Two towers with the same weights, which helper methods make."""

    def __init__(self, width):
        self.width = width
        self.left = tf.placeholder(tf.float32, [None, 4])
        self.right = tf.placeholder(tf.float32, [None, 4])
        self.same = tf.placeholder(tf.float32, [None])
        with tf.variable_scope('tower') as scope:
            self.left_code = self.tower(self.left)
            scope.reuse_variables()
            self.right_code = self.tower(self.right)
        self.loss = self.contrast()

    def tower(self, x):
        hidden = tf.nn.relu(self.layer(x, self.width, 'hidden'))
        return self.layer(hidden, 2, 'code')

    def layer(self, x, width, name):
        w = tf.get_variable(name + '_w', [x.get_shape()[1], width])
        b = tf.get_variable(name + '_b', initializer=tf.constant(0.01, shape=[width]))
        return tf.nn.bias_add(tf.matmul(x, w), b)

    def contrast(self):
        same = self.same
        distance = tf.reduce_sum(tf.square(self.left_code - self.right_code), 1)
        apart = tf.square(tf.maximum(5.0 - tf.sqrt(distance + 1e-6), 0.0))
        return tf.reduce_mean(same * distance + (1.0 - same) * apart)


model = Siamese(3)
train = tf.train.GradientDescentOptimizer(0.01).minimize(model.loss)
rng = np.random.RandomState(0)
left, right, same = rng.rand(5, 4), rng.rand(5, 4), (rng.rand(5) > 0.5).astype('float32')
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        _, loss = sess.run([train, model.loss], {model.left: left, model.right: right, model.same: same})
        print(loss)
    print(sess.run(model.left_code, {model.left: left[:1]}))
