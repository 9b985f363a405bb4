import numpy as np
import tensorflow as tf


def build():
    x = tf.compat.v1.placeholder(tf.float32, [None, 1])
    w = tf.Variable(tf.zeros([1, 1]))
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - 3. * x))
    step = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(loss)
    return x, w, loss, step


def train(sess, x, loss, step, data):
    for i in range(3):
        _, value = sess.run([step, loss], feed_dict={x: data})
        print('step %d loss %.6f' % (i, value))


def main():
    x, w, loss, step = build()
    data = np.array([[1.], [2.]])
    with tf.compat.v1.Session() as sess:
        sess.run(tf.compat.v1.global_variables_initializer())
        train(sess, x, loss, step, data)
        print(sess.run(w))


if __name__ == '__main__':
    main()
