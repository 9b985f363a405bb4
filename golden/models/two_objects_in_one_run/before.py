import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None])


class Model(object):
    def __init__(self, scope, rate):
        with tf.variable_scope(scope):
            self.w = tf.get_variable('w', [3, 1])
            self.hidden = [tf.matmul(x, self.w), tf.nn.relu(tf.matmul(x, self.w))]
            self.loss = tf.reduce_mean(tf.square(tf.squeeze(self.hidden[1], 1) - y))
            self.train = tf.train.AdamOptimizer(rate).minimize(self.loss)


models = [Model('first', 0.1), Model('second', 0.2)]
data = np.random.RandomState(0).rand(6, 3)
target = data.sum(axis=1)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run([models[0].train, models[1].train], {x: data, y: target})
        first, second, hidden = sess.run([models[0].loss, models[1].loss, models[0].hidden], {x: data, y: target})
        print(first, second, len(hidden), hidden[1].sum())
