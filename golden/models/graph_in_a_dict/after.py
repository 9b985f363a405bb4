import argparse
import numpy as np
import tensorflow as tf


class Momentum(tf.keras.optimizers.SGD):
    """SGD whose momentum accumulates gradients, so that a new learning rate acts on all of it at once."""

    def update_step(self, gradient, variable, learning_rate=None):
        if isinstance(gradient, tf.IndexedSlices):
            gradient = tf.convert_to_tensor(gradient)
        rate = tf.cast(self.learning_rate if learning_rate is None else learning_rate, variable.dtype)
        try:
            index = self._get_variable_index(variable)
        except AttributeError:
            index = self._index_dict[self._var_key(variable)]
        accumulated = self.momentums[index]
        accumulated.assign(self.momentum * accumulated + gradient)
        if self.nesterov:
            variable.assign_sub(rate * (gradient + self.momentum * accumulated))
        else:
            variable.assign_sub(rate * accumulated)


class BuildModel(tf.keras.layers.Layer):
    def __init__(self, n_hidden, n_out):
        super().__init__()
        self.fc1 = tf.keras.layers.Dense(n_hidden, activation=tf.nn.relu)
        self.dropout = tf.keras.layers.Dropout(0.5)
        self.fc2 = tf.keras.layers.Dense(n_hidden, activation=tf.nn.relu)
        self.out = tf.keras.layers.Dense(n_out)

    def call(self, inputs, training):
        net = self.fc1(inputs)
        net = self.dropout(net, training=training)
        net = self.fc2(net)
        return self.out(net)


def build_graph(args):
    x = tf.TensorSpec([None, args.n_in], tf.float32, name='x')
    y = tf.TensorSpec([None], tf.int64, name='y')
    training = tf.TensorSpec([], tf.bool, name='training')
    build_model = BuildModel(args.n_hidden, args.n_out)

    @tf.function
    def compute_acc(x, y, training=False):
        x = tf.cast(x, tf.float32)
        y = tf.cast(y, tf.int64)
        logits = build_model(x, training=training)
        pred = tf.argmax(logits, 1)
        return tf.reduce_mean(tf.cast(tf.equal(pred, y), tf.float32))

    opt = Momentum(args.lr, momentum=0.9)

    @tf.function
    def train(x, y, training=False):
        x = tf.cast(x, tf.float32)
        y = tf.cast(y, tf.int64)
        with tf.GradientTape() as tape:
            logits = build_model(x, training=training)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
        variables = build_model.trainable_variables
        opt.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    return {'acc': compute_acc, 'train': train}


def batches(x, y, size):
    for i in range(0, len(x), size):
        yield x[i:i + size], y[i:i + size]


def main():
    p = argparse.ArgumentParser()
    p.add_argument('--n_in', type=int, default=4)
    p.add_argument('--n_hidden', type=int, default=8)
    p.add_argument('--n_out', type=int, default=3)
    p.add_argument('--lr', type=float, default=0.1)
    args = p.parse_args()
    rng = np.random.RandomState(0)
    X, Y = rng.rand(24, 4), rng.randint(0, 3, 24)
    g = build_graph(args)
    for epoch in range(3):
        losses = []
        for bx, by in batches(X, Y, 8):
            l = g['train'](bx, by, True).numpy()
            losses.append(l)
        acc = g['acc'](X, Y).numpy()
        print(epoch, np.mean(losses), acc)


if __name__ == '__main__':
    main()
