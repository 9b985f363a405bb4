import numpy as np
import tensorflow as tf

class Qnetwork():
    def __init__(self, h_size):
        self.scalarInput = tf.placeholder(shape=[None, 48], dtype=tf.float32)
        self.imageIn = tf.reshape(self.scalarInput, shape=[-1, 4, 4, 3])
        self.conv1 = tf.layers.conv2d(self.imageIn, 8, 2, padding='valid', use_bias=False)
        self.flat = tf.layers.flatten(self.conv1)
        self.h = tf.layers.dense(self.flat, h_size)
        self.streamAC, self.streamVC = tf.split(self.h, 2, 1)
        xavier_init = tf.contrib.layers.xavier_initializer()
        self.AW = tf.Variable(xavier_init([h_size // 2, 4]))
        self.VW = tf.Variable(xavier_init([h_size // 2, 1]))
        self.Advantage = tf.matmul(self.streamAC, self.AW)
        self.Value = tf.matmul(self.streamVC, self.VW)
        self.Qout = self.Value + tf.subtract(self.Advantage, tf.reduce_mean(self.Advantage, axis=1, keep_dims=True))
        self.predict = tf.argmax(self.Qout, 1)
        self.targetQ = tf.placeholder(shape=[None], dtype=tf.float32)
        self.actions = tf.placeholder(shape=[None], dtype=tf.int32)
        self.actions_onehot = tf.one_hot(self.actions, 4, dtype=tf.float32)
        self.Q = tf.reduce_sum(tf.multiply(self.Qout, self.actions_onehot), axis=1)
        self.td_error = tf.square(self.targetQ - self.Q)
        self.loss = tf.reduce_mean(self.td_error)
        self.trainer = tf.train.AdamOptimizer(learning_rate=0.0001)
        self.updateModel = self.trainer.minimize(self.loss)

def updateTargetGraph(tfVars, tau):
    total_vars = len(tfVars)
    op_holder = []
    for idx, var in enumerate(tfVars[0:total_vars // 2]):
        op_holder.append(tfVars[idx + total_vars // 2].assign((var.value() * tau) + ((1 - tau) * tfVars[idx + total_vars // 2].value())))
    return op_holder

def updateTarget(op_holder, sess):
    for op in op_holder:
        sess.run(op)

tf.reset_default_graph()
mainQN = Qnetwork(8)
targetQN = Qnetwork(8)
init = tf.global_variables_initializer()
trainables = tf.trainable_variables()
targetOps = updateTargetGraph(trainables, 0.1)
rng = np.random.RandomState(0)
with tf.Session() as sess:
    sess.run(init)
    for i in range(3):
        s = rng.rand(6, 48); s1 = rng.rand(6, 48); a = rng.randint(0, 4, 6); r = rng.rand(6)
        Q1 = sess.run(mainQN.predict, feed_dict={mainQN.scalarInput: s1})
        Q2 = sess.run(targetQN.Qout, feed_dict={targetQN.scalarInput: s1})
        doubleQ = Q2[range(6), Q1]
        targetQ = r + 0.9 * doubleQ
        _ = sess.run(mainQN.updateModel, feed_dict={mainQN.scalarInput: s, mainQN.targetQ: targetQ, mainQN.actions: a})
        updateTarget(targetOps, sess)
    print(sess.run(targetQN.Qout, feed_dict={targetQN.scalarInput: s})[0])
