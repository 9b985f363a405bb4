import numpy as np
import tensorflow as tf
class Net(object):
    def __init__(self, n):
        self.xs = [tf.TensorSpec([None, 2], tf.float32, name='x%d' % i) for i in range(n)]
        self.t = tf.TensorSpec([None, 1], tf.float32)
        self.w = [tf.Variable(tf.ones([2, 1]) * (i + 1.)) for i in range(n)]
        self.optimizer = tf.keras.optimizers.SGD(0.01)
        self.init_out = tf.function(self.init_out, input_signature=[self.xs])
        self.train_step = tf.function(self.train_step, input_signature=[self.xs, self.t])

    def init_out(self, xs):
        init_out = 0.
        for x, w in zip(xs, self.w):
            init_out = init_out + tf.matmul(x, w)
        return init_out

    def train_step(self, xs, t):
        with tf.GradientTape() as tape:
            init_out = self.init_out(xs)
            out = init_out
            loss = tf.reduce_mean(tf.square(out - t))
        variables = self.w
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def fit(self, batches, t):
        feed = {'t': t}
        feed['xs'] = list(batches)
        loss = self.train_step(**feed).numpy()
        return loss
    def predict(self, batches):
        return self.init_out(batches).numpy()
net = Net(3)
data = [np.arange(4.).reshape(2, 2) * i for i in range(3)]
for _ in range(3):
    print(net.fit(data, [[1.], [2.]]))
print(net.predict(data))
