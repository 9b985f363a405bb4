import numpy as np
import tensorflow as tf


class AutoEncoder(object):
    def __init__(self, sess, n_in, n_hidden=6, n_z=2, learning_rate=0.01):
        self.sess = sess
        self.n_in = n_in
        self.x = tf.compat.v1.placeholder(tf.float32, [None, n_in])
        self.z = self.encode(self.x, n_hidden, n_z)
        self.y = self.decode(self.z, n_hidden)
        self.loss = tf.reduce_mean(tf.reduce_sum(tf.square(self.y - self.x), 1))
        self.train_op = tf.compat.v1.train.AdamOptimizer(learning_rate).minimize(self.loss)
        self.sess.run(tf.compat.v1.global_variables_initializer())

    def encode(self, x, n_hidden, n_z):
        with tf.compat.v1.variable_scope('encoder'):
            h = tf.layers.dense(x, n_hidden, tf.nn.relu)
            return tf.layers.dense(h, n_z)

    def decode(self, z, n_hidden):
        with tf.compat.v1.variable_scope('decoder'):
            h = tf.layers.dense(z, n_hidden, tf.nn.relu)
            return tf.layers.dense(h, self.n_in, tf.nn.sigmoid)

    def partial_fit(self, batch):
        _, loss = self.sess.run([self.train_op, self.loss], feed_dict={self.x: batch})
        return loss

    def transform(self, batch):
        return self.sess.run(self.z, feed_dict={self.x: batch})


data = np.random.RandomState(2).rand(10, 4)
model = AutoEncoder(tf.compat.v1.Session(), 4)
for epoch in range(5):
    print(epoch, model.partial_fit(data))
print(model.transform(data[:2]))
print(model.sess.run(model.y, feed_dict={model.x: data[:1]}))
