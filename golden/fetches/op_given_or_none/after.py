import numpy as np
import tensorflow as tf


class Config(object):
    lr = 0.05
    hidden = 4
    keep = 1.0


class Model(object):
    def __init__(self, config):
        self.config = config
        self.build()

    def add_placeholders(self):
        self.x = tf.TensorSpec([None, 3], tf.float32)
        self.y = tf.TensorSpec([None], tf.int32)
        self.keep = tf.TensorSpec([], tf.float32)

    def create_feed_dict(self, x, y=None, keep=1.0):
        feed = {'x': x, 'keep': keep}
        if y is not None:
            feed['y'] = y
        return feed

    def add_model(self):
        self.W = tf.Variable(tf.constant_initializer(0.1)([3, self.config.hidden]), name='m/W')
        self.U = tf.Variable(tf.constant_initializer(0.2)([self.config.hidden, 2]), name='m/U')
        self.b = tf.Variable(tf.zeros_initializer()([2]), name='m/b')

    def add_train(self):
        self.opt = tf.keras.optimizers.Adam(self.config.lr, beta_2=0.9990000129, epsilon=1e-8)

    def build(self):
        self.add_placeholders()
        self.add_model()
        self.add_train()
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y, self.keep])
        self.loss_and_correct = tf.function(self.loss_and_correct, input_signature=[self.x, self.y, self.keep])
        self.pred = tf.function(self.pred, input_signature=[self.x, self.keep])

    def compute_logits_and_pred(self, x, keep):
        h = tf.nn.dropout(tf.tanh(tf.matmul(x, self.W)), rate=1 - keep)
        logits = tf.matmul(h, self.U) + self.b
        pred = tf.nn.softmax(logits)
        return logits, pred

    def compute_correct_and_loss(self, y, logits, pred):
        reg = 0.01 * (tf.nn.l2_loss(self.W) + tf.nn.l2_loss(self.U))
        correct = tf.reduce_sum(tf.cast(tf.equal(tf.cast(y, tf.int64), tf.argmax(pred, 1)), tf.int32))
        ce = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(logits=logits, labels=y))
        loss = tf.add_n([reg, ce])
        return correct, loss

    def train_step(self, x, y, keep):
        with tf.GradientTape() as tape:
            logits, pred = self.compute_logits_and_pred(x, keep)
            correct, loss = self.compute_correct_and_loss(y, logits, pred)
        variables = [self.W, self.U, self.b]
        self.opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss, correct

    def loss_and_correct(self, x, y, keep):
        logits, pred = self.compute_logits_and_pred(x, keep)
        correct, loss = self.compute_correct_and_loss(y, logits, pred)
        return loss, correct

    def pred(self, x, keep):
        logits, pred = self.compute_logits_and_pred(x, keep)
        return pred

    def run_epoch(self, X, Y, train=False):
        total, losses = 0, []
        for i in range(0, len(X), 2):
            feed = self.create_feed_dict(X[i:i + 2], Y[i:i + 2], self.config.keep)
            if train:
                loss, c = self.train_step(**feed)
                loss, c = loss.numpy(), c.numpy()
            else:
                loss, c = self.loss_and_correct(**feed)
                loss, c = loss.numpy(), c.numpy()
            losses.append(loss)
            total += c
        return np.mean(losses), total

    def predict(self, X):
        return self.pred(**self.create_feed_dict(X)).numpy()


def main():
    model = Model(Config())
    X = np.arange(12.0).reshape(4, 3) / 10
    Y = np.array([0, 1, 1, 0])
    for e in range(2):
        print(model.run_epoch(X, Y, True))
    print(model.run_epoch(X, Y))
    print(model.predict(X))


if __name__ == "__main__":
    main()
