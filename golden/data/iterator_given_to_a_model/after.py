import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, hidden=8):
        self.h = tf.keras.layers.Dense(hidden, activation=tf.nn.relu)
        self.logits = tf.keras.layers.Dense(2)
        self.optimizer = tf.keras.optimizers.SGD(0.5)

    @tf.function
    def train_step(self, images, labels):
        with tf.GradientTape() as tape:
            h = self.h(images)
            logits = self.logits(h)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        variables = self.h.trainable_variables + self.logits.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    @tf.function
    def accuracy(self, images, labels):
        h = self.h(images)
        logits = self.logits(h)
        return tf.reduce_mean(tf.cast(tf.equal(tf.argmax(logits, 1), labels), tf.float32))


def make(n, seed):
    rng = np.random.RandomState(seed)
    x = rng.rand(n, 4).astype(np.float32)
    return x, (x.sum(1) > 2).astype(np.int64)


def main():
    train = tf.data.Dataset.from_tensor_slices(make(20, 0)).batch(5)
    valid = tf.data.Dataset.from_tensor_slices(make(10, 1)).batch(5)
    model = Model()
    for epoch in range(2):
        for images, labels in train:
            loss = model.train_step(images, labels).numpy()
        print(epoch, loss)
        accs = []
        for images, labels in valid:
            accs.append(model.accuracy(images, labels).numpy())
        print('acc', np.mean(accs))


if __name__ == '__main__':
    main()
