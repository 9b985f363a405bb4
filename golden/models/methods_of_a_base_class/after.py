import tensorflow as tf
import numpy as np


class Base(object):
    def add_pred(self):
        """Predicts."""
        raise NotImplementedError

    def build(self):
        self.x = tf.TensorSpec([None, 3], tf.float32, name='x')
        self.t = tf.TensorSpec([None, 2], tf.float32, name='t')
        self.add_pred()
        self.add_loss()
        self.add_train()
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.t])


class Net(Base):
    def __init__(self, rate):
        self.rate = rate
        self.build()

    def add_pred(self):
        self.W = tf.Variable(tf.keras.initializers.GlorotUniform()([3, 4]), name='one/W')
        self.two_W = tf.Variable(tf.keras.initializers.GlorotUniform()([4, 2]), name='two/W')

    def add_loss(self):
        self.add_loss_W = tf.Variable(tf.keras.initializers.GlorotUniform()([2]), name='scale')

    def add_train(self):
        self.opt = tf.keras.optimizers.Adam(self.rate, beta_2=0.9990000129, epsilon=1e-8)

    def train_step(self, x, t):
        with tf.GradientTape() as tape:
            add_pred_x = tf.tanh(tf.matmul(x, self.W))
            pred_1 = tf.matmul(add_pred_x, self.two_W)
            loss_1 = tf.reduce_mean(tf.square(pred_1 * self.add_loss_W - t))
            loss_1 += 0.1 * tf.nn.l2_loss(self.add_loss_W)
        acc = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(pred_1, 1), tf.argmax(t, 1)), tf.float32))
        variables = [self.W, self.two_W, self.add_loss_W]
        self.opt.apply_gradients(zip(tape.gradient(loss_1, variables), variables))
        return loss_1, acc

    def step(self, x, t):
        a, b = self.train_step(x, t)
        a, b = a.numpy(), b.numpy()
        return a, b


net = Net(0.05)
rng = np.random.RandomState(0)
for _ in range(4):
    print(net.step(rng.rand(5, 3), np.eye(2)[rng.randint(0, 2, 5)]))
