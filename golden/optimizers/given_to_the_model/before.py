import numpy as np
import tensorflow as tf


class Autoencoder(object):
    def __init__(self, inputs, hidden, activation=tf.nn.softplus, optimizer=tf.train.AdamOptimizer(), scale=None):
        if scale is None:
            scale = 0.1
        self.activation = activation
        self.x = tf.placeholder(tf.float32, [None, inputs])
        self.w = tf.get_variable('w', [inputs, hidden])
        self.v = tf.Variable(tf.zeros([hidden, inputs]))
        self.hidden = self.activation(tf.matmul(self.x * scale, self.w))
        self.output = tf.matmul(self.hidden, self.v)
        self.cost = 0.5 * tf.reduce_sum(tf.square(self.output - self.x))
        steps = tf.train.get_or_create_global_step()
        self.train = optimizer.minimize(self.cost, global_step=steps)
        self.steps = steps
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def fit(self, x):
        cost, _ = self.sess.run((self.cost, self.train), feed_dict={self.x: x})
        return cost

    def decode(self, hidden):
        return self.sess.run(self.output, feed_dict={self.hidden: hidden})


data = np.random.RandomState(0).rand(6, 4).astype('float32')
model = Autoencoder(4, 2, optimizer=tf.train.AdamOptimizer(learning_rate=0.01))
for _ in range(3):
    print(model.fit(data))
print(model.decode(np.ones((1, 2))), model.sess.run(model.steps))
