import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.placeholder(tf.float32, [None, 2])
        self.w = tf.Variable(tf.ones([2, 1]))
        self.loss = tf.reduce_mean(tf.square(tf.matmul(self.x, self.w) - 3.))
        self.opt = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)
        self.ema = tf.train.ExponentialMovingAverage(0.9)
        with tf.control_dependencies([self.opt]):
            self.train_op = self.ema.apply([self.w])
        self.shadow = self.ema.average(self.w)
net = Net()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(net.train_op, {net.x: [[1., 2.]]})
        print(sess.run(net.w).ravel(), sess.run(net.shadow).ravel())
