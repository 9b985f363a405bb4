"""A network that is built for training and for evaluation, with the same layers."""
import numpy as np
import tensorflow as tf


class Config(object):
    n_in = 4
    n_hidden = 8
    n_classes = 3
    keep_prob = 0.8
    lr = 0.05
    batch_size = 6


class Classifier(object):
    def __init__(self, config, is_training=True, shared=None):
        self.config = config
        self.is_training = is_training
        self.x = tf.TensorSpec([None, config.n_in], tf.float32, name='x')
        self.y = tf.TensorSpec([None], tf.int64, name='y')
        self.fc1 = shared.fc1 if shared is not None else tf.keras.layers.Dense(config.n_hidden, activation=tf.nn.relu, name='fc1')
        self.fc2 = shared.fc2 if shared is not None else tf.keras.layers.Dense(config.n_hidden, activation=tf.nn.relu, name='fc2')
        self.out = shared.out if shared is not None else tf.keras.layers.Dense(config.n_classes, name='out')
        self.train_step = tf.function(self.train_step, input_signature=[self.x, self.y])
        self.loss_and_accuracy = tf.function(self.loss_and_accuracy, input_signature=[self.x, self.y])
        if not is_training:
            return
        self.optimizer = tf.keras.optimizers.SGD(config.lr)

    def compute_loss_and_logits(self, x, y):
        h = self.fc1(x)
        if self.is_training:
            h = tf.nn.dropout(h, rate=1 - self.config.keep_prob)
        h = self.fc2(h)
        logits = self.out(h)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
        return loss, logits

    def train_step(self, x, y):
        with tf.GradientTape() as tape:
            loss, logits = self.compute_loss_and_logits(x, y)
        variables = [
            *self.fc1.trainable_variables,
            *self.fc2.trainable_variables,
            *self.out.trainable_variables,
        ]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def loss_and_accuracy(self, x, y):
        loss, logits = self.compute_loss_and_logits(x, y)
        accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), y), tf.float32))
        return loss, accuracy


def main():
    rng = np.random.RandomState(0)
    config = Config()
    train_model = Classifier(config)
    test_model = Classifier(config, is_training=False, shared=train_model)
    for step in range(5):
        x, y = rng.rand(config.batch_size, config.n_in), rng.randint(0, 3, config.batch_size)
        loss = train_model.train_step(x, y).numpy()
        test_loss, acc = test_model.loss_and_accuracy(x, y)
        test_loss, acc = test_loss.numpy(), acc.numpy()
        print('step %d loss %.5f test %.5f acc %.3f' % (step, loss, test_loss, acc))


if __name__ == '__main__':
    main()
