import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, n_in, act=tf.nn.relu):
        self.n_in = n_in
        self.act = act
        self.x = tf.placeholder(tf.float32, [None, n_in], 'x')
        self.z = tf.placeholder(tf.float32, [None, n_in], 'z')
        with tf.variable_scope('net', reuse=tf.AUTO_REUSE):
            self.y = self.layer(self.x, 5 * 2)
            self.yz = self.layer(self.z, 5 * 2)
        self.loss = tf.reduce_mean(tf.square(self.y - 1.)) + tf.reduce_mean(tf.square(self.yz + 1.))
        vs = [v for v in tf.trainable_variables() if v.name.startswith('net/w')]
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss, var_list=vs)
        self.sess = tf.Session()
        self.sess.run(tf.global_variables_initializer())

    def layer(self, inputs, n_out, scale=2.0):
        n_h = n_out // 2
        w = tf.get_variable('w', [self.n_in, n_h], initializer=tf.random_normal_initializer(stddev=0.1))
        b = tf.get_variable('b', [n_h], initializer=tf.constant_initializer(scale))
        h = self.act(tf.matmul(inputs, w) + b)
        return tf.layers.dense(h, n_out, name='w_out') * scale


net = Net(3)
rs = np.random.RandomState(0)
for i in range(4):
    a, b = rs.rand(6, 3), rs.rand(6, 3)
    _, l = net.sess.run([net.train, net.loss], {net.x: a, net.z: b})
    print(l)
print(net.sess.run(net.yz, {net.z: np.ones((2, 3))}))
