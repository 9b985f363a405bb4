import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self, sess, n):
        self.sess = sess
        self.xs = [tf.placeholder(tf.float32, [None, 2], name='x%d' % i) for i in range(n)]
        self.t = tf.placeholder(tf.float32, [None, 1])
        self.w = [tf.Variable(tf.ones([2, 1]) * (i + 1.)) for i in range(n)]
        out = 0.
        for x, w in zip(self.xs, self.w):
            out = out + tf.matmul(x, w)
        self.out = out
        self.loss = tf.reduce_mean(tf.square(self.out - self.t))
        self.train_op = tf.train.GradientDescentOptimizer(0.01).minimize(self.loss)
        self.sess.run(tf.global_variables_initializer())
    def fit(self, batches, t):
        feed = {self.t: t}
        for x, b in zip(self.xs, batches):
            feed[x] = b
        _, loss = self.sess.run([self.train_op, self.loss], feed)
        return loss
    def predict(self, batches):
        return self.sess.run(self.out, feed_dict={x: b for x, b in zip(self.xs, batches)})
net = Net(tf.Session(), 3)
data = [np.arange(4.).reshape(2, 2) * i for i in range(3)]
for _ in range(3):
    print(net.fit(data, [[1.], [2.]]))
print(net.predict(data))
