import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
loss = tf.reduce_mean(tf.square(tf.matmul(x, w)))
train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss)


def run_epoch(sess, data, eval_op=None, verbose=False):
    fetches = {'cost': loss}
    if eval_op is not None:
        fetches['eval_op'] = eval_op
    costs = 0.0
    for step in range(2):
        vals = sess.run(fetches, {x: data[step::2]})
        costs += vals['cost']
        if verbose:
            print('%d cost %.6f' % (step, vals['cost']))
    return costs / 2


data = np.random.rand(6, 2)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(run_epoch(sess, data))
    print(run_epoch(sess, data, eval_op=train_op, verbose=True))
    print(run_epoch(sess, data))
