import numpy as np
import tensorflow as tf


class Net(object):
    def __init__(self, n_in):
        self.x = tf.TensorSpec([None, n_in], tf.float32)

    def build_actor(self, scale, lr):
        self.scale = scale
        self.w = tf.Variable(tf.ones_initializer()([3, 2]), name="aw")
        self.optimizer = tf.keras.optimizers.Adam(lr, beta_2=0.9990000129, epsilon=1e-8)
        self.actor_step = tf.function(self.actor_step, input_signature=[self.x])

    def actor_step(self, x):
        with tf.GradientTape() as tape:
            h = tf.tanh(tf.matmul(x, self.w))
            actor = h * self.scale
            loss = tf.reduce_sum(tf.square(actor))
        variables = [self.w]
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return actor

    def build_critic(self, scale, lr):
        self.scale_1 = scale
        self.target = tf.TensorSpec([None, 1], tf.float32)
        self.dense = tf.keras.layers.Dense(4, activation=tf.nn.tanh, kernel_initializer=tf.ones_initializer())
        self.dense_1 = tf.keras.layers.Dense(1, kernel_initializer=tf.ones_initializer())
        self.optimizer_1 = tf.keras.optimizers.Adam(lr, beta_2=0.9990000129, epsilon=1e-8)
        self.critic = tf.function(self.critic, input_signature=[self.x])
        self.critic_step = tf.function(self.critic_step, input_signature=[self.x, self.target])

    def critic(self, x):
        h = self.dense(x)
        return self.dense_1(h) * self.scale_1

    def critic_step(self, x, target):
        with tf.GradientTape() as tape:
            critic = self.critic(x)
            loss = tf.reduce_mean(tf.square(critic - target))
        variables = self.dense.trainable_variables + self.dense_1.trainable_variables
        self.optimizer_1.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss


def main():
    net = Net(3)
    net.build_actor(2.0, 0.01)
    net.build_critic(3.0, 0.02)
    x = np.ones([2, 3])
    for i in range(3):
        a = net.actor_step(x).numpy()
        l = net.critic_step(x, np.zeros([2, 1])).numpy()
        print(a.sum(), l)
    print(net.critic(x).numpy())


main()
