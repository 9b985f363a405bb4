import argparse
import numpy as np
import tensorflow as tf

parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--loss', default='abs')
parser.add_argument('--l2', type=float, default=0.01)
parser.add_argument('--clip', type=float, default=0.5)


class Model(object):
    def __init__(self, args):
        self.args = args
        self.build()

    def build(self):
        self.x = tf.TensorSpec([None, 2], tf.float32)
        self.y = tf.TensorSpec([None, 1], tf.float32)
        self.w = tf.Variable(tf.ones([2, 1]))
        self.step = tf.Variable(0, trainable=False)

        self.optimizer = tf.keras.optimizers.Adam(self.args.lr, beta_2=0.9990000129, epsilon=1e-8)
        self.loss = tf.function(self.loss, input_signature=[self.x, self.y])
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])

    def loss(self, x, y):
        out = tf.matmul(x, self.w)
        # What is learnt is said on the command line.
        if self.args.loss == 'mse':
            loss = tf.reduce_mean(tf.square(out - y))
        elif self.args.loss == 'abs':
            difference = tf.abs(out - y)
            loss = tf.reduce_mean(difference)
        else:
            raise ValueError(self.args.loss)
        if self.args.l2 > 0:
            loss += self.args.l2 * tf.nn.l2_loss(self.w)
        return loss

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            loss = self.loss(x, y)
        variables = [self.w]
        gvs = list(zip(tape.gradient(loss, variables), variables))
        if self.args.clip:
            capped = [(tf.clip_by_value(g, -self.args.clip, self.args.clip), v) for g, v in gvs]
        else:
            capped = gvs
        self.optimizer.apply_gradients(capped)
        self.step.assign_add(1)
        return loss

    def fit(self, x, y):
        loss = self.train_step(x, y).numpy()
        return loss

    def evaluate(self, x, y):
        return self.loss(x, y).numpy()


x = np.array([[0., 1.], [2., -1.], [1., 3.]])
y = x.dot(np.array([[0.5], [-2.]]))
model = Model(parser.parse_args())
for i in range(8):
    loss = model.fit(x, y)
    if i % 3 == 0:
        print(i, loss)
print(model.evaluate(x, y), model.step.numpy())
