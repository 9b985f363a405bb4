import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.inputs = {
            'x': tf.placeholder(tf.float32, [None, 2]),
            't': tf.placeholder(tf.float32, [None, 1]),
            'keep': tf.placeholder_with_default(1.0, []),
            'lr': tf.placeholder(tf.float32, []),
        }
        h = tf.layers.dense(self.inputs['x'], 3, tf.nn.relu)
        h = tf.nn.dropout(h, self.inputs['keep'])
        self.y = tf.layers.dense(h, 1)
        self.loss = tf.reduce_mean(tf.square(self.y - self.inputs['t']))
        self.train = tf.train.GradientDescentOptimizer(self.inputs['lr']).minimize(self.loss)
    def feed(self, batch, lr=None):
        feed = {self.inputs['x']: batch[0], self.inputs['t']: batch[1]}
        if lr is not None:
            feed[self.inputs['lr']] = lr
        return feed
net = Net()
d = np.arange(6.).reshape(3, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        feed = net.feed((d, d[:, :1]))
        feed.update({net.inputs['lr']: 0.1 / (i + 1)})
        _, l = sess.run([net.train, net.loss], feed)
        print(l)
    print(sess.run(net.y, {net.inputs['x']: d}))
    print(sess.run(net.loss, net.feed((d, d[:, 1:]))))
