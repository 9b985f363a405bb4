import numpy as np
import tensorflow as tf


class Factors(object):
    """A model that is built, trained and asked in three methods."""

    def __init__(self, sess, users, items, regularization=0.01):
        self.sess = sess
        self.users = users
        self.items = items
        self.regularization = regularization

    def build(self, size=3):
        self.user = tf.placeholder(tf.int32, [None])
        self.item = tf.placeholder(tf.int32, [None])
        self.rating = tf.placeholder(tf.float32, [None])
        self.p = tf.Variable(tf.random_normal([self.users, size], stddev=0.1))
        self.q = tf.Variable(tf.random_normal([self.items, size], stddev=0.1))
        self.predicted = tf.reduce_sum(
            tf.nn.embedding_lookup(self.p, self.user) * tf.nn.embedding_lookup(self.q, self.item), 1)

    def fit(self, data, epochs):
        self.loss = tf.reduce_sum(tf.square(self.rating - self.predicted)) + \
            self.regularization * (tf.nn.l2_loss(self.p) + tf.nn.l2_loss(self.q))
        self.train = tf.train.GradientDescentOptimizer(0.01).minimize(self.loss)
        self.sess.run(tf.global_variables_initializer())
        for epoch in range(epochs):
            _, loss = self.sess.run([self.train, self.loss],
                                    {self.user: data[0], self.item: data[1], self.rating: data[2]})
            print('epoch', epoch, loss)

    def predict(self, user, item):
        return self.sess.run(self.predicted, {self.user: user, self.item: item})


rng = np.random.RandomState(0)
ratings = (rng.randint(0, 5, 20), rng.randint(0, 6, 20), rng.randint(1, 6, 20).astype('float32'))
with tf.Session() as sess:
    model = Factors(sess, 5, 6)
    model.build()
    model.fit(ratings, 3)
    print(model.predict([0, 1], [2, 3]))
