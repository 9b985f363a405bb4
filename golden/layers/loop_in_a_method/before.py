import tensorflow as tf
import numpy as np
class Base(object):
    def __init__(self, n):
        self.n = n
        self.train_op = None
        self.build()
    def build(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.out = self.network(self.x)
        self.loss = tf.losses.mean_squared_error(self.y, self.out)
        if self.n > 1:
            self.opt = tf.train.RMSPropOptimizer(0.01)
        else:
            self.opt = tf.train.AdagradOptimizer(0.01)
        self.train_op = self.opt.minimize(self.loss)
    def network(self, x):
        raise NotImplementedError
class Net(Base):
    def network(self, x):
        for i in range(self.n):
            x = tf.layers.dense(x, 4, activation=tf.nn.relu, name='h%d' % i)
        return tf.layers.dense(x, 1, name='out')
net = Net(2)
rng = np.random.RandomState(0)
X = rng.rand(6, 2); Y = X.sum(1, keepdims=True)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
for i in range(3):
    _, l = sess.run([net.train_op, net.loss], feed_dict={net.x: X, net.y: Y})
    print('%d %.5f' % (i, l))
print(sess.run(net.out, feed_dict={net.x: X[:1]}))
