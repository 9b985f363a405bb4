import numpy as np
import tensorflow as tf

def net(x, scope):
    with tf.variable_scope(scope):
        h = tf.layers.dense(x, 5, activation=tf.nn.tanh, name='h')
        return tf.layers.dense(h, 1, name='o')

x = tf.placeholder(tf.float32, [None, 3])
q = net(x, 'q')
t = net(x, 'target')
loss = tf.reduce_mean(tf.square(q - 1. - t))
train = tf.train.AdamOptimizer(0.01).minimize(loss, var_list=tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='q'))
bx = np.random.RandomState(0).rand(6, 3)
for trial in range(2):
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        sess.run(train, {x: bx})
    print(trial, sess.run(loss, {x: bx}))
    sess.close()
