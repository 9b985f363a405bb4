import numpy as np
import tensorflow as tf

class Net(object):
    def __init__(self, wd):
        self.wd = wd
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.w1 = self.weight([3, 4])
        self.w2 = self.weight([4, 1])
        self.optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)
        self.loss = tf.function(self.loss, input_signature=[self.x, self.y])
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])

    def loss(self, x, y):
        weight_loss = self.wd * tf.nn.l2_loss(self.w1)
        weight_loss_1 = self.wd * tf.nn.l2_loss(self.w2)
        out = tf.matmul(tf.nn.tanh(tf.matmul(x, self.w1)), self.w2)
        mse = tf.reduce_mean(tf.square(out - y))
        return tf.add_n([weight_loss, weight_loss_1, mse])

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(x, y)
        variables = [self.w1, self.w2]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def weight(self, shape):
        w = tf.Variable(tf.random.truncated_normal(shape, stddev=0.1))
        return w

net = Net(0.1)
bx = np.random.RandomState(0).rand(5, 3)
for i in range(3):
    net.train_step(bx, bx[:, :1])
    print(net.loss(bx, bx[:, :1]).numpy())
