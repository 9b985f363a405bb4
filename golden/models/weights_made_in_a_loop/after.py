import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self, sizes, bias=True):
        self.bias = bias
        self.sizes = sizes
        self.x = tf.TensorSpec([None, 4], tf.float32)
        self.y = tf.TensorSpec([None, 3], tf.float32)
        self.weights = []
        self.biases = {}
        prev = 4
        for i, n in enumerate(sizes):
            w = tf.Variable(tf.random.normal([prev, n], stddev=0.1), name='w%d' % i)
            self.weights.append(w)
            prev = n
        if bias:
            self.b = tf.Variable(tf.zeros([3]))
        self.optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)
        self.train = tf.function(self.train, input_signature=[self.x, self.y])

    def train(self, x, y):
        with tf.GradientTape() as tape:
            h = x
            for i, (n, w) in enumerate(zip(self.sizes, self.weights)):
                h = tf.matmul(h, w)
                if i < len(self.sizes) - 1:
                    h = tf.nn.relu(h)
            if self.bias:
                h = h + self.b
            loss = tf.reduce_mean(tf.square(h - y)) + 0.01 * sum([tf.nn.l2_loss(w) for w in self.weights])
        variables = self.weights + [self.b]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss
net = Net([5, 3])
for i in range(3):
    l = net.train(np.ones((2, 4)), np.ones((2, 3))).numpy()
    print(l)
