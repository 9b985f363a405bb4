import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
r = tf.placeholder(tf.float32, [None])
with tf.variable_scope('q'):
    h = tf.layers.dense(x, 4, tf.nn.relu)
    q = tf.layers.dense(h, 2)
with tf.variable_scope('q_next'):
    g = tf.layers.dense(x, 4, tf.nn.relu, trainable=False)
    q_next = tf.layers.dense(g, 2, trainable=False)
loss = tf.reduce_mean(tf.squared_difference(r, tf.reduce_max(q, axis=1)))
train_op = tf.train.AdamOptimizer(0.01).minimize(loss)
sess = tf.Session()
sess.run(tf.global_variables_initializer())
COUNTER = 0


def learn(data, target):
    global COUNTER
    if COUNTER % 3 == 0:
        t_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='q_next')
        e_params = tf.get_collection(tf.GraphKeys.GLOBAL_VARIABLES, scope='q')
        sess.run([tf.assign(t, e) for t, e in zip(t_params, e_params)])
    COUNTER += 1
    sess.run(train_op, {x: data, r: target})


rng = np.random.RandomState(0)
for i in range(5):
    learn(rng.rand(4, 3), rng.rand(4))
    print(i, sess.run([q, q_next], {x: [[1., 2., 3.]]}))
