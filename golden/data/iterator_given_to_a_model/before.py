import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self, iterator, hidden=8):
        images, labels = iterator.get_next()
        self.images = images
        self.labels = labels
        with tf.variable_scope('model'):
            h = tf.layers.dense(self.images, hidden, activation=tf.nn.relu, name='h')
            self.logits = tf.layers.dense(h, 2, name='logits')
        self.loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=self.logits))
        self.train_op = tf.train.GradientDescentOptimizer(0.5).minimize(self.loss)
        self.accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(self.logits, 1), labels), tf.float32))


def make(n, seed):
    rng = np.random.RandomState(seed)
    x = rng.rand(n, 4).astype(np.float32)
    return x, (x.sum(1) > 2).astype(np.int64)


def main():
    train = tf.data.Dataset.from_tensor_slices(make(20, 0)).batch(5)
    valid = tf.data.Dataset.from_tensor_slices(make(10, 1)).batch(5)
    iterator = tf.data.Iterator.from_structure(train.output_types, train.output_shapes)
    train_init = iterator.make_initializer(train)
    valid_init = iterator.make_initializer(valid)
    model = Model(iterator)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for epoch in range(2):
            sess.run(train_init)
            try:
                while True:
                    _, loss = sess.run([model.train_op, model.loss])
            except tf.errors.OutOfRangeError:
                pass
            print(epoch, loss)
            sess.run(valid_init)
            accs = []
            try:
                while True:
                    accs.append(sess.run(model.accuracy))
            except tf.errors.OutOfRangeError:
                pass
            print('acc', np.mean(accs))


if __name__ == '__main__':
    main()
