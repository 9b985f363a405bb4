import numpy as np
import tensorflow as tf


def load(seed, n):
    rng = np.random.RandomState(seed)
    x = rng.rand(n, 6).astype(np.float32)
    return x, (x.sum(1) > 3).astype(np.int64)


class DataLoader(object):
    """Loads train and validation sets behind one reinitializable iterator."""

    def __init__(self, batch_size):
        train, valid = load(0, 40), load(1, 20)
        self.num_train = 40
        self.train_dataset = self._create(train, batch_size, shuffle=False)
        self.valid_dataset = self._create(valid, batch_size)

        self.training_init_op = self.train_dataset
        self.validation_init_op = self.valid_dataset

    def _create(self, data, batch_size, shuffle=False):
        dataset = tf.data.Dataset.from_tensor_slices(data)
        if shuffle:
            dataset = dataset.shuffle(100)
        return dataset.map(self._parse).batch(batch_size)

    def _parse(self, x, y):
        return x * 2.0 - 1.0, tf.one_hot(y, 2)


class Model(object):
    def __init__(self):
        self.inference()
        self.optimize()

    @tf.function
    def train_step(self, images, labels):
        with tf.GradientTape() as tape:
            h = self.h(images)
            logits = self.logits(h)
            ce = tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)
            loss = tf.reduce_mean(ce, name='loss')
        variables = self.h.trainable_variables + self.logits.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    @tf.function
    def accuracy(self, images, labels):
        h = self.h(images)
        logits = self.logits(h)
        pred = tf.equal(tf.argmax(logits, 1), tf.argmax(labels, 1))
        return tf.reduce_mean(tf.cast(pred, tf.float32))

    def inference(self):
        self.h = tf.keras.layers.Dense(12, activation=tf.nn.relu)
        self.logits = tf.keras.layers.Dense(2)

    def optimize(self):
        self.optimizer = tf.keras.optimizers.SGD(0.5)


BATCH = 10
EPOCHS = 3


def main():
    loader = DataLoader(BATCH)
    model = Model()
    for epoch in range(EPOCHS):
        loader.iterator = iter(loader.training_init_op)
        for step in range(loader.num_train // BATCH):
            loss = model.train_step(*next(loader.iterator)).numpy()
        print('epoch', epoch, 'train loss', loss)
        loader.iterator = iter(loader.validation_init_op)
        total, n = 0., 0
        for images, labels in loader.iterator:
            acc = model.accuracy(images, labels).numpy()
            total += acc
            n += 1
        print('valid accuracy', total / n)


if __name__ == '__main__':
    main()
