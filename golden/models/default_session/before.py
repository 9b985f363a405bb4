import numpy as np
import tensorflow as tf


class Policy(object):
    def __init__(self, name):
        with tf.variable_scope(name):
            self.obs = tf.placeholder(tf.float32, [None, 2], name='obs')
            self.probs = tf.layers.dense(self.obs, 3, activation=tf.nn.softmax, name='probs')
            self.value = tf.layers.dense(self.obs, 1, name='value')
            self.scope = tf.get_variable_scope().name

    def act(self, obs):
        sess = tf.get_default_session()
        probs, value = sess.run([self.probs, self.value], {self.obs: obs})
        return probs, value[:, 0]

    def variables(self):
        return tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, self.scope)


with tf.Session() as sess:
    pi, old = Policy('pi'), Policy('old')
    copy = tf.group(*[o.assign(p) for o, p in zip(old.variables(), pi.variables())])
    sess.run(tf.global_variables_initializer())
    sess.run(pi.variables()[0].assign(tf.ones([2, 3]) * [[1., 2., 3.]]))
    obs = np.array([[1., 0.5]])
    print(old.act(obs))
    copy.run()
    print(old.act(obs))
    print(pi.value.eval({pi.obs: obs}), len(pi.variables()))
