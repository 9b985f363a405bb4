import numpy as np
import tensorflow as tf


class Gen(object):
    def __init__(self, n):
        self.z = tf.placeholder(tf.float32, [None, n])
        self.fake = tf.layers.dense(self.z, 2, name='gen')


class Disc(object):
    def __init__(self, gen):
        self.gen = gen
        self.real = tf.placeholder(tf.float32, [None, 2])
        w = tf.get_variable('dw', [2, 1])
        self.score = tf.reduce_mean(tf.matmul(self.real, w))
        self.fake_score = tf.reduce_mean(tf.matmul(self.gen.fake, w))
        self.loss = self.fake_score - self.score
        self.train = tf.train.RMSPropOptimizer(0.01).minimize(self.loss, var_list=[w])


class Runner(object):
    def __init__(self, sess):
        self.sess = sess
        self.g = Gen(3)
        self.d = Disc(self.g)
        self.sess.run(tf.global_variables_initializer())

    def step(self, z, x):
        feed = {self.g.z: z, self.d.real: x}
        _, loss, fake = self.sess.run([self.d.train, self.d.loss, self.g.fake], feed_dict=feed)
        return loss, fake.sum()


with tf.Session() as sess:
    r = Runner(sess)
    for i in range(3):
        print(r.step(np.ones([2, 3]) * i, np.ones([2, 2])))
