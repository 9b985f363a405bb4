import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self):
        self.x = tf.TensorSpec([None, 2], tf.float32)
        self.t = tf.TensorSpec([None, 1], tf.float32)
        self.keep = tf.TensorSpec([], tf.float32)
        self.lr = tf.TensorSpec([], tf.float32)
        self.dense = tf.keras.layers.Dense(3, activation=tf.nn.relu)
        self.dense_1 = tf.keras.layers.Dense(1)
        self.optimizer = tf.keras.optimizers.SGD(0.0)
        self.train = tf.function(self.train, input_signature=[self.x, self.t, self.lr, self.keep])
        self.y = tf.function(self.y, input_signature=[self.x, self.keep])
        self.loss = tf.function(self.loss, input_signature=[self.x, self.t, self.keep])

    def compute_y(self, x, keep):
        h = self.dense(x)
        h = tf.nn.dropout(h, rate=1 - keep)
        return self.dense_1(h)

    def train(self, x, t, lr, keep=1.0):
        with tf.GradientTape() as tape:
            y = self.compute_y(x, keep)
            loss = tf.reduce_mean(tf.square(y - t))
        self.optimizer.learning_rate.assign(lr)
        variables = self.dense.trainable_variables + self.dense_1.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def y(self, x, keep=1.0):
        return self.compute_y(x, keep)

    def loss(self, x, t, keep=1.0):
        y = self.compute_y(x, keep)
        return tf.reduce_mean(tf.square(y - t))

    def feed(self, batch, lr=None):
        feed = {'x': batch[0], 't': batch[1]}
        if lr is not None:
            feed['lr'] = lr
        return feed
net = Net()
d = np.arange(6.).reshape(3, 2)
for i in range(3):
    feed = net.feed((d, d[:, :1]))
    feed.update({'lr': 0.1 / (i + 1)})
    l = net.train(**feed).numpy()
    print(l)
print(net.y(d).numpy())
print(net.loss(**net.feed((d, d[:, 1:]))).numpy())
