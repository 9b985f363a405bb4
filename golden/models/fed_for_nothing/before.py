import numpy as np
import tensorflow as tf


class Model(object):
    def __init__(self):
        self.build_model()

    def build_model(self):
        self.is_training = tf.placeholder(tf.bool)
        self.x = tf.placeholder(tf.float32, [None, 3])
        self.y = tf.placeholder(tf.float32, [None, 1])
        d1 = tf.layers.dense(self.x, 4, activation=tf.nn.relu, name="dense1")
        d2 = tf.layers.dense(d1, 1, name="dense2")
        with tf.name_scope("loss"):
            self.loss = tf.reduce_mean(tf.square(d2 - self.y))
            update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
            with tf.control_dependencies(update_ops):
                self.train_step = tf.train.GradientDescentOptimizer(0.1).minimize(self.loss)


class Trainer(object):
    def __init__(self, sess, model):
        self.sess = sess
        self.model = model
        self.sess.run(tf.global_variables_initializer())

    def train_step(self, x, y):
        feed_dict = {self.model.x: x, self.model.y: y, self.model.is_training: True}
        _, loss = self.sess.run([self.model.train_step, self.model.loss], feed_dict=feed_dict)
        return loss


rng = np.random.RandomState(0)
sess = tf.Session()
trainer = Trainer(sess, Model())
for step in range(4):
    x = rng.rand(8, 3)
    print(step, trainer.train_step(x, x.sum(1, keepdims=True)))
