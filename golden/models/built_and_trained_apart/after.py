import numpy as np
import tensorflow as tf


class Factors(object):
    """A model that is built, trained and asked in three methods."""

    def __init__(self, users, items, regularization=0.01):
        self.users = users
        self.items = items
        self.regularization = regularization

    def build(self, size=3):
        self.user = tf.TensorSpec([None], tf.int32)
        self.item = tf.TensorSpec([None], tf.int32)
        self.rating = tf.TensorSpec([None], tf.float32)
        self.p = tf.Variable(tf.random.normal([self.users, size], stddev=0.1))
        self.q = tf.Variable(tf.random.normal([self.items, size], stddev=0.1))
        self.predicted = tf.function(self.predicted, input_signature=[self.user, self.item])

    def predicted(self, user, item):
        return tf.reduce_sum(
            tf.nn.embedding_lookup(self.p, user) * tf.nn.embedding_lookup(self.q, item), 1)

    def fit(self, data, epochs):
        self.optimizer = tf.keras.optimizers.SGD(0.01)
        for epoch in range(epochs):
            loss = self.train(data[0], data[1], data[2]).numpy()
            print('epoch', epoch, loss)

    @tf.function
    def train(self, user, item, rating):
        user = tf.cast(user, tf.int32)
        item = tf.cast(item, tf.int32)
        rating = tf.cast(rating, tf.float32)
        with tf.GradientTape() as tape:
            predicted = self.predicted(user, item)
            loss = tf.reduce_sum(tf.square(rating - predicted)) + \
            self.regularization * (tf.nn.l2_loss(self.p) + tf.nn.l2_loss(self.q))
        variables = [self.p, self.q]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def predict(self, user, item):
        return self.predicted(user, item).numpy()


rng = np.random.RandomState(0)
ratings = (rng.randint(0, 5, 20), rng.randint(0, 6, 20), rng.randint(1, 6, 20).astype('float32'))
model = Factors(5, 6)
model.build()
model.fit(ratings, 3)
print(model.predict([0, 1], [2, 3]))
