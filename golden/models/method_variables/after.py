import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, n_in, act=tf.nn.relu):
        self.n_in = n_in
        self.act = act
        self.x = tf.TensorSpec([None, n_in], tf.float32, name='x')
        self.z = tf.TensorSpec([None, n_in], tf.float32, name='z')
        self.w = tf.Variable(tf.random_normal_initializer(stddev=0.1)([self.n_in, 5 * 2 // 2]), name='net/w')
        self.b = tf.Variable(tf.constant_initializer(2.0)([5 * 2 // 2]), name='net/b')
        self.w_out = tf.keras.layers.Dense(5 * 2)
        self.optimizer = tf.keras.optimizers.SGD(0.1)
        self.train = tf.function(self.train, input_signature=[self.x, self.z])
        self.yz = tf.function(self.yz, input_signature=[self.z])

    def train(self, x, z):
        with tf.GradientTape() as tape:
            y = self.layer(x)
            yz = self.layer(z)
            loss = tf.reduce_mean(tf.square(y - 1.)) + tf.reduce_mean(tf.square(yz + 1.))
        variables = [self.w] + self.w_out.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def yz(self, z):
        return self.layer(z)

    def layer(self, inputs, scale=2.0):
        h = self.act(tf.matmul(inputs, self.w) + self.b)
        return self.w_out(h) * scale


net = Net(3)
rs = np.random.RandomState(0)
for i in range(4):
    a, b = rs.rand(6, 3), rs.rand(6, 3)
    l = net.train(a, b).numpy()
    print(l)
print(net.yz(np.ones((2, 3))).numpy())
