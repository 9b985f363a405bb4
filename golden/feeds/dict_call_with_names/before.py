import numpy as np
import tensorflow as tf


class Scorer(object):
    def __init__(self, size):
        self.inputs = {name: tf.placeholder(tf.float32, [None, size], name=name) for name in ('left', 'right')}
        self.temperature = tf.placeholder(tf.float32, (), name='temperature')
        self.similarity = tf.reduce_sum(self.inputs['left'] * self.inputs['right'], axis=-1) / self.temperature
        self.outputs = {'similarity': self.similarity, 'probability': tf.nn.softmax(self.similarity)}
        self.sess = tf.Session()

    def _feed(self, left, right, temperature=1.0):
        feed = {self.inputs['left']: left, self.inputs['right']: right}
        feed[self.temperature] = temperature
        return feed

    def score(self, **values):
        return self.sess.run(self.outputs['similarity'], feed_dict=self._feed(**values))

    def both(self, left, right):
        return self.sess.run(self.outputs, feed_dict=self._feed(left, right, temperature=2))


scorer = Scorer(2)
a, b = np.array([[1., 2.], [3., 4.]]), np.eye(2)
print(scorer.score(left=a, right=b))
both = scorer.both(a, b)
print(both['similarity'], both['probability'])
