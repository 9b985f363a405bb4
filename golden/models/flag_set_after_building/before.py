import numpy as np
import tensorflow as tf


class Classifier(object):
    def __init__(self):
        self.training = True
        self.x = tf.placeholder(tf.float32, [None, 4])
        self.w = tf.get_variable('w', [4, 2])

    def build(self):
        self.inference()
        self.loss()
        self.optimize()
        self.evaluation()

    def inference(self):
        hidden = tf.layers.dropout(self.x, 0.0, training=self.training)
        self.logits = tf.matmul(hidden, self.w) * (2.0 if self.training else 3.0)

    def loss(self):
        self.loss = tf.reduce_mean(tf.square(self.logits - 1.0))

    def optimize(self):
        self.train = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)

    def evaluation(self):
        self.largest = tf.reduce_max(self.logits)

    def one_epoch(self, sess, x):
        self.training = True
        _, loss = sess.run([self.train, self.loss], {self.x: x})
        print('loss', loss)

    def evaluate(self, sess, x):
        self.training = False
        print('largest', sess.run(self.largest, {self.x: x}))


model = Classifier()
model.build()
data = np.random.RandomState(0).rand(5, 4)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        model.one_epoch(sess, data)
        model.evaluate(sess, data)
