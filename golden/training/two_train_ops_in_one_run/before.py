import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope('actor'):
    a = tf.layers.dense(x, 2, tf.nn.tanh, name='a')
with tf.variable_scope('critic'):
    v = tf.layers.dense(x, 1, name='v')
a_loss = tf.reduce_mean(tf.square(a - 1.))
v_loss = tf.reduce_mean(tf.square(v - 3.))
a_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='actor')
v_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='critic')
a_train = tf.train.RMSPropOptimizer(0.01).minimize(a_loss, var_list=a_vars)
v_train = tf.train.RMSPropOptimizer(0.1).minimize(v_loss, var_list=v_vars)

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(3):
        batch = np.array([[0.1 * i, 1.0]])
        sess.run([a_train, v_train], feed_dict={x: batch})
        al, vl = sess.run([a_loss, v_loss], {x: batch})
        print(al, vl)
