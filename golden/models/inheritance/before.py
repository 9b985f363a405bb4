import numpy as np
import tensorflow as tf


class BaseModel(object):
    def __init__(self, config):
        self.config = config
        self.build_model()
        self.train_op = tf.train.AdamOptimizer(config['lr']).minimize(self.loss)

    def build_model(self):
        raise NotImplementedError


class Regression(BaseModel):
    def build_model(self):
        self.x = tf.placeholder(tf.float32, [None, self.config['size']])
        self.y = tf.placeholder(tf.float32, [None, 1])
        self.out = tf.layers.dense(self.x, 1, name='out')
        self.loss = tf.losses.mean_squared_error(self.y, self.out)


class Trainer(object):
    def __init__(self, sess, model, data):
        self.sess, self.model, self.data = sess, model, data
        self.sess.run(tf.group(tf.global_variables_initializer(), tf.local_variables_initializer()))

    def train_step(self):
        feed_dict = {self.model.x: self.data[0], self.model.y: self.data[1]}
        _, loss = self.sess.run([self.model.train_op, self.model.loss], feed_dict=feed_dict)
        return loss


def main():
    xs = np.random.rand(8, 3)
    model = Regression({'lr': 0.1, 'size': 3})
    with tf.Session() as sess:
        trainer = Trainer(sess, model, (xs, xs.mean(1, keepdims=True)))
        for _ in range(4):
            print(trainer.train_step())


if __name__ == '__main__':
    main()
