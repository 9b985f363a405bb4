import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, n_in):
        self.x = tf.placeholder(tf.float32, [None, n_in])

    def build_actor(self, scale, lr):
        w = tf.get_variable("aw", [3, 2], initializer=tf.ones_initializer())
        h = tf.tanh(tf.matmul(self.x, w))
        self.actor = h * scale
        loss = tf.reduce_sum(tf.square(self.actor))
        self.actor_step = tf.train.AdamOptimizer(lr).minimize(loss)

    def build_critic(self, scale, lr):
        self.target = tf.placeholder(tf.float32, [None, 1])
        h = tf.layers.dense(self.x, 4, tf.nn.tanh, kernel_initializer=tf.ones_initializer())
        self.critic = tf.layers.dense(h, 1, kernel_initializer=tf.ones_initializer()) * scale
        self.loss = tf.reduce_mean(tf.square(self.critic - self.target))
        self.critic_step = tf.train.AdamOptimizer(lr).minimize(self.loss)


def main():
    net = Net(3)
    net.build_actor(2.0, 0.01)
    net.build_critic(3.0, 0.02)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        x = np.ones([2, 3])
        for i in range(3):
            a, _ = sess.run([net.actor, net.actor_step], {net.x: x})
            _, l = sess.run([net.critic_step, net.loss], {net.x: x, net.target: np.zeros([2, 1])})
            print(a.sum(), l)
        print(sess.run(net.critic, {net.x: x}))


main()
