import numpy as np
import tensorflow as tf


def weight(shape):
    return tf.Variable(tf.random.truncated_normal(shape, stddev=0.1))


def bias(shape):
    return tf.Variable(tf.constant(0.1, shape=shape))


class Fc(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = weight([n_in, n_out])
        self.b = bias([n_out])

    def __call__(self, h):
        return tf.matmul(h, self.w) + self.b


def run_training(X, Y):
    x = tf.TensorSpec([None, 4], tf.float32)
    y = tf.TensorSpec([None, 3], tf.float32)
    keep_prob = tf.TensorSpec([], tf.float32)
    fc = Fc(4, 8)
    fc_1 = Fc(8, 3)

    def compute_loss_and_logits(x, y, keep_prob):
        h1 = tf.nn.relu(fc(x))
        h1 = tf.nn.dropout(h1, rate=1 - keep_prob)
        logits = fc_1(h1)
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(logits=logits, labels=y))
        return loss, logits

    @tf.function(input_signature=[x, y, keep_prob])
    def loss_and_acc(x, y, keep_prob):
        loss, logits = compute_loss_and_logits(x, y, keep_prob)
        correct = tf.equal(tf.argmax(logits, 1), tf.argmax(y, 1))
        acc = tf.reduce_mean(tf.cast(correct, tf.float32))
        return loss, acc

    optimizer = tf.keras.optimizers.Adam(0.01, beta_2=0.9990000129, epsilon=1e-8)

    @tf.function(input_signature=[x, y, keep_prob])
    def train_step(x, y, keep_prob):
        with tf.GradientTape() as tape:
            loss, logits = compute_loss_and_logits(x, y, keep_prob)
        variables = list(fc.trainable_variables) + list(fc_1.trainable_variables)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    def feed(train):
        return {'x': X, 'y': Y, 'keep_prob': 0.5 if train else 1.0}

    for i in range(5):
        train_step(**feed(True))
        l, a = loss_and_acc(**feed(False))
        l, a = l.numpy(), a.numpy()
        print('step %d loss %g acc %g' % (i, l, a))


if __name__ == '__main__':
    rng = np.random.RandomState(3)
    X = rng.rand(16, 4)
    Y = np.eye(3)[rng.randint(0, 3, 16)]
    run_training(X, Y)
