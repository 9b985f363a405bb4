import sys
import numpy as np
import tensorflow as tf

steps, resume, save = int(sys.argv[1]), sys.argv[2], sys.argv[3]
x = tf.placeholder(tf.float32, [None, 3])
y = tf.placeholder(tf.float32, [None, 1])
hidden = tf.layers.dense(x, 4, tf.nn.tanh, name='hidden')
hidden = tf.layers.dense(hidden, 4, tf.nn.tanh, name='second')
with tf.variable_scope('out'):
    w = tf.get_variable('w', [4, 1])
global_step = tf.Variable(0, trainable=False, name='global_step')
loss = tf.reduce_mean(tf.square(tf.matmul(hidden, w) - y))
train_op = tf.train.OPTIMIZER.minimize(loss, global_step=global_step)
saver = tf.train.Saver()
data = np.random.RandomState(0).rand(8, 3)
target = data.sum(1, keepdims=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    if resume != 'new':
        saver.restore(sess, resume)
    for step in range(steps):
        _, value = sess.run([train_op, loss], {x: data, y: target})
        print(step, value)
    print(sess.run(global_step))
    saver.save(sess, save)
