import numpy as np
import tensorflow as tf
class agent():
    def __init__(self, lr, s_size, a_size, h_size):
        self.state_in = tf.placeholder(shape=[None, s_size], dtype=tf.float32)
        hidden = tf.layers.dense(self.state_in, h_size, tf.nn.relu, use_bias=False)
        self.output = tf.layers.dense(hidden, a_size, tf.nn.softmax, use_bias=False)
        self.reward_holder = tf.placeholder(shape=[None], dtype=tf.float32)
        self.loss = -tf.reduce_mean(tf.log(tf.reduce_max(self.output, 1)) * self.reward_holder)
        tvars = tf.trainable_variables()
        self.gradient_holders = []
        for idx, var in enumerate(tvars):
            placeholder = tf.placeholder(tf.float32, name=str(idx) + '_holder')
            self.gradient_holders.append(placeholder)
        self.gradients = tf.gradients(self.loss, tvars)
        optimizer = tf.train.AdamOptimizer(learning_rate=lr)
        self.update_batch = optimizer.apply_gradients(zip(self.gradient_holders, tvars))
tf.reset_default_graph()
myAgent = agent(lr=1e-2, s_size=4, a_size=2, h_size=8)
init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    gradBuffer = sess.run(tf.trainable_variables())
    for ix, grad in enumerate(gradBuffer):
        gradBuffer[ix] = grad * 0
    for i in range(6):
        s = np.arange(4.) * (i + 1)
        a = sess.run(myAgent.output, feed_dict={myAgent.state_in: [s]})
        feed_dict = {myAgent.reward_holder: [1. + i], myAgent.state_in: [s]}
        grads = sess.run(myAgent.gradients, feed_dict=feed_dict)
        for idx, grad in enumerate(grads):
            gradBuffer[idx] += grad
        if i % 2 == 1:
            feed_dict = dictionary = dict(zip(myAgent.gradient_holders, gradBuffer))
            _ = sess.run(myAgent.update_batch, feed_dict=feed_dict)
            for ix, grad in enumerate(gradBuffer):
                gradBuffer[ix] = grad * 0
        print(a)
