import numpy as np
import tensorflow as tf


class Model:

    def __init__(self, image, label):
        self.image = image
        self.label = label
        self._build()

    def _build(self):
        data_size = int(self.image.get_shape()[1])
        target_size = int(self.label.get_shape()[1])
        weight = tf.Variable(tf.truncated_normal([data_size, target_size]))
        bias = tf.Variable(tf.constant(0.1, shape=[target_size]))
        incoming = tf.matmul(self.image, weight) + bias
        self.prediction = tf.nn.softmax(incoming)
        cross_entropy = -tf.reduce_sum(self.label * tf.log(self.prediction))
        self.optimize = tf.train.RMSPropOptimizer(0.03).minimize(cross_entropy)
        mistakes = tf.not_equal(tf.argmax(self.label, 1), tf.argmax(self.prediction, 1))
        self.error = tf.reduce_mean(tf.cast(mistakes, tf.float32))


def main():
    rng = np.random.RandomState(0)
    image = tf.placeholder(tf.float32, [None, 6])
    label = tf.placeholder(tf.float32, [None, 3])
    model = Model(image, label)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    images = rng.rand(20, 6)
    labels = np.eye(3)[rng.randint(0, 3, 20)]
    for _ in range(4):
        error = sess.run(model.error, {image: images, label: labels})
        print('Test error {:6.2f}%'.format(100 * error))
        for _ in range(6):
            sess.run(model.optimize, {image: images, label: labels})
    print(sess.run(model.prediction, {image: images})[:2])


if __name__ == '__main__':
    main()
