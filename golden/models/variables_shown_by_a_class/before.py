import numpy as np
import tensorflow as tf

def show_all_variables():
    model_vars = tf.trainable_variables()
    total = 0
    for v in model_vars:
        n = int(np.prod(v.get_shape().as_list()))
        print("%s %s %d" % (v.name, v.get_shape(), n))
        total += n
    print("total", total)

class Net(object):
    def __init__(self, n_in, n_out):
        self.x = tf.placeholder(tf.float32, [None, n_in], name='x')
        self.y = tf.placeholder(tf.float32, [None, n_out], name='y')
        with tf.variable_scope('net'):
            h = tf.layers.dense(self.x, 16, activation=tf.nn.relu)
            self.out = tf.layers.dense(h, n_out)
        self.loss = tf.reduce_mean(tf.square(self.out - self.y))
        self.train_op = tf.train.AdamOptimizer(0.01).minimize(self.loss)
        for var in tf.trainable_variables():
            print(var.name)

net = Net(8, 3)
show_all_variables()
X = np.random.RandomState(0).randn(64, 8).astype(np.float32)
Y = np.random.RandomState(1).randn(64, 3)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
        _, l = sess.run([net.train_op, net.loss], feed_dict={net.x: X, net.y: Y})
        print(i, l)
    values = {v.name: sess.run(v) for v in tf.trainable_variables()}
    print(sorted(values))
