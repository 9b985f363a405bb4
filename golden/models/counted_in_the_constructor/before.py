import numpy as np
import tensorflow as tf

class Model(object):
    def __init__(self, sess, n_in, n_out):
        self.sess = sess
        self.n_in, self.n_out = n_in, n_out
        self.build_model()
        self.sess.run(tf.global_variables_initializer())
        self.print_params()

    def build_model(self):
        self.x = tf.placeholder(tf.float32, [None, self.n_in], name='x')
        self.y = tf.placeholder(tf.float32, [None, self.n_out], name='y')
        with tf.variable_scope('net'):
            h = tf.layers.dense(self.x, 16, activation=tf.nn.relu)
            self.out = tf.layers.dense(h, self.n_out)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))
        self.t_vars = tf.trainable_variables()
        self.train_op = tf.train.AdamOptimizer(0.01).minimize(self.loss, var_list=self.t_vars)
        total = 0
        for v in self.t_vars:
            total += np.prod(v.get_shape().as_list())
        print('total', total)

    def print_params(self):
        n = 0
        for v in tf.trainable_variables():
            n += np.prod([int(s) for s in v.get_shape()])
        print('params: %d' % n)

    def train(self, X, Y):
        for i in range(5):
            _, l = self.sess.run([self.train_op, self.loss], feed_dict={self.x: X, self.y: Y})
            print(i, l)

def main():
    X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
    Y = np.random.RandomState(1).randn(64, 3)
    with tf.Session() as sess:
        m = Model(sess, 8, 3)
        m.train(X, Y)
main()
