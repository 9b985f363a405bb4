import numpy as np
import tensorflow as tf

class Model(object):
    def __init__(self, sess, n, scale):
        self.sess = sess
        dataset = tf.data.Dataset.from_tensor_slices((np.arange(n), np.arange(n) * 1.0)).batch(2)
        self.iterator = dataset.make_initializable_iterator()
        self.x, self.y = self.iterator.get_next()
        self.w = tf.Variable(scale)
        self.out = tf.cast(self.x, tf.float32) * self.w + tf.cast(self.y, tf.float32)
        self.total = tf.reduce_sum(self.out)

    def start(self):
        self.sess.run(self.iterator.initializer)

    def step(self):
        return self.sess.run(self.total)

with tf.Session() as sess:
    a = Model(sess, 5, 2.0)
    b = Model(sess, 3, 3.0)
    sess.run(tf.global_variables_initializer())
    a.start()
    b.start()
    for i in range(3):
        print(a.step())
        try:
            print(b.step())
        except tf.errors.OutOfRangeError:
            print('b ended')
            sess.run(b.iterator.initializer)
    a.start()
    print(sess.run(a.out), sess.run([a.x, a.y])[0])
    print(sess.run(b.total))
