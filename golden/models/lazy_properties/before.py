import functools
import numpy as np
import tensorflow as tf


def lazy_property(function):
    attribute = '_' + function.__name__

    @property
    @functools.wraps(function)
    def wrapper(self):
        if not hasattr(self, attribute):
            setattr(self, attribute, function(self))
        return getattr(self, attribute)
    return wrapper


class Model:
    def __init__(self, data, target):
        self.data = data
        self.target = target
        self.prediction
        self.optimize
        self.error

    @lazy_property
    def prediction(self):
        size = int(self.data.get_shape()[1])
        weight = tf.Variable(tf.truncated_normal([size, 2], stddev=0.01))
        bias = tf.Variable(tf.constant(0.1, shape=[2]))
        return tf.nn.softmax(tf.matmul(self.data, weight) + bias)

    @lazy_property
    def optimize(self):
        cross_entropy = -tf.reduce_sum(self.target * tf.log(self.prediction))
        return tf.train.RMSPropOptimizer(0.03).minimize(cross_entropy)

    @lazy_property
    def error(self):
        mistakes = tf.not_equal(tf.argmax(self.target, 1), tf.argmax(self.prediction, 1))
        return tf.reduce_mean(tf.cast(mistakes, tf.float32))


def main():
    image = tf.placeholder(tf.float32, [None, 3])
    label = tf.placeholder(tf.float32, [None, 2])
    model = Model(image, label)
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    xs = np.random.rand(6, 3)
    ys = np.eye(2)[(xs[:, 0] > 0.5).astype(int)]
    for _ in range(5):
        sess.run(model.optimize, {image: xs, label: ys})
        print('Error {:.2f}'.format(sess.run(model.error, {image: xs, label: ys})))
    print(sess.run(model.prediction, {image: xs[:2]}))


if __name__ == '__main__':
    main()
