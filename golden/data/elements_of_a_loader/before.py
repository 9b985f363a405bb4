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

        self.iterator = tf.data.Iterator.from_structure(self.train_dataset.output_types,
                                                        self.train_dataset.output_shapes)
        self.training_init_op = self.iterator.make_initializer(self.train_dataset)
        self.validation_init_op = self.iterator.make_initializer(self.valid_dataset)
        self.next_batch = self.iterator.get_next()

    def _create(self, data, batch_size, shuffle=False):
        dataset = tf.data.Dataset.from_tensor_slices(data)
        if shuffle:
            dataset = dataset.shuffle(100)
        return dataset.map(self._parse).batch(batch_size)

    def _parse(self, x, y):
        return x * 2.0 - 1.0, tf.one_hot(y, 2)


class Model(object):
    def __init__(self, images, labels):
        self.images = images
        self.labels = labels
        self.inference()
        self.optimize()

    def inference(self):
        h = tf.layers.dense(self.images, 12, activation=tf.nn.relu, name='h')
        self.logits = tf.layers.dense(h, 2, name='logits')

    def optimize(self):
        with tf.name_scope('loss'):
            ce = tf.nn.softmax_cross_entropy_with_logits_v2(labels=self.labels, logits=self.logits)
            self.loss = tf.reduce_mean(ce, name='loss')
        self.train_op = tf.train.GradientDescentOptimizer(0.5).minimize(self.loss)
        pred = tf.equal(tf.argmax(self.logits, 1), tf.argmax(self.labels, 1))
        self.accuracy = tf.reduce_mean(tf.cast(pred, tf.float32))


BATCH = 10
EPOCHS = 3


def main():
    loader = DataLoader(BATCH)
    x, y = loader.next_batch
    model = Model(x, y)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(EPOCHS):
            sess.run(loader.training_init_op)
            for step in range(loader.num_train // BATCH):
                _, loss = sess.run([model.train_op, model.loss])
            print('epoch', epoch, 'train loss', loss)
            sess.run(loader.validation_init_op)
            total, n = 0., 0
            try:
                while True:
                    acc = sess.run(model.accuracy)
                    total += acc
                    n += 1
            except tf.errors.OutOfRangeError:
                pass
            print('valid accuracy', total / n)


if __name__ == '__main__':
    main()
